"""The written calls: payments.txt and others.txt, every second one held back as a test half."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.unseen.building import Case

HERE = Path(__file__).parent


def cases(half: str) -> list[Case]:
    """Of `half`: "open" to be looked at, "held" to be counted only, "all" both."""
    step = {"open": (0, 2), "held": (1, 2), "all": (0, 1)}[half]
    return [
        case
        for name, pays in (("payments.txt", True), ("others.txt", False))
        for case in list(_read(HERE / name, pays=pays))[step[0] :: step[1]]
    ]


def _read(path: Path, *, pays: bool) -> Iterator[Case]:
    """A call is `== name; agent's voice; caller's voice; sides; SNR; coding` and its turns."""
    for block in path.read_text().split("== ")[1:]:
        head, *lines = block.strip().splitlines()
        name, agent, customer, sides, snr, coding = head.split("; ")
        yield Case(name, tuple(lines), agent, customer, sides == "mono", int(snr), coding, pays)
