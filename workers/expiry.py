"""The scheduled sweep."""

from __future__ import annotations

import threading
from datetime import datetime

from pipeline.accounting import enter_notes
from pipeline.adapters.rejected import RejectedArea
from pipeline.disposal import Discarded, Settled, discard_rejected, discard_written, sweep
from pipeline.errors import Unavailable
from pipeline.wiring import Site
from workers.log import log, told

_log = log("expire")


def keep_sweeping(site: Site, stop: threading.Event) -> None:
    """Sweep at once and then every `work.sweep_minutes`, until told to stop."""
    while not stop.is_set():
        try:
            enter_notes(site.keeping)
            destroyed = sum(
                isinstance(settled, Settled) and settled.certificate is not None
                for settled in sweep(site.keeping, site.policy, now=site.clock())
            )
            destroyed += len(clear_rejected(site, now=site.clock()))
            destroyed += sum(gone.destroyed for gone in clear_written(site, now=site.clock()))
            site.ledger.checkpoint()
            _log.info("swept: %d destroyed and certified", destroyed)
        except (Unavailable, OSError) as down:
            _log.warning("the sweep stopped: %s; it goes on next time", told(down))
        stop.wait(site.settings.work.sweep_minutes * 60)


def clear_rejected(site: Site, *, now: datetime, rehearse: bool = False) -> list[tuple[str, str]]:
    """Destroy what was rejected so long ago that nobody will look after it: ids and why."""
    area, keep = RejectedArea(site.settings.rejected), site.intake.keep_rejected
    return list(discard_rejected(area, site.ledger, keep=keep, now=now, rehearse=rehearse))


def clear_written(site: Site, *, now: datetime, rehearse: bool = False) -> list[Discarded]:
    """Destroy the scores and comments whose window is over."""
    found = discard_written(site.written, site.policy.schedule, now=now, rehearse=rehearse)
    gone = list(found)
    if not rehearse:
        enter_notes(site.keeping)
    return gone
