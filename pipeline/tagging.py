"""Saying what a call is kept for: by the policy's cues, or by a person with a reason."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from pipeline.errors import Refused
from pipeline.model import CallDetail, Finding, PurposeName, Tag, Transcript
from pipeline.purposes import Purpose, tags_for

LONGEST_REASON = 500
_LONG_NUMBER = re.compile(r"\d(?:[\W_]*\d){8}")
"""Nine digits, with anything between them that is no letter: a card, a telephone, an account."""


def tag(
    call: CallDetail,
    transcript: Transcript,
    findings: Sequence[Finding],
    purposes: Sequence[Purpose],
) -> tuple[Tag, ...]:
    """The purposes a call may be kept for, each with the cues that say so.

    Without any, the call has no purpose and will not be kept.
    """
    return tags_for(purposes, call, transcript, findings)


def retag(
    tags: Sequence[Tag],
    purposes: Sequence[Purpose],
    *,
    add: Collection[PurposeName] = (),
    remove: Collection[PurposeName] = (),
    by: str,
    reason: str,
    protected: Collection[PurposeName],
) -> tuple[Tag, ...]:
    """`tags` as `by` wants them; what is added carries the reason, what is there stays.

    `protected` are the purposes whose minimum period still runs (retention.protected).
    Raises Refused: no reason, a purpose that is not in the policy, any other purpose
    beside a closed one, a purpose that is not tagged, or one that is protected.
    """
    _refuse_without(reason)
    for purpose in add:
        _refuse_adding(purpose, purposes)
    for purpose in remove:
        _refuse_removing(purpose, tags, protected)
    kept = [t for t in tags if t.purpose not in remove]
    known = {t.purpose for t in kept}
    added = [Tag(p, (reason.strip(),), tagged_by=by) for p in dict.fromkeys(add) if p not in known]
    order = {purpose.name: place for place, purpose in enumerate(purposes)}
    return tuple(sorted((*kept, *added), key=lambda t: order.get(t.purpose, len(order))))


def _refuse_without(reason: str) -> None:
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        hint = f"Say why in at most {LONGEST_REASON} characters, without quoting the call."
        raise Refused("purposes are changed with a reason only", hint=hint)
    if _LONG_NUMBER.search(reason):
        hint = "Name the matter by its reference; keep the caller's numbers out of it."
        raise Refused("the reason holds a long number", hint=hint)


def _refuse_adding(purpose: PurposeName, purposes: Sequence[Purpose]) -> None:
    if any(p.name == purpose for p in purposes):
        return
    closed = next((p.name for p in purposes if p.closed), None)
    if closed:
        hint = "Callers were promised so. A new purpose needs a new notice, and then new calls."
        raise Refused(f"calls are recorded for {closed} and for nothing else", hint=hint)
    known = ", ".join(p.name for p in purposes)
    raise Refused(f"{purpose} is not in the policy", hint=f"Its purposes are: {known}.")


def _refuse_removing(
    purpose: PurposeName, tags: Sequence[Tag], protected: Collection[PurposeName]
) -> None:
    if not any(t.purpose == purpose for t in tags):
        raise Refused(f"the call is not tagged with {purpose}")
    if purpose in protected:
        hint = "See at_least in config/retention.toml: the law behind it forbids to let go sooner."
        raise Refused(f"the minimum period of {purpose} has not passed", hint=hint)
