"""What a question makes of what was said before it: "123 is the code", or a whole card. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.answers import Verdict, bare, is_month_year, is_round
from pipeline.asking import Asked
from pipeline.brands import LEADS
from pipeline.digits import Read
from pipeline.model import Entity
from pipeline.payment_prompts import Topic
from pipeline.runs import Run
from pipeline.subjects import Subjects

_BEFORE = 80
"""Words before a prompt for the code in which an unannounced card number is looked for."""
_JUST_NOW = 8
"""Words before a prompt for code or expiry in which even part of a card number is taken for one."""
_SAID_FIRST = 5
"""Words between an answer and the prompt that comes after it ("123 is the code")."""
_SHORTEST, _DATE_AND_CODE = 3, 7
"""Digits of a code or a date, and of both in one breath."""
_GROUP = 3
"""Digits of the shortest group of a card number that a later question makes one."""
_NEARLY_WHOLE, _PART = 12, 5
"""Digits of a card number that the question for its code follows later, or at once."""
_LOOKED_AT = 40
"""Runs that are looked back on at most."""
_BOTH = 60
"""Words between an expiry date and a code that belong to one card."""
_TALK = 25
"""Words, of both parties, between groups of a card number: "barney, get down, sorry, the dog"."""
_A_CARD, _PAIR, _CODE = 16, 2, 3
"""Digits of a whole card number, of the shortest part that is looked at, and of a code."""
_YEARS = frozenset(map(str, range(24, 40)))
"""When cards expire that people have."""
_SAID_TWICE = 40
"""Digits of a card number of which much is said again."""
_NEXT, _CODE_SOON = 3, 16
"""Numbers and words after a date in which the code is told."""


def said_before(
    prompt: Asked, past: Sequence[int], runs: Sequence[Run], reads: Sequence[Read], about: Subjects
) -> Iterator[tuple[int, Verdict]]:
    """Which of `past`, runs by position, `prompt` makes card data, where no window was open."""
    recent = {
        place: runs[place]
        for place in past[-_LOOKED_AT:]
        if runs[place].last >= prompt.first - _BEFORE
    }
    entity = {
        Topic.CODE: Entity.CARD_CODE,
        Topic.EXPIRY: Entity.CARD_EXPIRY,
        Topic.PIN: Entity.PIN,
    }.get(prompt.topic)
    if entity is None:
        return
    for place, run in recent.items():
        near = run.last >= prompt.first - _SAID_FIRST and run.channel == prompt.channel
        counted = is_round(reads, run) or about.counted(run.words)
        if near and run.plain and _SHORTEST <= len(run.digits) <= _DATE_AND_CODE and not counted:
            yield place, Verdict(entity, 0.8, f"said_before:{prompt.topic}")
    groups = {
        place: run
        for place, run in recent.items()
        if len(run.digits) >= _GROUP and not is_else(run, reads, about)
    }
    if prompt.topic is Topic.CODE and prompt.certain:
        yield from _card(groups, at_least=_NEARLY_WHOLE, leads="23456")
    if prompt.topic in {Topic.CODE, Topic.EXPIRY}:
        if prompt.certain and any(run.last >= prompt.first - _JUST_NOW for run in groups.values()):
            yield from _card(groups, at_least=_NEARLY_WHOLE, leads="3456")
        just_now = {
            p: run
            for p, run in groups.items()
            if run.last >= prompt.first - _JUST_NOW
            and not (is_round(reads, run) or about.counted(run.words))
        }
        paying = about.of_cards if prompt.soft else about.of_payment
        if paying(prompt.words):
            yield from _card(just_now, at_least=_PART, leads="0123456789")
        else:
            few = 2 * _PART if prompt.soft else _PART
            yield from _card(just_now, at_least=few, leads="23456")
            if not prompt.soft:
                turns = {p: run for p, run in just_now.items() if about.is_a_turn(run.words)}
                yield from _card(turns, at_least=_PART, leads="01789")


def paid_before(
    runs: Sequence[Run], verdicts: Mapping[int, Verdict], reads: Sequence[Read], about: Subjects
) -> Iterator[tuple[int, Verdict]]:
    """The numbers, by position, that were read out before an expiry date, and perhaps a code.

    Who asks for both has been told a card number, whatever words it was asked for with, and
    whatever is said between its groups; so has who asks for the date, if as many digits as a
    card has were said before, and they begin like a card's. If nobody is known to have asked
    ("and up to?" "3 28." "Other side?" "4 4 9."), a month with a year and three figures are
    as good as a question.
    """
    look = _Back(runs, verdicts, reads, about)
    dates = [runs[place].first for place, v in verdicts.items() if v.entity is Entity.CARD_EXPIRY]
    codes = sorted(
        runs[place].first
        for place, v in verdicts.items()
        if v.entity is Entity.CARD_CODE and len(runs[place].digits) >= _CODE
    )
    for date in sorted(dates):
        near = bisect_left(codes, date - _BOTH)
        both = [code for code in codes[near : near + 1] if code <= date + _BOTH]
        groups = look.back_from(min(both[0], date) if both else date)
        many = sum(len(runs[place].digits) for place in groups) >= _NEARLY_WHOLE
        if (both and many) or look.are_a_card(groups):
            yield from _as_pan(groups, verdicts)
    for date, code in look.unnamed():
        groups = look.back_from(runs[date].first)
        if look.are_a_card(groups):
            yield from _as_pan(groups, verdicts)
            yield date, Verdict(Entity.CARD_EXPIRY, 0.6, "after_groups")
            yield code, Verdict(Entity.CARD_CODE, 0.6, "after_groups")


def _as_pan(
    places: Iterable[int], verdicts: Mapping[int, Verdict]
) -> Iterator[tuple[int, Verdict]]:
    for place in places:
        if place not in verdicts:
            yield place, Verdict(Entity.PAN, 0.6, "before_code")


@dataclass(frozen=True, slots=True)
class _Back:
    """Looks back on the numbers of a call."""

    runs: Sequence[Run]
    verdicts: Mapping[int, Verdict]
    reads: Sequence[Read]
    about: Subjects

    def back_from(self, end: int) -> list[int]:
        """The runs before the word `end` that nothing but a little talk parts from it and from
        each other, until there are as many digits as a card has."""
        begun, read, found = end, Counter[int](), list[int]()
        last = bisect_left(self.runs, end, key=lambda run: run.first)
        for place in range(last - 1, max(-1, last - 1 - _LOOKED_AT), -1):
            run = self.runs[place]
            if begun - run.last > (_TALK if max(read.values(), default=0) < _A_CARD else _JUST_NOW):
                break
            if len(run.digits) >= _PAIR and self._is_plain(run):
                begun = min(begun, run.first)
                read[run.channel] += len(run.digits)
                found.append(place)
        return found

    def are_a_card(self, places: Sequence[int]) -> bool:
        """Whether the digits that one party said there begin like a card's and are as many, and
        nothing else is announced."""
        if any(self.about.announced(self.runs[place].words) for place in places):
            return False
        said: dict[int, str] = {}
        for place in sorted(places):
            run = self.runs[place]
            said[run.channel] = said.get(run.channel, "") + run.digits
        return any(
            LEADS.match(digits) and _NEARLY_WHOLE <= len(digits) <= _SAID_TWICE
            for digits in said.values()
        )

    def unnamed(self) -> Iterator[tuple[int, int]]:
        """Dates and codes, by position, that one party says one soon after the other."""
        for place, run in enumerate(self.runs):
            dated = is_month_year(run.digits) and run.digits[-2:] in _YEARS
            if place in self.verdicts or not (dated and self._is_unnamed(run)):
                continue
            for later in range(place + 1, min(len(self.runs), place + 1 + _NEXT)):
                code = self.runs[later]
                soon = code.first - run.last <= _CODE_SOON
                figures = len(code.digits) == _CODE and not any(
                    len(set(piece)) > 1 for piece in code.pieces
                )
                if soon and figures and code.channel == run.channel and self._is_unnamed(code):
                    yield place, later
                    break

    def _is_unnamed(self, run: Run) -> bool:
        return self._is_plain(run) and not self.about.announced(run.words)

    def _is_plain(self, run: Run) -> bool:
        """Whether it is no amount, counts nothing, and is nobody's number that was named."""
        words, few = run.words, len(run.digits) < _NEARLY_WHOLE
        amount = (few and is_round(self.reads, run)) or self.about.counted(words)
        else_ = self.about.measured(words) or self.about.announced_at_once(words)
        return run.plain and not amount and not else_


def is_else(run: Run, reads: Sequence[Read], about: Subjects) -> bool:
    """Whether it is an amount, or announced as another thing's number."""
    amount = any(bare(reads, index) in {"thousand", "point"} for index in run.words)
    return amount or about.announced(run.words)


def _card(groups: Mapping[int, Run], *, at_least: int, leads: str) -> Iterator[tuple[int, Verdict]]:
    for channel in {run.channel for run in groups.values()}:
        mine = {place: run for place, run in groups.items() if run.channel == channel}
        digits = "".join(run.digits for run in mine.values())
        if len(digits) >= at_least and digits[0] in leads:
            for place in mine:
                yield place, Verdict(Entity.PAN, 0.6, "before_code")
