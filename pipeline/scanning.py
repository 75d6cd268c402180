"""One look at one drop folder: what is ready is taken in, the rest is told apart.

A look costs one listing of the folder; files are opened only when they are ready. What
cannot be taken in now is left where it is and tried again later, and does not keep
the other files waiting.
"""

from __future__ import annotations

import os
import traceback
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.calldetails import Leg, read_name
from pipeline.drops import Drop, NotNow, Source
from pipeline.errors import HushtapeError, Rejected, StrayDetails, Unavailable
from pipeline.intake import IntakePolicy, IntakeTools, leg_in, take_in
from pipeline.model import RecordingId
from pipeline.settling import Delivery, Plan, Seen, Wait, Watched, plan, watched

FIRST_PAUSE = 2_000
"""Milliseconds before something that failed is tried again; doubled each time."""
LONGEST_PAUSE = 300_000
ATTEMPTS = 5
"""How often a file may fail for a reason that nobody foresaw."""
TURN = timedelta(seconds=30)
"""After so long, a look leaves the rest for the next one: other folders have files too."""
PATIENCE = 3
"""After so many files in a row that met something unavailable, the look is over."""


@dataclass(frozen=True, slots=True)
class ScanStatus:
    """What one look at one drop folder showed and did. No file names: they are personal."""

    source: str
    at: datetime
    seen: int = 0
    taken: int = 0
    duplicates: int = 0
    rejected: int = 0
    waiting: Mapping[Wait, int] = field(default_factory=dict)
    lag: int = 0
    """Milliseconds since the oldest file that still waits came to lie there; those that only
    a person can help are counted in `waiting`, not here."""
    trouble: str | None = None
    """What is down, and what to do about it."""

    @property
    def acted(self) -> bool:
        return bool(self.taken or self.duplicates or self.rejected)

    @property
    def idle(self) -> bool:
        """Whether nothing is left but what waits for a person (or a recording)."""
        stuck = {Wait.LINK, Wait.DEPTH, Wait.RECORDING}
        return self.trouble is None and not self.acted and not set(self.waiting) - stuck


@dataclass(slots=True)
class _Failure:
    attempts: int
    until: int
    """Ticks before which it is not tried again."""


@dataclass(slots=True)
class Lane:
    """One drop folder and what this process remembers of it between two looks."""

    source: Source
    drop: Drop
    tools: IntakeTools
    policy: IntakePolicy
    there: dict[str, Watched] = field(default_factory=dict)
    failures: dict[str, _Failure] = field(default_factory=dict)


@dataclass(slots=True)
class _Tally:
    taken: int = 0
    duplicates: int = 0
    rejected: int = 0
    waiting: list[tuple[Seen, Wait]] = field(default_factory=list)
    trouble: str | None = None
    unavailable: int = 0
    """Files in a row."""


def scan_once(
    lane: Lane,
    *,
    now: Callable[[], datetime],
    ticks: int,
    stopping: Callable[[], bool] = lambda: False,
) -> ScanStatus:
    """Look once and take in what is ready. Raises nothing that a file or an outage causes.

    `ticks`: milliseconds of a clock that never jumps. `stopping` is asked before each file.
    """
    tally = _Tally()
    seen: Sequence[Seen] = ()
    try:
        seen = _unfinished(lane, tally)
        lane.there = watched(lane.there, seen, ticks=ticks)
        lane.failures = {path: f for path, f in lane.failures.items() if path in lane.there}
        todo = _planned(lane, ticks)
        tally.waiting.extend(todo.waiting)
        for orphan in todo.orphans:
            _reject((orphan,), lane, tally, StrayDetails("no recording came"), now=now())
        _take_all(todo.ready, lane, tally, now=now, ticks=ticks, stopping=stopping)
    except Unavailable as down:
        tally.trouble = told(down)
    return _status(lane, seen, tally, now())


def told(error: HushtapeError | OSError) -> str:
    """An error and its hint in one line; the system's own errors would name the file."""
    if isinstance(error, OSError):
        return f"reading or writing failed: {os.strerror(error.errno or 0)}"
    return f"{type(error).__name__}: {error}" + (f" ({error.hint})" if error.hint else "")


def _unfinished(lane: Lane, tally: _Tally) -> Sequence[Seen]:
    """What lies there and is not ours yet; what a crash left of ours is cleared away."""
    seen = lane.drop.look()
    taken = lane.drop.taken(seen)
    if not taken:
        return seen
    try:
        lane.drop.finish(taken)
    except Unavailable as down:  # what cannot be removed must not keep the others waiting
        tally.trouble = told(down)
    ours = {file.path for file in taken}
    return [file for file in seen if file.path not in ours]


def _planned(lane: Lane, ticks: int) -> Plan:
    def side_of(file: Seen, sidecar: Seen | None) -> Leg | None:
        return leg_in(file, sidecar, lane.source, lane.drop, lane.tools)

    return plan(
        lane.there,
        lane.source.rules,
        ticks=ticks,
        name_of=lambda path: read_name(path, lane.source.preset),
        leg_of=side_of,
    )


