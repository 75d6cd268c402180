"""How long a recording may be kept, and on whose authority. Pure: no clock, no store.

A rendition lives while some tagged purpose that hears its profile has not ended.
The sealed original is another matter: no purpose and no hold keeps it, because card
data in it may not outlive its redaction (PCI DSS v4.0.1, 3.3.1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.errors import NoRuleApplies
from pipeline.model import (
    Anonymise,
    CountsFrom,
    Destroy,
    Disposition,
    Fate,
    Freeze,
    Hold,
    Kind,
    Period,
    ProfileName,
    PurposeName,
    Rendition,
    Retain,
    Rule,
    Tag,
)
from pipeline.periods import after, format_limit, format_period


@dataclass(frozen=True, slots=True)
class DetailRule:
    """Fields of a call's details that have a period of their own."""

    fields: frozenset[str]
    """Names of `CallDetail`'s fields."""
    keep: Period
    counts_from: CountsFrom
    mandate: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """The whole of config/retention.toml, and which profiles each purpose may hear."""

    rules: tuple[Rule, ...]
    hears: Mapping[PurposeName, tuple[ProfileName, ...]]
    """For each purpose its own profile, then those that may stand in for it, best first."""
    original_limit: timedelta
    """An original lives no longer than this after it was received, whatever happens."""
    undated_latest: Period
    """Counted from receipt: a call without a date is not kept beyond it."""
    details: tuple[DetailRule, ...] = ()


