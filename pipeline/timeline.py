"""Time in a recording, in whole milliseconds from its first sample.

Whole numbers because masks are cut on them and because 0.1 + 0.2 must not
decide whether a card number is audible.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of time that includes `start` and stops short of `end` (ms)."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: {self.start}..{self.end} ms")

    @property
    def duration(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def widened(self, margin: int, *, within: Span) -> Span:
        """This span with `margin` ms added on each side, clipped to `within`."""
        return Span(max(self.start - margin, within.start), min(self.end + margin, within.end))

    def hull(self, other: Span) -> Span:
        """The shortest span that covers both."""
        return Span(min(self.start, other.start), max(self.end, other.end))

    def shifted(self, by: int) -> Span:
        return Span(self.start + by, self.end + by)


def clipped(start: int, end: int, *, within: Span) -> Span:
    """The nearest thing to `start`..`end` that is a span inside `within`.

    For times from outside, which may run backwards, past the end or nowhere:
    the result is never empty and never leaves `within`.
    """
    start, end = min(start, end), max(start, end)
    start = min(max(start, within.start), within.end - 1)
    return Span(start, min(max(end, start + 1), within.end))


def support(spans: Iterable[Span], *, collar: int = 0) -> tuple[Span, ...]:
    """The fewest spans covering the same time, bridging gaps up to `collar` ms.

    >>> support([Span(0, 5), Span(3, 9), Span(20, 30)])
    (Span(start=0, end=9), Span(start=20, end=30))
    """
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start - merged[-1].end <= collar:
            merged[-1] = merged[-1].hull(span)
        else:
            merged.append(span)
    return tuple(merged)


def covered(spans: Iterable[Span], *, by: Iterable[Span]) -> int:
    """How many ms of `spans` lie under `by`."""
    total = 0
    cover = iter(support(by))
    under = next(cover, None)
    for span in support(spans):
        while under and under.end <= span.start:
            under = next(cover, None)
        while under and under.start < span.end:
            total += min(span.end, under.end) - max(span.start, under.start)
            if under.end > span.end:
                break
            under = next(cover, None)
    return total


def without(spans: Iterable[Span], gone: Iterable[Span]) -> tuple[Span, ...]:
    """What is left of `spans` when the time under `gone` is taken away, in order.

    >>> without([Span(0, 10)], [Span(2, 4)])
    (Span(start=0, end=2), Span(start=4, end=10))
    """
    left: list[Span] = []
    holes = support(gone)
    for span in support(spans):
        start = span.start
        for hole in holes[bisect_right(holes, span.start, key=lambda s: s.end) :]:
            if hole.start >= span.end:
                break
            if hole.start > start:
                left.append(Span(start, hole.start))
            start = max(start, hole.end)
        if start < span.end:
            left.append(Span(start, span.end))
    return tuple(left)


def overlapping(ordered: Sequence[Span], span: Span) -> Sequence[Span]:
    """Those of `ordered`, which are in order and disjoint, that overlap `span`."""
    first = bisect_right(ordered, span.start, key=lambda s: s.end)
    last = bisect_left(ordered, span.end, key=lambda s: s.start)
    return ordered[first:last]
