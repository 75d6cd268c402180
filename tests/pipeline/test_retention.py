from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pipeline.errors import NoRuleApplies
from pipeline.model import (
    Anonymise,
    CountsFrom,
    Destroy,
    Fate,
    Freeze,
    Hold,
    Kind,
    Period,
    PurposeName,
    Rendition,
    Retain,
    Tag,
)
from pipeline.periods import after
from pipeline.retention import (
    Extension,
    LifeFacts,
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
    facts_of,
    tagged,
)

SCHEDULE = a_schedule()
HOLD = Hold("h-1", "Smith v. Acme", "mira", RECEIVED)
LIMIT = RECEIVED + SCHEDULE.original_limit
SECOND = timedelta(seconds=1)


def on(rendition: Rendition, facts: LifeFacts, now: datetime, *holds: Hold) -> object:
    return disposition_of(rendition, facts, SCHEDULE, holds, now=now)


# --- renditions -----------------------------------------------------------------------


def test_a_rendition_lives_until_its_purpose_ends_and_not_a_second_longer() -> None:
    end = after(ENDED, Period(years=6))
    assert on(EVIDENCE, facts_of(SALES), end - SECOND) == Retain(
        end, "sales: 6 years after the call ended (law of sales)"
    )
    assert on(EVIDENCE, facts_of(SALES), end) == Destroy(
        end, "sales: 6 years after the call ended (law of sales)"
    )


def test_a_rendition_lives_as_long_as_the_last_of_its_purposes() -> None:
    facts = facts_of(SALES, FRAUD)
    assert on(EVIDENCE, facts, ENDED + timedelta(days=500)) == Retain(
        after(ENDED, Period(years=6)), "sales: 6 years after the call ended (law of sales)"
    )
    order = on(EVIDENCE, facts, ENDED + timedelta(days=3000))
    assert isinstance(order, Destroy)
    assert order.authority == (
        "fraud: 13 months after the call ended (law of fraud); "
        "sales: 6 years after the call ended (law of sales)"
    )


def test_a_purpose_keeps_only_what_it_hears() -> None:
    facts = facts_of(SALES, TRAINING)
    then = ENDED + timedelta(days=300)
    assert isinstance(on(QUALITY, facts, then), Destroy)
    assert isinstance(on(EVIDENCE, facts, then), Retain)


def test_audio_and_transcript_go_together() -> None:
    text = replace(EVIDENCE, kind=Kind.TRANSCRIPT)
    facts = facts_of(SALES, FRAUD, living=(EVIDENCE, text))
    for days in (1, 500, 3000):
        now = ENDED + timedelta(days=days)
        assert on(text, facts, now) == on(EVIDENCE, facts, now)


def test_one_purpose_that_asks_for_it_makes_it_anonymise() -> None:
    schedule = a_schedule(a_rule(SALES), a_rule(FRAUD, then=Fate.ANONYMISE))
    order = disposition_of(
        EVIDENCE, facts_of(SALES, FRAUD), schedule, (), now=ENDED + timedelta(days=3000)
    )
    assert isinstance(order, Anonymise)


def test_a_contract_that_has_not_ended_keeps_the_call_without_a_date() -> None:
    schedule = a_schedule(a_rule(SALES, counts_from=CountsFrom.CONTRACT_ENDED))
    facts = facts_of(SALES)
    late = ENDED + timedelta(days=9999)
    kept = disposition_of(EVIDENCE, facts, schedule, (), now=late)
    assert kept == Retain(None, "sales: 6 years after the contract ended (law of sales)")
    assert next_due(replace(facts, living=(EVIDENCE,)), schedule, now=late) is None
    ended = replace(facts, contract_ended=ENDED + timedelta(days=100))
    assert disposition_of(EVIDENCE, ended, schedule, (), now=ENDED) == Retain(
        after(ENDED + timedelta(days=100), Period(years=6)),
        "sales: 6 years after the contract ended (law of sales)",
    )


