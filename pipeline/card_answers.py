"""Which of the numbers said after a question for a card number may be of one. Pure.

"The long number?" "I'd rather not. It's good for seven days?" Where no card number is heard,
only what begins like one, is nearly as long as one, or comes at once is taken for part of one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pipeline.brands import LEADS
from pipeline.runs import Run
from pipeline.subjects import Subjects

HARDLY_A_CARD = 10
"""Digits in groups below which no card number was read, but for one that was broken off."""
_BROKEN_OFF = 6
"""Digits from which on what begins like a card number may be one that was broken off."""
_GROUP = 4
"""Digits of the groups in which most card numbers are read."""
_FIGURES = 3
"""Figures that, said one by one, count nothing."""
FLUENT = 12
"""Words, of both parties, between two groups of a number."""


def of_a_card(
    answers: Mapping[int, Run], at_once: Callable[[Run], bool], about: Subjects, *, sure: bool
) -> Iterator[int]:
    """Those of `answers`, runs by position, that may be of a card number which nobody heard whole.

    `at_once` tells whether a run comes right after the question, `sure` whether it was one for
    a card, whatever its words were.
    """
    for row in _rows(answers, about):
        digits = "".join(answers[place].digits for place in row)
        begun = len(digits) >= _BROKEN_OFF and LEADS.match(digits)
        grouped = len(digits) < _BROKEN_OFF or len(digits) % _GROUP == 0
        answered = at_once(answers[row[0]]) and (sure or grouped)
        if answered or begun or len(digits) >= HARDLY_A_CARD:
            yield from row


def says_how_many(run: Run, about: Subjects) -> bool:
    """Whether it counts what is said next ("14 kilos") and was not said figure by figure."""
    last = run.pieces[-_FIGURES:]
    figures = len(last) == _FIGURES and all(len(set(piece)) == 1 for piece in last)
    return not figures and about.counted(run.words)


def _rows(answers: Mapping[int, Run], about: Subjects) -> list[list[int]]:
    """The answers that count nothing, those together that one party said in a row."""
    rows: list[list[int]] = []
    latest: dict[int, list[int]] = {}
    for place, run in answers.items():
        if says_how_many(run, about):
            continue
        row = latest.get(run.channel)
        if row is None or run.first - answers[row[-1]].last > FLUENT:
            row = latest[run.channel] = []
            rows.append(row)
        row.append(place)
    return rows
