"""What the processes of an installation do, each given the configuration's folder."""

from __future__ import annotations

import threading
from pathlib import Path

from pipeline.adapters.lookout import Lookout
from pipeline.wiring import lanes, open_site
from workers.expiry import keep_sweeping
from workers.redactor import Stopping, stop_at_once, work
from workers.supervisor import Role
from workers.watcher import watch


def intake(config: Path, stop: threading.Event) -> None:
    site = open_site(config)
    lookout = Lookout(site.settings.lookout)
    watch(lanes(site), stop, on_status=lookout.note, now=site.clock)


def redaction(config: Path, stop: threading.Event) -> None:
    """Told to stop, it puts the call back that it has in hand."""
    stop_at_once(stop)
    try:
        work(open_site(config), stop)
    except Stopping:
        return


def expiry(config: Path, stop: threading.Event) -> None:
    keep_sweeping(open_site(config), stop)


def desk(config: Path, stop: threading.Event) -> None:
    from review.server import serve

    serve(open_site(config), stop)


def redactors(count: int) -> list[Role]:
    return [Role(f"redact-{number}", redaction) for number in range(1, count + 1)]


def everything(workers: int, *, with_desk: bool) -> list[Role]:
    """All that one machine runs."""
    roles = [Role("intake", intake), *redactors(workers), Role("expire", expiry)]
    return [*roles, Role("review", desk)] if with_desk else roles
