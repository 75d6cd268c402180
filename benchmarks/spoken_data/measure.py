"""What a detector finds, misses and masks too much of, over many calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from time import process_time

from benchmarks.spoken_data.calls import EITHER, GoldCall
from pipeline.digits import Sort, read_word
from pipeline.model import CARD_DATA, Entity
from pipeline.ports import Detector

LEAK = 4
"""Digits of a card number that may stay readable (the last four are no secret to PCI DSS)."""


@dataclass
class Tally:
    """Counts over calls."""

    calls: int = 0
    words: int = 0
    seconds: float = 0.0
    said: Counter[Entity] = field(default_factory=Counter)
    found: Counter[Entity] = field(default_factory=Counter)
    """Those of which every word is masked, under whatever name."""
    leaks: int = 0
    """Calls in which more than `LEAK` digits of the card number stay readable."""
    wrongly: int = 0
    """Words masked that should have stayed, fillers inside a number not counted."""
    masked: int = 0

    @property
    def precision(self) -> float:
        return 1 - self.wrongly / self.masked if self.masked else 1.0

    @property
    def wrongly_per_thousand(self) -> float:
        return 1000 * self.wrongly / self.words if self.words else 0.0

    def recall(self, entity: Entity) -> float:
        return self.found[entity] / self.said[entity] if self.said[entity] else 1.0


def measure(calls: Iterable[GoldCall], detectors: Sequence[Detector]) -> Tally:
    """The tally of `detectors`, united, over `calls`."""
    tally = Tally()
    for call in calls:
        start = process_time()
        found = [f for detector in detectors for f in detector.find(call.transcript)]
        tally.seconds += process_time() - start
        _count(tally, call, {i for f in found for i in f.words})
    return tally


def missed(call: GoldCall, detectors: Sequence[Detector]) -> list[Entity]:
    """The entities of which a word stays readable, each once."""
    masked = {i for d in detectors for f in d.find(call.transcript) for i in f.words}
    left = (
        e for e, words in call.said if any(_matters(call, i) and i not in masked for i in words)
    )
    return list(dict.fromkeys(left))


def _count(tally: Tally, call: GoldCall, masked: set[int]) -> None:
    tally.calls += 1
    tally.words += len(call.gold)
    tally.masked += len(masked)
    for entity, words in call.said:
        tally.said[entity] += 1
        tally.found[entity] += masked.issuperset(i for i in words if _matters(call, i))
    left = (i for i, gold in enumerate(call.gold) if gold is Entity.PAN and i not in masked)
    tally.leaks += sum(_digits(call, i) for i in left) > LEAK
    tally.wrongly += sum(call.gold[i] is None and _matters(call, i) for i in masked)


def _matters(call: GoldCall, index: int) -> bool:
    """Fillers may be masked with the number around them, or left at its edge."""
    gold = call.gold[index]
    if gold is not None and gold not in CARD_DATA:
        return True
    return gold != EITHER and read_word(call.transcript.words[index].text).sort is not Sort.FILLER


def _digits(call: GoldCall, index: int) -> int:
    atoms = read_word(call.transcript.words[index].text).atoms
    return sum(len(atom.digits) for atom in atoms if atom.form != "times")
