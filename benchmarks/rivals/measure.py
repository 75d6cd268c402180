"""What a tool made of the calls, as figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.rivals.calls import OTHER, Call
from pipeline.timeline import Span

TITLES = {
    "pan": "card numbers silenced",
    "code": "card codes silenced",
    "expiry": "expiry dates silenced",
    "dtmf": "keyed numbers silenced",
    OTHER: "other speech silenced",
}
AUDIBLE = 0.25
"""The share of a card number's time from which on it counts as audible."""


@dataclass(frozen=True, slots=True)
class Run:
    """One call through one tool."""

    call: Call
    masks: Sequence[tuple[int, Span]]
    """Channel and time of what was silenced."""
    given: bool
    """Whether there is anything to be heard now."""
    wall: float
    cpu: float
    """Seconds."""
    memory: int
    """Megabytes at the most."""

    @property
    def leaks(self) -> bool:
        """Whether a card number can still be heard."""
        said = self.call.time("pan")
        left = said - self.call.silenced("pan", self.masks)
        return self.given and left > AUDIBLE * said


def table(tools: Sequence[tuple[str, Sequence[Run]]]) -> Iterator[str]:
    """A column a tool, in Markdown."""
    yield "| | " + " | ".join(name for name, _ in tools) + " |"
    yield "|---|" + "---|" * len(tools)
    rows = [_figures(runs) for _, runs in tools]
    for title in rows[0]:
        yield f"| {title} | " + " | ".join(row[title] for row in rows) + " |"


def _figures(runs: Sequence[Run]) -> dict[str, str]:
    given = [run for run in runs if run.given]
    with_a_card = [run for run in runs if run.call.time("pan")]
    found = {
        "calls given out": f"{len(given)} of {len(runs)}",
        "calls with an audible card number": (
            f"{sum(run.leaks for run in with_a_card)} of {len(with_a_card)}"
        ),
    }
    found |= {title: _share(kind, given) for kind, title in TITLES.items()}
    seconds = sum(run.wall for run in runs)
    cpu = sum(run.cpu for run in runs)
    return found | {
        "seconds a call": f"{seconds / len(runs):.1f}",
        "of them CPU": f"{cpu / len(runs):.1f}",
        "memory, at the most": f"{max(run.memory for run in runs)} MB",
    }


def _share(kind: str, runs: Sequence[Run]) -> str:
    said = sum(run.call.time(kind) for run in runs)
    quiet = sum(run.call.silenced(kind, run.masks) for run in runs)
    return f"{quiet / said:.1%}" if said else "-"
