from __future__ import annotations

import pytest

from benchmarks.unseen.building import Case, Piece, digits_given
from benchmarks.unseen.cases import cases
from benchmarks.unseen.measure import Result
from pipeline.model import Mask
from pipeline.timeline import Span

CASE = Case("a-call", (), "flite:rms", "flite:slt")
PAN = [Piece("pan", 1, Span(1000 * n, 1000 * n + 400), 1) for n in range(10)]


def result(*masks: Span, trouble: str = "") -> Result:
    return Result(CASE, PAN, [Mask(1, span, ()) for span in masks], trouble, 0.0, 10_000)


def test_no_call_is_both_looked_at_and_held_back() -> None:
    looked_at, held = ({case.name for case in cases(half)} for half in ("open", "held"))
    assert not looked_at & held
    assert looked_at | held == {case.name for case in cases("all")}


@pytest.mark.parametrize(
    ("said", "digits"),
    [("double four six", 3), ("forty five thirty", 4), ("four thousand", 4), ("one eleven", 3)],
)
def test_every_word_gives_away_its_digits(said: str, digits: int) -> None:
    assert sum(digits_given(said.split())) == digits


def test_a_digit_of_which_less_than_half_is_silenced_is_audible() -> None:
    assert result(Span(0, 4_150)).digits_left("pan") == 6
    assert result(Span(0, 4_300)).digits_left("pan") == 5


def test_a_mask_on_the_other_channel_silences_nothing() -> None:
    other = Result(CASE, PAN, [Mask(0, Span(0, 10_000), ())], "", 0.0, 10_000)
    assert other.silenced("pan") == 0


def test_of_a_call_in_quarantine_nothing_can_be_heard() -> None:
    assert result(trouble="still audible").audible("pan") == []
