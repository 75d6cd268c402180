"""A drop folder: how it is read, and what intake needs of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Protocol

from pipeline.errors import Rejected
from pipeline.model import Party, RecordingId
from pipeline.presets import Preset
from pipeline.settling import Rules, Seen, Wait

Opener = Callable[[], BinaryIO]


class Then(StrEnum):
    """What becomes of a dropped file once it is ours."""

    REMOVE = "remove"
    MOVE = "move"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Source:
    """One drop folder and how it is read."""

    name: str
    folder: Path
    preset: Preset
    rules: Rules = field(default_factory=Rules)
    channels: tuple[Party, ...] = (Party.AGENT, Party.CUSTOMER)
    """Who is on the channels of a recording that has this many."""
    mono: Party = Party.MIXED
    """Who is on a single channel."""
    then: Then = Then.REMOVE
    move_to: Path | None = None
    trust_file_time: bool = False
    """Whether the time a file was last written may date its call."""
    polling: bool = False
    """For network shares, which tell nobody of changes."""
    every: int = 10_000
    """Milliseconds between two looks at the folder."""


class NotNow(Exception):
    """The file is not to be taken in yet; `wait` says why, None if it is simply gone."""

    def __init__(self, wait: Wait | None) -> None:
        super().__init__(str(wait or "it is gone"))
        self.wait = wait


class Drop(Protocol):
    """A drop folder, the memory of what was taken from it, and its rejected area.

    Every method raises Unavailable when the folder cannot be reached.
    """

    def look(self) -> Sequence[Seen]:
        """Every file in it, those with temporary names left out. Nothing is opened."""
        ...

    def claim(self, files: Sequence[Seen]) -> AbstractContextManager[Sequence[Opener]]:
        """These files for this process alone, each to be opened as often as needed.

        Claiming and opening raise NotNow when a file is gone, has changed or is
        another process's, and UnreadableFile when it cannot be read.
        """
        ...

    def read(self, file: Seen) -> bytes:
        """A sidecar's content. Raises NotNow, UnreadableSidecar (also for one too large)."""
        ...

    def begin(self, files: Sequence[Seen], recording: RecordingId) -> None:
        """Remember, for good, as which recording these files are being taken in."""
        ...

    def begun(self, files: Sequence[Seen]) -> RecordingId | None:
        """What `begin` was told last about exactly these files."""
        ...

    def taken(self, files: Sequence[Seen]) -> Sequence[Seen]:
        """Those of them that, unchanged since, are ours already."""
        ...

    def finish(self, files: Sequence[Seen]) -> None:
        """Remember that they are ours; then remove, move or keep them. May be repeated."""
        ...

    def reject(
        self, files: Sequence[Seen], because: Rejected, *, as_: RecordingId, now: datetime
    ) -> None:
        """Put them aside under an opaque name, with the reason and a hint beside them."""
        ...
