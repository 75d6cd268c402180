"""Card numbers that were only begun, and what begins like one beside a whole one. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Iterator, Sequence

from pipeline.answers import Verdict
from pipeline.brands import LEADS
from pipeline.card_answers import says_how_many
from pipeline.model import Entity
from pipeline.number_lists import are_in_threes
from pipeline.runs import Run, in_groups
from pipeline.subjects import Subjects

BEGINS = re.compile(r"(?=4|5[1-5]|2[2-7])(?:\d{8}|\d{12})|3[47]\d{8}")
"""Two or three groups of a Visa or Mastercard number, or the first two of an American Express."""
_TWO_GROUPS, _THREE_GROUPS, _WHOLE = 8, 12, 16
"""Digits, of cards that are read in fours."""
_SOON = 8
"""Words, of both parties, after which somebody still goes on with what he began."""
_NEAR_A_CARD = 150
"""Words around a card number in which what begins like one is one, or part of it."""
_GROUP, _TAKEN_BACK = 4, 30
"""Digits of a group, and words before a card number in which one that begins like a card may be of
another that is not given after all: "4751 28, no, that one's at its limit"."""


def beginnings(
    runs: Sequence[Run], prompts: Sequence[int], about: Subjects
) -> Iterator[tuple[int, Verdict]]:
    """Runs that begin like a card and break off between groups, and what goes on with them before
    the next of `prompts` (first words, in order).

    Two groups only where a payment is spoken of, or right after "what's the number?"; three
    unless they are announced as else or are some of many.
    """
    places = [
        place
        for place, run in enumerate(runs)
        if BEGINS.fullmatch(run.digits)
        and in_groups(run.pieces)
        and not (
            are_in_threes(run.pieces) or about.measured(run.words) or says_how_many(run, about)
        )
    ]
    alone = len({runs[place].digits for place in places}) == 1
    for place in places:
        run = runs[place]
        three = len(run.digits) == _THREE_GROUPS and not about.announced(run.words)
        enough = three and (alone or about.of_payment(run.words))
        if enough or about.of_a_card(run.words) or about.answers_number(run.words):
            yield place, Verdict(Entity.PAN, 0.5, "beginning")
            yield from _rest(runs, place, prompts)


def _rest(runs: Sequence[Run], place: int, prompts: Sequence[int]) -> Iterator[tuple[int, Verdict]]:
    """What the same party says right after a beginning, until it is a whole number."""
    begun, length = runs[place], len(runs[place].digits)
    for at in range(place + 1, len(runs)):
        run = runs[at]
        asked = bisect_right(prompts, run.first) > bisect_right(prompts, begun.last)
        if run.first - begun.last > _SOON or asked:
            return
        if run.channel == begun.channel and run.digits and in_groups(run.pieces):
            if length >= _WHOLE:
                return
            length += len(run.digits)
            yield at, Verdict(Entity.PAN, 0.5, "beginning")
            begun = run


def beside(
    runs: Sequence[Run], cards: Sequence[int], taken: Container[int], about: Subjects
) -> Iterator[tuple[int, Verdict]]:
    """Runs that begin like a card where one is read, before or after: the wrong one, the first
    half of it. `cards` are the words, in order, with which a card number begins."""
    for place, run in enumerate(runs):
        if place in taken or len(run.digits) < _GROUP or not LEADS.match(run.digits):
            continue
        half = len(run.digits) >= _TWO_GROUPS
        if not half and (says_how_many(run, about) or not run.plain):
            continue
        before, after = (_NEAR_A_CARD, _NEAR_A_CARD) if half else (0, _TAKEN_BACK)
        near = bisect_right(cards, run.first - before)
        beside_one = near < len(cards) and cards[near] <= run.last + after
        if beside_one and in_groups(run.pieces) and not about.announced(run.words):
            yield place, Verdict(Entity.PAN, 0.5, "beside_card")
