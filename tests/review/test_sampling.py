"""Sampling plans: the draw is fair, weighted and the same again; each reviewer sees their own."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import RecordingId
from pipeline.sampling import Candidate, Per, Weights, draw, share_out, week_of, weight_of
from pipeline.scoring import Scored
from pipeline.settings.scorecards import table_of
from tests.calls import ENDED, SALE, TRAINING, a_recording
from tests.review.desk import Desk

SHORT = {
    "name": "short",
    "title": "Short",
    "section": [{"title": "All", "question": [{"key": "a", "text": "A?", "weight": 1}]}],
}
WEEK = date(2026, 3, 23)
EVEN = Weights(1, 1, 1, 1, 1)

calls = st.lists(
    st.builds(
        Candidate,
        recording=st.integers(0, 200).map(lambda n: RecordingId(f"{n:032x}")),
        unit=st.sampled_from(["ann", "bob", "cat"]),
        masks=st.integers(0, 3),
        flags=st.integers(0, 1),
        duration=st.integers(0, 3_600_000),
        score=st.none() | st.floats(0, 1),
        new_agent=st.booleans(),
    ),
    max_size=40,
    unique_by=lambda call: call.recording,
)
seeds = st.text(max_size=8)


def plain(number: int, unit: str = "ann", masks: int = 0) -> Candidate:
    return Candidate(RecordingId(f"{number:032x}"), unit, masks, 0, 60_000)


@settings(deadline=None, max_examples=50)
@given(calls, st.integers(1, 5), seeds)
def test_each_unit_is_drawn_as_many_as_asked_or_all_it_has(
    some: list[Candidate], count: int, seed: str
) -> None:
    drawn = draw(some, count, Weights(), seed=seed, week=WEEK)
    units = {call.recording: call.unit for call in some}
    has, got = Counter(units.values()), Counter(units[recording] for recording in drawn)
    assert len(set(drawn)) == len(drawn)
    assert got == Counter({unit: min(count, all_) for unit, all_ in has.items()})


@settings(deadline=None, max_examples=50)
@given(calls, st.integers(1, 5), seeds)
def test_neither_order_nor_other_units_change_a_draw(
    some: list[Candidate], count: int, seed: str
) -> None:
    mixed = sorted(some, key=lambda call: call.recording[::-1])
    drawn = draw(some, count, Weights(), seed=seed, week=WEEK)
    assert draw(mixed, count, Weights(), seed=seed, week=WEEK) == drawn
    anns = [call for call in some if call.unit == "ann"]
    alone = draw(anns, count, Weights(), seed=seed, week=WEEK)
    assert alone == tuple(r for r in drawn if r in {call.recording for call in anns})


@settings(deadline=None, max_examples=50)
@given(calls, st.integers(1, 5), seeds)
def test_who_asks_for_more_keeps_what_was_drawn(
    some: list[Candidate], count: int, seed: str
) -> None:
    fewer = draw(some, count, Weights(), seed=seed, week=WEEK)
    assert set(fewer) <= set(draw(some, count + 1, Weights(), seed=seed, week=WEEK))


@settings(deadline=None, max_examples=50)
@given(calls)
def test_a_risk_never_makes_a_call_less_likely(some: list[Candidate]) -> None:
    for call in some:
        riskier = replace(call, masks=call.masks + 1, flags=1, new_agent=True, score=0.1)
        assert 1 <= weight_of(call, Weights()) <= weight_of(riskier, Weights())


def test_a_call_that_weighs_four_times_as_much_is_drawn_four_times_as_often() -> None:
    weights = replace(EVEN, masks=4)
    two = [plain(1), plain(2, masks=1)]
    heavy = sum(
        draw(two, 1, weights, seed=str(n), week=WEEK) == (two[1].recording,) for n in range(4_000)
    )
    assert heavy / 4_000 == pytest.approx(0.8, abs=0.02)


def test_alike_calls_are_drawn_alike_and_other_weeks_draw_others() -> None:
    some = [plain(n) for n in range(10)]
    weeks = [WEEK + timedelta(weeks=n) for n in range(2_000)]
    drawn = Counter(draw(some, 1, EVEN, seed="s", week=week)[0] for week in weeks)
    assert len(drawn) == 10
    assert max(drawn.values()) - min(drawn.values()) < 90


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 30), st.sets(st.text(min_size=1, max_size=5), min_size=1, max_size=6), seeds)
def test_work_is_shared_out_evenly(count: int, names: set[str], seed: str) -> None:
    drawn = [RecordingId(str(n)) for n in range(count)]
    shared = share_out(drawn, sorted(names), seed=seed, week=WEEK)
    work = Counter(shared.values())
    assert set(shared) == set(drawn)
    assert max(work.values(), default=0) - min((work[n] for n in names), default=0) <= 1


@pytest.mark.parametrize("weight", [0, 0.5, -1, 101])
def test_a_weight_that_would_hide_calls_is_none(weight: float) -> None:
    with pytest.raises(ValueError, match="masks"):
        Weights(masks=weight)


def a_plan(desk: Desk, **said: str) -> None:
    weights = {
        "weight_masks": "2",
        "weight_flags": "4",
        "weight_long": "1.5",
        "weight_low_score": "3",
        "weight_new_agent": "2",
    }
    fields = {"name": "weekly", "purpose": "training_quality", "per": "agent", "count": "2"}
    lena = desk.sign_in("lena", "leads")
    assert lena.post("/samples/plans/", fields | weights | said).status_code == 302


def calls_of(desk: Desk, *agents: str) -> list[str]:
    """Three of each, of the week before the desk's."""
    made: list[str] = []
    for agent in agents:
        for number in range(3):
            recording = a_recording(call_id=f"{agent}-{number}", ended=ENDED)
            detail = replace(recording.call, agent=agent)
            made.append(desk.call(TRAINING, recording=replace(recording, call=detail)).id)
    desk.site.clock = lambda: ENDED + timedelta(weeks=1)
    return made


