from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline.disposal import sweep
from pipeline.errors import NotPlayable, Refused
from pipeline.model import Kind, PurposeName, RecordingId, State, Tag
from pipeline.ports import Keeping
from pipeline.reviewing import PLAYED, Reader, Request, hear, release
from tests.calls import ENDED, POLICY, SALE, TRAINING, released

SOON = ENDED + timedelta(days=1)
ANNA = Reader("anna", frozenset({"quality"}))
BEN = Reader("ben", frozenset({"sales-records"}))


def wanted(
    recording: RecordingId,
    *,
    purpose: str = "training_quality",
    reader: Reader = ANNA,
    reason: str = "weekly sample",
) -> Request:
    return Request(recording, PurposeName(purpose), reader, reason)


def test_a_reader_hears_the_rendition_of_the_purpose(keeping: Keeping) -> None:
    call = released(keeping, TRAINING, SALE)
    quality = hear(wanted(call.id), keeping, POLICY, now=SOON).read()
    sale = wanted(call.id, purpose="sales_record", reader=BEN)
    assert quality == b"quality audio"
    assert hear(sale, keeping, POLICY, now=SOON).read() == b"evidence audio"
    assert hear(sale, keeping, POLICY, kind=Kind.TRANSCRIPT, now=SOON).read()[:8] == b"evidence"


def test_every_playback_is_in_the_ledger_before_the_first_byte(keeping: Keeping) -> None:
    call = released(keeping, TRAINING)
    hear(wanted(call.id), keeping, POLICY, now=SOON)
    [entry] = keeping.ledger.entries(act=PLAYED, about=call.id)
    assert entry.details == {
        "purpose": "training_quality",
        "by": "anna",
        "reason": "weekly sample",
    }


@pytest.mark.parametrize("state", [s for s in State if s not in {State.RELEASED, State.ARRIVING}])
def test_only_what_is_released_is_playable(keeping: Keeping, state: State) -> None:
    call = released(keeping, TRAINING, state=state)
    with pytest.raises(NotPlayable, match="is not released"):
        hear(wanted(call.id), keeping, POLICY, now=SOON)
    assert not list(keeping.ledger.entries(act=PLAYED))


def test_a_purpose_the_call_is_not_kept_for_opens_nothing(keeping: Keeping) -> None:
    call = released(keeping, TRAINING)
    with pytest.raises(NotPlayable, match="not kept for sales_record"):
        hear(wanted(call.id, purpose="sales_record", reader=BEN), keeping, POLICY, now=SOON)


def test_who_reads_another_purpose_hears_nothing(keeping: Keeping) -> None:
    call = released(keeping, TRAINING, SALE)
    with pytest.raises(NotPlayable, match="ben is no reader of training_quality"):
        hear(wanted(call.id, reader=BEN), keeping, POLICY, now=SOON)


def test_readers_lose_the_call_when_their_purpose_ends_though_another_keeps_it(
    keeping: Keeping,
) -> None:
    call = released(keeping, TRAINING, SALE)
    later = ENDED + timedelta(days=366)
    with pytest.raises(NotPlayable, match="period of training_quality"):
        hear(wanted(call.id), keeping, POLICY, now=later)
    sale = wanted(call.id, purpose="sales_record", reader=BEN)
    assert hear(sale, keeping, POLICY, now=later).read()


def test_a_purpose_tagged_late_hears_the_strictest_that_lives(keeping: Keeping) -> None:
    call = released(keeping, TRAINING)
    list(sweep(keeping, POLICY, now=SOON))
    late = Tag(SALE.purpose, ("the customer rang again",), "ben")
    keeping.catalogue.retag(call.id, (TRAINING, late), by="ben")
    sale = wanted(call.id, purpose="sales_record", reader=BEN)
    assert hear(sale, keeping, POLICY, now=SOON).read() == b"quality audio"


def test_what_is_being_destroyed_is_not_playable(keeping: Keeping) -> None:
    call = released(keeping, TRAINING)
    for rendition in keeping.catalogue.renditions(call.id):
        keeping.catalogue.doom(rendition, "over")
    with pytest.raises(NotPlayable):
        hear(wanted(call.id), keeping, POLICY, now=SOON)


@pytest.mark.parametrize("reason", ["", "   ", "card 4539 5787 read out", "x" * 201])
def test_a_reason_is_needed_and_holds_no_number(keeping: Keeping, reason: str) -> None:
    call = released(keeping, TRAINING)
    with pytest.raises(Refused, match="reason"):
        hear(wanted(call.id, reason=reason), keeping, POLICY, now=SOON)


def test_a_person_releases_what_waited_for_review(keeping: Keeping) -> None:
    call = released(keeping, TRAINING, state=State.REVIEW)
    release(call.id, keeping, by="anna")
    assert hear(wanted(call.id), keeping, POLICY, now=SOON).read()


def test_nobody_releases_what_failed_its_verification(keeping: Keeping) -> None:
    call = released(keeping, TRAINING, state=State.QUARANTINED)
    with pytest.raises(Refused, match="quarantined"):
        release(call.id, keeping, by="anna")