def test_without_a_rule_nothing_is_destroyed() -> None:
    schedule = a_schedule(a_rule(SALES))
    with pytest.raises(NoRuleApplies, match="no retention rule for fraud on evidence"):
        disposition_of(EVIDENCE, facts_of(SALES, FRAUD), schedule, (), now=LIMIT)


def test_a_tag_that_the_policy_no_longer_knows_keeps_everything() -> None:
    facts = facts_of(SALES, PurposeName("retired"))
    for rendition in (QUALITY, EVIDENCE):
        with pytest.raises(NoRuleApplies, match="retired, which is not in the policy"):
            on(rendition, facts, ENDED + timedelta(days=9999))


def test_what_no_tagged_purpose_hears_goes_with_the_original() -> None:
    facts = facts_of(TRAINING)
    assert isinstance(on(EVIDENCE, facts, LIMIT - SECOND), Retain)
    assert on(EVIDENCE, facts, LIMIT) == Destroy(
        LIMIT, "no tagged purpose may hear it: 72 hours after receipt"
    )


def test_a_call_without_a_purpose_can_be_tagged_until_the_originals_limit() -> None:
    facts = facts_of()
    for rendition in (ORIGINAL, EVIDENCE):
        assert isinstance(on(rendition, facts, LIMIT - SECOND), Retain)
        assert on(rendition, facts, LIMIT) == Destroy(
            LIMIT, "the call has no purpose: 72 hours after receipt"
        )


# --- undated calls --------------------------------------------------------------------


def test_an_undated_call_is_not_kept_beyond_the_latest_date() -> None:
    latest = after(RECEIVED, Period(days=30))
    facts = facts_of(SALES, ended=None)
    assert on(EVIDENCE, facts, LIMIT) == Retain(
        latest, "sales: 30 days after receipt, as the call has no date (law of sales)"
    )
    assert isinstance(on(EVIDENCE, facts, latest), Destroy)


def test_a_short_period_of_an_undated_call_counts_from_receipt() -> None:
    schedule = a_schedule(a_rule(SALES, keep=Period(days=7)))
    kept = disposition_of(EVIDENCE, facts_of(SALES, ended=None), schedule, (), now=RECEIVED)
    assert kept == Retain(
        RECEIVED + timedelta(days=7),
        "sales: 7 days after receipt, as the call has no date (law of sales)",
    )


def test_a_minimum_binds_an_undated_call_as_well() -> None:
    schedule = a_schedule(a_rule(SALES, at_least=Period(years=5)))
    kept = disposition_of(EVIDENCE, facts_of(SALES, ended=None), schedule, (), now=RECEIVED)
    assert isinstance(kept, Retain)
    assert kept.until == after(RECEIVED, Period(years=5))


def test_an_undated_call_does_not_wait_for_its_contract_either() -> None:
    schedule = a_schedule(a_rule(SALES, counts_from=CountsFrom.CONTRACT_ENDED))
    facts = facts_of(SALES, ended=None)
    assert disposition_of(EVIDENCE, facts, schedule, (), now=RECEIVED) == Retain(
        after(RECEIVED, Period(days=30)),
        "sales: 30 days after receipt, as the call has no date (law of sales)",
    )


def test_an_undated_call_waits_for_a_minimum_that_has_not_begun() -> None:
    rule = a_rule(SALES, counts_from=CountsFrom.CONTRACT_ENDED, at_least=Period(years=5))
    facts = facts_of(SALES, ended=None)
    kept = disposition_of(EVIDENCE, facts, a_schedule(rule), (), now=LIMIT)
    assert kept == Retain(None, "sales: 5 years after the contract ended (law of sales)")


# --- holds and extensions -------------------------------------------------------------


def test_a_hold_beats_the_schedule() -> None:
    late = ENDED + timedelta(days=9999)
    assert on(EVIDENCE, facts_of(SALES), late, HOLD) == Freeze(HOLD)


def test_of_several_holds_the_oldest_is_named() -> None:
    younger = Hold("h-0", "Jones v. Acme", "mira", RECEIVED + SECOND)
    assert on(EVIDENCE, facts_of(SALES), LIMIT, younger, HOLD) == Freeze(HOLD)


