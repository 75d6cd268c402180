"""What the processes of an installation do, each given the configuration's folder."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

from pipeline.wiring import lanes, open_site
from workers.expiry import keep_sweeping
from workers.redactor import Stopping, work
from workers.supervisor import Role
from workers.watcher import watch


def intake(config: Path, stop: threading.Event) -> None:
    site = open_site(config)
    watch(lanes(site), stop, now=site.clock)


def redaction(config: Path, stop: threading.Event) -> None:
    """Hearing a long call takes minutes: told to stop, it puts the call back instead."""

    def put_back(*_: object) -> None:
        stop.set()
        raise Stopping

    signal.signal(signal.SIGTERM, put_back)
    try:
        work(open_site(config), stop)
    except Stopping:
        return


def expiry(config: Path, stop: threading.Event) -> None:
    keep_sweeping(open_site(config), stop)


def redactors(count: int) -> list[Role]:
    return [Role(f"redact-{number}", redaction) for number in range(1, count + 1)]


def everything(workers: int) -> list[Role]:
    """All that one machine runs."""
    return [Role("intake", intake), *redactors(workers), Role("expire", expiry)]
