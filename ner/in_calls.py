"""Names and addresses in texts of other authors, by the whole detector.

    python -m ner.in_calls ../shared/data/calls_text benchmarks/spoken_data/by_hand

Of the cases by hand only those whose name's SHA-256 begins with an even hexadecimal digit
are read: the others are for whoever publishes figures.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pipeline.adapters.personal import PersonalDataDetector
from pipeline.digits import Sort, read_word
from pipeline.model import Entity, Party, Transcript, Word
from pipeline.ports import Detector
from pipeline.timeline import Span
from pipeline.wordlists import words

_PIECE = re.compile(r"\{(\?|[A-Z_]+) ([^}]*)\}|(\S+)")
_EITHER = "?"


@dataclass(frozen=True, slots=True)
class Case:
    """A call, and what each of its words is: an entity, "?" (either), "" (must stay)."""

    name: str
    transcript: Transcript
    gold: tuple[str, ...]
    mentions: tuple[tuple[str, tuple[int, ...]], ...]
    """Each stretch marked, by entity and words."""


def by_hand(path: Path) -> Iterator[Case]:
    """The cases of one file whose hash is even."""
    for block in re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.M)[1:]:
        head, *lines = block.strip().splitlines()
        name = head.split("|")[0].strip()
        if int(sha256(name.encode()).hexdigest()[0], 16) % 2 == 0:
            yield _case(name, lines)


def _case(name: str, lines: Iterable[str]) -> Case:
    words: list[Word] = []
    gold: list[str] = []
    mentions: list[tuple[str, tuple[int, ...]]] = []
    clock = 0
    for line in lines:
        if not (match := re.match(r"(?:\+(\d+) )?([ACM]): (.*)", line)):
            continue
        pause, party, said = match.groups()
        clock += 1000 * int(pause or 0) + 400
        for piece in _PIECE.finditer(said):
            entity, texts = piece[1] or "", (piece[2] or piece[3]).split()
            start = len(words)
            for text in texts:
                words.append(Word(text, Span(clock, clock + 250), int(party == "C"), 0.9))
                gold.append(entity)
                clock += 300
            if entity and entity != _EITHER:
                mentions.append((entity, tuple(range(start, len(words)))))
    return Case(name, Transcript(tuple(words), _parties(words)), tuple(gold), tuple(mentions))


def _parties(words: Sequence[Word]) -> tuple[Party, ...]:
    stereo = any(word.channel for word in words)
    return (Party.AGENT, Party.CUSTOMER) if stereo else (Party.MIXED,)


def bank_calls(folder: Path) -> Iterator[Case]:
    """The bank calls as a recogniser wrote them, with the names that were found by reading.

    Turns with numbers may hold an address of a person or of a company: they are not counted.
    """
    for path in sorted(folder.glob("*.json")):
        call = json.loads(path.read_text(encoding="utf-8"))
        said: list[tuple[Word, str]] = []
        for turn in call["turns"]:
            clock = int(turn["start_ms"])
            texts = [text for text in turn["asr"].split() if text[0] not in "[<"]
            numbers = any(read_word(text).sort is Sort.NUMBER for text in texts)
            for text in texts:
                gold = "PERSON" if text in _BANK_NAMES else _EITHER if numbers else ""
                span = Span(clock, clock + 200)
                said.append((Word(text, span, int(turn["role"] == "caller"), 1), gold))
                clock += 200
        said.sort(key=lambda one: one[0].span.start)
        words, golds = [word for word, _ in said], [gold for _, gold in said]
        mentions: list[tuple[str, tuple[int, ...]]] = []
        for at, gold in enumerate(golds):
            if gold == "PERSON":
                if at and mentions and mentions[-1][1][-1] == at - 1:
                    mentions[-1] = (gold, (*mentions[-1][1], at))
                else:
                    mentions.append((gold, (at,)))
        yield Case(
            path.stem, Transcript(tuple(words), _parties(words)), tuple(golds), tuple(mentions)
        )


_BANK_NAMES = words(
    """
    alyssa brown david davis elizabeth garcia jamila james jane jennifer jim john johnson jones
    linda mary michael miller patricia randall robert smith williams wilson
    """
)
"""The words that name somebody in the bank calls (their test is to be found by context or list)."""


def tally(cases: Iterable[Case], detector: Detector, names: str) -> str:
    """Recall of names and addresses, and what was masked of what must stay."""
    said = {Entity.PERSON: 0, Entity.ADDRESS: 0}
    whole, count, wrong, by_rule = dict(said), 0, 0, {}
    for case in cases:
        findings = list(detector.find(case.transcript))
        masked = {i for f in findings for i in f.words}
        for entity, places in case.mentions:
            if Entity(entity) in said:
                said[Entity(entity)] += 1
                whole[Entity(entity)] += masked.issuperset(places)
        ours = [f for f in findings if f.entity in said]
        for f in ours:
            stray = sum(case.gold[i] == "" for i in f.words)
            wrong += stray
            by_rule[f.rule] = by_rule.get(f.rule, 0) + stray
        count += sum(gold == "" for gold in case.gold)
    rates = [f"{whole[e]}/{said[e]} = {whole[e] / max(1, said[e]):.3f}" for e in said]
    return f"| {names} | {' | '.join(rates)} | {1000 * wrong / max(1, count):.2f} | {by_rule}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bank_calls", type=Path)
    parser.add_argument("by_hand", type=Path)
    options = parser.parse_args()
    detector = PersonalDataDetector()
    print("| cases | names | addresses | other words masked per 1,000 |\n|---|---|---|---|")
    print(tally(bank_calls(options.bank_calls), detector, "bank calls"))
    for path in sorted(options.by_hand.glob("*.txt")):
        print(tally(by_hand(path), detector, path.stem))


if __name__ == "__main__":
    main()
