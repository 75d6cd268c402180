"""Letting people hear what they may hear, and decide what they may decide."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from pipeline.errors import NotPlayable, Refused
from pipeline.model import Kind, PurposeName, RecordingId, Rendition, State
from pipeline.policy import Policy
from pipeline.ports import Keeping
from pipeline.retention import window_open
from pipeline.schedule import heard

PLAYED = "played"
_LONGEST_REASON = 200
_NUMBER = re.compile(r"\d(?:[\W_]*\d){3}")
"""Four digits, with anything between them that is no letter."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A person and the groups that the site puts them in."""

    name: str
    groups: frozenset[str]
    may_vet: bool = False
    """Whether they decide about calls that wait for a person, and so may hear them before."""


@dataclass(frozen=True, slots=True)
class Request:
    """Who wants to hear what, for which purpose, and why."""

    recording: RecordingId
    purpose: PurposeName
    reader: Reader
    reason: str = ""


def hear(
    request: Request, keeping: Keeping, policy: Policy, *, kind: Kind = Kind.AUDIO, now: datetime
) -> BinaryIO:
    """The rendition that the request's purpose hears, as a seekable stream.

    The playback is in the ledger before the first byte is given. Raises
    NotPlayable with the first reason that forbids it; originals and unverified
    renditions are not to be had for anyone.
    """
    return keeping.vault.open(play(request, keeping, policy, kind=kind, now=now))


def play(
    request: Request, keeping: Keeping, policy: Policy, *, kind: Kind = Kind.AUDIO, now: datetime
) -> Rendition:
    """The rendition that this reader may have now, its playback entered in the ledger.

    Raises NotPlayable, and Refused for a reason that is missing or says too much.
    """
    rendition = playable(request, keeping, policy, kind=kind, now=now)
    purpose = policy.purpose(request.purpose)
    details = {
        "purpose": request.purpose,
        "by": request.reader.name,
        "reason": fit_reason(request.reason, needed=purpose.asks_reason),
    }
    keeping.ledger.record(PLAYED, rendition.key, details)
    return rendition


def playable(
    request: Request, keeping: Keeping, policy: Policy, *, kind: Kind, now: datetime
) -> Rendition:
    """The rendition this reader may have now. Raises NotPlayable."""
    recording = request.recording
    state = keeping.catalogue.state(recording)
    vetting = state is State.REVIEW and request.reader.may_vet
    if state is not State.RELEASED and not vetting:
        raise NotPlayable(f"{recording} is not released: its state is {state!s}")
    if keeping.catalogue.restriction(recording):
        raise NotPlayable(f"{recording} is restricted: nobody hears it until that is lifted")
    facts = keeping.catalogue.facts(recording)
    tag = next((tag for tag in facts.tags if tag.purpose == request.purpose), None)
    if tag is None:
        raise NotPlayable(f"{recording} is not kept for {request.purpose}")
    purpose = policy.purpose(request.purpose)
    if not request.reader.groups & purpose.readers:
        raise NotPlayable(f"{request.reader.name} is no reader of {request.purpose}")
    if not window_open(tag, facts, policy.schedule, now=now):
        raise NotPlayable(f"the period of {request.purpose} on {recording} is over")
    profile = heard(request.purpose, facts, policy.schedule)
    rendition = Rendition(recording, profile, kind) if profile else None
    if rendition is None or not keeping.catalogue.is_verified(rendition):
        raise NotPlayable(f"no {kind} of {recording} that {purpose.name} may hear is alive")
    return rendition


def release(recording: RecordingId, keeping: Keeping, *, by: str) -> None:
    """A person says that a verified recording may be heard. Raises Refused.

    Only what waits for review and has been tagged and verified can be released: a
    quarantined call has failed its verification, and no word of a person mends that.
    """
    if not keeping.catalogue.facts(recording).tags:
        raise Refused(f"{recording} has no purpose: tag it first")
    keeping.catalogue.move(recording, State.RELEASED, since=(State.REVIEW,), by=by)


def restrict(recording: RecordingId, keeping: Keeping, *, reason: str, by: str) -> None:
    """From now on nobody hears it, though it is kept (UK GDPR 18). Raises Refused, NoSuch."""
    keeping.catalogue.restrict(recording, fit_reason(reason), by=by)


def lift_restriction(recording: RecordingId, keeping: Keeping, *, by: str) -> None:
    """The end of a restriction: its readers hear it as before. Raises NoSuch."""
    keeping.catalogue.restrict(recording, "", by=by)


def fit_reason(reason: str, *, needed: bool = True) -> str:
    """The reason, fit for a ledger that holds nothing of what was said. Raises Refused."""
    if not reason.strip() and needed:
        raise Refused("a reason is required", hint="Say in a few words what it is for.")
    if len(reason) > _LONGEST_REASON or _NUMBER.search(reason):
        hint = "Name the matter by its reference; keep numbers and quotations out of it."
        raise Refused(
            f"the reason is longer than {_LONGEST_REASON} characters or holds a number", hint=hint
        )
    return reason.strip()
