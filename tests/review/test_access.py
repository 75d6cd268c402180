"""What of a call reaches whom, byte for byte."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline.model import PurposeName, State, Tag
from pipeline.reviewing import PLAYED, restrict
from review.ranges import LONGEST
from tests.calls import ENDED, SALE, TRAINING
from tests.review.desk import Desk

FRAUD = Tag(PurposeName("fraud_prevention"), ("always",))


def test_a_reader_opens_a_call_for_a_purpose_and_hears_it(desk: Desk) -> None:
    call = desk.call(TRAINING)
    anna = desk.sign_in("anna", "quality")
    opening = desk.open(anna, call.id)
    page = anna.get(f"/opened/{opening}/")
    assert page.status_code == 200
    heard = anna.get(f"/opened/{opening}/audio", headers={"range": "bytes=0-3"})
    assert heard.status_code == 206
    assert b"".join(heard) == b"fLaC"
    [entry] = desk.site.ledger.entries(act=PLAYED, about=call.id)
    assert entry.details["by"] == "anna"


def test_without_a_reason_the_call_stays_shut(desk: Desk) -> None:
    call = desk.call(TRAINING)
    anna = desk.sign_in("anna", "quality")
    response = anna.post(f"/calls/{call.id}/open/", {"purpose": "training_quality"})
    assert response.status_code == 409
    assert not list(desk.site.ledger.entries(act=PLAYED))


def test_an_opening_is_its_owners_alone(desk: Desk) -> None:
    call = desk.call(TRAINING)
    opening = desk.open(desk.sign_in("anna", "quality"), call.id)
    other = desk.sign_in("ben", "quality")
    for what in ("", "audio", "peaks"):
        assert other.get(f"/opened/{opening}/{what}").status_code == 404


def test_a_call_of_other_purposes_does_not_exist(desk: Desk) -> None:
    call = desk.call(SALE)
    anna = desk.sign_in("anna", "quality")
    assert anna.get(f"/calls/{call.id}/").status_code == 404
    assert call.id not in anna.get("/calls/").content.decode()


def test_a_purpose_one_does_not_read_opens_nothing(desk: Desk) -> None:
    call = desk.call(TRAINING, SALE)
    anna = desk.sign_in("anna", "quality")
    said = {"purpose": "sales_record", "reason": "a sale"}
    assert anna.post(f"/calls/{call.id}/open/", said).status_code == 403


@pytest.mark.parametrize("role", ["leads", "records", "telephony", "audit"])
def test_no_role_opens_a_call_without_a_purpose(desk: Desk, role: str) -> None:
    call = desk.call(TRAINING)
    someone = desk.sign_in("someone", role)
    said = {"purpose": "training_quality", "reason": "a look"}
    assert someone.post(f"/calls/{call.id}/open/", said).status_code in {403, 404}


def test_what_waits_for_a_person_is_heard_by_leads_alone(desk: Desk) -> None:
    call = desk.call(TRAINING, state=State.REVIEW)
    said = {"purpose": "training_quality", "reason": "a look"}
    anna = desk.sign_in("anna", "quality")
    lena = desk.sign_in("lena", "quality", "leads")
    assert anna.post(f"/calls/{call.id}/open/", said).status_code == 403
    assert lena.post(f"/calls/{call.id}/open/", said).status_code == 302


def test_a_quarantined_call_is_heard_by_nobody(desk: Desk) -> None:
    call = desk.call(TRAINING, state=State.QUARANTINED)
    lena = desk.sign_in("lena", "quality", "leads", "records", "telephony", "audit")
    said = {"purpose": "training_quality", "reason": "a look"}
    assert lena.post(f"/calls/{call.id}/open/", said).status_code == 403


def test_a_restriction_stops_the_next_byte(desk: Desk) -> None:
    call = desk.call(TRAINING)
    anna = desk.sign_in("anna", "quality")
    opening = desk.open(anna, call.id)
    restrict(call.id, desk.site.keeping, reason="contested", by="rita")
    assert anna.get(f"/opened/{opening}/audio").status_code == 403


def test_a_right_taken_away_is_gone_at_once(desk: Desk) -> None:
    call = desk.call(TRAINING)
    anna = desk.sign_in("anna", "quality")
    opening = desk.open(anna, call.id)
    desk.account("anna", "sales-records")
    assert anna.get(f"/opened/{opening}/audio").status_code == 403


def test_the_end_of_a_period_stops_the_next_byte(desk: Desk) -> None:
    call = desk.call(TRAINING)
    anna = desk.sign_in("anna", "quality")
    opening = desk.open(anna, call.id)
    # Nobody has swept yet: the window is closed all the same.
    desk.site.catalogue.contract_ended("headquarters", "c-1", ENDED, by="x")
    desk.site.clock = lambda: ENDED + timedelta(days=200)
    assert anna.get(f"/opened/{opening}/audio").status_code in {403, 404}


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        (None, 200),
        ("bytes=0-", 206),
        ("bytes=-4", 206),
        ("bytes=4-1", 416),
        ("bytes=99999999-", 416),
        ("bytes=0-1,3-4", 200),
        ("sheep=1-2", 200),
    ],
)
def test_ranges_are_as_http_has_them(desk: Desk, wanted: str | None, status: int) -> None:
    call = desk.call(TRAINING)
    anna = desk.sign_in("anna", "quality")
    opening = desk.open(anna, call.id)
    headers = {"range": wanted} if wanted else {}
    response = anna.get(f"/opened/{opening}/audio", headers=headers)
    assert response.status_code == status
    body = b"".join(response)
    if status != 416:
        assert len(body) == int(response["Content-Length"])
        assert len(body) <= LONGEST or wanted is None
    assert response["Cache-Control"] == "no-store"
