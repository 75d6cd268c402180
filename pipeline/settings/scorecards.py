"""Scorecards as tables: in TOML files that a quality manager writes, in the catalogue as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, ValidationError, model_validator

from pipeline.errors import Refused
from pipeline.scoring import (
    NOT_APPLICABLE,
    AnswerType,
    Condition,
    Form,
    Option,
    Question,
    Section,
    Weight,
)
from pipeline.settings.files import DEFAULTS, Strict, read_toml
from pipeline.settings.policy_files import Name

_LONG, _SHORT = 400, 120
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=_SHORT)]
LongText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=_LONG)]


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _answer(value: object) -> object:
    """TOML's yes and no, and numbers of a scale, as the texts they are answered with."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Answer = Annotated[str, BeforeValidator(_answer)]
AnswerList = Annotated[tuple[Answer, ...], BeforeValidator(_listed)]


class ChoiceTable(Strict):
    label: Text
    points: Annotated[int, Field(ge=0, le=1000)]


class ConditionTable(Strict):
    question: Name
    answers: AnswerList


class QuestionTable(Strict):
    key: Name
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=_LONG)]
    help: LongText = ""
    type: AnswerType = AnswerType.YES_NO
    weight: Annotated[int, Field(ge=0, le=1000)] = 1
    earns: Literal["yes", "no"] = "yes"
    """Of a yes/no question: the answer that earns its weight."""
    lowest: Annotated[int, Field(ge=0, le=10)] = 1
    highest: Annotated[int, Field(ge=1, le=10)] = 5
    """Of a scale."""
    choice: Annotated[tuple[ChoiceTable, ...], Field(max_length=12)] = ()
    fails: Weight = Weight.ORDINARY
    not_applicable: bool = False
    comment: Literal["never", "always", "points lost"] | AnswerList = "never"
    asked_if: ConditionTable | None = None

    @model_validator(mode="after")
    def _has_answers(self) -> QuestionTable:
        if self.type is AnswerType.SCALE and self.lowest >= self.highest:
            raise ValueError("the lowest of a scale lies below its highest.")
        if self.type is AnswerType.CHOICE:
            if len(self.choice) < 2 or not any(choice.points for choice in self.choice):
                raise ValueError("needs two choices at least, one of them worth points.")
            if len({choice.label for choice in self.choice}) < len(self.choice):
                raise ValueError("two choices are the same.")
        elif self.choice:
            raise ValueError("has choices: its type must be choice.")
        return self

    @property
    def options(self) -> tuple[Option, ...]:
        match self.type:
            case AnswerType.YES_NO:
                return tuple(
                    Option(value, value.capitalize(), int(earns), not earns)
                    for value in ("yes", "no")
                    for earns in (value == self.earns,)
                )
            case AnswerType.SCALE:
                return tuple(
                    Option(str(n), str(n), n - self.lowest, n == self.lowest)
                    for n in range(self.lowest, self.highest + 1)
                )
            case AnswerType.CHOICE:
                return tuple(Option(c.label, c.label, c.points, not c.points) for c in self.choice)

    @property
    def question(self) -> Question:
        condition = self.asked_if
        return Question(
            key=self.key,
            text=self.text,
            help=self.help,
            type=self.type,
            options=self.options,
            weight=self.weight,
            fails=self.fails,
            may_skip=self.not_applicable,
            comment_on=self._comment_on(),
            asked_if=Condition(condition.question, frozenset(condition.answers))
            if condition
            else None,
        )

    def _comment_on(self) -> frozenset[str]:
        options = self.options
        most = max(option.points for option in options)
        match self.comment:
            case "never":
                return frozenset()
            case "always":
                return frozenset({NOT_APPLICABLE, *(option.value for option in options)})
            case "points lost":
                return frozenset(option.value for option in options if option.points < most)
            case _:
                return frozenset(self.comment)


class SectionTable(Strict):
    title: Text
    question: Annotated[tuple[QuestionTable, ...], Field(min_length=1, max_length=60)]


class FormTable(Strict):
    name: Name
    title: Text
    pass_mark: Annotated[int, Field(ge=1, le=100)] | None = None
    """Percent."""
    section: Annotated[tuple[SectionTable, ...], Field(min_length=1, max_length=20)]

    @model_validator(mode="after")
    def _holds_together(self) -> FormTable:
        troubles = list(_troubles(self))
        if troubles:
            raise ValueError(" ".join(troubles))
        return self

    @property
    def form(self) -> Form:
        sections = (
            Section(table.title, tuple(question.question for question in table.question))
            for table in self.section
        )
        mark = self.pass_mark * 100 if self.pass_mark is not None else None
        return Form(self.name, self.title, tuple(sections), mark)


def _troubles(form: FormTable) -> Iterator[str]:
    before: dict[str, Question] = {}
    for table in (question for section in form.section for question in section.question):
        question = table.question
        if question.key in before:
            yield f"Two questions have the key {question.key}."
        for value in sorted(question.comment_on - {NOT_APPLICABLE}):
            if not question.takes(value):
                yield f"{question.key} asks for a comment on {value!r}, which is no answer to it."
        condition = question.asked_if
        if condition and condition.question not in before:
            yield f"{question.key} hangs on {condition.question}, which is not before it."
        elif condition:
            other = before[condition.question]
            for value in sorted(condition.answers):
                if not other.takes(value):
                    yield f"{question.key} hangs on {value!r}, which is no answer to {other.key}."
            if not condition.answers:
                yield f"{question.key} hangs on no answer to {other.key}."
        before[question.key] = question
    if not any(question.weight for question in before.values()):
        yield "No question has a weight: nothing could be earned."


def form_of(definition: Mapping[str, Any]) -> Form:
    """A form from its tables. Raises Refused, which says what to mend."""
    return table_of(definition).form


def table_of(definition: Mapping[str, Any]) -> FormTable:
    """The tables, checked. Raises Refused."""
    try:
        return FormTable.model_validate(definition)
    except ValidationError as wrong:
        raise Refused(" ".join(map(_told, wrong.errors()))) from None


def _told(error: Any) -> str:
    """A mistake, with the place that a person sees: sections and questions count from 1."""
    place = [part for part in error["loc"] if part != "question" and isinstance(part, int | str)]
    words = []
    names = iter(("section", "question", "choice"))
    for part in place:
        if part in {"section", "choice"}:
            continue
        words.append(f"{next(names, 'entry')} {part + 1}" if isinstance(part, int) else str(part))
    what = error["msg"].removeprefix("Value error, ")
    return f"{', '.join(words)}: {what}" if words else what


def examples() -> Iterator[FormTable]:
    """The scorecards that come with Hushtape."""
    for path in sorted(Path(DEFAULTS, "examples", "scorecards").glob("*.toml")):
        yield read_toml(path, FormTable)
