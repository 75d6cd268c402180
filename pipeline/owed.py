"""What was asked for, or goes with a card, and was not answered yet. Pure.

People chat, fetch their glasses and see to the dog before they read a code. When the payment
window has closed meanwhile, an answer is still known: not by its place any more, by its shape.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from pipeline.answers import is_month, is_month_year, is_round
from pipeline.digits import Read, Sort
from pipeline.payment_prompts import Topic
from pipeline.runs import AMEX, Run, in_groups
from pipeline.subjects import Subjects
from pipeline.wordlists import words

_LATE = 250
"""Words, of both parties, that an answer may take to come."""
_HINTED, _AFTER = 15, 4
"""Words after a single word that asks, and before one that says what was read."""
_NO_CARDS = words(
    """passport licence license policy contract warranty tenancy lease membership subscription
    tariff voucher insurance mot permit certificate prescription mortgage guarantee"""
)
_SUBJECT = 4
"""Words before it in which another thing is named that expires, or has a code."""
_HINTS = {
    Topic.CODE: words(
        "back strip reverse rear signature sign signed security code digits digit three-digit"
    ),
    Topic.EXPIRY: words(
        "date dates year month until till valid finish finishes ends end runs run expire expires"
    ),
}
_CODE = 3
"""Digits of a code; four on an American Express."""
_PINS = (4, 6)
"""Digits of the shortest PIN and of the longest."""
_YEARS = frozenset([*map(str, range(24, 40)), *map(str, range(2024, 2040))])
"""When cards expire that people have."""
_PART = 4
"""Digits of the shortest part of a card number that is known by its shape."""


class Owed:
    """Which answers are still to come, while a call is read from left to right."""

    def __init__(self, reads: Sequence[Read], about: Subjects) -> None:
        self._reads = reads
        self._about = about
        self._until: dict[Topic, int] = {}
        self._asked: set[Topic] = set()
        self._codes: set[str] = set()
        self._code_length = _CODE
        self._hints = {
            topic: [
                i
                for i, read in enumerate(reads)
                if read.bare in hints
                and _NO_CARDS.isdisjoint(r.bare for r in reads[max(0, i - _SUBJECT) : i])
            ]
            for topic, hints in _HINTS.items()
        }

    def ask(self, topic: Topic, last: int) -> None:
        """The question that ends with the word `last` waits for its answer."""
        self._until[topic] = last + _LATE
        self._asked.add(topic)

    def card(self, length: int, last: int) -> None:
        """A card number of `length` digits was read: its code and date are likely to follow."""
        self._until.pop(Topic.CARD, None)
        self._code_length = 4 if length == sum(AMEX) else _CODE
        for topic in (Topic.CODE, Topic.EXPIRY):
            if topic in self._until or not self._codes:
                self._until[topic] = last + _LATE

    def code(self, digits: str) -> None:
        """The code was read; whoever repeats it gives it away."""
        self._codes.add(digits)

    def awaits(self, topic: Topic) -> bool:
        """Whether the answer to a question for it is still to come."""
        return topic in self._asked and topic in self._until

    def answered(self, topic: Topic) -> None:
        self._until.pop(topic, None)

    def is_code(self, run: Run) -> bool:
        """Whether a code was asked for, and `run` has its digits."""
        return Topic.CODE in self._asked and self._is_strictly(Topic.CODE, run) and not self._codes

    def topic(self, run: Run) -> Topic | None:
        """What `run` is likely to answer, though its window is closed; None if nothing."""
        counted = is_round(self._reads, run) or self._about.counted(run.words)
        if counted or self._about.announced(run.words):
            return None
        for topic, until in self._until.items():
            if run.first < until and self._fits(topic, run):
                return topic
        return self._hinted(run)

    def _hinted(self, run: Run) -> Topic | None:
        """What `run` answers where a card is spoken of and a single word asks: "the strip"."""
        for topic, hints in self._hints.items():
            before = bisect_left(hints, run.first)
            near = before > 0 and run.first - hints[before - 1] <= _HINTED
            near |= before < len(hints) and hints[before] - run.last <= _AFTER
            if near and self._is_strictly(topic, run) and self._about.of_cards(run.words):
                return topic
        return Topic.EXPIRY if self._is_of_a_card(run) else None

    def _is_of_a_card(self, run: Run) -> bool:
        """Whether it is a month by name, and a year to come, where a card is spoken of."""
        if not is_month(self._reads, run) or not self._is_expiry(run):
            return False
        following = self._reads[run.last + 1 : run.last + 2]
        year = "".join(atom.digits for read in following for atom in read.atoms)
        return year in _YEARS and self._about.of_cards(run.words)

    def _is_strictly(self, topic: Topic, run: Run) -> bool:
        """Whether it was said as codes and dates are: digit by digit, with a nought."""
        if topic is Topic.CODE:
            doubled = any(self._reads[i].sort is Sort.MULTIPLIER for i in run.said)
            singly = doubled or 2 not in map(len, run.pieces)
            date_too = len(run.digits) == _CODE + 4 and is_month_year(run.digits[:4])
            return run.plain and ((len(run.digits) == _CODE and singly) or date_too)
        return self._is_expiry(run) and (not run.digits or run.digits[0] == "0")

    def _fits(self, topic: Topic, run: Run) -> bool:
        match topic:
            case Topic.CODE:
                again = run.digits in self._codes
                return run.plain and (again or self._is_new_code(run))
            case Topic.EXPIRY:
                return self._is_expiry(run)
            case Topic.PIN:
                return run.plain and _PINS[0] <= len(run.digits) <= _PINS[1]
            case Topic.CARD:
                years = run.digits[:2] in {"19", "20"} and len(run.pieces) <= 2
                return len(run.digits) >= _PART and in_groups(run.pieces) and not years
            case _:
                return False

    def _is_new_code(self, run: Run) -> bool:
        return not self._codes and len(run.digits) == self._code_length

    def _is_expiry(self, run: Run) -> bool:
        """Whether it is a month with a year, and no day."""
        if is_month(self._reads, run):
            following = self._reads[run.last + 1 : run.last + 2]
            year = bool(following) and following[0].sort is Sort.NUMBER
            return (year or len(run.words) > 1) and not self._about.on_a_day(run.words)
        in_two = len(run.digits) == 3 and len(run.pieces) == 2 and len(run.pieces[1]) == 2
        return (len(run.digits) in {4, 6} or in_two) and is_month_year(run.digits)
