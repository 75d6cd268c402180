from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.calibrating import compared
from pipeline.scoring import WHOLE
from tests.pipeline.test_scoring import a_form, a_question

FORM = a_form((a_question("a", 10), a_question("b", 30)))
ANSWERS = st.fixed_dictionaries({key: st.sampled_from(["yes", "no", "na"]) for key in "ab"})


def test_pairs_that_agree_are_counted_question_by_question() -> None:
    answers = {"anna": {"a": "yes", "b": "yes"}, "ben": {"a": "yes", "b": "no"}}
    third = compared(FORM, {**answers, "carla": {"a": "yes", "b": "no"}})
    assert [spread.agreement for spread in third.spreads] == [100, 33]
    assert [spread.apart for spread in third.spreads] == [0, WHOLE]
    assert (third.lowest, third.highest) == (2_500, WHOLE)


def test_one_answer_alone_agrees_with_itself() -> None:
    alone = compared(FORM, {"anna": {"a": "yes", "b": "no"}})
    assert (alone.agreement, alone.deviation) == (100, None)


@given(st.dictionaries(st.sampled_from("klmno"), ANSWERS, min_size=2))
def test_agreement_is_whole_exactly_where_all_answered_the_same(
    answers: dict[str, dict[str, str]],
) -> None:
    for key, spread in zip("ab", compared(FORM, answers).spreads, strict=True):
        same = len({given[key] for given in answers.values()}) == 1
        assert (spread.agreement == 100) == same
        assert 0 <= spread.agreement <= 100
