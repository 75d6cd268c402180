"""How far apart several people are about one call. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from statistics import mean, pstdev

from pipeline.scoring import Form, Question, score


@dataclass(frozen=True, slots=True)
class Spread:
    """One question: what each person answered, and how well they agree."""

    question: Question
    labels: Mapping[str, str]
    """By person, what they answered; empty where it was not asked."""
    agreement: int
    """Percent of the pairs of people who gave the same answer."""
    apart: int
    """From the lowest to the highest answer, in hundredths of a percent of the weight."""


@dataclass(frozen=True, slots=True)
class Calibrated:
    spreads: tuple[Spread, ...]
    totals: Mapping[str, int | None]
    mean: int | None
    deviation: int | None
    """Of the totals (the population's standard deviation), in hundredths of a percent."""
    lowest: int | None
    highest: int | None
    agreement: int
    """Percent, over all questions that somebody was asked."""


def compared(form: Form, answers: Mapping[str, Mapping[str, str]]) -> Calibrated:
    """What each person answered, side by side; `answers` by person."""
    scored = {name: score(form, given) for name, given in answers.items()}
    values = {
        name: {s.key: (s.answer, s.earned) for s in card.questions} for name, card in scored.items()
    }
    spreads = tuple(
        _spread(question, {name: given[question.key] for name, given in values.items()})
        for question in form.questions
    )
    totals = {name: card.total for name, card in scored.items()}
    known = [total for total in totals.values() if total is not None]
    told = [spread for spread in spreads if any(spread.labels.values())]
    return Calibrated(
        spreads=spreads,
        totals=totals,
        mean=round(mean(known)) if known else None,
        deviation=round(pstdev(known)) if len(known) > 1 else None,
        lowest=min(known, default=None),
        highest=max(known, default=None),
        agreement=round(mean(spread.agreement for spread in told)) if told else 100,
    )


def _spread(question: Question, given: Mapping[str, tuple[str, int | None]]) -> Spread:
    labels = {name: _label(question, answer) for name, (answer, _) in given.items()}
    earned = [worth for _, worth in given.values() if worth is not None]
    apart = max(earned) - min(earned) if earned else 0
    return Spread(question, labels, _agreement([answer for answer, _ in given.values()]), apart)


def _label(question: Question, answer: str) -> str:
    option = question.option(answer)
    return option.label if option else "n/a" if answer else ""


def _agreement(answers: Sequence[str]) -> int:
    pairs = list(combinations(answers, 2))
    return round(Fraction(100 * sum(a == b for a, b in pairs), len(pairs))) if pairs else 100
