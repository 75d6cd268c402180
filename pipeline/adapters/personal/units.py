"""Numbers that count something and are nobody's: "forty three pounds", "214 megabytes". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.digits import Read, Sort
from pipeline.wordlists import words

_UNITS = words(
    """
    pounds pound quid pence p percent per cent minutes minute mins hours hour days day weeks week
    months month years year times people miles mile o'clock oclock am pm kilos kilo kilograms grams
    metres metre meters litres litre degrees dollars dollar bucks cents euros euro rupees stone
    working foot feet inches inch boxes box pieces items units megabytes gigabytes gig gigs megs
    meg watts volts amps kilowatts bedrooms bedroom seats tickets copies pages calls ago grand
    """
)

_RANGE = 3
"""Words from one hour to another."""
_HOUR = 2
"""Digits of an hour."""
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+")


def are_an_amount(reads: Sequence[Read], first: int, last: int) -> bool:
    """Whether it is said in thousands, or in hours: "eighteen thousand", "ten to four"."""
    said = [read.bare for read in reads[first : last + 1]]
    if len(said) != _RANGE or said[1] != "to":
        return "thousand" in said
    ends = (reads[first], reads[last])
    return all(sum(len(atom.digits) for atom in read.atoms) <= _HOUR for read in ends)


def counts(reads: Sequence[Read], last: int) -> bool:
    """Whether the number that ends at `last` counts what is said next."""
    if _THOUSANDS.fullmatch(reads[last].bare):
        return True
    following = reads[last + 1] if last + 1 < len(reads) else None
    return following is not None and following.bare in _UNITS and following.sort is Sort.WORD
