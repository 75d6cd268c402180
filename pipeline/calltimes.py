"""When a call was, by the best witness that told it; never "now"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from pipeline.model import Clock, Moment
from pipeline.presets import TIMES, Preset, Witnesses

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Clocks that were never set say 1904, 1970 or 1980."""
SKEW = timedelta(days=1)
"""A call may seem to end this much after it was received: clocks and zones are wrong."""


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


def instant(text: str) -> datetime:
    """A date or a time as a person or a program writes it (ISO 8601), in UTC.

    Without a zone it is in UTC. ValueError if it is none, or in no year in which calls are
    kept (databases count from 1 to 9999, and periods are added).
    """
    at = datetime.fromisoformat(text)
    if not 1970 <= at.year <= 9000:
        raise ValueError("a year in which no call is kept")
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
