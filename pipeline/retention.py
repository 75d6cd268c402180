"""How long a recording may be kept, and on whose authority. Pure: no clock, no store.

A rendition lives while some tagged purpose that hears its profile has not ended.
The sealed original is another matter: no purpose and no hold keeps it, because card
data in it may not outlive its redaction (PCI DSS v4.0.1, 3.3.1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.errors import NoRuleApplies
from pipeline.model import (
    Anonymise,
    AwaitApproval,
    Destroy,
    Disposition,
    Fate,
    Freeze,
    Hold,
    Kind,
    ProfileName,
    PurposeName,
    Rendition,
    Retain,
    Tag,
)
from pipeline.periods import after, format_limit
from pipeline.schedule import (
    Extension,
    LifeFacts,
    Schedule,
    authority_of_details,
    end_of,
    end_of_details,
    heard,
    start_of,
    term_of,
    terms_of,
)

__all__ = [
    "Extension",
    "LifeFacts",
    "Schedule",
    "Window",
    "disposition_of",
    "fields_due",
    "heard",
    "next_due",
    "protected",
    "window_open",
    "windows",
]

# --- what becomes of a rendition ------------------------------------------------------


def disposition_of(
    rendition: Rendition,
    facts: LifeFacts,
    schedule: Schedule,
    holds: Sequence[Hold],
    *,
    now: datetime,
) -> Disposition:
    """Decide what becomes of `rendition`, and say why.

    A hold freezes every rendition but the original. A tagged purpose without a rule
    is an error (NoRuleApplies), never permission to destroy. Where a rule asks for it a
    person has to approve the end. Without any purpose a call goes when its original has
    to: until then somebody may still tag it.
    """
    if rendition.kind is Kind.ORIGINAL:
        return _of_original(facts, schedule, now=now)
    if holds:
        return Freeze(min(holds, key=lambda hold: (hold.placed, hold.id)))
    terms = terms_of(rendition, facts, schedule)
    if not terms:
        return _of_purposeless(facts, schedule, now=now)
    last = max(terms, key=end_of)
    if last.until is None or now < last.until:
        return Retain(last.until, last.authority)
    authority = "; ".join(t.authority for t in sorted(terms, key=end_of))
    approved = facts.approved is not None and facts.approved >= last.until
    if any(t.rule.approval for t in terms) and not approved:
        return AwaitApproval(last.until, authority)
    order = Anonymise if any(t.rule.then is Fate.ANONYMISE for t in terms) else Destroy
    return order(last.until, authority)


def _of_original(facts: LifeFacts, schedule: Schedule, *, now: datetime) -> Disposition:
    limit = facts.received + schedule.original_limit
    hours = format_limit(schedule.original_limit)
    if facts.verified and not facts.tags:
        return _of_purposeless(facts, schedule, now=now)
    if limit <= now:
        return Destroy(limit, f"sealed original: {hours} after receipt, whatever happens")
    if facts.verified:
        return Destroy(now, "sealed original: its redacted renditions are verified")
    return Retain(limit, f"sealed original: until it is redacted, {hours} at the most")


def _of_purposeless(facts: LifeFacts, schedule: Schedule, *, now: datetime) -> Disposition:
    limit = facts.received + schedule.original_limit
    nobody = "no tagged purpose may hear it" if facts.tags else "the call has no purpose"
    authority = f"{nobody}: {format_limit(schedule.original_limit)} after receipt"
    return Destroy(limit, authority) if limit <= now else Retain(limit, authority)


def next_due(facts: LifeFacts, schedule: Schedule, *, now: datetime) -> datetime | None:
    """When the sweep next has something to do on this recording, holds left aside.

    `now` if it is due already, or if a rule is missing and somebody must be told;
    None while everything waits for an event.
    """
    try:
        dates = [_due(rendition, facts, schedule, now=now) for rendition in facts.living]
    except NoRuleApplies:
        return now
    dates += [
        end_of_details(rule, facts) for rule in schedule.details if rule.fields & facts.details
    ]
    return max(now, min(known)) if (known := [d for d in dates if d is not None]) else None


def _due(
    rendition: Rendition, facts: LifeFacts, schedule: Schedule, *, now: datetime
) -> datetime | None:
    match disposition_of(rendition, facts, schedule, (), now=now):
        case Retain(until):
            return until
        case Destroy(since) | Anonymise(since):
            return since
        case Freeze() | AwaitApproval():
            return None


# --- who may hear it, and what may be asked -----------------------------------------------


def window_open(tag: Tag, facts: LifeFacts, schedule: Schedule, *, now: datetime) -> bool:
    """Whether the readers of a tagged purpose may still hear the call.

    They lose it when that purpose ends, though another purpose or a hold keeps it.
    False as well where the policy has no rule, or nothing is left for them to hear.
    """
    try:
        profile = heard(tag.purpose, facts, schedule)
        if tag not in facts.tags or profile is None:
            return False
        end = term_of(tag.purpose, profile, facts, schedule).until
    except NoRuleApplies:
        return False
    return end is None or now < end


@dataclass(frozen=True, slots=True)
class Window:
    """What the readers of a tagged purpose hear of a call, and until when."""

    hears: ProfileName
    until: datetime | None
    """None while it waits for its event."""


def windows(facts: LifeFacts, schedule: Schedule) -> Mapping[PurposeName, Window]:
    """The window of each tagged purpose, over or not.

    A purpose that hears nothing of the call, or that has no rule, is absent.
    """
    found: dict[PurposeName, Window] = {}
    for tag in facts.tags:
        try:
            if profile := heard(tag.purpose, facts, schedule):
                until = term_of(tag.purpose, profile, facts, schedule).until
                found[tag.purpose] = Window(profile, until)
        except NoRuleApplies:
            continue
    return found


def ends(facts: LifeFacts, schedule: Schedule) -> Mapping[PurposeName, datetime | None]:
    """When each tagged purpose ends; None where it waits for its event."""
    return {purpose: window.until for purpose, window in windows(facts, schedule).items()}


def protected(facts: LifeFacts, schedule: Schedule, *, now: datetime) -> frozenset[PurposeName]:
    """The tagged purposes whose minimum has not passed: nobody may erase or drop them yet."""
    return frozenset(tag.purpose for tag in facts.tags if _minimum_runs(tag, facts, schedule, now))


def _minimum_runs(tag: Tag, facts: LifeFacts, schedule: Schedule, now: datetime) -> bool:
    for rule in schedule.rules:
        if rule.purpose == tag.purpose and rule.at_least:
            start = start_of(rule.counts_from, facts)
            if start is None or now < after(start, rule.at_least):
                return True
    return False


def fields_due(
    facts: LifeFacts, schedule: Schedule, holds: Sequence[Hold], *, now: datetime
) -> Mapping[str, str]:
    """The fields of the call's details to be wiped now, each with its authority.

    A hold freezes them with the rest.
    """
    if holds:
        return {}
    return {
        field: authority_of_details(rule)
        for rule in schedule.details
        if (end := end_of_details(rule, facts)) and end <= now
        for field in sorted(rule.fields & facts.details)
    }
