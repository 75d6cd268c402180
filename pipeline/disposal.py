"""Carrying out dispositions. DANGER: the only module that destroys anything.

The order is: doom in the catalogue (a hold placed before that wins, one placed
after it is refused), the key, the bytes, the certificate in the ledger, the row.
What is doomed is destroyed to the end by whoever finds it, so a crash at any
line leaves nothing that is half kept and nothing that is certified too early.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Protocol

from pipeline.errors import NoRuleApplies, NoSuch, NotErased, UnderHold
from pipeline.model import (
    Anonymise,
    AwaitApproval,
    Certificate,
    Destroy,
    Disposition,
    Kind,
    Order,
    RecordingId,
    Rendition,
)
from pipeline.periods import after
from pipeline.policy import Policy
from pipeline.ports import Keeping, Ledger
from pipeline.retention import disposition_of, fields_due, next_due
from pipeline.schedule import LifeFacts, Schedule, Window

DESTROYED = "destroyed"
"""The ledger's word for a certificate."""
NEVER_VERIFIED = "never verified: left by a redaction that did not end well"


@dataclass(frozen=True, slots=True)
class Settled:
    """What the sweep did about one rendition, and why."""

    rendition: Rendition
    disposition: Disposition
    certificate: Certificate | None = None
    """None where nothing was destroyed: nothing was due, or this was a rehearsal."""


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A rendition about which the policy says nothing: it is kept, and somebody must be told."""

    rendition: Rendition
    trouble: NoRuleApplies


def sweep(
    keeping: Keeping, policy: Policy, *, now: datetime, rehearse: bool = False
) -> Iterator[Settled | Unsettled]:
    """Settle every recording of which something may be due by `now`.

    With `rehearse` nothing changes: the decisions are only told. Run it again after
    a crash at any line, or twice at once: what is done stays done, once.
    """
    if not rehearse:
        keeping.catalogue.reckon(policy.fingerprint)
        finish_what_was_begun(keeping)
    for recording in tuple(keeping.catalogue.due(now=now)):
        yield from settle(recording, keeping, policy, now=now, rehearse=rehearse)
    if not rehearse:
        keeping.catalogue.tidy(now=now)


def settle(
    recording: RecordingId,
    keeping: Keeping,
    policy: Policy,
    *,
    now: datetime,
    rehearse: bool = False,
) -> Iterator[Settled | Unsettled]:
    """Do what is due on one recording, rendition by rendition; the original first."""
    try:
        yield from _settle(recording, keeping, policy, now=now, rehearse=rehearse)
    except NoSuch:
        return  # another process destroyed the last of it meanwhile


def _settle(
    recording: RecordingId,
    keeping: Keeping,
    policy: Policy,
    *,
    now: datetime,
    rehearse: bool,
) -> Iterator[Settled | Unsettled]:
    catalogue = keeping.catalogue
    facts = catalogue.facts(recording)
    awaits: datetime | None = None
    for rendition in sorted(catalogue.renditions(recording), key=_original_first):
        try:
            settled = _settle_one(rendition, facts, keeping, policy, now=now, rehearse=rehearse)
        except NoRuleApplies as trouble:
            yield Unsettled(rendition, trouble)
            continue
        if isinstance(settled.disposition, AwaitApproval):
            awaits = settled.disposition.since
        yield settled
    if rehearse or not catalogue.renditions(recording):
        return
    holds = catalogue.holds_on(recording)
    if fields := fields_due(facts, policy.schedule, holds, now=now):
        catalogue.erase_details(recording, fields)
    due = next_due(catalogue.facts(recording), policy.schedule, now=now)
    catalogue.next_due(recording, due, awaits=awaits)


def _settle_one(
    rendition: Rendition,
    facts: LifeFacts,
    keeping: Keeping,
    policy: Policy,
    *,
    now: datetime,
    rehearse: bool,
) -> Settled:
    disposition = _disposition(rendition, facts, keeping, policy, now=now)
    if rehearse or not isinstance(disposition, Destroy | Anonymise):
        return Settled(rendition, disposition)
    try:
        return Settled(rendition, disposition, destroy(rendition, disposition, keeping))
    except UnderHold:
        # Placed since we looked: the hold wins.
        return Settled(rendition, _disposition(rendition, facts, keeping, policy, now=now))


def _original_first(rendition: Rendition) -> bool:
    return rendition.kind is not Kind.ORIGINAL


def _disposition(
    rendition: Rendition, facts: LifeFacts, keeping: Keeping, policy: Policy, *, now: datetime
) -> Disposition:
    catalogue = keeping.catalogue
    redacted = rendition.kind is not Kind.ORIGINAL
    if redacted and facts.settled and not catalogue.is_verified(rendition):
        return Destroy(now, NEVER_VERIFIED)
    holds = catalogue.holds_on(rendition.recording)
    return disposition_of(rendition, facts, policy.schedule, holds, now=now)


def destroy(rendition: Rendition, order: Destroy | Anonymise, keeping: Keeping) -> Certificate:
    """Erase one rendition for good and certify it. Raises UnderHold, NotErased.

    Run it again after a crash at any line: each step is a no-op once done.
    """
    anonymise = isinstance(order, Anonymise)
    return _carry_out(
        keeping.catalogue.doom(rendition, order.authority, anonymise=anonymise), keeping
    )


def finish_what_was_begun(keeping: Keeping) -> tuple[Certificate, ...]:
    """Destroy to the end what a crash left doomed."""
    return tuple(_carry_out(order, keeping) for order in keeping.catalogue.doomed())


def _carry_out(order: Order, keeping: Keeping) -> Certificate:
    rendition = order.rendition
    keeping.vault.destroy_key(rendition)
    keeping.vault.erase(rendition)
    if keeping.vault.holds(rendition):
        raise NotErased(f"the vault still answers for {rendition.key}")
    certificate = _certify(order, keeping.ledger)
    keeping.catalogue.forget(rendition)
    return certificate


def _certify(order: Order, ledger: Ledger) -> Certificate:
    key = order.rendition.key
    details = {"authority": order.authority}
    entry = ledger.record(DESTROYED, key, details, once=f"{DESTROYED}:{key}:{order.life}")
    return Certificate(order.rendition, entry.at, order.authority)


class RejectedFiles(Protocol):
    """Where files lie in plaintext that could not be taken in."""

    def older(self, than: datetime) -> Sequence[str]:
        """The ids of the rejections put aside before then."""
        ...

    def remove(self, which: str, certify: Callable[[], object]) -> None:
        """Remove one for good, and then certify it; may be repeated after a crash."""
        ...


def discard_rejected(
    rejected: RejectedFiles,
    ledger: Ledger,
    *,
    keep: timedelta,
    now: datetime,
    rehearse: bool = False,
) -> Iterator[tuple[str, str]]:
    """Remove and certify the rejections that nobody looked after for so long.

    Their ids, each with the authority on which it went.
    """
    authority = f"rejected file: {keep.days} days after it was put aside"
    for which in rejected.older(now - keep):
        if not rehearse:
            details, once = {"authority": authority}, f"{DESTROYED}:{which}"
            rejected.remove(which, partial(ledger.record, DESTROYED, which, details, once=once))
        yield which, authority


class Writing(StrEnum):
    """What people write down about calls, and that ends by a window of its own."""

    SCORE = "score"
    COMMENTS = "comments"


@dataclass(frozen=True, slots=True)
class Written:
    """A score, or the comments beside one."""

    what: Writing
    id: str
    """The score's."""
    submitted: datetime | None = None
    hold: str | None = None
    """The hold on its call, which freezes it."""

    @property
    def key(self) -> str:
        """By which the ledger names it."""
        return f"score {self.id}" + (".comments" if self.what is Writing.COMMENTS else "")


