"""Dates as people say them: "the twenty third of May nineteen eighty". Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.digits import Atom, Read, Sort, join
from pipeline.wordlists import words

MONTHS = words(
    """
    january february march april may june july august september october november december jan
    feb mar apr jun jul aug sep sept oct nov dec
    """
)
_ORDINALS = words(
    """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
    thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
    thirtieth twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth
    twenty-seventh twenty-eighth twenty-ninth thirty-first
    """
)
_BETWEEN = words("of the in and")
_OLDEST, _YOUNGEST = 1900, 2015
"""Years that are births when a whole date names them and nobody says of what."""


@dataclass(frozen=True, slots=True)
class Date:
    """A date with its month by name: first and last word by position in the channel."""

    first: int
    last: int
    year: int | None


def dates(reads: Sequence[Read]) -> Iterator[Date]:
    """The dates said on one channel, those without a year included."""
    for at, read in enumerate(reads):
        if read.bare in MONTHS:
            first = _day_before(reads, at)
            last, year = _year_after(reads, at)
            if first < at or last > at:
                yield Date(first, last, year)


def is_birth(date: Date) -> bool:
    """Whether a date that nothing announced is somebody's birth."""
    return date.year is not None and _OLDEST <= date.year <= _YOUNGEST


def _day_before(reads: Sequence[Read], month: int) -> int:
    """The first word of the day before the month, or the month."""
    at = month - 1
    while at >= 0 and reads[at].bare in _BETWEEN:
        at -= 1
    if at < 0:
        return month
    if reads[at].bare in _ORDINALS:
        return at - 1 if at and reads[at - 1].bare in {"twenty", "thirty"} else at
    if reads[at].sort in {Sort.NUMBER, Sort.QUANTITY} and len(_value(reads[at])) <= 2:
        tens = at and reads[at - 1].bare in {"twenty", "thirty"}
        return at - 1 if tens and reads[at].sort is Sort.NUMBER else at
    return month


def _year_after(reads: Sequence[Read], month: int) -> tuple[int, int | None]:
    """The last word of what follows the month (a day, a year), and the year."""
    at, last = month + 1, month
    numbers: list[tuple[Atom, int]] = []
    while at < len(reads) and at <= month + 8:
        read = reads[at]
        if _year("".join(piece.digits for piece in join(numbers))) and not _goes_on(numbers, read):
            break
        if read.sort is Sort.NUMBER or read.sort is Sort.QUANTITY:
            numbers += [(atom, at) for atom in read.atoms]
            last = at
        elif read.bare in _ORDINALS:
            last = at
            numbers.clear()
        elif read.bare not in _BETWEEN:
            break
        at += 1
    return last, _year("".join(piece.digits for piece in join(numbers)))


def _goes_on(numbers: Sequence[tuple[Atom, int]], read: Read) -> bool:
    """Whether `read` is the five of "two thousand and five" or "nineteen eighty five"."""
    round_ = numbers[-1][0].form in {"thousand", "hundred", "ten"} or len(numbers) == 1
    spoken = numbers[-1][0].form != "literal"
    return spoken and round_ and bool(read.atoms) and read.atoms[0].form != "literal"


def _year(digits: str) -> int | None:
    """The year that ends `digits`, which may begin with a day."""
    if len(digits) in {4, 5, 6} and digits[-4:-2] in {"19", "20"}:
        return int(digits[-4:])
    return None


def _value(read: Read) -> str:
    return "".join(atom.digits for atom in read.atoms)
