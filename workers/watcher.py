"""The process that watches the drop folders: events are a hint, the scan is the truth."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from pipeline.scanning import Lane, ScanStatus, scan_once
from pipeline.settling import Wait
from workers.log import log

GATHERING = 0.2
"""Seconds in which further events are gathered before the folders are looked at."""
HEARTBEAT = 1.0
"""Seconds after which a resting watcher asks whether it has to stop."""
_CHANGES = frozenset({"created", "moved", "closed"})
_NO_NEWS = frozenset({Wait.SETTLING, Wait.HEADER, Wait.CLAIMED, Wait.TURN, Wait.UNAVAILABLE})
"""What passes by itself, or is told as trouble."""

_log = log("intake")


def watch(
    lanes: Sequence[Lane],
    stop: threading.Event,
    *,
    on_status: Callable[[ScanStatus], None] = lambda status: None,
    until_idle: bool = False,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Look at each drop folder at its own pace, and soon when something happens in it.

    Ends when `stop` is set (after the file at hand), or, with `until_idle`, when no
    folder holds anything that would be taken in by waiting. Every look is told to
    `on_status`, in the caller's thread.
    """
    wake = threading.Event()
    last: dict[str, ScanStatus] = {}
    due = dict.fromkeys((lane.source.name for lane in lanes), 0)
    with _hints(lanes, wake):
        while not stop.is_set():
            wake.clear()
            for lane in lanes:
                if stop.is_set():
                    return
                if ticks() >= due[lane.source.name]:
                    status = scan_once(lane, now=now, ticks=ticks(), stopping=stop.is_set)
                    _say(status, last.get(lane.source.name))
                    on_status(status)
                    last[lane.source.name] = status
                    # Before it ends, a folder in which something was done is looked at again.
                    pause = 0 if until_idle and status.acted else pause_after(lane, status)
                    due[lane.source.name] = ticks() + pause
            if until_idle and all(status.idle for status in last.values()):
                return
            if _rest(min(due.values(), default=0), wake, stop):
                due = dict.fromkeys(due, 0)


def ticks() -> int:
    """Milliseconds of a clock that never jumps."""
    return time.monotonic_ns() // 1_000_000


def pause_after(lane: Lane, status: ScanStatus) -> int:
    """Milliseconds until the folder is looked at again if nothing happens in it.

    What waits to settle is looked at when it may have settled, and what waits for
    its turn when the other folders had theirs.
    """
    if Wait.TURN in status.waiting:
        return 0
    settle = max(lane.source.rules.settle, 100)
    return min(lane.source.every, settle) if status.waiting else lane.source.every


def _rest(until: int, wake: threading.Event, stop: threading.Event) -> bool:
    """Wait until then, or until something happened (then True), or until told to stop."""
    while (left := (until - ticks()) / 1000) > 0 and not stop.is_set():
        if wake.wait(min(left, HEARTBEAT)):
            stop.wait(GATHERING)
            return True
    return False


@contextmanager
def _hints(lanes: Sequence[Lane], wake: threading.Event) -> Iterator[None]:
    """Set `wake` when something is written in a folder that can tell; the others are polled."""
    observer = Observer()
    observer.start()
    try:
        for lane in lanes:
            if lane.source.polling:
                continue
            try:
                observer.schedule(_Waker(wake), str(lane.source.folder), recursive=True)
            except OSError as failed:
                _log.warning(
                    "%s: no events (%s); it is polled", lane.source.name, type(failed).__name__
                )
        yield
    finally:
        observer.stop()
        observer.join()


class _Waker(FileSystemEventHandler):
    """Reading and removing are no news; writing is when it ends."""

    def __init__(self, wake: threading.Event) -> None:
        self._wake = wake

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in _CHANGES and not event.is_directory:
            self._wake.set()


def _say(status: ScanStatus, before: ScanStatus | None) -> None:
    """Tell what was done, and trouble when it comes and when it goes; counts only."""
    if status.acted:
        _log.info(
            "%s: %d taken in, %d duplicates, %d rejected, %d wait",
            status.source,
            status.taken,
            status.duplicates,
            status.rejected,
            sum(status.waiting.values()),
        )
    news = set(status.waiting) - set(before.waiting if before else ()) - _NO_NEWS
    for reason in sorted(news):
        _log.info("%s: %d wait for: %s", status.source, status.waiting[reason], reason)
    trouble_before = before.trouble if before else None
    if status.trouble and status.trouble != trouble_before:
        _log.warning("%s: %s; it goes on by itself", status.source, status.trouble)
    if trouble_before and not status.trouble:
        _log.info("%s: it works again", status.source)