def test_no_hold_keeps_an_original() -> None:
    assert isinstance(on(ORIGINAL, facts_of(SALES), RECEIVED, HOLD), Destroy)
    unverified = facts_of(SALES, verified=False)
    assert isinstance(on(ORIGINAL, unverified, LIMIT, HOLD), Destroy)


def extended(facts: LifeFacts, purpose: PurposeName, until: datetime) -> LifeFacts:
    return replace(facts, extensions=(Extension(purpose, until, "ombudsman", "mira"),))


def test_an_extension_keeps_a_call_for_longer_and_says_so() -> None:
    until = after(ENDED, Period(years=7))
    facts = extended(facts_of(SALES), SALES, until)
    assert on(EVIDENCE, facts, after(ENDED, Period(years=6))) == Retain(
        until, "sales: 6 years after the call ended (law of sales), extended to 2033-03-27"
    )
    assert isinstance(on(EVIDENCE, facts, until), Destroy)


def test_an_extension_never_shortens() -> None:
    facts = extended(facts_of(SALES), SALES, ENDED + timedelta(days=1))
    assert on(EVIDENCE, facts, LIMIT) == on(EVIDENCE, facts_of(SALES), LIMIT)


def test_an_extension_of_one_purpose_lengthens_no_other() -> None:
    facts = extended(facts_of(FRAUD), SALES, after(ENDED, Period(years=9)))
    assert isinstance(on(EVIDENCE, facts, ENDED + timedelta(days=500)), Destroy)


# --- the original -----------------------------------------------------------------------


def test_an_original_dies_when_its_renditions_are_verified() -> None:
    assert on(ORIGINAL, facts_of(SALES), RECEIVED) == Destroy(
        RECEIVED, "sealed original: its redacted renditions are verified"
    )


def test_an_original_that_cannot_be_redacted_dies_at_its_limit() -> None:
    facts = facts_of(SALES, verified=False)
    assert on(ORIGINAL, facts, LIMIT - SECOND) == Retain(
        LIMIT, "sealed original: until it is redacted, 72 hours at the most"
    )
    assert on(ORIGINAL, facts, LIMIT) == Destroy(
        LIMIT, "sealed original: 72 hours after receipt, whatever happens"
    )


# --- who may hear it ------------------------------------------------------------------


def test_readers_lose_a_call_when_their_purpose_ends_though_another_keeps_it() -> None:
    sales, fraud = tagged(SALES, FRAUD)
    facts = facts_of(SALES, FRAUD)
    then = after(ENDED, Period(months=13))
    assert window_open(fraud, facts, SCHEDULE, now=then - SECOND)
    assert not window_open(fraud, facts, SCHEDULE, now=then)
    assert window_open(sales, facts, SCHEDULE, now=then)


def test_an_extension_opens_the_window_for_longer() -> None:
    then = after(ENDED, Period(months=13))
    facts = extended(facts_of(FRAUD), FRAUD, then + timedelta(days=10))
    assert window_open(tagged(FRAUD)[0], facts, SCHEDULE, now=then)


@pytest.mark.parametrize(
    "tag", [*tagged(FRAUD), Tag(PurposeName("retired"), ()), Tag(SALES, ("another reason",))]
)
def test_nobody_hears_a_call_for_a_purpose_it_is_not_tagged_with(tag: Tag) -> None:
    assert not window_open(tag, facts_of(SALES), SCHEDULE, now=RECEIVED)


def test_without_a_rule_nobody_hears_the_call() -> None:
    schedule = a_schedule(a_rule(SALES))
    assert not window_open(tagged(FRAUD)[0], facts_of(FRAUD), schedule, now=RECEIVED)


