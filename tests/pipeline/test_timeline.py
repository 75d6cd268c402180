from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.timeline import Span, clipped, covered, support, without

spans = st.builds(
    lambda start, length: Span(start, start + length), st.integers(0, 10_000), st.integers(1, 500)
)
many = st.lists(spans, max_size=20)


def test_a_span_has_a_length() -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(5, 5)


@given(many, st.integers(0, 200))
def test_support_covers_everything_and_nothing_touches(given_: list[Span], collar: int) -> None:
    merged = support(given_, collar=collar)
    assert all(any(m.covers(s) for m in merged) for s in given_)
    assert all(b.start - a.end > collar for a, b in pairwise(merged))
    assert support(merged, collar=collar) == merged


@given(many, many)
def test_covered_counts_the_milliseconds_in_both(first: list[Span], second: list[Span]) -> None:
    def milliseconds(spans: list[Span]) -> set[int]:
        return {ms for span in spans for ms in range(span.start, span.end)}

    assert covered(first, by=second) == len(milliseconds(first) & milliseconds(second))


@given(many, many)
def test_without_leaves_the_milliseconds_that_are_not_gone(
    first: list[Span], gone: list[Span]
) -> None:
    left = without(first, gone)
    assert covered(left, by=gone) == 0
    assert covered(first, by=[*left, *gone]) == sum(s.duration for s in support(first))
    assert covered(left, by=first) == sum(s.duration for s in left)


@given(st.integers(-5_000, 15_000), st.integers(-5_000, 15_000))
def test_a_time_from_outside_becomes_a_span_inside(start: int, end: int) -> None:
    within = Span(100, 9_000)
    assert within.covers(clipped(start, end, within=within))
