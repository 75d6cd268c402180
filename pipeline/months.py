"""Months and years by their names, as an expiry date has them. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.digits import Read, Sort
from pipeline.model import Transcript
from pipeline.runs import Run
from pipeline.wordlists import words

MONTHS = words(
    """january february march april may june july august september october november december  jan
    feb mar apr jun jul aug sep sept oct nov dec"""
)
_ORDINALS = words(
    """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth 1st 2nd
    3rd 4th 5th 6th 7th 8th 9th 10th 11th 12th"""
)
_NEXT = words("this next coming")
_LEADING = _NEXT | words("end start beginning of the")
"""What may be said before the month, or instead of it: "the end of next year"."""
_PERIODS = words("year month")


def months(transcript: Transcript, reads: Sequence[Read]) -> list[Run]:
    """Months by name, as runs without digits, with what belongs to them.

    "end of next march", "september this year", "the end of next year", "the fourth month of
    2027"; a fourth without "month" needs a year after it.
    """
    found: list[Run] = []
    rows: dict[int, list[int]] = {}
    for index, word in enumerate(transcript.words):
        rows.setdefault(word.channel, []).append(index)
    for channel, row in rows.items():
        bare = [reads[index].bare for index in row]
        for at, said in enumerate(bare):
            if said in MONTHS:
                first, last, core = _leading(bare, at), _trailing(reads, bare, row, at), at
            elif said in _PERIODS and at and bare[at - 1] in _NEXT:
                first, last, core = _leading(bare, at), at, at
            elif said in _ORDINALS and (last := _ordinal(reads, row, at)) >= at:
                first, core = at, last
            else:
                continue
            taken = tuple(row[first : last + 1])
            found.append(Run(channel, taken, (row[core],), "", (), plain=False))
    return sorted(found, key=lambda run: run.first)


def _leading(bare: Sequence[str], at: int) -> int:
    """Where "the end of next" begins before the month at `at`."""
    first = at
    while first > max(0, at - 4) and bare[first - 1] in _LEADING:
        first -= 1
    while first < at and bare[first] in {"of", "the"}:
        first += 1
    return first


def _trailing(reads: Sequence[Read], bare: Sequence[str], row: Sequence[int], at: int) -> int:
    """Where "this year", or the "of" before a year, ends after the month at `at`, if nobody else
    speaks meanwhile."""
    after = bare[at + 1 : at + 3]
    together = row[at : at + 3] == list(range(row[at], row[at] + 3))
    if together and after[1:] == ["year"] and after[0] in _NEXT:
        return at + 2
    return at + 1 if together and after[:1] == ["of"] and _is_year(reads[row[at + 2]]) else at


def _is_year(read: Read) -> bool:
    return read.sort is Sort.NUMBER and sum(len(atom.digits) for atom in read.atoms) > 1


def _ordinal(reads: Sequence[Read], row: Sequence[int], at: int) -> int:
    """The last word of "the fourth month", or of "the fourth of" or "the fourth of the" before a
    year; -1 if it is none."""
    bare = [reads[index].bare for index in row[at + 1 : at + 3]]
    if bare[:1] == ["month"]:
        return at + 1
    last = at + (2 if bare == ["of", "the"] else bare[:1] == ["of"])
    year = row[last + 1 : last + 2]
    return last if year and _is_year(reads[year[0]]) else -1
