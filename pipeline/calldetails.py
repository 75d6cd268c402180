"""From what a file name and a sidecar say to what we know about a call.

Every system writes it differently; a `Preset` says how one of them does. Nothing
here reads a file or a clock.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from pipeline.model import CallDetail, Clock, Direction, Moment, Party

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

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Clocks that were never set say 1904, 1970 or 1980."""
SKEW = timedelta(days=1)
"""A call may seem to end this much after it was received: clocks and zones are wrong."""

DIRECTIONS: Mapping[str, Direction] = {
    "in": Direction.INBOUND,
    "inbound": Direction.INBOUND,
    "incoming": Direction.INBOUND,
    "out": Direction.OUTBOUND,
    "outbound": Direction.OUTBOUND,
    "outgoing": Direction.OUTBOUND,
    "internal": Direction.INTERNAL,
}
_NOBODY = frozenset(
    {"anonymous", "unknown", "unavailable", "restricted", "private", "withheld", "none", "null"}
)


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


class Named(NamedTuple):
    """What a file name told."""

    fields: Fields
    pair: str | None
    """The path without its leg word, the same for both sides of a call; None without one."""


class Leg(NamedTuple):
    """One side of a call, and what it shares with the other side."""

    key: str
    party: Party


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


# --- reading names and sidecars -------------------------------------------------------


def read_name(path: str, preset: Preset) -> Named:
    """What the path of a recording below its drop folder says; nothing if no pattern fits."""
    for pattern in preset.names:
        if match := pattern.search(path):
            told = {name: text for name, text in match.groupdict().items() if text}
            pair = None
            if "leg" in told:
                start, end = match.span("leg")
                pair = path[:start].rstrip("-_. ") + path[end:]
            return Named(told, pair)
    return Named({}, None)


def read_fields(raw: Fields, preset: Preset) -> Fields:
    """A sidecar's fields under our names. Keys are compared without regard to case."""
    folded = {key.casefold(): text for key, text in raw.items()}
    told: dict[str, str] = {}
    for name in NAMES:
        for key in (*preset.fields.get(name, ()), name):
            text = folded.get(key.casefold(), "").strip()
            if text:
                told[name] = text
                break
    return told


def row_about(rows: Sequence[Fields], file_name: str) -> Fields | None:
    """The row of a list of calls that names this file; None if none does."""
    stem = file_name.rpartition(".")[0] or file_name
    for row in rows:
        named = {text.replace("\\", "/").rpartition("/")[2] for text in row.values()}
        if file_name in named or stem in named:
            return row
    return None


def leg_of(path: str, beside: Fields, preset: Preset) -> Leg | None:
    """Which side of which call this file holds; None where it is a whole call.

    A leg told by the name pairs with the file of the same name but for that word;
    one told by the sidecar pairs with the file of the same call id.
    """
    named = read_name(path, preset)
    if named.pair is not None:
        party = preset.legs.get(named.fields["leg"].casefold())
        return Leg(named.pair, party) if party else None
    call_id = beside.get("call_id") or named.fields.get("call_id")
    party = preset.legs.get(beside.get("leg", "").casefold())
    return Leg(f"call {call_id}", party) if party and call_id else None


# --- deciding -------------------------------------------------------------------------


def call_detail(
    source: str,
    preset: Preset,
    told: Witnesses,
    *,
    call_id: str,
    duration: int,
    received: datetime,
) -> CallDetail:
    """What we believe about a call: for each detail the best witness that told it.

    `call_id` is used where nobody told one; `duration` is in milliseconds. A time
    that nobody told, or that cannot be, stays None: a call is never dated "now".
    """
    words = {**told.named, **told.beside}
    direction = direction_of(words.get("direction"), preset)
    ani, dnis, remote, local = (number(words.get(name)) for name in NUMBERS)
    if direction is Direction.OUTBOUND:
        ani, dnis = ani or local, dnis or remote
    else:
        ani, dnis = ani or remote, dnis or local
    started, ended = call_times(preset, told, duration=duration, received=received)
    return CallDetail(
        source=source,
        call_id=words.get("call_id") or call_id,
        direction=direction,
        ani=ani,
        dnis=dnis,
        queue=words.get("queue"),
        agent=words.get("agent"),
        campaign=words.get("campaign"),
        disposition_code=words.get("disposition_code"),
        started=started,
        ended=ended,
    )