def test_a_plan_draws_last_weeks_calls_and_shares_them_out(desk: Desk) -> None:
    made = calls_of(desk, "ann", "bob")
    anna, ben = desk.sign_in("anna", "quality"), desk.sign_in("ben", "quality")
    a_plan(desk)
    pages = [client.get("/samples/").content.decode() for client in (anna, ben)]
    theirs = [{id_ for id_ in made if id_ in page} for page in pages]
    assert [len(some) for some in theirs] == [2, 2]
    assert not theirs[0] & theirs[1]
    [entry] = desk.site.ledger.entries(act="sample drawn")
    assert entry.details["calls"] == 4


def test_a_plan_knows_how_an_agent_was_scored_of_late(desk: Desk) -> None:
    first, *_ = calls_of(desk, "ann", "bob")
    form = desk.site.scores.keep_form(table_of(SHORT), by="lena")
    card = desk.site.scores.begin_card(RecordingId(first), form.form.name, by="anna")
    desk.site.scores.submit(card.id, Scored(4_000, (), (), passed=False), by="anna")
    candidates = desk.site.samples.candidates(
        TRAINING.purpose, Per.AGENT, week=week_of(ENDED), now=desk.site.clock()
    )
    assert {(c.unit, c.score) for c in candidates} == {("ann", 0.4), ("bob", None)}


def test_a_week_is_drawn_once(desk: Desk) -> None:
    calls_of(desk, "ann")
    anna = desk.sign_in("anna", "quality")
    a_plan(desk)
    first = anna.get("/samples/").content
    assert b"0 of 2 done" in first
    late = a_recording(call_id="late")
    desk.call(TRAINING, recording=replace(late, call=replace(late.call, agent="cat")))
    assert b"0 of 2 done" in anna.get("/samples/").content


def test_only_calls_of_the_plans_purpose_are_drawn(desk: Desk) -> None:
    recording = a_recording()
    sale = desk.call(SALE, recording=replace(recording, call=replace(recording.call, agent="ann")))
    calls_of(desk, "bob")
    anna = desk.sign_in("anna", "quality")
    a_plan(desk)
    assert sale.id not in anna.get("/samples/").content.decode()


def test_what_is_done_is_counted_and_is_nobody_elses_to_do(desk: Desk) -> None:
    from pipeline.adapters.catalogue.models import Sampled

    calls_of(desk, "ann")
    anna = desk.sign_in("anna", "quality")
    a_plan(desk)
    sample = Sampled.objects.first()
    assert sample is not None
    ben = desk.sign_in("ben", "quality")
    assert ben.post(f"/samples/{sample.pk}/done/").status_code == 404
    assert anna.post(f"/samples/{sample.pk}/done/").status_code == 302
    assert b"1 of 2 done" in anna.get("/samples/").content


def test_a_sample_dies_with_its_call(desk: Desk) -> None:
    from pipeline.adapters.catalogue.models import Sampled

    calls_of(desk, "ann")
    desk.sign_in("anna", "quality")
    a_plan(desk)
    sample = Sampled.objects.first()
    assert sample is not None
    recording = RecordingId(sample.recording_id)
    for rendition in desk.site.catalogue.renditions(recording):
        desk.site.catalogue.doom(rendition, "over")
        desk.site.catalogue.forget(rendition)
    assert not Sampled.objects.filter(id=sample.pk).exists()


def test_without_anybody_to_listen_a_plan_waits(desk: Desk) -> None:
    calls_of(desk, "ann")
    a_plan(desk)
    assert not list(desk.site.ledger.entries(act="sample drawn"))
    anna = desk.sign_in("anna", "quality")
    assert b"0 of 2 done" in anna.get("/samples/").content


def test_two_plans_have_two_names_and_an_ended_one_draws_no_more(desk: Desk) -> None:
    from review.models import SamplingPlan

    a_plan(desk)
    lena = desk.sign_in("lena", "leads")
    again = lena.post("/samples/plans/", {"name": "weekly", "per": "agent"})
    assert again.status_code == 200
    plan = SamplingPlan.objects.get()
    assert lena.post(f"/samples/plans/{plan.pk}/end/").status_code == 302
    assert lena.post(f"/samples/plans/{plan.pk}/end/").status_code == 404
    calls_of(desk, "ann")
    anna = desk.sign_in("anna", "quality")
    assert b"Nothing was drawn" in anna.get("/samples/").content


def test_a_week_begins_on_its_monday() -> None:
    assert week_of(ENDED).isoweekday() == 1
    assert week_of(ENDED) <= ENDED.date() < week_of(ENDED) + timedelta(days=7)
