"""What answers are worth, and what may never happen to a score."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import Refused
from pipeline.scoring import (
    NOT_APPLICABLE,
    WHOLE,
    Answers,
    AnswerType,
    Condition,
    Form,
    Lack,
    Missing,
    Option,
    Question,
    Section,
    Weight,
    Why,
    fitting,
    missing,
    score,
)
from pipeline.settings.scorecards import examples, form_of

YES, NO = Option("yes", "Yes", 1), Option("no", "No", 0, fails=True)


def a_question(
    key: str,
    weight: int = 10,
    *,
    fails: Weight = Weight.ORDINARY,
    asked_if: Condition | None = None,
    comment_on: frozenset[str] = frozenset(),
) -> Question:
    return Question(
        key=key,
        text=f"{key}?",
        type=AnswerType.YES_NO,
        options=(YES, NO),
        weight=weight,
        fails=fails,
        may_skip=True,
        comment_on=comment_on,
        asked_if=asked_if,
    )


def a_form(*sections: tuple[Question, ...], pass_mark: int | None = None) -> Form:
    named = (Section(f"part {i}", questions) for i, questions in enumerate(sections))
    return Form("a_form", "A form", tuple(named), pass_mark)


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """Any form: weights, kinds, and conditions on what came before."""
    keys: list[str] = []
    sections = []
    for _ in range(draw(st.integers(1, 3))):
        questions = []
        for _ in range(draw(st.integers(1, 4))):
            key = f"q{len(keys)}"
            condition = None
            hangs = draw(st.booleans())
            if keys and hangs:
                condition = Condition(draw(st.sampled_from(keys)), frozenset({"o0"}))
            some = st.lists(st.integers(0, 9), min_size=2, max_size=4)
            points = draw(some.filter(lambda points: sum(points) > 0))
            options = tuple(Option(f"o{i}", f"o{i}", p, p == 0) for i, p in enumerate(points))
            questions.append(
                Question(
                    key=key,
                    text=key,
                    type=AnswerType.CHOICE,
                    options=options,
                    weight=draw(st.integers(0, 40)),
                    fails=draw(st.sampled_from(Weight)),
                    may_skip=True,
                    asked_if=condition,
                )
            )
            keys.append(key)
        sections.append(tuple(questions))
    return a_form(*sections, pass_mark=draw(st.none() | st.integers(1, WHOLE)))


@st.composite
def answered(draw: st.DrawFn) -> tuple[Form, dict[str, str]]:
    form = draw(forms())
    return form, {
        q.key: draw(st.sampled_from(["", NOT_APPLICABLE, *(o.value for o in q.options)]))
        for q in form.questions
    }


@given(answered())
def test_a_score_is_between_nothing_and_everything(case: tuple[Form, Answers]) -> None:
    scored = score(*case)
    for worth in (scored.total, *(part.earned for part in scored.sections)):
        assert worth is None or 0 <= worth <= WHOLE


@given(answered(), st.integers(0, 1_000))
def test_the_order_of_the_answers_does_not_matter(
    case: tuple[Form, dict[str, str]], seed: int
) -> None:
    form, answers = case
    shuffled = list(answers.items())
    random.Random(seed).shuffle(shuffled)
    assert score(form, dict(shuffled)) == score(form, answers)


@given(answered())
def test_what_does_not_apply_is_as_if_it_were_not_in_the_form(
    case: tuple[Form, dict[str, str]],
) -> None:
    form, answers = case
    left_out = {key for key, value in answers.items() if value == NOT_APPLICABLE}
    # A question on which another hangs stays: that is what it is answered for.
    left_out -= {q.asked_if.question for q in form.questions if q.asked_if}
    sections = tuple(
        Section(s.title, tuple(q for q in s.questions if q.key not in left_out))
        for s in form.sections
    )
    assert score(replace(form, sections=sections), answers).total == score(form, answers).total


@given(answered())
def test_a_fatal_failure_leaves_nothing_whatever_else_was_answered(
    case: tuple[Form, dict[str, str]],
) -> None:
    form, answers = case
    fatal = a_question("fatal", fails=Weight.FATAL)
    failing = replace(form, sections=(*form.sections, Section("last", (fatal,))))
    scored = score(failing, {**answers, "fatal": "no"})
    assert scored.total == 0
    assert "fatal" in scored.failed_by
    assert not scored.passed


@given(answered())
def test_a_better_answer_never_lowers_the_total(case: tuple[Form, dict[str, str]]) -> None:
    form, answers = case
    hung_on = {q.asked_if.question for q in form.questions if q.asked_if}
    for question in form.questions:
        now = question.option(answers[question.key])
        if now is None or question.key in hung_on:
            continue
        best = max(question.options, key=lambda option: option.points)
        better = score(form, {**answers, question.key: best.value}).total
        assert (better or 0) >= (score(form, answers).total or 0)


def test_weights_decide_what_an_answer_is_worth() -> None:
    form = a_form((a_question("a", 30), a_question("b", 10)))
    assert score(form, {"a": "yes", "b": "no"}).total == 7_500


def test_a_critical_failure_takes_its_section_and_no_other() -> None:
    form = a_form(
        (a_question("a", 30), a_question("b", 10, fails=Weight.CRITICAL)), (a_question("c", 40),)
    )
    scored = score(form, {"a": "yes", "b": "no", "c": "yes"})
    assert [part.earned for part in scored.sections] == [0, WHOLE]
    assert scored.total == 5_000
    assert scored.questions[1].why is Why.FAILED_SECTION


def test_a_question_that_is_not_asked_counts_for_nothing_though_it_was_answered() -> None:
    hung = a_question("b", asked_if=Condition("a", frozenset({"yes"})), fails=Weight.FATAL)
    form = a_form((a_question("a"), a_question("c")), (hung,))
    scored = score(form, {"a": "no", "c": "yes", "b": "no"})
    assert scored.total == 5_000
    assert scored.questions[2].why is Why.NOT_ASKED


def test_a_condition_on_what_was_not_asked_is_not_met() -> None:
    second = a_question("b", asked_if=Condition("a", frozenset({"yes"})))
    third = a_question("c", asked_if=Condition("b", frozenset({"yes"})))
    form = a_form((a_question("a"), second, third))
    assert list(missing(form, {"a": "no", "b": "yes"}, ())) == []


def test_a_card_of_which_nothing_applies_has_no_total_and_has_not_failed() -> None:
    form = a_form((a_question("a"),), pass_mark=8_000)
    scored = score(form, {"a": NOT_APPLICABLE})
    assert (scored.total, scored.passed) == (None, None)


def test_the_pass_mark_itself_passes() -> None:
    form = a_form((a_question("a", 4), a_question("b", 1)), pass_mark=8_000)
    assert score(form, {"a": "yes", "b": "no"}).passed
    assert not score(replace(form, pass_mark=8_001), {"a": "yes", "b": "no"}).passed


def test_a_required_comment_is_missing_until_it_is_made() -> None:
    form = a_form((a_question("a", comment_on=frozenset({"no"})), a_question("b")))
    answers = {"a": "no"}
    lacking = [Missing("a", Lack.COMMENT), Missing("b", Lack.ANSWER)]
    assert list(missing(form, answers, ())) == lacking
    assert list(missing(form, answers, {"a"})) == lacking[1:]


def test_an_answer_that_the_form_does_not_know_is_no_answer() -> None:
    form = a_form((a_question("a"),))
    assert fitting(form, {"a": "perhaps", "zzz": "yes"}) == {}


@pytest.mark.parametrize("table", list(examples()), ids=lambda table: table.name)
def test_the_forms_that_are_shipped_can_be_filled_in_and_won(table: object) -> None:
    form: Form = table.form  # type: ignore[attr-defined]
    best = {q.key: max(q.options, key=lambda o: o.points).value for q in form.questions}
    scored = score(form, best)
    assert scored.total == WHOLE
    assert scored.passed


A_TABLE = {
    "name": "short",
    "title": "Short",
    "section": [{"title": "All", "question": [{"key": "a", "text": "A?"}]}],
}


def test_a_form_is_read_from_its_tables() -> None:
    assert score(form_of(A_TABLE), {"a": "yes"}).total == WHOLE


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ({"key": "b", "text": "B?", "asked_if": {"question": "c", "answers": ["yes"]}}, "before"),
        ({"key": "b", "text": "B?", "asked_if": {"question": "a", "answers": ["x"]}}, "no answer"),
        ({"key": "a", "text": "A again?"}, "Two questions"),
        ({"key": "b", "text": "B?", "comment": ["x"]}, "no answer"),
        ({"key": "b", "text": "B?", "type": "choice"}, "section 1, question 2: needs two choices"),
        ({"key": "b", "text": "B?", "wieght": 3}, "section 1, question 2, wieght"),
    ],
)
def test_a_form_that_does_not_hold_together_is_refused(
    question: dict[str, object], said: str
) -> None:
    first = A_TABLE["section"][0]["question"]  # type: ignore[index]
    table = {**A_TABLE, "section": [{"title": "All", "question": [*first, question]}]}
    with pytest.raises(Refused, match=said):
        form_of(table)
