"""What holds of every life a recording can have, whatever the schedule."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import (
    Anonymise,
    CountsFrom,
    Destroy,
    Fate,
    Freeze,
    Hold,
    Period,
    PurposeName,
    Rendition,
    Retain,
)
from pipeline.retention import (
    Extension,
    LifeFacts,
    Schedule,
    disposition_of,
    fields_due,
    heard,
    next_due,
    protected,
    window_open,
)
from pipeline.schedule import DetailRule
from tests.lives import (
    ENDED,
    EVIDENCE,
    FRAUD,
    ORIGINAL,
    QUALITY,
    RECEIVED,
    SALES,
    TRAINING,
    a_rule,
    a_schedule,
    tagged,
)

HOLD = Hold("h-1", "Smith v. Acme", "mira", RECEIVED)
LIMIT = RECEIVED + a_schedule().original_limit
LEAVERS = DetailRule(
    frozenset({"ani", "agent"}), Period(days=90), CountsFrom.CONTRACT_ENDED, "notice"
)

days = st.integers(0, 4000).map(timedelta)
moments = days.map(lambda d: RECEIVED + d)
lives = st.builds(
    LifeFacts,
    received=st.just(RECEIVED),
    tags=st.sets(st.sampled_from([TRAINING, SALES, FRAUD])).map(lambda s: tagged(*sorted(s))),
    ended=st.none() | days.map(lambda d: ENDED - d),
    living=st.sets(st.sampled_from([ORIGINAL, QUALITY, EVIDENCE])).map(
        lambda s: tuple(sorted(s, key=str))
    ),
    verified=st.booleans(),
    contract_ended=st.none() | moments,
    extensions=st.lists(
        st.builds(
            Extension,
            st.sampled_from([TRAINING, SALES, FRAUD]),
            moments,
            st.just("why"),
            st.just("mira"),
        ),
        max_size=2,
    ).map(tuple),
    details=st.sets(st.sampled_from(["ani", "queue"])).map(frozenset),
)
periods = st.builds(Period, years=st.integers(0, 8), months=st.integers(0, 24), days=st.just(1))


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    rules = [
        a_rule(
            purpose,
            profile,
            keep=draw(periods),
            counts_from=draw(st.sampled_from(CountsFrom)),
            then=draw(st.sampled_from(Fate)),
            at_least=draw(st.none() | periods),
        )
        for purpose, profile in (
            (TRAINING, QUALITY.profile),
            (SALES, EVIDENCE.profile),
            (FRAUD, EVIDENCE.profile),
        )
    ]
    return replace(a_schedule(*rules), details=(LEAVERS,))


redacted = st.sampled_from([QUALITY, EVIDENCE])


@given(lives, schedules(), redacted, moments)
def test_a_hold_freezes_every_rendition(
    facts: LifeFacts, schedule: Schedule, rendition: Rendition, now: datetime
) -> None:
    assert disposition_of(rendition, facts, schedule, [HOLD], now=now) == Freeze(HOLD)


@given(lives, schedules(), moments, st.booleans())
def test_no_original_outlives_its_limit(
    facts: LifeFacts, schedule: Schedule, now: datetime, held: bool
) -> None:
    holds = [HOLD] if held else []
    kept = isinstance(disposition_of(ORIGINAL, facts, schedule, holds, now=now), Retain)
    assert not (kept and now >= LIMIT)


@given(lives, schedules(), redacted, moments, days)
def test_what_is_to_be_destroyed_stays_so(
    facts: LifeFacts, schedule: Schedule, rendition: Rendition, now: datetime, later: timedelta
) -> None:
    before = disposition_of(rendition, facts, schedule, (), now=now)
    afterwards = disposition_of(rendition, facts, schedule, (), now=now + later)
    assert isinstance(before, Retain) or afterwards == before


@given(lives, schedules(), redacted, moments)
def test_what_is_retained_until_a_date_goes_on_that_date(
    facts: LifeFacts, schedule: Schedule, rendition: Rendition, now: datetime
) -> None:
    match disposition_of(rendition, facts, schedule, (), now=now):
        case Retain(None):
            assert facts.contract_ended is None
        case Retain(datetime() as until):
            assert now < until
            order = disposition_of(rendition, facts, schedule, (), now=until)
            assert isinstance(order, Destroy | Anonymise)
            assert order.since == until
        case Destroy(since, authority) | Anonymise(since, authority):
            assert since <= now
            assert authority


@given(lives, schedules(), redacted, moments)
def test_nothing_is_destroyed_before_a_minimum_has_passed(
    facts: LifeFacts, schedule: Schedule, rendition: Rendition, now: datetime
) -> None:
    safe = protected(facts, schedule, now=now)
    if any(heard(p, facts, schedule) == rendition.profile for p in safe):
        assert isinstance(disposition_of(rendition, facts, schedule, (), now=now), Retain)


@given(lives, schedules(), redacted, moments, st.sampled_from([TRAINING, SALES, FRAUD]), moments)
def test_an_extension_only_ever_lengthens(
    facts: LifeFacts,
    schedule: Schedule,
    rendition: Rendition,
    now: datetime,
    purpose: PurposeName,
    until: datetime,
) -> None:
    more = replace(facts, extensions=(*facts.extensions, Extension(purpose, until, "w", "mira")))
    before = disposition_of(rendition, facts, schedule, (), now=now)
    if isinstance(before, Retain):
        longer = disposition_of(rendition, more, schedule, (), now=now)
        assert isinstance(longer, Retain)
        assert longer.until is None or (before.until is not None and longer.until >= before.until)


@given(lives, schedules(), redacted, moments)
def test_one_purpose_more_never_shortens_a_life(
    facts: LifeFacts, schedule: Schedule, rendition: Rendition, now: datetime
) -> None:
    more = replace(facts, tags=tagged(TRAINING, SALES, FRAUD))
    if facts.tags and isinstance(disposition_of(rendition, facts, schedule, (), now=now), Retain):
        kept = disposition_of(rendition, more, schedule, (), now=now)
        assert isinstance(kept, Retain) or now < LIMIT


@given(lives, schedules(), redacted, moments)
def test_while_readers_may_hear_a_rendition_it_is_kept(
    facts: LifeFacts, schedule: Schedule, rendition: Rendition, now: datetime
) -> None:
    facts = replace(facts, living=tuple({*facts.living, rendition}))
    hearing = [
        tag
        for tag in facts.tags
        if window_open(tag, facts, schedule, now=now)
        and heard(tag.purpose, facts, schedule) == rendition.profile
    ]
    kept = isinstance(disposition_of(rendition, facts, schedule, (), now=now), Retain)
    assert kept or not hearing
    assert hearing or not kept or now < LIMIT


@given(lives, schedules(), moments)
def test_nothing_changes_before_the_next_due_date(
    facts: LifeFacts, schedule: Schedule, now: datetime
) -> None:
    def state(at: datetime) -> list[object]:
        orders = [disposition_of(r, facts, schedule, (), now=at) for r in facts.living]
        return [*orders, fields_due(facts, schedule, (), now=at)]

    due = next_due(facts, schedule, now=now)
    last = now + timedelta(days=40_000) if due is None else due - timedelta(microseconds=1)
    assert due is None or due >= now
    assert last < now or state(last) == state(now)
