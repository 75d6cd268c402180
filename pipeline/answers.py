"""What can be an answer, by its shape and by the words beside it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.digits import Read, Sort, read_word
from pipeline.model import Entity
from pipeline.runs import ROUND, Run
from pipeline.wordlists import words

_IDIOMS_AFTER = words(
    """second sec moment moments minute minutes more of thing last time other day way hour week
    month year bit who that's for"""
)
_IDIOMS_BEFORE = words(
    """this that which the other new another last no each any every wrong right my your"""
)
_YEARS = frozenset(map(str, range(15, 50)))
"""Years, without the century, that stand on a card."""
_FROM_TO = 8
"""Figures of two dates on a card."""
_YEARS_ALONE = frozenset(map(str, range(20, 40)))
"""Those of them that are said without a month: "and the year?"."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a run is, and why."""

    entity: Entity
    score: float
    rule: str


def is_code(digits: str) -> bool:
    """Whether they are three or four digits, said once or over and over."""
    return any(
        digits == digits[:size] * (len(digits) // size) for size in (3, 4) if len(digits) >= size
    )


def is_month_year(digits: str) -> bool:
    """Whether they say a month and a year: "0928", "928", "092028"."""
    if not 3 <= len(digits) <= 6:
        return False
    years = 2 if len(digits) < 5 else 4
    month, year = digits[:-years], digits[-years:]
    return 1 <= int(month) <= 12 and year[:-2] in {"", "20"} and year[-2:] in _YEARS


def are_month_years(digits: str) -> bool:
    """Whether they say a month and a year, or from when till when: "0624 0628"."""
    half = len(digits) // 2
    return is_month_year(digits) or (
        len(digits) == _FROM_TO and is_month_year(digits[:half]) and is_month_year(digits[half:])
    )


def is_month_or_year(digits: str) -> bool:
    """Whether one or two digits say a month, or a year that stands on a card."""
    return int(digits) <= 12 or digits in _YEARS_ALONE


def is_round(reads: Sequence[Read], run: Run) -> bool:
    """Whether it is said as an amount is: "three hundred"."""
    return any(bare(reads, index) in ROUND for index in run.said)


def by_shape(digits: str) -> Verdict:
    """What follows a whole card number unannounced."""
    if len(digits) == 3:
        return Verdict(Entity.CARD_CODE, 0.5, "after_card")
    if len(digits) == 4 and "01" <= digits[:2] <= "12":
        return Verdict(Entity.CARD_EXPIRY, 0.5, "after_card")
    return Verdict(Entity.PAYMENT_NUMBER, 0.6, "window")


def is_month(reads: Sequence[Read], run: Run) -> bool:
    """Whether it is a month by its name, or "next year"."""
    return not run.digits and reads[run.said[-1]].sort is Sort.WORD


def beside_number(reads: Sequence[Read], run: Run) -> bool:
    """Whether a number stands beside it, or words that stand for one: "september this year"."""
    after = run.last + 1 + (bare(reads, run.last + 1) == "of")
    around = [*reads[max(0, run.first - 1) : run.last + 1], *reads[after : after + 1]]
    return any(r.sort in {Sort.NUMBER, Sort.QUANTITY} for r in around) or len(run.words) > 1


def is_idiom(reads: Sequence[Read], run: Run) -> bool:
    """Whether it is the "one" of "one moment" or "that one", or the "oh" of "oh dear"."""
    if len(run.said) > 1:
        return False
    said, after = bare(reads, run.first), bare(reads, run.last + 1)
    if said == "oh":
        return bool(after) and read_word(after).sort in {Sort.WORD, Sort.FILLER}
    before = bare(reads, run.first - 1)
    return said in {"one", "1"} and (after in _IDIOMS_AFTER or before in _IDIOMS_BEFORE)


def bare(reads: Sequence[Read], index: int) -> str:
    """The word at `index`, or "" where there is none."""
    return reads[index].bare if 0 <= index < len(reads) else ""
