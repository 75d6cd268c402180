"""The cases of `by_hand/`: calls written by people (and helpers) who had not read the rules.

A case is a title and its turns; what must be masked stands in braces:

    ## a-short-name | what it shows
    A: and the long number please
    C: it's {PAN four five three nine} {PAN five seven eight seven}
    +45 A: and the {? three} digits on the back

`A:` is the agent, `C:` the customer, `M:` both on one channel; `+45` seconds pass before
a turn; `{? ...}` may be masked or not. A quarter of the cases, by the hash of their name,
is held out: no rule was changed for one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from benchmarks.spoken_data.calls import AGENT, CUSTOMER, EITHER, Gold, GoldCall
from pipeline.brands import SHORTEST_PAN
from pipeline.digits import Sort, join, read_word, read_words
from pipeline.model import CARD_DATA, Entity, Party, Transcript, Word
from pipeline.timeline import Span

FOLDER = Path(__file__).parent / "by_hand"

_TURN = re.compile(r"(?:\+(\d+) )?([ACM]): (.*)")
_MARKED = re.compile(r"\{(\?|[A-Z_]+) ([^{}]*)\}|[^{}]+")
_BESIDE_CARD = 40
"""Words around card data in which numbers may be masked whatever they are: the payment."""
_TURN_GAP, _WORD_GAP, _LETTER = 400, 60, 70
"""Milliseconds between turns and words, and a letter's share of a word."""


@dataclass(frozen=True, slots=True)
class Case:
    """A call by hand."""

    name: str
    file: str
    call: GoldCall
    flags: frozenset[str]
    """Expected of the call as a whole; only `flags.txt` tells."""

    @property
    def held_out(self) -> bool:
        """A quarter of them, whatever is added or left away."""
        lot = sha256(self.name.encode()).digest()[0]
        return lot >> 4 & 1 == 1 and lot & 0xF >= 8


def read_cases(folder: Path = FOLDER) -> list[Case]:
    """All cases of all files, in order. Raises ValueError naming the file and the line."""
    return [case for path in sorted(folder.glob("*.txt")) for case in _cases(path)]


def _cases(path: Path) -> Iterator[Case]:
    title, turns = "", list[str]()
    for number, line in enumerate([*path.read_text().splitlines(), "## "], start=1):
        if line.startswith("## "):
            if turns:
                yield _case(title, turns, path.stem)
            title, turns = line[3:], []
        elif line.strip():
            if not title or not _TURN.fullmatch(line):
                raise ValueError(f"{path.name}, line {number}: no turn")
            turns.append(line)


def _case(title: str, turns: Iterable[str], file: str) -> Case:
    name, *notes = (part.strip() for part in title.split("|"))
    said = _Said()
    for turn in turns:
        wait, speaker, text = _TURN.fullmatch(turn).groups()  # type: ignore[union-attr]
        said.turn(int(wait or 0), speaker, text)
    flags = next((n.removeprefix("flags:") for n in notes if n.startswith("flags:")), "")
    wanted = {flag.strip() for flag in flags.split(",")} - {"", "none"}
    return Case(name, file, said.as_call(file), frozenset(wanted))


@dataclass
class _Said:
    words: list[Word] = field(default_factory=list)
    gold: list[Gold] = field(default_factory=list)
    groups: list[tuple[Entity, tuple[int, ...]]] = field(default_factory=list)
    clock: int = 0
    mono: bool = False

    def turn(self, wait: int, speaker: str, text: str) -> None:
        self.clock += 1000 * wait + _TURN_GAP
        self.mono |= speaker == "M"
        for marked in _MARKED.finditer(text):
            mark, inside = marked.groups()
            gold = _gold(mark)
            first = len(self.words)
            for token in (inside if mark else marked[0]).split():
                self._say(token, CUSTOMER if speaker == "C" else AGENT, gold)
            if isinstance(gold, Entity):
                self.groups.append((gold, tuple(range(first, len(self.words)))))

    def _say(self, token: str, channel: int, gold: Gold) -> None:
        if not any(c.isalnum() for c in token):
            gold = EITHER
        length = _LETTER * max(3, len(token)) + 150 * sum(c.isdecimal() for c in token)
        self.words.append(Word(token, Span(self.clock, self.clock + length), channel, 0.9))
        self.gold.append(gold)
        self.clock += length + _WORD_GAP

    def as_call(self, style: str) -> GoldCall:
        parties = (Party.MIXED,) if self.mono else (Party.AGENT, Party.CUSTOMER)
        transcript = Transcript(tuple(self.words), parties)
        return GoldCall(
            transcript, tuple(_lenient(self.words, self.gold)), style, "", "", tuple(self.groups)
        )


def _gold(mark: str | None) -> Gold:
    if mark == "?":
        return EITHER
    return Entity(mark) if mark else None


def _lenient(words: list[Word], gold: list[Gold]) -> Iterator[Gold]:
    """Numbers and fillers may go beside what they belong to, and all of them in a payment.

    So may a number of 13 digits or more that is said in one go: it is masked whatever it is.
    """
    long = set(_long_numbers(words))
    sorts = [read_word(word.text).sort for word in words]
    payment = {
        near
        for place, entity in enumerate(gold)
        if entity in CARD_DATA
        for near in range(place - _BESIDE_CARD, place + _BESIDE_CARD + 1)
    }
    for place, entity in enumerate(gold):
        beside = any(isinstance(g, Entity) for g in gold[max(0, place - 1) : place + 2])
        number = sorts[place] in {Sort.NUMBER, Sort.QUANTITY, Sort.MULTIPLIER, Sort.HOMOPHONE}
        loose = (number and (place in payment or beside or place in long)) or (
            sorts[place] is Sort.FILLER and beside
        )
        yield EITHER if entity is None and loose else entity


def _long_numbers(words: list[Word]) -> Iterator[int]:
    """The places of numbers as long as a card's, of which one party says all at once."""
    reads = read_words(word.text for word in words)
    row: list[int] = []
    for place in range(len(words) + 1):
        number = place < len(words) and reads[place].sort in {Sort.NUMBER, Sort.MULTIPLIER}
        if number and (not row or words[place].channel == words[row[-1]].channel):
            row.append(place)
            continue
        atoms = [(atom, at) for at in row for atom in reads[at].atoms]
        if sum(len(piece.digits) for piece in join(atoms)) >= SHORTEST_PAN:
            yield from row
        row = [place] if number else []