class WrittenAboutCalls(Protocol):
    """Where the scores of calls are kept, some of which have no call any more."""

    def older(self, what: Writing, than: datetime) -> Iterable[Written]:
        """Those submitted before then."""
        ...

    def remove(self, written: Written, authority: str) -> bool:
        """Remove it and note its certificate, at once. False if a hold was quicker."""
        ...


@dataclass(frozen=True, slots=True)
class Discarded:
    """What the sweep did about one score, or the comments on it."""

    written: Written
    authority: str
    destroyed: bool


def discard_written(
    about: WrittenAboutCalls, schedule: Schedule, *, now: datetime, rehearse: bool = False
) -> Iterator[Discarded]:
    """Remove the comments and scores whose window is over; a hold on their call keeps them."""
    for what, window in ((Writing.COMMENTS, schedule.comments), (Writing.SCORE, schedule.scores)):
        for written in about.older(what, _at_the_latest(window, now)):
            if written.submitted is None or after(written.submitted, window.keep) > now:
                continue
            authority = window.authority(what)
            rests = rehearse or written.hold is not None
            yield Discarded(written, authority, not rests and about.remove(written, authority))


def _at_the_latest(window: Window, now: datetime) -> datetime:
    """What was submitted later is not due yet, however long the months were."""
    keep = window.keep
    try:
        return now - timedelta(days=365 * keep.years + 28 * keep.months + keep.days)
    except OverflowError:
        return datetime.min.replace(tzinfo=now.tzinfo)


def orphans(keeping: Keeping) -> Iterator[tuple[Rendition, bool]]:
    """What the vault holds and the catalogue does not know, and whether a certificate says
    that it was destroyed.

    With a certificate it came back (from a backup, say) and may be erased at once.
    Without one the catalogue may be the older of the two: a person must decide.
    """
    for rendition in keeping.vault.renditions():
        if rendition not in keeping.catalogue.renditions(rendition.recording):
            certified = any(keeping.ledger.entries(act=DESTROYED, about=rendition.key))
            yield rendition, certified


def erase_again(rendition: Rendition, keeping: Keeping) -> None:
    """Erase what came back after its destruction was certified."""
    keeping.vault.destroy_key(rendition)
    keeping.vault.erase(rendition)
    keeping.ledger.record("erased again", rendition.key)
