"""What `hushtape doctor` looks at: each check is a function that says what it found."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from pipeline.adapters.lookout import Lookout
from pipeline.adapters.rejected import RejectedArea
from pipeline.errors import HushtapeError
from pipeline.model import Grade, State
from pipeline.wiring import Site

LOW_DISK = 10 * 2**30
"""Bytes; about 40 hours of stereo calls, sealed and redacted twice."""

LEAST_MARGIN, MOST_UNHEARD = 100, 0.5
"""Milliseconds around a mask, and the share of speech that may go unread, beyond which
somebody should have a second thought."""

UNATTENDED = timedelta(minutes=5)
"""So long after its last look, a drop folder is not watched any more."""
START = "Start it: hushtape run (or hushtape intake)."


class Health(StrEnum):
    GOOD = "ok"
    WARNING = "look"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was looked at."""

    health: Health
    what: str
    hint: str = ""


Check = Callable[[Site], Iterator[Found]]


def good(what: str) -> Found:
    return Found(Health.GOOD, what)


def warning(what: str, hint: str) -> Found:
    return Found(Health.WARNING, what, hint)


def bad(what: str, hint: str) -> Found:
    return Found(Health.BAD, what, hint)


def examine(site: Site) -> Iterator[Found]:
    """Every check, in the order in which things depend on each other."""
    for check in CHECKS:
        try:
            yield from check(site)
        except HushtapeError as trouble:
            yield bad(f"{type(trouble).__name__}: {trouble}", trouble.hint)
        except OSError as trouble:
            yield bad(f"{trouble.strerror}: {trouble.filename}", "Check the folder and its owner.")


def configuration(site: Site) -> Iterator[Found]:
    settings, policy, intake = site.settings, site.policy, site.intake
    yield good(f"configuration {site.config}, policy {policy.fingerprint[:12]}")
    if not intake.sources:
        yield warning("no drop folder", "Name one in intake.toml: a [[source]] table.")
    known = {group for purpose in policy.purposes for group in purpose.readers}
    empty = sorted(group for group in known if not settings.groups.get(group))
    if empty and not settings.desk.enabled:
        hint = "Name their members in site.toml, [groups]."
        yield warning(f"nobody is in the groups {', '.join(empty)}", hint)
    if strange := sorted({group for group, names in settings.groups.items() if names} - known):
        hint = "Is it misspelt? purposes.toml names the groups."
        yield warning(f"no purpose has the readers {', '.join(strange)}", hint)


def desk(site: Site) -> Iterator[Found]:
    """The review desk, as far as one can tell without its pages."""
    settings = site.settings.desk
    if not settings.enabled:
        yield warning("the review desk is off", "site.toml, [desk] enabled = true.")
        return
    _ = site.desk_secret
    yield good(
        f"review desk: http://{settings.host}:{settings.port}/; accounts: hushtape review account"
    )
    readers = {group for purpose in site.policy.purposes for group in purpose.readers}
    if not readers & {*settings.roles.reviewer, *settings.roles.lead}:
        hint = "Give them a purpose's group in site.toml, [desk.roles] reviewer and lead."
        yield warning("no reviewer and no lead of the desk reads a purpose by their role", hint)


def caution(site: Site) -> Iterator[Found]:
    """Settings that are allowed and that few would want."""
    policy = site.policy
    undated = policy.schedule.undated_latest
    if policy.margin_ms < LEAST_MARGIN:
        hint = "Recognisers miss the edges of digits by more: masking.toml, margin_ms = 250."
        yield warning(f"masks get a margin of {policy.margin_ms} ms only", hint)
    if policy.unheard_share > MOST_UNHEARD:
        hint = "What was not read was not searched: masking.toml, unheard_share = 0.25."
        share = f"{policy.unheard_share:.0%}"
        yield warning(f"calls are released of which up to {share} could not be read", hint)
    if 12 * undated.years + undated.months > 12:
        hint = "Nobody can say why it is kept: retention.toml, undated_latest."
        yield warning("a call that nothing dates is kept for more than a year", hint)
    if policy.release_basic:
        hint = "They miss things. masking.toml, release_basic = false lets a person decide."
        yield warning("calls heard by an engine of grade basic are released unseen", hint)


