"""What of which call a person may have: the only way from a page to the vault."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import BinaryIO
from uuid import UUID

from django.http import HttpRequest

from pipeline.adapters.catalogue.listed import Listed, Row, Sight
from pipeline.errors import NoSuch, NotPlayable
from pipeline.model import Kind, PurposeName, RecordingId, Rendition, State
from pipeline.retention import window_open
from pipeline.reviewing import Request, play, playable
from review.configuration import the_site
from review.models import Approval, Opening
from review.rights import Person, Role, person_of

OPEN_FOR = timedelta(hours=4)
"""How long an opening serves; then the purpose has to be stated again."""
FORGOTTEN_AFTER = timedelta(days=2)
"""When a request about a quarantined call is over, whether it was agreed to or not."""
_SEEN_BEFORE_RELEASE = {Role.LEAD, Role.REVIEWER}


def call_for(person: Person, recording: str) -> Listed:
    """The call, if this person may know of it. Raises NoSuch, as for one that does not exist."""
    call = the_site().listing.named(recording) if len(recording) == 32 else None
    if call is None or not may_see(person, call):
        raise NoSuch(f"there is no call {recording[:32]} that you may see")
    return call


def sight_of(person: Person) -> Sight:
    """What `may_see` says, for queries: the two agree about every call."""
    policy = the_site().policy
    everything = Role.RECORDS in person.roles
    return Sight(
        purposes=tuple(p.name for p in policy.purposes)
        if everything
        else tuple(map(PurposeName, person.reads(policy))),
        everything=everything,
        unreleased=bool(person.roles & _SEEN_BEFORE_RELEASE),
        untagged=Role.LEAD in person.roles,
    )


def may_see(person: Person, call: Listed | Row) -> bool:
    """Whether a person may know of a call: as a reader of one of its purposes whose window is
    open, or because their role is to decide what becomes of it.
    """
    if Role.RECORDS in person.roles:
        return True
    if call.state is not State.RELEASED and not person.roles & _SEEN_BEFORE_RELEASE:
        return False
    if call.state is not State.RELEASED and not call.tags:
        return Role.LEAD in person.roles
    return bool(purposes_open(person, call))


def purposes_open(person: Person, call: Listed | Row) -> tuple[PurposeName, ...]:
    """The purposes for which this person may have the call now, released or not."""
    site = the_site()
    if call.restricted:
        return ()
    reads = set(person.reads(site.policy))
    facts = call.facts if isinstance(call, Row) else site.catalogue.facts(call.id)
    return tuple(
        tag.purpose
        for tag in facts.tags
        if tag.purpose in reads and window_open(tag, facts, site.policy.schedule, now=site.clock())
    )


def open_call(request: HttpRequest, recording: RecordingId, purpose: str, reason: str) -> Opening:
    """State the purpose, and have the playback entered. Raises NotPlayable, Refused, NoSuch."""
    site = the_site()
    person = person_of(request)
    wanted = Request(recording, PurposeName(purpose), person.reader, reason)
    forget_old_openings(site.clock())
    play(wanted, site.keeping, site.policy, now=site.clock())
    return Opening.objects.create(
        account_id=person.account,
        recording=recording,
        purpose=purpose,
        reason=reason.strip(),
        opened=site.clock(),
    )


def opening_of(request: HttpRequest, opening: UUID) -> Opening:
    """An opening of the person who asks. Raises NoSuch for those of others, or that are over."""
    since = the_site().clock() - OPEN_FOR
    found = Opening.objects.filter(
        id=opening, account_id=person_of(request).account, opened__gt=since
    ).first()
    if found is None:
        raise NoSuch("that opening is over", hint="Open the call again, and say what for.")
    return found


def opened(request: HttpRequest, opening: Opening, kind: Kind) -> BinaryIO:
    """The bytes that the opening is for, if they may be had at this moment. Raises NotPlayable."""
    site = the_site()
    wanted = Request(
        RecordingId(opening.recording), PurposeName(opening.purpose), person_of(request).reader
    )
    try:
        rendition = playable(wanted, site.keeping, site.policy, kind=kind, now=site.clock())
    except NoSuch:
        raise NotPlayable(f"{opening.recording} is gone") from None
    return site.vault.open(rendition)


def readable(person: Person, call: Listed, purpose: PurposeName, kind: Kind) -> Rendition:
    """The rendition of a call that a person may have for a purpose. Raises NotPlayable."""
    site = the_site()
    wanted = Request(call.id, purpose, person.reader)
    return playable(wanted, site.keeping, site.policy, kind=kind, now=site.clock())


def forget_old_openings(now: datetime) -> None:
    """What somebody heard, or asked for, and why is in the ledger; here it is of no more use."""
    Opening.objects.filter(opened__lte=now - OPEN_FOR).delete()
    Approval.objects.filter(asked__lte=now - FORGOTTEN_AFTER).delete()
