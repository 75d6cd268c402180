"""Scores as numbers that a template draws in SVG: no script, no style, a table beneath. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from pipeline.scorecards import Card, Status
from pipeline.scoring import WHOLE
from review.charts import Bars, stacked

WIDTH, HEIGHT = 720, 220
LEFT, BOTTOM, TOP, RIGHT = 52, 34, 14, 24
_TENTHS = 10
_FEW = 3
"""Of fewer scores a half says nothing."""


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of some scores, in hundredths of a percent, and of how many."""

    label: str
    value: int
    count: int


@dataclass(frozen=True, slots=True)
class AgentMean:
    agent: str
    value: int
    count: int
    passed: int | None
    """Percent of those that could pass; None where no form has a pass mark."""
    change: int | None
    """Against the first half of the time, in hundredths of a percent."""
    disputed: int


@dataclass(frozen=True, slots=True)
class QuestionMean:
    form: str
    text: str
    value: int
    count: int
    lost: int
    """Answers that earned nothing."""
    months: tuple[Mean, ...]

    @property
    def spark(self) -> str:
        """A line through its months, for an SVG of 120 by 28."""
        return _polyline(self.months, 120, 28, 3, 3, 3)


def mean_of(values: Sequence[int]) -> int:
    return (2 * sum(values) + len(values)) // (2 * len(values))


def by_month(cards: Iterable[Card]) -> tuple[Mean, ...]:
    """The mean total of each month of submission that has one, the oldest first."""
    totals: dict[str, list[int]] = defaultdict(list)
    for card in cards:
        if card.submitted and card.total is not None:
            totals[_month(card)].append(card.total)
    return tuple(
        Mean(month, mean_of(totals[month]), len(totals[month])) for month in sorted(totals)
    )


def by_agent(cards: Sequence[Card]) -> tuple[AgentMean, ...]:
    """The lowest first: they are who needs help."""
    of: dict[str, list[Card]] = defaultdict(list)
    for card in cards:
        if card.agent and card.total is not None and card.submitted:
            of[card.agent].append(card)
    found = [_agent(agent, own) for agent, own in of.items()]
    return tuple(sorted(found, key=lambda mean: (mean.value, mean.agent)))


def _agent(agent: str, cards: Sequence[Card]) -> AgentMean:
    totals = [card.total or 0 for card in cards]
    judged = [card.passed for card in cards if card.passed is not None]
    half = len(totals) // 2
    change = mean_of(totals[half:]) - mean_of(totals[:half]) if half >= _FEW else None
    disputed = {Status.DISPUTED, Status.UPHELD, Status.RESCORING}
    return AgentMean(
        agent=agent,
        value=mean_of(totals),
        count=len(totals),
        passed=round(100 * sum(judged) / len(judged)) if judged else None,
        change=change,
        disputed=sum(card.status in disputed or card.replaces is not None for card in cards),
    )


def by_question(cards: Iterable[Card]) -> tuple[QuestionMean, ...]:
    """What each question earned, over all versions of its form; the lowest first."""
    earned: dict[tuple[str, str], dict[str, list[int]]] = {}
    texts: dict[tuple[str, str], tuple[str, str]] = {}
    asked: dict[int, dict[str, str]] = {}
    for card in cards:
        form = card.form.form
        if card.form.id not in asked:
            asked[card.form.id] = {q.key: q.text for q in form.questions if q.weight}
        month = _month(card)
        for key, text in asked[card.form.id].items():
            worth = card.earned.get(key)
            if worth is not None:
                place = form.name, key
                texts[place] = form.title, text
                earned.setdefault(place, {}).setdefault(month, []).append(worth)
    found = [_question(*texts[place], months) for place, months in earned.items()]
    return tuple(sorted(found, key=lambda mean: (mean.value, mean.form, mean.text)))


def _question(form: str, text: str, months: Mapping[str, Sequence[int]]) -> QuestionMean:
    means = tuple(Mean(m, mean_of(months[m]), len(months[m])) for m in sorted(months))
    values = [value for month in months.values() for value in month]
    return QuestionMean(form, text, mean_of(values), len(values), values.count(0), means)


def _month(card: Card) -> str:
    at = card.submitted
    return f"{at.year}-{at.month:02}" if at else ""


def distribution(cards: Iterable[Card]) -> Bars:
    """How many totals lie in each tenth; the last one holds 100 % as well."""
    counts = [0] * _TENTHS
    for card in cards:
        if card.total is not None:
            counts[min(_TENTHS - 1, card.total * _TENTHS // WHOLE)] += 1
    step = 100 // _TENTHS
    labels = [f"{i * step}–{(i + 1) * step} %" for i in range(_TENTHS)]
    return stacked(_("How the scores are spread"), labels, {_("scores"): counts})


# --- drawings ---------------------------------------------------------------------------


def _x(i: int, count: int, width: float, left: float, right: float) -> float:
    return left + (width - left - right) * (i / (count - 1) if count > 1 else 0.5)


def _polyline(
    means: Sequence[Mean], width: int, height: int, left: int, edge: int, base: int
) -> str:
    high = height - edge - base
    return " ".join(
        f"{_x(i, len(means), width, left, edge):.1f},{edge + high * (1 - m.value / WHOLE):.1f}"
        for i, m in enumerate(means)
    )


@dataclass(frozen=True, slots=True)
class Line:
    """Means over months, 0 to 100 %."""

    title: str
    means: tuple[Mean, ...]

    view_box = f"0 0 {WIDTH} {HEIGHT}"

    @property
    def points(self) -> list[dict[str, object]]:
        high, count = HEIGHT - TOP - BOTTOM, len(self.means)
        every = max(1, count // 8)
        return [
            {
                "x": f"{_x(i, count, WIDTH, LEFT + 24, RIGHT):.1f}",
                "y": f"{TOP + high * (1 - mean.value / WHOLE):.1f}",
                "mean": mean,
                "told": (count - 1 - i) % every == 0,
            }
            for i, mean in enumerate(self.means)
        ]

    @property
    def line(self) -> str:
        return " ".join(f"{point['x']},{point['y']}" for point in self.points)

    @property
    def lines(self) -> list[tuple[str, str]]:
        """The lines across, and what they stand for."""
        high = HEIGHT - TOP - BOTTOM
        return [(f"{TOP + high * (1 - p / 100):.1f}", f"{p} %") for p in (0, 25, 50, 75, 100)]