def folders(site: Site) -> Iterator[Found]:
    for source in site.intake.sources:
        if not source.folder.is_dir():
            yield bad(
                f"drop folder {source.name}: {source.folder} is no folder", "Make or mount it."
            )
        elif source.then != "keep" and not os.access(source.folder, os.W_OK):
            hint = 'Give us the right to remove files there, or set then = "keep".'
            yield bad(f"drop folder {source.name}: files cannot be removed", hint)
        else:
            yield good(f"drop folder {source.name}: {source.folder}")
            yield from last_look(source.name, site)


def last_look(source: str, site: Site) -> Iterator[Found]:
    """When somebody last looked into a drop folder, and what waits there."""
    look = Lookout(site.settings.lookout).last(source)
    if look is None:
        yield warning(f"drop folder {source}: nobody has looked yet", START)
    elif site.clock() - look.at > UNATTENDED:
        yield warning(f"drop folder {source}: last look {look.at:%Y-%m-%d %H:%M %Z}", START)
    elif look.trouble:
        yield warning(f"drop folder {source}: {look.trouble}", "It goes on by itself when cured.")
    else:
        said = f"drop folder {source}: {look.waiting} files wait"
        yield good(f"{said}, {look.lag // 60_000} minutes at most" if look.waiting else said)


def disk(site: Site) -> Iterator[Found]:
    site.settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    free = shutil.disk_usage(site.settings.data).free
    said = f"{free / 2**30:.0f} GiB free in {site.settings.data}"
    yield (
        good(said) if free > LOW_DISK else warning(said, "Make room: intake stops when it is full.")
    )


def keys(site: Site) -> Iterator[Found]:
    _ = site.keeping
    yield good("keys, keyring, vault, catalogue and ledger open")
    other = site.settings.keys
    if not other.kms and site.master_key.stat().st_dev == site.settings.keyring.stat().st_dev:
        yield warning(
            "the master key lies on the same disk as what it wraps",
            "Whoever copies the disk has both. Move it ([keys] master), or use kms.",
        )


def ledger(site: Site) -> Iterator[Found]:
    verdict = site.ledger.verify()
    if verdict.trouble:
        yield bad(f"ledger: {verdict.trouble}", "Somebody changed it: keep it, and find out who.")
    else:
        yield good(f"ledger: {verdict.entries} entries, none changed")


def clock(site: Site) -> Iterator[Found]:
    last = None
    for entry in site.ledger.entries():
        last = entry
    if last and last.at > site.clock():
        hint = "Set the clock (NTP): calls are destroyed by it."
        yield bad(f"the clock is behind the ledger's last entry of {last.at:%Y-%m-%d %H:%M}", hint)
    else:
        yield good(f"clock: {site.clock():%Y-%m-%d %H:%M %Z}")


def engine(site: Site) -> Iterator[Found]:
    transcriber = site.tools.transcriber
    if transcriber.grade is Grade.FULL:
        yield good(f"speech engine: {transcriber.name}")
    else:
        hint = "Its calls wait for a person. Fetch a larger model: hushtape models list"
        yield warning(f"speech engine: {transcriber.name}, of grade basic", hint)


def queues(site: Site) -> Iterator[Found]:
    counted = site.listing.states()
    yield good(", ".join(f"{count} {state}" for state, count in counted.items()) or "no calls yet")
    if waiting := counted.get(State.QUARANTINED, 0):
        hint = "They die at the hard limit: hushtape calls list --state quarantined"
        yield warning(f"{waiting} calls are quarantined", hint)
    if rejected := sum(1 for _ in RejectedArea(site.settings.rejected).entries()):
        hint = "They are plaintext, and lie there until somebody acts: hushtape intake rejected"
        yield warning(f"{rejected} files were rejected", hint)


CHECKS: tuple[Check, ...] = (
    configuration,
    caution,
    desk,
    folders,
    disk,
    keys,
    ledger,
    clock,
    engine,
    queues,
)