@dataclass(frozen=True, slots=True)
class Extension:
    """A person's decision that a purpose needs a call for longer."""

    purpose: PurposeName
    until: datetime
    reason: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeFacts:
    """What has to be known of a recording to say what becomes of it."""

    received: datetime
    tags: tuple[Tag, ...]
    ended: datetime | None
    """None if nothing told when the call was: it is undated."""
    living: tuple[Rendition, ...]
    """Those that exist now, the original included."""
    verified: bool
    """Every rendition its purposes hear was made, and heard again without a leak."""
    settled: bool = False
    """No redaction waits or is at work: what is not verified by now never will be."""
    contract_ended: datetime | None = None
    extensions: tuple[Extension, ...] = ()
    details: frozenset[str] = frozenset()
    """The fields of the call's details that are still known."""


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
    is an error (NoRuleApplies), never permission to destroy.
    """
    if rendition.kind is Kind.ORIGINAL:
        return _of_original(facts, schedule, now=now)
    if holds:
        return Freeze(min(holds, key=lambda hold: (hold.placed, hold.id)))
    terms = _terms(rendition, facts, schedule)
    if not terms:
        return _of_purposeless(facts, schedule, now=now)
    last = max(terms, key=_end)
    if last.until is None or now < last.until:
        return Retain(last.until, last.authority)
    order = Anonymise if any(t.rule.then is Fate.ANONYMISE for t in terms) else Destroy
    return order(last.until, "; ".join(t.authority for t in sorted(terms, key=_end)))


def _of_original(facts: LifeFacts, schedule: Schedule, *, now: datetime) -> Disposition:
    limit = facts.received + schedule.original_limit
    hours = format_limit(schedule.original_limit)
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
        _end_of_details(rule, facts) for rule in schedule.details if rule.fields & facts.details
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
        case Freeze():
            return None


# --- what keeps it ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Term:
    """How long one tagged purpose keeps a rendition."""

    rule: Rule
    until: datetime | None
    authority: str


def _terms(rendition: Rendition, facts: LifeFacts, schedule: Schedule) -> list[_Term]:
    """One for each tagged purpose that hears `rendition`."""
    return [
        _term(tag.purpose, rendition.profile, facts, schedule)
        for tag in facts.tags
        if heard(tag.purpose, facts, schedule) == rendition.profile
    ]


def _term(
    purpose: PurposeName, profile: ProfileName, facts: LifeFacts, schedule: Schedule
) -> _Term:
    rule = rule_for(purpose, profile, schedule)
    end = until(rule, facts, schedule)
    longer = [e for e in facts.extensions if e.purpose == purpose and end and e.until > end]
    if not longer:
        return _Term(rule, end, authority_of(rule, facts, schedule))
    last = max(longer, key=lambda extension: extension.until)
    authority = f"{authority_of(rule, facts, schedule)}, extended to {last.until:%Y-%m-%d}"
    return _Term(rule, last.until, authority)


def _end(term: _Term) -> tuple[bool, float]:
    """For sorting: what waits for an event ends after all that has a date."""
    return term.until is None, term.until.timestamp() if term.until else 0.0


def heard(purpose: PurposeName, facts: LifeFacts, schedule: Schedule) -> ProfileName | None:
    """The profile `purpose` hears of this recording: its own if that lives, else a stand-in.

    None if nothing is left that it may hear. Raises NoRuleApplies for a purpose that
    the policy no longer knows.
    """
    if purpose not in schedule.hears:
        raise NoRuleApplies(f"the purpose {purpose} is tagged on calls and not in the policy")
    living = {r.profile for r in facts.living if r.kind is not Kind.ORIGINAL}
    return next((profile for profile in schedule.hears[purpose] if profile in living), None)


def rule_for(purpose: PurposeName, profile: ProfileName, schedule: Schedule) -> Rule:
    """The rule for `purpose` on `profile`, or, on a stand-in without one, on its own profile.

    Raises NoRuleApplies.
    """
    own = schedule.hears.get(purpose, ())[:1]
    for wanted in (profile, *own):
        for rule in schedule.rules:
            if (rule.purpose, rule.profile) == (purpose, wanted):
                return rule
    raise NoRuleApplies(f"no retention rule for {purpose} on {profile} renditions")


def until(rule: Rule, facts: LifeFacts, schedule: Schedule) -> datetime | None:
    """When `rule` ends for this recording; None while its event has not happened."""
    start = _start(rule.counts_from, facts)
    return after(start, _period(rule, facts, schedule)) if start else None


def _start(event: CountsFrom, facts: LifeFacts) -> datetime | None:
    match event:
        case CountsFrom.CALL_ENDED:
            # Undated: it ended before it was received, so this is never too early.
            return facts.ended or facts.received
        case CountsFrom.CONTRACT_ENDED:
            return facts.contract_ended


def _undated(rule: Rule, facts: LifeFacts) -> bool:
    return rule.counts_from is CountsFrom.CALL_ENDED and facts.ended is None


def _period(rule: Rule, facts: LifeFacts, schedule: Schedule) -> Period:
    """How long `rule` keeps this recording: cut short if undated, but never below a minimum."""

    def length(period: Period) -> datetime:
        return after(facts.received, period)

    keep = rule.keep
    if _undated(rule, facts):
        keep = min(keep, schedule.undated_latest, key=length)
    return max(keep, rule.at_least, key=length) if rule.at_least else keep


def authority_of(rule: Rule, facts: LifeFacts, schedule: Schedule) -> str:
    """The sentence a certificate will carry: purpose, period and mandate."""
    period = format_period(_period(rule, facts, schedule))
    event = _EVENT[rule.counts_from]
    if _undated(rule, facts):
        event = "receipt, as the call has no date"
    return f"{rule.purpose}: {period} after {event} ({rule.mandate})"


_EVENT = {
    CountsFrom.CALL_ENDED: "the call ended",
    CountsFrom.CONTRACT_ENDED: "the contract ended",
}


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
        end = _term(tag.purpose, profile, facts, schedule).until
    except NoRuleApplies:
        return False
    return end is None or now < end


def protected(facts: LifeFacts, schedule: Schedule, *, now: datetime) -> frozenset[PurposeName]:
    """The tagged purposes whose minimum has not passed: nobody may erase or drop them yet."""
    return frozenset(tag.purpose for tag in facts.tags if _minimum_runs(tag, facts, schedule, now))


def _minimum_runs(tag: Tag, facts: LifeFacts, schedule: Schedule, now: datetime) -> bool:
    for rule in schedule.rules:
        if rule.purpose == tag.purpose and rule.at_least:
            start = _start(rule.counts_from, facts)
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
        field: _authority_of_details(rule)
        for rule in schedule.details
        if (end := _end_of_details(rule, facts)) and end <= now
        for field in sorted(rule.fields & facts.details)
    }


def _authority_of_details(rule: DetailRule) -> str:
    period = format_period(rule.keep)
    return f"call details: {period} after {_EVENT[rule.counts_from]} ({rule.mandate})"


def _end_of_details(rule: DetailRule, facts: LifeFacts) -> datetime | None:
    start = _start(rule.counts_from, facts)
    return after(start, rule.keep) if start else None
