from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.adapters.digit_runs import Heard, RunRule, runs
from pipeline.timeline import Span, covered

RULE = RunRule(least_sure=0.1, gap=1500, within=9000, words=7, sum=4.0, before=400, after=300)
CALL = Span(0, 600_000)


def spoken(count: int, *, start: int = 20_000, every: int = 500, sure: float = 0.9) -> list[Heard]:
    return [Heard(start + n * every, sure) for n in range(count)]


words_anywhere = st.lists(
    st.builds(
        Heard,
        at=st.integers(0, CALL.end - 1),
        sure=st.floats(0, 1),
        number=st.booleans(),
    ),
    max_size=60,
)
numbers_anywhere = words_anywhere.map(lambda words: [w for w in words if w.number])


def test_a_card_number_is_one_run_that_starts_before_its_first_word() -> None:
    (run,) = runs(spoken(16), RULE, within=CALL)
    assert run.span == Span(20_000 - 400, 20_000 + 15 * 500 + 300)


def test_an_order_number_of_six_digits_is_no_run() -> None:
    assert runs(spoken(6, sure=1.0), RULE, within=CALL) == ()


def test_words_nobody_was_sure_of_are_no_run() -> None:
    assert runs(spoken(16, sure=0.2), RULE, within=CALL) == ()


def test_prices_here_and_there_never_add_up() -> None:
    assert runs(spoken(40, every=1600, sure=1.0), RULE, within=CALL) == ()


def test_a_slow_number_is_silenced_to_its_last_word() -> None:
    (run,) = runs(spoken(16, every=1100), RULE, within=CALL)
    assert run.span.end == 20_000 + 15 * 1100 + 300


def test_a_pause_in_the_middle_ends_a_run_and_the_rest_is_judged_alone() -> None:
    rest = spoken(4, start=20_000 + 11 * 500 + 5_000)
    (run,) = runs(spoken(12) + rest, RULE, within=CALL)
    assert run.span.end < rest[0].at


GROUPS = replace(RULE, gap=4000, within=20_000, words=9, together=3)


def in_groups(of: int, *, apart: int) -> list[Heard]:
    """Sixteen words, so many at a time."""
    return [
        word
        for first in range(0, 16, of)
        for word in spoken(of, start=20_000 + first // of * (of * 500 + apart), sure=1.0)
    ]


def test_a_number_in_groups_that_somebody_writes_down_is_one_run() -> None:
    (run,) = runs(in_groups(4, apart=3_000), GROUPS, within=CALL)
    assert run.words == 16


def test_pairs_far_apart_never_add_up() -> None:
    assert runs(in_groups(2, apart=3_000), GROUPS, within=CALL) == ()


def other(at: int, sure: float = 0.9) -> Heard:
    return Heard(at, sure, number=False)


def two_readings(*between: Heard) -> list[Heard]:
    """Five words, and five more a second later: "47923", "and the night one is", "18055"."""
    return [*spoken(5, sure=1.0), *between, *spoken(5, start=23_300, sure=1.0)]


def test_two_numbers_with_words_between_are_not_one() -> None:
    assert runs(two_readings(other(22_400), other(22_700)), RULE, within=CALL) == ()


@pytest.mark.parametrize("between", [[], [other(22_500)], [other(22_400), other(22_700, 0.3)]])
def test_a_word_or_half_a_word_parts_no_number(between: list[Heard]) -> None:
    (run,) = runs(two_readings(*between), RULE, within=CALL)
    assert run.words == 10


def test_groups_may_have_a_word_more_between_them() -> None:
    talk = [other(22_400), other(22_700)]
    heard = [*in_groups(4, apart=3_000), *talk]
    assert len(runs(heard, replace(GROUPS, others=2), within=CALL)) == 1
    assert runs([*heard, other(23_000)], replace(GROUPS, others=2), within=CALL)[0].words == 12


def test_what_is_said_right_before_and_after_a_number_can_still_be_heard() -> None:
    end = 20_000 + 15 * 500
    around = [other(19_400), other(19_650), other(end + 600), other(end + 900)]
    (run,) = runs(spoken(16) + around, RULE, within=CALL)
    assert run.span == Span(20_000 - 50, end)


def test_what_either_of_two_rules_finds_is_found_once() -> None:
    grouped, dense = in_groups(4, apart=3_000), spoken(16, start=100_000)
    first, second = runs(grouped + dense, RULE, GROUPS, within=CALL)
    assert (first.words, second.words) == (16, 16)


@given(words_anywhere)
def test_runs_are_in_order_and_apart_and_inside_the_call(heard: list[Heard]) -> None:
    spans = [run.span for run in runs(heard, RULE, within=CALL)]
    assert all(one.end < other.start for one, other in pairwise(spans))
    assert all(CALL.covers(span) for span in spans)


@given(numbers_anywhere, numbers_anywhere)
def test_hearing_more_numbers_never_silences_less(heard: list[Heard], more: list[Heard]) -> None:
    before = [run.span for run in runs(heard, RULE, within=CALL)]
    after = [run.span for run in runs(heard + more, RULE, within=CALL)]
    assert covered(before, by=after) == sum(span.duration for span in before)


@given(words_anywhere)
def test_the_order_in_which_words_are_told_does_not_matter(heard: list[Heard]) -> None:
    assert runs(heard[::-1], RULE, within=CALL) == runs(
        sorted(heard, key=_fully), RULE, within=CALL
    )


@given(words_anywhere, st.integers(1, 4))
def test_a_stricter_rule_silences_no_more(heard: list[Heard], more: int) -> None:
    strict = replace(RULE, words=RULE.words + more, sum=RULE.sum + more)
    loose = [run.span for run in runs(heard, RULE, within=CALL)]
    found = [run.span for run in runs(heard, strict, within=CALL)]
    assert covered(found, by=loose) == sum(span.duration for span in found)


def _fully(word: Heard) -> tuple[int, float, bool]:
    return word.at, word.sure, word.number
