"""Which calls of a week somebody should listen to. Pure: the same seed draws the same calls."""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from pipeline.model import RecordingId

LONG = 15 * 60_000
"""Milliseconds from which on a call is long."""
PASSING = 0.75
"""The score (0..1) below which an agent's last scores are low."""


class Per(StrEnum):
    """For each of what a plan draws so many calls."""

    AGENT = "agent"
    QUEUE = "queue"
    PURPOSE = "purpose"
    """One lot of all calls of the plan's purpose."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How many times as likely a call is drawn, for each of what makes it risky; 1 is no more."""

    masks: float = 2.0
    """Something was silenced in it."""
    flags: float = 4.0
    """It may hold what should not be there."""
    long: float = 1.5
    low_score: float = 3.0
    """Its agent's last scores were low."""
    new_agent: float = 2.0
    """Its agent had no call before that month."""

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if not 1 <= getattr(self, name) <= 100:
                raise ValueError(f"the weight of {name} lies between 1 and 100")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A call that may be drawn, and what is known of its risk."""

    recording: RecordingId
    unit: str
    """The agent, queue or purpose for which it counts."""
    masks: int
    flags: int
    duration: int
    """Milliseconds."""
    score: float | None = None
    """Of its agent's last scorecards, 0..1; None if there are none."""
    new_agent: bool = False


def weight_of(call: Candidate, weights: Weights) -> float:
    """1 for a call without any risk; each risk multiplies."""
    risks = (
        (call.masks > 0, weights.masks),
        (call.flags > 0, weights.flags),
        (call.duration >= LONG, weights.long),
        (call.score is not None and call.score < PASSING, weights.low_score),
        (call.new_agent, weights.new_agent),
    )
    return math.prod(weight for there, weight in risks if there)


def draw(
    calls: Iterable[Candidate], count: int, weights: Weights, *, seed: str, week: date
) -> tuple[RecordingId, ...]:
    """`count` calls of each unit, or all that it has, the riskier ones more often.

    Neither the order of `calls` nor another unit's calls change what a unit is drawn,
    and who asks for more gets what they had before and more. (Each call has a key of
    its own, u ** (1 / weight), and the highest win: Efraimidis and Spirakis, 2006.)
    """
    units: defaultdict[str, list[tuple[float, RecordingId]]] = defaultdict(list)
    for call in calls:
        chance = _chance(seed, week, call.recording)
        units[call.unit].append((math.log(chance) / weight_of(call, weights), call.recording))
    return tuple(
        recording
        for unit in sorted(units)
        for _, recording in sorted(units[unit], reverse=True)[:count]
    )


def share_out(
    recordings: Sequence[RecordingId], reviewers: Sequence[str], *, seed: str, week: date
) -> dict[RecordingId, str]:
    """Who listens to which: as evenly as it goes, and not the same people first each week."""
    order = sorted(reviewers, key=lambda name: _chance(seed, week, name))
    return {r: order[place % len(order)] for place, r in enumerate(recordings)} if order else {}


def week_of(at: datetime) -> date:
    """The Monday of its week."""
    return at.date() - timedelta(days=at.weekday())


def _chance(seed: str, week: date, name: str) -> float:
    """Between 0 and 1, neither of them; anything else would be drawn always or never."""
    said = f"{seed}\n{week.isoformat()}\n{name}".encode()
    number = int.from_bytes(hashlib.blake2b(said, digest_size=8).digest())
    return (number + 0.5) / 2**64