def direction_of(word: str | None, preset: Preset) -> Direction | None:
    if word is None:
        return None
    folded = word.strip().casefold()
    return {**DIRECTIONS, **preset.directions}.get(folded)


def number(text: str | None) -> str | None:
    """A telephone number without the wrapping of its protocol; None for a hidden one."""
    if text is None:
        return None
    bare = text.strip().strip("<>\"'").strip()
    scheme, colon, rest = bare.partition(":")
    if colon and scheme.casefold() in {"tel", "sip", "sips"}:
        bare = rest.partition("@")[0].partition(";")[0]
    return None if not bare or bare.casefold() in _NOBODY else bare


def call_times(
    preset: Preset, told: Witnesses, *, duration: int, received: datetime
) -> tuple[Moment | None, Moment | None]:
    """When the call started and ended, each by the best witness; one is derived from the other.

    Where only an hour or a day is known, the call ended when that was over, and
    its start stays unknown: better kept a day longer than destroyed a day early.
    """
    length = timedelta(milliseconds=duration)
    for fields, zone, clock in (
        (told.beside, preset.sidecar_zone, Clock.SIDECAR),
        (told.named, preset.name_zone, Clock.FILE_NAME),
    ):
        read = {
            name: _believed(_read_time(fields[name], preset.times, zone, name), clock, received)
            for name in TIMES
            if name in fields
        }
        started, ended = read.get("started"), read.get("ended")
        if started and ended and ended.at < started.at:
            ended = None
        if started or ended:
            return _completed(started, ended, length)
        if within := read.get("within"):
            return None, within
    if started := _believed(told.container, Clock.CONTAINER, received):
        return _completed(started, None, length)
    return _completed(None, _believed(told.file_time, Clock.FILE_TIME, received), length)


def _completed(
    started: Moment | None, ended: Moment | None, length: timedelta
) -> tuple[Moment | None, Moment | None]:
    if started and not ended:
        ended = Moment(started.at + length, started.clock)
    if ended and not started:
        started = Moment(ended.at - length, ended.clock)
    return started, ended


def _believed(at: datetime | None, clock: Clock, received: datetime) -> Moment | None:
    if at is None or not EARLIEST <= at <= received + SKEW:
        return None
    return Moment(at.astimezone(UTC), clock)


def _read_time(text: str, formats: Sequence[str], zone: tzinfo, name: str) -> datetime | None:
    for pattern in formats:
        try:
            read = _parsed(text.strip(), pattern)
            unit = _unit(pattern) if name == "within" else timedelta()
            return in_zone(read + unit, zone)
        except (ValueError, OverflowError, OSError):
            continue
    return None


def _parsed(text: str, pattern: str) -> datetime:
    match pattern:
        case "epoch":
            return datetime.fromtimestamp(float(text), UTC)
        case "epoch_ms":
            return datetime.fromtimestamp(float(text) / 1000, UTC)
        case "iso":
            if ":" not in text and "T" not in text:
                raise ValueError("a date without a time of day")
            return datetime.fromisoformat(text)
        case _:
            return datetime.strptime(text, pattern)  # noqa: DTZ007  the zone is added by in_zone


def _unit(pattern: str) -> timedelta:
    """How long the stretch is that a format without minutes names."""
    if "%M" in pattern or "%" not in pattern:
        return timedelta()
    return timedelta(hours=1) if "%H" in pattern else timedelta(days=1)


def in_zone(at: datetime, zone: tzinfo) -> datetime:
    """A local time as an instant, in UTC; one that has a zone keeps it.

    An hour that happens twice (or never) when the clocks change is read as the
    later of the two instants it may be: a call kept an hour too long can still be
    destroyed, one destroyed an hour too early is gone.
    """
    if at.tzinfo is not None:
        return at.astimezone(UTC)
    return max(at.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
