"""Rows of numbers that are no card's, by themselves: counting, times, lists, read-backs. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from pipeline.brands import SHORTEST_PAN
from pipeline.runs import Run

_MIXED = 0.3
"""Share of single and of double figures from which on a long run is a list of both."""
_COUNTED = 5
"""Numbers, each by one more than the last, from which on somebody counts."""
_HOURS, _MINUTES = 24, 60
_SIMILAR = 10
"""Between two codes of a list."""
_LONGEST_READ_BACK = 60
"""Digits of what may be one number, read back piece by piece."""
_ISBN = 13
"""Digits of one (ISO 2108)."""
_BEGUN = 6
"""Digits that are not the same twice by accident."""
_TRADED = 2
"""Digits of a number that is more than one digit misheard."""
_SHORTEST_PIECE = 4
"""Digits of the shortest piece of a number that is read back."""


def are_mixed(pieces: Sequence[str]) -> bool:
    """Whether it was said now in ones and now in twos: "two 14, one 22, three 54"."""
    ones, twos = (sum(len(piece) == size for piece in pieces) for size in (1, 2))
    return min(ones, twos) >= _MIXED * len(pieces)


def count(run: Run) -> bool:
    """Whether somebody counts: "one, two, ... eleven, twelve"."""
    if any(len(piece) >= SHORTEST_PAN for piece in run.pieces):
        return False
    numbers = [int(piece) for piece in run.pieces]
    steps = sum(after == before + 1 for before, after in pairwise(numbers))
    return len(numbers) >= _COUNTED and steps >= 0.8 * (len(numbers) - 1)


def ascend(pieces: Sequence[str]) -> bool:
    """Whether it is a row of numbers or of times: "7, 22, 31, 48", "16 20 16 50 17 20".

    A card number that is read in twos ascends once in thousands of times.
    """
    if len(pieces) < _COUNTED or any(len(piece) > 2 for piece in pieces):
        return False
    # What is said next may count something else: "and 84", "three numbers are a fiver".
    row = pieces[:-1] if len(pieces) > _COUNTED else pieces
    if all(int(one) < int(other) for one, other in pairwise(row)):
        return any(len(piece) == 2 for piece in row)
    if len(pieces) % 2 or any(len(piece) < 2 for piece in pieces[1::2]):
        return False
    times = [(int(a), int(b)) for a, b in zip(pieces[::2], pieces[1::2], strict=True)]
    clock = all(hour < _HOURS and minute < _MINUTES for hour, minute in times)
    return clock and all(one < other for one, other in pairwise(times))


def are_years(run: Run) -> bool:
    """Whether nothing but years is said."""
    return all(len(p) == 4 and p[:2] in {"19", "20"} for p in run.pieces)


def repeat(digits: str) -> bool:
    """Whether a group, or part of one, is in it again and again: a list of similar codes."""
    fours = Counter(digits[i : i + 4] for i in range(0, len(digits), 4))
    threes = Counter(digits[i : i + 3] for i in range(len(digits) - 2))
    return max(fours.values()) > 1 or max(threes.values()) > 2


def are_similar(digits: str) -> bool:
    """Whether it is a row of similar codes: "8840, 8841 and 8846", "5001, 14, 5002, 9"."""
    fours = sorted(int(digits[i : i + 4]) for i in range(0, len(digits) - 3, 4))
    near = any(0 < after - before <= _SIMILAR for before, after in pairwise(fours))
    return near or repeat(digits)


def are_neighbours(digits: str) -> bool:
    """Whether it is two numbers, one of them by a few more than the other: "4418792, 4418793"."""
    half = len(digits) // 2
    if len(digits) % 2 or len(digits) > _LONGEST_READ_BACK:
        return False
    return 0 < abs(int(digits[:half]) - int(digits[half:])) <= _SIMILAR


def are_read_back(digits: str, others: Sequence[str]) -> bool:
    """Whether it is nothing but pieces of `others`, numbers that were announced as another
    thing's: "4 4 1 8 0 0? Got it, 44180023916"."""
    if len(digits) > _LONGEST_READ_BACK:
        return False
    at = 0
    while at < len(digits):
        sizes = range(len(digits) - at, _SHORTEST_PIECE - 1, -1)
        size = next((n for n in sizes if any(digits[at : at + n] in o for o in others)), 0)
        if not size:
            return False
        at += size
    return bool(others)


def are_begun_again(digits: str) -> bool:
    """Whether it is a number too short for a card's, and what was read of it before: "4112 8398",
    "4112 8398 006"."""
    return any(
        digits.startswith(digits[:size], size) and len(set(digits[:size])) > 1
        for size in range(max(_BEGUN, len(digits) - SHORTEST_PAN + 1), len(digits) // 2 + 1)
    )


def are_traded(digits: str, others: Sequence[str]) -> bool:
    """Whether `others`, said by the other party meanwhile, hold a number that is none of these:
    "184" "at 45 pence" "82.80". Who takes a card number down repeats what is read out."""
    return any(
        len(other) >= _TRADED
        and other not in digits
        and not any(other[at : at + 3] in digits for at in range(len(other) - 2))
        for other in others
    )


def are_in_threes(pieces: Sequence[str]) -> bool:
    """Whether it was said as amounts are: "400", "351"."""
    return any(len(piece) == 3 for piece in pieces)


def are_of_a_book(digits: str) -> bool:
    """Whether it is an ISBN by its beginning and length: no card begins so (ISO 2108)."""
    return len(digits) == _ISBN and digits.startswith(("978", "979"))
