"""A redaction worker: claim a recording, redact it, settle it; and again."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from pipeline.accounting import enter_notes
from pipeline.adapters.roll import Roll
from pipeline.disposal import Settled, settle
from pipeline.errors import GaveUp, LeakFound, NoSuch, Quarantined, Unavailable
from pipeline.model import Claim, Outcome, Rendition, State
from pipeline.redaction import redact
from pipeline.remasking import remask
from pipeline.wiring import Site
from workers.log import log, told

IDLE_SECONDS = 2.0
"""How long a worker with nothing to do waits before it looks again."""
_LONGEST_BACK_OFF = timedelta(minutes=15)

_log = log("redact")


class Stopping(BaseException):
    """The process was asked to stop; what it holds goes back to the queue."""


def stop_at_once(stop: threading.Event) -> None:
    """From here on SIGTERM ends the work on a call: hearing a long one takes minutes."""

    def put_back(*_: object) -> None:
        # Once is enough: a second one must not interrupt the putting back.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        stop.set()
        raise Stopping

    signal.signal(signal.SIGTERM, put_back)


def work(site: Site, stop: threading.Event, *, until_empty: bool = False) -> int:
    """Redact what waits until told to stop (or until nothing waits); how many were settled.

    Raises ModelMissing at once: without an engine no call is touched.
    """
    _ = site.tools
    roll = Roll(site.settings.workers)
    with roll.signed_in() as name:
        try:
            done = _work(name, site, roll, stop, until_empty=until_empty)
        except Stopping:
            # It may have come right after a claim, when no work had the call in hand yet.
            site.catalogue.put_back_all(name)
            raise
    return done


def _work(name: str, site: Site, roll: Roll, stop: threading.Event, *, until_empty: bool) -> int:
    done = 0
    while not stop.is_set():
        try:
            free_the_dead(site, roll)
            claim = _claim(name, site)
        except Unavailable as down:
            _log.warning("%s; looking again", down)
            stop.wait(IDLE_SECONDS * 5)
            continue
        if claim:
            done += process(claim, site)
        elif until_empty:
            break
        else:
            stop.wait(IDLE_SECONDS)
    return done


def free_the_dead(site: Site, roll: Roll) -> None:
    """Put back what workers held that are gone, so that it need not wait for its lease to end."""
    for name in roll.dead():
        if freed := site.catalogue.abandon(name):
            _log.warning("worker %s died, calls in hand: %d; they go on", name, freed)
        roll.strike_off(name)


def _claim(name: str, site: Site) -> Claim | None:
    lease = timedelta(seconds=site.settings.work.lease_seconds)
    return site.keeping.catalogue.claim(name, now=site.clock(), lease=lease)


def process(claim: Claim, site: Site) -> bool:
    """Redact and settle one recording; False if it went back to the queue."""
    recording = claim.recording.id
    _log.info("%s: attempt %d, %d s", recording, claim.attempt, claim.recording.duration // 1000)
    try:
        with _heartbeat(claim, site):
            outcome = _outcome(claim, site)
        site.keeping.catalogue.settle(claim, outcome)
    except Stopping:
        site.keeping.catalogue.put_back(claim)
        raise
    except NoSuch as lost:
        # The lease ran out or the original reached its hard limit meanwhile.
        _log.warning("%s: not settled: %s", recording, lost)
        return False
    except Exception as trouble:
        _retry_later(claim, site, told(trouble))
        return False
    _log.info("%s: %s", recording, f"{outcome.state} {outcome.reason}".rstrip())
    conclude(claim, site)
    return True


def _outcome(claim: Claim, site: Site) -> Outcome:
    try:
        if claim.attempt > site.settings.work.attempts:
            raise GaveUp(f"{claim.recording.id} failed {claim.attempt - 1} times")
        again = redact if _original_lives(claim, site) else remask
        return again(claim.recording, site.tools, site.keeping, site.policy)
    except Quarantined as trouble:
        found = trouble if isinstance(trouble, LeakFound) else None
        return Outcome(
            State.QUARANTINED,
            tags=site.catalogue.facts(claim.recording.id).tags,
            leaks=found.leaks if found else (),
            planned=found.masks if found else (),
            engine=site.tools.transcriber.name,
            reason=f"{type(trouble).__name__}: {trouble}",
            hint=trouble.hint,
        )


def _original_lives(claim: Claim, site: Site) -> bool:
    recording = claim.recording.id
    return Rendition.original(recording) in site.keeping.catalogue.renditions(recording)


def conclude(claim: Claim, site: Site) -> None:
    """Destroy what need not live any longer (the original, first of all) and enter it all.

    What cannot be done now, the sweep does.
    """
    try:
        enter_notes(site.keeping)
        for settled in settle(claim.recording.id, site.keeping, site.policy, now=site.clock()):
            if isinstance(settled, Settled) and settled.certificate:
                _log.info("%s destroyed: %s", settled.rendition.key, settled.certificate.authority)
    except Exception as trouble:
        _log.warning("%s: left to the sweep: %s", claim.recording.id, told(trouble))


def _retry_later(claim: Claim, site: Site, reason: str) -> None:
    wait = min(timedelta(seconds=5 * 4 ** (claim.attempt - 1)), _LONGEST_BACK_OFF)
    _log.warning("%s: %s; again in %s", claim.recording.id, reason, wait)
    site.keeping.catalogue.give_up(claim, retry_at=site.clock() + wait, reason=reason)


@contextmanager
def _heartbeat(claim: Claim, site: Site) -> Iterator[None]:
    """Renew the lease while the work lasts, however long the call is."""
    seconds = site.settings.work.lease_seconds
    done = threading.Event()

    def beat() -> None:
        while not done.wait(seconds / 3):
            try:
                site.keeping.catalogue.renew(claim, until=site.clock() + timedelta(seconds=seconds))
            except Exception as trouble:
                _log.warning("%s: lease not renewed: %s", claim.recording.id, told(trouble))

    thread = threading.Thread(target=beat, daemon=True, name="heartbeat")
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
