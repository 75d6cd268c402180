"""What a telephony system tells of its calls, and in which words: the types."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from pipeline.model import Direction, Party

Fields = Mapping[str, str]
"""What somebody wrote about a call, flat: "participants.0.name" -> text. Never ""."""

WORDS = ("call_id", "queue", "agent", "campaign", "disposition_code")
NUMBERS = ("ani", "dnis", "remote", "local")
TIMES = ("started", "ended", "within")
NAMES = frozenset({*WORDS, *NUMBERS, *TIMES, "direction", "leg"})
"""The groups a file name pattern may have, and the keys of a field map.

`remote` and `local` are the number at the far end and ours, for systems that do not put
them in the order of the call.
`within` is an hour or a day in which the call lies, of which only the end is used.
"""


@dataclass(frozen=True, slots=True)
class Preset:
    """How one telephony system tells of its calls."""

    name: str
    name_zone: tzinfo
    """Of times in file names that carry no zone."""
    sidecar_zone: tzinfo
    names: tuple[re.Pattern[str], ...] = ()
    """Searched in the path below the drop folder, "/" between its parts; the first wins."""
    times: tuple[str, ...] = ("iso",)
    """Formats of `strptime`, or "iso", "epoch", "epoch_ms"; the first that fits wins."""
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Where a sidecar says it: one of NAMES -> keys of the sidecar, the best first."""
    directions: Mapping[str, Direction | None] = field(default_factory=dict)
    """The system's words, in lower case; they win over DIRECTIONS, also by None."""
    legs: Mapping[str, Party] = field(default_factory=dict)
    """The system's words for the two sides of a call, in lower case."""


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Everything that told something about one recording."""

    named: Fields
    beside: Fields
    """What the sidecar said, in our words."""
    container: datetime | None = None
    """When the sound starts, by the sound file's own header."""
    file_time: datetime | None = None
    """When the file was last written; None where the site does not trust it."""
