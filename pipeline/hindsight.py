"""What a question makes of what was said before it: "123 is the code", or a whole card. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pipeline.answers import Verdict, bare, is_round
from pipeline.asking import Asked
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
_A_CARD, _PAIR = 16, 2
"""Digits of a whole card number, and of the shortest part that is looked at."""


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
    """The numbers, by position, that were read out before an expiry date and a code were.

    Who asks for both has been told a card number, whatever words it was asked for with, and
    whatever is said between its groups.
    """
    of = {
        entity: [runs[place].first for place, v in sorted(verdicts.items()) if v.entity is entity]
        for entity in (Entity.CARD_EXPIRY, Entity.CARD_CODE)
    }
    starts = [run.first for run in runs]
    for date in of[Entity.CARD_EXPIRY]:
        both = [min(date, code) for code in of[Entity.CARD_CODE] if abs(code - date) <= _BOTH]
        for end in both[:1]:
            yield from _back_from(end, runs, bisect_left(starts, end), verdicts, reads, about)


def _back_from(
    end: int,
    runs: Sequence[Run],
    last: int,
    verdicts: Mapping[int, Verdict],
    reads: Sequence[Read],
    about: Subjects,
) -> Iterator[tuple[int, Verdict]]:
    """Of `runs` before the one at `last`, those that nothing but a little talk parts from each
    other and from the word `end`, until there are as many digits as a card has."""
    begun, read = end, Counter[int]()
    for place in range(last - 1, max(-1, last - 1 - _LOOKED_AT), -1):
        run = runs[place]
        apart = begun - run.last
        if apart > (_TALK if max(read.values(), default=0) < _A_CARD else _JUST_NOW):
            return
        amount = is_round(reads, run) or about.counted(run.words)
        named = about.announced_at_once(run.words)
        if not run.plain or len(run.digits) < _PAIR or amount or named:
            continue
        begun = min(begun, run.first)
        read[run.channel] += len(run.digits)
        if place not in verdicts:
            yield place, Verdict(Entity.PAN, 0.6, "before_code")


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
