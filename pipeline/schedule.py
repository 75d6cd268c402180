"""What the retention schedule says, and how long it keeps one recording. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.errors import NoRuleApplies
from pipeline.model import (
    CountsFrom,
    Kind,
    Period,
    ProfileName,
    PurposeName,
    Rendition,
    Rule,
    Tag,
)
from pipeline.periods import after, format_period


@dataclass(frozen=True, slots=True)
class DetailRule:
    """Fields of a call's details that have a period of their own."""

    fields: frozenset[str]
    """Names of `CallDetail`'s fields."""
    keep: Period
    counts_from: CountsFrom
    mandate: str


@dataclass(frozen=True, slots=True)
class Window:
    """How long something that people wrote about calls is kept, from its submission."""

    keep: Period
    mandate: str

    def authority(self, what: str) -> str:
        """The sentence a certificate will carry."""
        return f"{what}: {format_period(self.keep)} after submission ({self.mandate})"


SCORES = Window(Period(months=24), "Privacy notice: training and quality")
COMMENTS = Window(Period(months=12), "Privacy notice: training and quality")


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
    scores: Window = SCORES
    """Of scorecards, which may outlive their call."""
    comments: Window = COMMENTS
    """Of comments on them, which never do."""


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
    approved: datetime | None = None
    """When a person approved that it be destroyed; of no force for what ends later."""


EVENT = {
    CountsFrom.CALL_ENDED: "the call ended",
    CountsFrom.CONTRACT_ENDED: "the contract ended",
}
RECEIPT = "receipt, as the call has no date"


# --- what keeps it ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Term:
    """How long one tagged purpose keeps a rendition."""

    rule: Rule
    until: datetime | None
    authority: str


def terms_of(rendition: Rendition, facts: LifeFacts, schedule: Schedule) -> list[Term]:
    """One for each tagged purpose that hears `rendition`, which lives. Raises NoRuleApplies."""
    living = {rendition.profile, *_profiles_living(facts)}
    return [
        term_of(tag.purpose, rendition.profile, facts, schedule)
        for tag in facts.tags
        if _first_of(living, tag.purpose, schedule) == rendition.profile
    ]


def term_of(
    purpose: PurposeName, profile: ProfileName, facts: LifeFacts, schedule: Schedule
) -> Term:
    """How long `purpose` keeps a rendition of `profile`; extensions only lengthen it."""
    rule = rule_for(purpose, profile, schedule)
    end = until(rule, facts, schedule)
    longer = [e for e in facts.extensions if e.purpose == purpose and end and e.until > end]
    if not longer:
        return Term(rule, end, authority_of(rule, facts, schedule))
    last = max(longer, key=lambda extension: extension.until)
    authority = f"{authority_of(rule, facts, schedule)}, extended to {last.until:%Y-%m-%d}"
    return Term(rule, last.until, authority)


def end_of(term: Term) -> tuple[bool, float]:
    """For sorting terms by their ends."""
    return _order((term.until, term.authority))


def heard(purpose: PurposeName, facts: LifeFacts, schedule: Schedule) -> ProfileName | None:
    """The profile that `purpose` hears of this recording: its own if that lives, else a stand-in.

    None if nothing is left that it may hear. Raises NoRuleApplies for a purpose that
    the policy no longer knows.
    """
    return _first_of(_profiles_living(facts), purpose, schedule)


def _profiles_living(facts: LifeFacts) -> frozenset[ProfileName]:
    return frozenset(r.profile for r in facts.living if r.kind is not Kind.ORIGINAL)


def _first_of(
    living: Collection[ProfileName], purpose: PurposeName, schedule: Schedule
) -> ProfileName | None:
    if purpose not in schedule.hears:
        raise NoRuleApplies(f"calls are tagged with {purpose}, which is not in the policy")
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
    return _end(rule, facts, schedule)[0]


def authority_of(rule: Rule, facts: LifeFacts, schedule: Schedule) -> str:
    """The sentence a certificate will carry: purpose, period and mandate."""
    return f"{rule.purpose}: {_end(rule, facts, schedule)[1]} ({rule.mandate})"


def _end(rule: Rule, facts: LifeFacts, schedule: Schedule) -> tuple[datetime | None, str]:
    """When `rule` ends, and which period says so.

    `undated_latest` cuts a period short; nothing cuts a minimum.
    """
    undated = facts.ended is None
    counted = undated and rule.counts_from is CountsFrom.CALL_ENDED
    event = RECEIPT if counted else EVENT[rule.counts_from]
    start = start_of(rule.counts_from, facts)
    end = _ending(start, rule.keep, event)
    if undated:
        end = min(end, _ending(facts.received, schedule.undated_latest, RECEIPT), key=_order)
    if rule.at_least:
        end = max(end, _ending(start, rule.at_least, event), key=_order)
    return end


def _ending(start: datetime | None, period: Period, event: str) -> tuple[datetime | None, str]:
    return after(start, period) if start else None, f"{format_period(period)} after {event}"


def _order(end: tuple[datetime | None, str]) -> tuple[bool, float]:
    """What waits for an event ends after all that has a date."""
    date, _ = end
    return date is None, date.timestamp() if date else 0.0


def start_of(event: CountsFrom, facts: LifeFacts) -> datetime | None:
    """When `event` happened; None if it has not.

    A call without a date ended before it was received: counting from there is
    never too early.
    """
    match event:
        case CountsFrom.CALL_ENDED:
            return facts.ended or facts.received
        case CountsFrom.CONTRACT_ENDED:
            return facts.contract_ended


def authority_of_details(rule: DetailRule) -> str:
    """The sentence that says why fields were wiped."""
    period = format_period(rule.keep)
    return f"call details: {period} after {EVENT[rule.counts_from]} ({rule.mandate})"


def end_of_details(rule: DetailRule, facts: LifeFacts) -> datetime | None:
    """When the fields of `rule` are to be wiped; None while its event has not happened."""
    start = start_of(rule.counts_from, facts)
    return after(start, rule.keep) if start else None
