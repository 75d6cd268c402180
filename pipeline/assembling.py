"""A card number said in groups with all sorts of talk between them, put together again. Pure.

"Mushy peas four nine two nine." "Peas, one sixty." "Four four one nine, and a curry sauce."
Nobody asked for a card, and no two groups stand together; but groups of four that were said in
the same way, one after the other, begin like a card and have its check digit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass

from pipeline.answers import Verdict
from pipeline.brands import LEADS, WIDE, brand, luhn
from pipeline.digits import Read, join
from pipeline.model import Entity, Transcript
from pipeline.runs import Run
from pipeline.subjects import Subjects

_FOUR = 4
_WHOLE = 16
"""Digits of the cards that are read in fours."""
_LOOKED_AT = 8
"""Groups among which the four are that make a number, if some are said twice."""
_APART = 60
"""Words, of both parties, between two groups."""


@dataclass(frozen=True, slots=True)
class _Group:
    """One group or more, said without a word between."""

    place: int
    """Of the run they are in."""
    rank: int
    """Of that run, among those of its channel."""
    first: int
    last: int
    digits: str
    style: str


def assembled(
    transcript: Transcript,
    reads: Sequence[Read],
    runs: Sequence[Run],
    whole: Container[int],
    about: Subjects,
) -> Iterator[tuple[int, Verdict]]:
    """The runs, by position, that hold the groups of a card number with a right check digit;
    those in `whole` are one by themselves.

    One number in ten has that by accident, so that all else has to be right as well: sixteen
    digits, a scheme that few other numbers look like, and all groups said in ones, or all in
    twos, or all written in fours, with none of that kind left out.
    """
    rows: dict[tuple[int, str], list[_Group]] = {}
    ranks = Counter[int]()
    for place, run in enumerate(runs):
        ranks[run.channel] += 1
        grouped = place not in whole and run.plain and len(run.digits) >= _FOUR
        if grouped and not about.announced(run.words):
            for group in _groups(transcript, place, ranks[run.channel], run, reads):
                rows.setdefault((run.channel, group.style), []).append(group)
    for row in rows.values():
        for at, group in enumerate(row):
            if not LEADS.match(group.digits):
                continue
            card = _card(row[at : at + _WHOLE // _FOUR]) or _card(_once(row[at : at + _LOOKED_AT]))
            name = brand("".join(part.digits for part in card))
            for part in card:
                yield part.place, Verdict(Entity.PAN, 0.95, f"groups:{name}:luhn")


def _card(row: Sequence[_Group]) -> Sequence[_Group]:
    """The first of `row` that are a card number together; none if they are none."""
    taken: list[_Group] = []
    digits = ""
    for group in row:
        if taken and not _follows(group, taken[-1]):
            return []
        taken.append(group)
        digits += group.digits
        if len(digits) >= _WHOLE:
            break
    right = len(digits) == _WHOLE and luhn(digits) and brand(digits) not in WIDE
    return taken if right else []


def _follows(group: _Group, before: _Group) -> bool:
    """Whether it may go on with the same number: prices and scores are said in twos as well."""
    beside = group.style != "twos" or group.rank - before.rank <= 1
    return beside and group.first - before.last <= _APART


def _once(row: Sequence[_Group]) -> list[_Group]:
    """`row` without what only says the end of what was said before again."""
    kept: list[_Group] = []
    digits = ""
    for group in row:
        if not digits.endswith(group.digits):
            kept.append(group)
            digits += group.digits
    return kept


def _groups(
    transcript: Transcript, place: int, rank: int, run: Run, reads: Sequence[Read]
) -> Iterator[_Group]:
    """What of a run is said in fours: a turn, or else each stretch without a word between."""

    def is_another_turn(before: int, after: int) -> bool:
        words = transcript.words[before + 1 : after]
        return any(word.channel != run.channel for word in words)

    for turn in _split(run.said, is_another_turn):
        if group := _group(place, rank, turn, reads):
            yield group
            continue
        for said in _split(turn, lambda before, after: after != before + 1):
            if group := _group(place, rank, said, reads):
                yield group


def _split(said: Sequence[int], at: Callable[[int, int], bool]) -> Iterator[Sequence[int]]:
    """`said` in parts, cut between two words where `at` says so."""
    start = 0
    for end in range(1, len(said) + 1):
        if end == len(said) or at(said[end - 1], said[end]):
            yield said[start:end]
            start = end


def _group(place: int, rank: int, said: Sequence[int], reads: Sequence[Read]) -> _Group | None:
    pauses = {i for i in said if reads[i].paused}
    atoms = [(atom, i) for i in said for atom in reads[i].atoms]
    pieces = [piece.digits for piece in join(atoms, pauses)]
    if sum(map(len, pieces)) % _FOUR == 1 and len(pieces[0]) == 1:
        # "The full one four double oh three", "oh, 4335".
        pieces = pieces[1:]
    digits = "".join(pieces)
    style = _style(pieces)
    if not digits or len(digits) % _FOUR or not style:
        return None
    return _Group(place, rank, said[0], said[-1], digits, style)


def _style(pieces: Sequence[str]) -> str:
    """How groups are said: in ones, with doubles among them, in twos, or as they are written."""
    if all(len(piece) == 1 or len(set(piece)) == 1 for piece in pieces):
        return "ones"
    if all(len(piece) <= 2 for piece in pieces):
        return "twos"
    return "written" if all(len(piece) % _FOUR == 0 for piece in pieces) else ""
