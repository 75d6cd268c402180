"""Charts as numbers that a template draws in SVG: no script, no style, a table beneath."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 220
_LEFT, _BOTTOM, _TOP = 44, 34, 10


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    series: int
    label: str
    value: int


@dataclass(frozen=True, slots=True)
class Bars:
    """Stacked bars, one for each label; places are in units of the drawing (`view_box`)."""

    title: str
    labels: tuple[tuple[float, str], ...]
    """Where each stands, and what it says."""
    lines: tuple[tuple[float, str], ...]
    """The lines across, and what they stand for."""
    bars: tuple[Bar, ...]
    series: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    """The same as a table: a label, and a value for each series."""

    view_box = f"0 0 {WIDTH} {HEIGHT}"
    left, right, base = _LEFT, WIDTH, HEIGHT - _BOTTOM


def stacked(title: str, labels: Sequence[str], series: Mapping[str, Sequence[int]]) -> Bars:
    """A bar for each label, its parts on top of each other in the order of `series`."""
    totals = [sum(values[i] for values in series.values()) for i in range(len(labels))]
    top = _round_up(max(totals, default=0))
    height = HEIGHT - _BOTTOM - _TOP
    each = (WIDTH - _LEFT) / max(1, len(labels))
    bars = []
    for i, label in enumerate(labels):
        y = float(HEIGHT - _BOTTOM)
        for number, (name, values) in enumerate(series.items()):
            tall = values[i] / top * height
            y -= tall
            if values[i]:
                x = _LEFT + each * i + each * 0.15
                bars.append(Bar(x, y, each * 0.7, tall, number, f"{label}, {name}", values[i]))
    return Bars(
        title=title,
        labels=tuple((_LEFT + each * (i + 0.5), label) for i, label in enumerate(labels)),
        lines=tuple(
            (HEIGHT - _BOTTOM - share * height, f"{top * share:,.0f}") for share in (0, 0.5, 1)
        ),
        bars=tuple(bars),
        series=tuple(series),
        rows=tuple(
            (label, tuple(values[i] for values in series.values()))
            for i, label in enumerate(labels)
        ),
    )


def _round_up(value: int) -> int:
    """The next of 2, 4, 10, 20, 40, 100 ... that is not less."""
    step = 1
    while True:
        for top in (2 * step, 4 * step, 10 * step):
            if value <= top:
                return top
        step *= 10