def test_a_purpose_tagged_late_hears_the_stricter_rendition_that_still_lives() -> None:
    facts = facts_of(SALES, living=(QUALITY,))
    assert heard(SALES, facts, SCHEDULE) == QUALITY.profile
    assert isinstance(on(QUALITY, facts, ENDED + timedelta(days=2000)), Retain)
    assert window_open(tagged(SALES)[0], facts, SCHEDULE, now=ENDED + timedelta(days=2000))


def test_a_purpose_never_hears_a_rendition_that_masks_less_than_its_own() -> None:
    facts = facts_of(TRAINING, living=(EVIDENCE,))
    assert heard(TRAINING, facts, SCHEDULE) is None
    assert not window_open(tagged(TRAINING)[0], facts, SCHEDULE, now=RECEIVED)


# --- minimums -------------------------------------------------------------------------


def test_a_purpose_is_protected_until_its_minimum_has_passed() -> None:
    schedule = a_schedule(a_rule(SALES, at_least=Period(years=5)), a_rule(FRAUD))
    facts = facts_of(SALES, FRAUD)
    then = after(ENDED, Period(years=5))
    assert protected(facts, schedule, now=then - SECOND) == {SALES}
    assert protected(facts, schedule, now=then) == frozenset()


def test_a_minimum_that_has_not_begun_protects_as_well() -> None:
    rule = a_rule(SALES, counts_from=CountsFrom.CONTRACT_ENDED, at_least=Period(years=5))
    late = ENDED + timedelta(days=9999)
    assert protected(facts_of(SALES), a_schedule(rule), now=late) == {SALES}


# --- details --------------------------------------------------------------------------

LEAVERS = DetailRule(
    frozenset({"ani", "agent"}), Period(days=90), CountsFrom.CONTRACT_ENDED, "notice"
)
WITH_DETAILS = replace(SCHEDULE, details=(LEAVERS,))


def test_a_leavers_number_goes_ninety_days_after_the_contract_and_the_rest_stays() -> None:
    facts = replace(facts_of(SALES), contract_ended=ENDED, details=frozenset({"ani", "queue"}))
    then = ENDED + timedelta(days=90)
    assert fields_due(facts, WITH_DETAILS, (), now=then - SECOND) == {}
    assert fields_due(facts, WITH_DETAILS, (), now=then) == {
        "ani": "call details: 90 days after the contract ended (notice)"
    }


def test_details_stay_while_the_contract_lasts_or_a_hold_freezes_them() -> None:
    facts = replace(facts_of(SALES), details=frozenset({"ani"}))
    late = ENDED + timedelta(days=9999)
    assert fields_due(facts, WITH_DETAILS, (), now=late) == {}
    left = replace(facts, contract_ended=ENDED)
    assert fields_due(left, WITH_DETAILS, [HOLD], now=late) == {}


# --- the next date --------------------------------------------------------------------


def test_the_sweep_comes_back_for_the_first_thing_that_ends() -> None:
    facts = facts_of(SALES, TRAINING)
    assert next_due(facts, SCHEDULE, now=RECEIVED) == after(ENDED, Period(months=6))
    gone = replace(facts, living=(EVIDENCE,))
    assert next_due(gone, SCHEDULE, now=RECEIVED) == after(ENDED, Period(years=6))


def test_an_unverified_original_brings_the_sweep_back_at_its_limit() -> None:
    facts = facts_of(SALES, living=(ORIGINAL,), verified=False)
    assert next_due(facts, SCHEDULE, now=RECEIVED) == LIMIT


def test_details_bring_the_sweep_back() -> None:
    facts = replace(
        facts_of(SALES, living=(EVIDENCE,)), contract_ended=ENDED, details=frozenset({"ani"})
    )
    assert next_due(facts, WITH_DETAILS, now=RECEIVED) == ENDED + timedelta(days=90)


def test_a_missing_rule_brings_the_sweep_back_at_once() -> None:
    facts = facts_of(PurposeName("retired"))
    assert next_due(facts, SCHEDULE, now=RECEIVED) == RECEIVED


def test_what_is_all_gone_is_never_due() -> None:
    assert next_due(facts_of(SALES, living=()), SCHEDULE, now=RECEIVED) is None
