from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.accounting import enter_notes
from pipeline.errors import NoSuch, Refused, Unavailable
from pipeline.model import Clock, Hold, Kind, Moment, Outcome, Rendition, State
from pipeline.ports import Keeping
from tests.calls import (
    ENDED,
    LEASE,
    QUALITY,
    SALE,
    TRAINING,
    a_recording,
    claimed,
    received,
    released,
)
from tests.conftest import keeping_in
from tests.killing import killed_at, lines

NOW = ENDED + timedelta(minutes=2)


def test_what_was_admitted_comes_back_whole(keeping: Keeping) -> None:
    recording = received(keeping)
    assert keeping.catalogue.recording(recording.id) == recording


def test_the_same_audio_is_the_same_recording(keeping: Keeping) -> None:
    first = received(keeping)
    again = keeping.catalogue.admit(a_recording(call_id="other"))
    assert again.id != first.id
    twin = a_recording()
    twin = type(twin)(**{f: getattr(twin, f) for f in twin.__slots__} | {"sha256": first.sha256})
    assert keeping.catalogue.admit(twin) == first


def test_several_recordings_belong_to_one_call(keeping: Keeping) -> None:
    one, two = (received(keeping, a_recording(call_id="c-9")) for _ in range(2))
    assert one.id != two.id
    when = ENDED + timedelta(days=30)
    keeping.catalogue.contract_ended("headquarters", "c-9", when, by="crm")
    assert {keeping.catalogue.facts(r.id).contract_ended for r in (one, two)} == {when}


def test_a_later_file_of_a_call_tells_more_and_ends_it_later(keeping: Keeping) -> None:
    part = a_recording(call_id="c-9")
    bare = replace(part.call, queue=None, direction=None)
    first = received(keeping, replace(part, call=bare))
    end = Moment(ENDED + timedelta(minutes=20), Clock.FILE_NAME)
    rest = replace(part.call, ani="07700900999", ended=end)
    received(keeping, replace(a_recording(), call=rest))

    call = keeping.catalogue.recording(first.id).call
    assert (call.queue, call.direction) == (part.call.queue, part.call.direction)
    assert call.ended == end
    assert call.ani == bare.ani


def test_an_earlier_file_of_a_call_does_not_end_it_sooner(keeping: Keeping) -> None:
    first = received(keeping, a_recording(call_id="c-9"))
    received(keeping, a_recording(call_id="c-9", ended=ENDED - timedelta(hours=1)))
    assert keeping.catalogue.recording(first.id).call == first.call


def test_an_arrival_that_was_interrupted_counts_from_its_last_try(keeping: Keeping) -> None:
    killed = keeping.catalogue.admit(a_recording())
    later = replace(killed, received=killed.received + timedelta(days=5))
    assert keeping.catalogue.admit(later).received == later.received
    keeping.catalogue.arrived(killed.id)
    assert keeping.catalogue.recording(killed.id) == later


def test_what_is_being_destroyed_arrives_no_more(keeping: Keeping) -> None:
    killed = keeping.catalogue.admit(a_recording())
    keeping.catalogue.doom(Rendition.original(killed.id), "it took too long")
    with pytest.raises(Unavailable):
        keeping.catalogue.arrived(killed.id)


def test_only_what_has_arrived_is_claimed(keeping: Keeping) -> None:
    keeping.catalogue.admit(a_recording())
    assert keeping.catalogue.claim("worker-1", now=NOW, lease=LEASE) is None


def test_one_recording_has_one_worker(keeping: Keeping) -> None:
    received(keeping)
    assert claimed(keeping, now=NOW).attempt == 1
    assert keeping.catalogue.claim("worker-2", now=NOW, lease=LEASE) is None


def test_a_lease_that_ran_out_is_claimed_anew(keeping: Keeping) -> None:
    received(keeping)
    claimed(keeping, now=NOW)
    again = keeping.catalogue.claim("worker-2", now=NOW + LEASE, lease=LEASE)
    assert again
    assert again.attempt == 2


def test_a_renewed_lease_is_not_claimed(keeping: Keeping) -> None:
    received(keeping)
    keeping.catalogue.renew(claimed(keeping, now=NOW), until=NOW + 2 * LEASE)
    assert keeping.catalogue.claim("worker-2", now=NOW + LEASE, lease=LEASE) is None


def test_a_worker_that_lost_its_lease_settles_nothing(keeping: Keeping) -> None:
    call = received(keeping)
    late = claimed(keeping, now=NOW)
    keeping.catalogue.claim("worker-2", now=NOW + LEASE, lease=LEASE)
    with pytest.raises(NoSuch, match="lease"):
        keeping.catalogue.settle(late, Outcome(State.RELEASED, (TRAINING,)))
    assert keeping.catalogue.state(call.id) is State.WORKING