def _take_all(
    ready: Sequence[Delivery],
    lane: Lane,
    tally: _Tally,
    *,
    now: Callable[[], datetime],
    ticks: int,
    stopping: Callable[[], bool],
) -> None:
    until = now() + TURN
    for delivery in ready:
        failure = lane.failures.get(delivery.pieces[0].file.path)
        if (failure is not None and ticks < failure.until) or tally.unavailable >= PATIENCE:
            _leave(delivery, tally, Wait.UNAVAILABLE)
        elif stopping() or now() >= until:
            _leave(delivery, tally, Wait.TURN)
        else:
            _take(delivery, lane, tally, now=now(), ticks=ticks)


def _take(delivery: Delivery, lane: Lane, tally: _Tally, *, now: datetime, ticks: int) -> None:
    token = lane.tools.new_id()
    try:
        took = take_in(
            delivery,
            lane.source,
            lane.drop,
            lane.tools,
            longest=lane.policy.longest,
            token=token,
            now=now,
            ticks=ticks,
        )
    except NotNow as not_now:
        if not_now.wait is not None:
            _leave(delivery, tally, not_now.wait)
    except Rejected as because:
        _put_aside(delivery, lane, tally, because, now=now, token=token, ticks=ticks)
    except (Unavailable, OSError) as down:
        _meet_outage(delivery, lane, tally, down, ticks)
    except Exception as surprise:  # a file that trips a decoder must not stop the others
        kind = _kind(surprise)
        tally.trouble = f"a file failed with {kind}"
        if _fail(delivery, lane, tally, ticks) >= ATTEMPTS:
            fatal = Rejected(f"it failed {ATTEMPTS} times with {kind}", hint="Report it to us.")
            _put_aside(delivery, lane, tally, fatal, now=now, token=token, ticks=ticks)
    else:
        tally.unavailable = 0
        lane.failures.pop(delivery.pieces[0].file.path, None)
        tally.duplicates += took.duplicate
        tally.taken += not took.duplicate
        for file in delivery.files:
            lane.there.pop(file.path, None)


def _put_aside(
    delivery: Delivery,
    lane: Lane,
    tally: _Tally,
    because: Rejected,
    *,
    now: datetime,
    token: RecordingId,
    ticks: int,
) -> None:
    try:
        _reject(delivery.files, lane, tally, because, now=now, token=token)
    except (Unavailable, OSError) as down:
        _meet_outage(delivery, lane, tally, down, ticks)


def _meet_outage(
    delivery: Delivery, lane: Lane, tally: _Tally, down: Unavailable | OSError, ticks: int
) -> None:
    tally.unavailable += 1
    tally.trouble = told(down)
    _fail(delivery, lane, tally, ticks)


def _kind(surprise: Exception) -> str:
    """Its type and the line it came from; its message might quote the file."""
    last = traceback.extract_tb(surprise.__traceback__)[-1]
    return f"{type(surprise).__name__} at {Path(last.filename).name}:{last.lineno}"


def _fail(delivery: Delivery, lane: Lane, tally: _Tally, ticks: int) -> int:
    """Put it off, longer each time; how often it failed."""
    path = delivery.pieces[0].file.path
    attempts = lane.failures[path].attempts + 1 if path in lane.failures else 1
    pause = min(FIRST_PAUSE * 2 ** min(attempts - 1, 16), LONGEST_PAUSE)
    lane.failures[path] = _Failure(attempts, ticks + pause)
    _leave(delivery, tally, Wait.UNAVAILABLE)
    return attempts


def _leave(delivery: Delivery, tally: _Tally, wait: Wait) -> None:
    tally.waiting.extend((piece.file, wait) for piece in delivery.pieces)


def _reject(
    files: Sequence[Seen],
    lane: Lane,
    tally: _Tally,
    because: Rejected,
    *,
    now: datetime,
    token: RecordingId | None = None,
) -> None:
    """Put the files aside and say so in the ledger; the type of the reason only."""
    as_ = token or lane.tools.new_id()
    # The entry comes first: nothing lies in the rejected area that the ledger does not know.
    lane.tools.ledger.record(
        "rejected", as_, {"source": lane.source.name, "because": type(because).__name__}
    )
    lane.drop.reject(files, because, as_=as_, now=now)
    gone = {file.path for file in files}
    for path in gone:
        lane.there.pop(path, None)
    tally.waiting = [entry for entry in tally.waiting if entry[0].path not in gone]
    tally.rejected += 1


def _status(lane: Lane, seen: Sequence[Seen], tally: _Tally, at: datetime) -> ScanStatus:
    now = int(at.astimezone(UTC).timestamp() * 1000)
    appeared = [file.appeared // 1_000_000 for file, _ in tally.waiting if not file.obstacle]
    return ScanStatus(
        source=lane.source.name,
        at=at,
        seen=len(seen),
        taken=tally.taken,
        duplicates=tally.duplicates,
        rejected=tally.rejected,
        waiting=dict(Counter(wait for _, wait in tally.waiting)),
        lag=max(0, now - min(appeared)) if appeared else 0,
        trouble=tally.trouble,
    )
