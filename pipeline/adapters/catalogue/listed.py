"""What may be shown of a recording, to people and to other programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pipeline.model import CallDetail, Flag, Mask, Party, RecordingId, Rendition, State, Tag


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
