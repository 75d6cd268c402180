"""What the answers of a reviewer are worth. Pure.

A question earns the share of its weight that its answer is worth. One that does not apply,
or was not asked, is left out with its weight: it neither helps nor harms. A critical question
that fails takes its section to nothing, a fatal one the whole card.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

NOT_APPLICABLE = "na"
"""The answer that leaves a question out."""
WHOLE = 10_000
"""Scores are whole hundredths of a percent: 10 000 is everything."""

Answers = Mapping[str, str]
"""The value of the chosen option, or NOT_APPLICABLE, by the question's key."""


class AnswerType(StrEnum):
    YES_NO = "yes_no"
    SCALE = "scale"
    CHOICE = "choice"


class Weight(StrEnum):
    """What a failed question does beyond losing its own points."""

    ORDINARY = "ordinary"
    CRITICAL = "critical"
    """Fails its section."""
    FATAL = "fatal"
    """Fails the whole card."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen."""

    value: str
    label: str
    points: int
    fails: bool = False
    """Whether it makes a critical or fatal question fail."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A question is asked only when an earlier one was answered so."""

    question: str
    answers: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    key: str
    text: str
    type: AnswerType
    options: tuple[Option, ...]
    """Two at least; one earns more than nothing."""
    weight: int
    help: str = ""
    fails: Weight = Weight.ORDINARY
    may_skip: bool = False
    """Whether "not applicable" can be answered."""
    comment_on: frozenset[str] = frozenset()
    """The answers that need a comment."""
    asked_if: Condition | None = None

    def option(self, value: str) -> Option | None:
        return next((option for option in self.options if option.value == value), None)

    def takes(self, value: str) -> bool:
        """Whether `value` is an answer to it."""
        return self.option(value) is not None or (value == NOT_APPLICABLE and self.may_skip)

    def share(self, value: str) -> Fraction:
        """What the answer is worth, 0..1."""
        option = self.option(value)
        most = max(option.points for option in self.options)
        return Fraction(option.points, most) if option and most else Fraction(0)


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A scorecard to be filled in. Keys are unique; a condition names an earlier question."""

    name: str
    title: str
    sections: tuple[Section, ...]
    pass_mark: int | None = None
    """Hundredths of a percent."""

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for section in self.sections for question in section.questions)


class Why(StrEnum):
    """Why a question counts as it does."""

    ANSWERED = "answered"
    UNANSWERED = "not answered"
    SKIPPED = "not applicable"
    NOT_ASKED = "not asked"
    FAILED_SECTION = "fails its section"
    FAILED_CARD = "fails the card"


@dataclass(frozen=True, slots=True)
class QuestionScore:
    key: str
    why: Why
    earned: int | None
    """Hundredths of a percent of its own weight; None where it is left out."""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class SectionScore:
    title: str
    earned: int | None
    failed_by: tuple[str, ...]
    """The critical questions that failed it."""
    questions: tuple[QuestionScore, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """A card's worth, and what made it so."""

    total: int | None
    """Hundredths of a percent; None if no question counts."""
    failed_by: tuple[str, ...]
    """The fatal questions that failed the card."""
    sections: tuple[SectionScore, ...]
    passed: bool | None
    """None where the form has no pass mark or nothing counts."""

    @property
    def questions(self) -> tuple[QuestionScore, ...]:
        return tuple(score for section in self.sections for score in section.questions)


class Lack(StrEnum):
    ANSWER = "answer"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Missing:
    """What stands between a draft and its submission."""

    question: str
    lack: Lack


def asked(form: Form, answers: Answers) -> frozenset[str]:
    """The keys of the questions that apply, given the answers to those before them."""
    found: set[str] = set()
    for question in form.questions:
        condition = question.asked_if
        if condition is None or (
            condition.question in found and answers.get(condition.question, "") in condition.answers
        ):
            found.add(question.key)
    return frozenset(found)


def score(form: Form, answers: Answers) -> Scored:
    """What the answers are worth; those to questions that are not asked count for nothing."""
    applies = asked(form, answers)
    scores = {q.key: _score_one(q, answers, applies) for q in form.questions}
    sections = tuple(_section(section, scores) for section in form.sections)
    failed_by = tuple(key for key, s in scores.items() if s.why is Why.FAILED_CARD)
    total = _total(form, sections, scores)
    if failed_by and total is not None:
        total = 0
    decided = form.pass_mark is not None and total is not None
    passed = not failed_by and total >= form.pass_mark if decided else None  # type: ignore[operator]
    return Scored(total, failed_by, sections, passed)


def _score_one(question: Question, answers: Answers, applies: frozenset[str]) -> QuestionScore:
    value = answers.get(question.key, "")
    if question.key not in applies:
        return QuestionScore(question.key, Why.NOT_ASKED, None)
    if value == NOT_APPLICABLE and question.may_skip:
        return QuestionScore(question.key, Why.SKIPPED, None, value)
    option = question.option(value)
    if option is None:
        return QuestionScore(question.key, Why.UNANSWERED, None)
    why = Why.ANSWERED
    if option.fails and question.fails is not Weight.ORDINARY:
        why = Why.FAILED_CARD if question.fails is Weight.FATAL else Why.FAILED_SECTION
    return QuestionScore(question.key, why, _whole(question.share(value)), value)


def _section(section: Section, scores: Mapping[str, QuestionScore]) -> SectionScore:
    own = tuple(scores[question.key] for question in section.questions)
    failed_by = tuple(s.key for s in own if s.why in {Why.FAILED_SECTION, Why.FAILED_CARD})
    weight = _weight(section, scores)
    earned = _whole(_earned(section, scores) / weight) if weight else None
    if failed_by and earned is not None:
        earned = 0
    return SectionScore(section.title, earned, failed_by, own)


def _total(
    form: Form, sections: tuple[SectionScore, ...], scores: Mapping[str, QuestionScore]
) -> int | None:
    weight = sum(_weight(section, scores) for section in form.sections)
    if not weight:
        return None
    earned = sum(
        (
            _earned(section, scores)
            for section, scored in zip(form.sections, sections, strict=True)
            if not scored.failed_by
        ),
        Fraction(0),
    )
    return _whole(earned / weight)


def _weight(section: Section, scores: Mapping[str, QuestionScore]) -> int:
    return sum(q.weight for q in section.questions if scores[q.key].earned is not None)


def _earned(section: Section, scores: Mapping[str, QuestionScore]) -> Fraction:
    counted = (q for q in section.questions if scores[q.key].earned is not None)
    return sum((q.weight * q.share(scores[q.key].answer) for q in counted), Fraction(0))


def _whole(share: Fraction) -> int:
    """Half a hundredth counts as one."""
    return int(share * WHOLE + Fraction(1, 2))


def missing(form: Form, answers: Answers, commented: Collection[str]) -> Iterator[Missing]:
    """What has to be answered or commented on yet, in the form's order."""
    applies = asked(form, answers)
    for question in form.questions:
        if question.key not in applies:
            continue
        value = answers.get(question.key, "")
        if not question.takes(value):
            yield Missing(question.key, Lack.ANSWER)
        elif value in question.comment_on and question.key not in commented:
            yield Missing(question.key, Lack.COMMENT)


def fitting(form: Form, given: Answers) -> dict[str, str]:
    """Those of `given` that answer a question of the form."""
    return {q.key: given[q.key] for q in form.questions if q.takes(given.get(q.key, ""))}