def test_what_failed_waits_before_it_is_tried_again(keeping: Keeping) -> None:
    received(keeping)
    later = NOW + timedelta(minutes=1)
    keeping.catalogue.give_up(claimed(keeping, now=NOW), retry_at=later, reason="disk full")
    assert keeping.catalogue.claim("worker-1", now=NOW, lease=LEASE) is None
    assert keeping.catalogue.claim("worker-1", now=later, lease=LEASE)


def test_a_call_put_back_was_never_tried(keeping: Keeping) -> None:
    received(keeping)
    keeping.catalogue.put_back(claimed(keeping, now=NOW))
    assert claimed(keeping, now=NOW).attempt == 1


def test_renditions_are_verified_when_they_are_settled_and_not_before(keeping: Keeping) -> None:
    received(keeping)
    claim = claimed(keeping, now=NOW)
    audio = Rendition(claim.recording.id, QUALITY, Kind.AUDIO)
    keeping.catalogue.begin(audio)
    assert not keeping.catalogue.is_verified(audio)
    keeping.catalogue.settle(claim, Outcome(State.RELEASED, (TRAINING,), {audio: ()}))
    assert keeping.catalogue.is_verified(audio)


def test_a_doomed_rendition_is_verified_no_more(keeping: Keeping) -> None:
    call = released(keeping, TRAINING)
    audio = Rendition(call.id, QUALITY, Kind.AUDIO)
    keeping.catalogue.doom(audio, "over")
    assert not keeping.catalogue.is_verified(audio)


def test_a_hold_on_what_is_being_destroyed_is_refused(keeping: Keeping) -> None:
    call = released(keeping, TRAINING)
    keeping.catalogue.doom(Rendition(call.id, QUALITY, Kind.AUDIO), "over")
    with pytest.raises(Refused, match="no hold can save it"):
        keeping.catalogue.place(Hold("h-1", "Smith v Acme", "anna", NOW), [call.id])


def test_a_date_is_set_once_and_by_a_person(keeping: Keeping) -> None:
    call = received(keeping, a_recording(ended=None))
    keeping.catalogue.date(call.id, ENDED, by="anna")
    assert keeping.catalogue.recording(call.id).call.ended == Moment(ENDED, Clock.PERSON)
    with pytest.raises(Refused, match="has a date from its person"):
        keeping.catalogue.date(call.id, ENDED, by="ben")


def test_an_anonymised_call_leaves_numbers_and_no_names(keeping: Keeping) -> None:
    from pipeline.adapters.catalogue.models import Anonymous, Call

    call = released(keeping, TRAINING)
    for rendition in keeping.catalogue.renditions(call.id):
        keeping.catalogue.doom(rendition, "over", anonymise=True)
        keeping.catalogue.forget(rendition)

    [left] = Anonymous.objects.values()
    assert not Call.objects.exists()
    assert {k: v for k, v in left.items() if k != "id"} == {
        "month": "2025-03",
        "direction": "inbound",
        "queue": "sales",
        "minutes": 1,
        "purposes": ["training_quality"],
        "entities": {"PAN": 1},
    }


def test_every_act_is_noted_with_who_did_it(keeping: Keeping) -> None:
    call = released(keeping, TRAINING, state=State.REVIEW)
    keeping.catalogue.move(call.id, State.RELEASED, since=(State.REVIEW,), by="anna")
    keeping.catalogue.retag(call.id, (TRAINING, SALE), by="ben")
    enter_notes(keeping)
    entries = [(e.act, e.details.get("by")) for e in keeping.ledger.entries(about=call.id)]
    assert entries == [("needs review", None), ("released", "anna"), ("retagged", "ben")]


@pytest.mark.sqlite
def test_killed_at_any_line_each_act_is_in_the_ledger_once(
    keeping: Keeping, tmp_path: Path
) -> None:
    call = released(keeping, TRAINING)
    world, deaths = tmp_path / "world", 0
    for line in lines(step=9):
        shutil.rmtree(world, ignore_errors=True)
        shutil.copytree(tmp_path, world, ignore=shutil.ignore_patterns("world"))
        if not killed_at(line, lambda: enter_notes(keeping_in(world))):
            break
        deaths += 1
        again = keeping_in(world)
        enter_notes(again)
        assert [e.act for e in again.ledger.entries(about=call.id)] == ["released"]
        assert list(again.catalogue.notes()) == []
    assert deaths > 5
