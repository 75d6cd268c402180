"""What may be shown of a recording, to people and to other programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline.model import (
    CallDetail,
    Flag,
    Mask,
    Party,
    PurposeName,
    RecordingId,
    Rendition,
    State,
    Tag,
)
from pipeline.schedule import LifeFacts


@dataclass(frozen=True, slots=True)
class Listed:
    """One recording, with all that may be shown of it."""

    id: RecordingId
    call: CallDetail
    duration: int
    parties: tuple[Party, ...]
    """Who is on each channel."""
    received: datetime
    state: State
    reason: str
    hint: str
    restricted: str
    """Why nobody may hear it; empty if it is not restricted."""
    engine: str
    tags: tuple[Tag, ...]
    renditions: Mapping[Rendition, tuple[Mask, ...]]
    """The verified ones, and what is silenced in each."""
    original: bool
    """Whether the sealed original still lives."""
    flags: tuple[Flag, ...]
    holds: int
    due: datetime | None
    """When the sweep next looks at it."""
    worker: str
    lease_until: datetime | None
    attempts: int


@dataclass(frozen=True, slots=True)
class Row:
    """One recording as a list shows it."""

    id: RecordingId
    call: CallDetail
    at: datetime
    """When the call ended, or was received while nothing dates it."""
    duration: int
    state: State
    restricted: str
    tags: tuple[Tag, ...]
    entities: Mapping[str, int]
    """How often each entity is masked in it."""
    flags: int
    holds: int
    score: int | None
    """Of its newest scorecard, in hundredths of a percent."""
    facts: LifeFacts


class Status(StrEnum):
    """By what people divide the list of calls."""

    IN_PROGRESS = "in progress"
    REVIEW = "needs review"
    RELEASED = "released"
    QUARANTINED = "quarantined"
    ON_HOLD = "on hold"
    EXPIRING = "expiring soon"


class ScoreBand(StrEnum):
    """By what leads divide calls that were scored."""

    NONE = "not scored"
    LOW = "under 60 %"
    MIDDLE = "60 to 80 %"
    HIGH = "80 % and more"


@dataclass(frozen=True, slots=True)
class Sight:
    """Which calls somebody may know of, as `review.access.may_see` has it."""

    purposes: tuple[PurposeName, ...]
    """Those they read; with `everything`, all of the policy."""
    everything: bool = False
    unreleased: bool = False
    """Those of their purposes as well that wait for a person or are quarantined."""
    untagged: bool = False
    """What is not released and has no purpose at all."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; None does not narrow it."""

    status: Status | None = None
    purpose: PurposeName | None = None
    """Kept for it now: its window is open."""
    direction: str | None = None
    agent: str | None = None
    queue: str | None = None
    since: datetime | None = None
    before: datetime | None = None
    entity: str | None = None
    """Masked in it."""
    length: int | None = None
    """0 for under two minutes, 1 for under ten, 2 for under half an hour, 3 for more."""
    score: ScoreBand | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a list a page ended: the next one begins after it."""

    at: datetime
    recording: str
