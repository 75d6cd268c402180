"""What records officers decide, and what auditors read."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.disposal import DESTROYED, sweep
from pipeline.model import Kind, RecordingId
from review.charts import stacked
from tests.calls import ENDED, SALE, TRAINING
from tests.review.desk import Desk

YEARS_LATER = ENDED + timedelta(days=7 * 366)


@pytest.fixture
def asking(desk: Desk) -> Desk:
    """A desk whose sales records do not go before somebody approved it."""
    place = desk.site.config / "retention.toml"
    rules = place.read_text()
    rule = 'purpose = "sales_record"\nkeep    = "6 years"\n'
    assert rule in rules
    place.write_text(rules.replace(rule, f"{rule}approval = true\n"))
    desk.site.__dict__.pop("policy", None)
    return desk


def later(desk: Desk) -> None:
    desk.site.clock = lambda: YEARS_LATER
    desk.site.catalogue._now = desk.site.clock


def swept(desk: Desk) -> None:
    list(sweep(desk.site.keeping, desk.site.policy, now=desk.site.clock()))


def living(desk: Desk, recording: RecordingId) -> set[Kind]:
    return {rendition.kind for rendition in desk.site.catalogue.renditions(recording)}


def numbers(page: bytes) -> list[int]:
    """Those of the entries that a page of the ledger shows."""
    return [int(found) for found in re.findall(rb'data-label="Entry">(\d+)<', page)]


def test_what_awaits_an_approval_is_kept_and_heard_by_nobody(asking: Desk) -> None:
    call = asking.call(SALE)
    ben = asking.sign_in("ben", "sales-records")
    opening = asking.open(ben, call.id, "sales_record")
    later(asking)
    swept(asking)
    assert Kind.AUDIO in living(asking, call.id)
    assert ben.get(f"/opened/{opening}/audio").status_code in {403, 404}
    page = asking.sign_in("rita", "records").get("/records/").content.decode()
    assert call.id in page


def test_an_approval_lets_it_go_with_a_certificate(asking: Desk) -> None:
    call = asking.call(SALE)
    later(asking)
    swept(asking)
    rita = asking.sign_in("rita", "records")
    said = {"recording": call.id, "reason": "reviewed", "act": "approve"}
    assert rita.post("/records/decide/", said).status_code == 302
    swept(asking)
    assert living(asking, call.id) == set()
    certified = {e.about for e in asking.site.ledger.entries(act=DESTROYED, about=call.id)}
    assert f"{call.id}.evidence.audio" in certified
    [entry] = asking.site.ledger.entries(act="destruction approved", about=call.id)
    assert entry.details == {"by": "rita", "reason": "reviewed"}


def test_an_approval_without_a_justification_approves_nothing(asking: Desk) -> None:
    call = asking.call(SALE)
    later(asking)
    swept(asking)
    rita = asking.sign_in("rita", "records")
    assert (
        rita.post("/records/decide/", {"recording": call.id, "act": "approve"}).status_code == 409
    )
    swept(asking)
    assert Kind.AUDIO in living(asking, call.id)


def test_an_approval_of_old_does_not_serve_for_a_longer_period(asking: Desk) -> None:
    call = asking.call(SALE)
    later(asking)
    swept(asking)
    rita = asking.sign_in("rita", "records")
    rita.post("/records/decide/", {"recording": call.id, "reason": "reviewed", "act": "approve"})
    until = (YEARS_LATER + timedelta(days=30)).date().isoformat()
    said = {"recording": call.id, "reason": "a claim came", "act": "extend", "until": until}
    assert rita.post("/records/decide/", said).status_code == 302
    asking.site.clock = lambda: YEARS_LATER + timedelta(days=31)
    asking.site.catalogue._now = asking.site.clock
    swept(asking)
    assert Kind.AUDIO in living(asking, call.id)


def test_a_call_that_is_not_due_cannot_be_approved_away(desk: Desk) -> None:
    call = desk.call(SALE)
    rita = desk.sign_in("rita", "records")
    rita.post("/records/decide/", {"recording": call.id, "reason": "reviewed", "act": "approve"})
    swept(desk)
    assert Kind.AUDIO in living(desk, call.id)


def test_two_people_release_a_hold(desk: Desk) -> None:
    call = desk.call(TRAINING)
    rita, rob = desk.sign_in("rita", "records"), desk.sign_in("rob", "records")
    placed = rita.post("/records/holds/place/", {"matter": "a claim", "calls": call.id[:8]})
    assert placed.status_code == 302
    [(hold, _count)] = desk.site.catalogue.holds()
    at = f"/records/holds/{hold.id}/release/"
    assert rita.post(at, {"act": "ask", "reason": "settled"}).status_code == 302
    assert rita.post(at, {"act": "agree"}).status_code == 409
    assert desk.site.catalogue.holds()
    assert rob.post(at, {"act": "agree"}).status_code == 302
    assert not desk.site.catalogue.holds()
    [entry] = desk.site.ledger.entries(act="hold released", about=call.id)
    assert entry.details["by"] == "rita and rob"


def test_a_restriction_by_a_records_officer_stops_playback(desk: Desk) -> None:
    call = desk.call(TRAINING)
    anna, rita = desk.sign_in("anna", "quality"), desk.sign_in("rita", "records")
    opening = desk.open(anna, call.id)
    at = f"/records/calls/{call.id}/"
    assert rita.post(at, {"act": "restrict", "reason": "contested"}).status_code == 302
    assert anna.get(f"/opened/{opening}/audio").status_code == 403
    assert rita.post(at, {"act": "lift", "reason": "settled"}).status_code == 302
    assert anna.get(f"/opened/{opening}/audio").status_code == 200


def test_a_purpose_added_by_hand_is_heard_by_its_readers(desk: Desk) -> None:
    call = desk.call(TRAINING)
    ben, rita = desk.sign_in("ben", "sales-records"), desk.sign_in("rita", "records")
    assert ben.get(f"/calls/{call.id}/").status_code == 404
    said = {"act": "tag", "purpose": "sales_record", "reason": "the customer rang again"}
    assert rita.post(f"/records/calls/{call.id}/", said).status_code == 302
    assert desk.open(ben, call.id, "sales_record")


def test_a_records_officer_sees_no_words_of_a_call(desk: Desk) -> None:
    call = desk.call(TRAINING)
    rita = desk.sign_in("rita", "records")
    page = rita.get(f"/calls/{call.id}/").content.decode()
    assert "Keep it longer" in page
    assert "calling" not in page.split("<main")[1]


def test_the_ledger_says_whether_it_is_whole(desk: Desk) -> None:
    desk.call(TRAINING)
    otto = desk.sign_in("otto", "audit")
    assert "not checked since" in otto.get("/records/ledger/").content.decode()
    assert otto.post("/records/ledger/verify/").status_code == 302
    assert "none changed, none missing, signed" in otto.get("/records/ledger/").content.decode()


def test_the_ledger_is_read_page_by_page(desk: Desk) -> None:
    for number in range(150):
        desk.site.ledger.record("tested", f"thing {number}")
    otto = desk.sign_in("otto", "audit")
    first = numbers(otto.get("/records/ledger/?act=tested").content)
    second = numbers(otto.get(f"/records/ledger/?act=tested&before={first[-1]}").content)
    seen = first + second
    assert len(set(seen)) == 150
    assert seen == sorted(seen, reverse=True)


def test_certificates_are_exported_and_the_export_is_entered(desk: Desk) -> None:
    desk.site.ledger.record(DESTROYED, "x.quality.audio", {"authority": "=cmd()"})
    rita = desk.sign_in("rita", "records")
    answer = rita.get("/records/certificates/?csv=1")
    assert answer["Content-Type"].startswith("text/csv")
    assert "'=cmd()" in answer.content.decode()
    assert list(desk.site.ledger.entries(act="exported"))


def test_a_rejected_file_is_resubmitted_with_one_key(desk: Desk, tmp_path: Path) -> None:
    from pipeline.errors import NotAudio

    drop = tmp_path / "drop"
    drop.mkdir()
    text = (desk.site.config / "intake.toml").read_text()
    source = f'[[source]]\nname = "pbx"\nfolder = "{drop}"\npreset = "generic"\nzone = "UTC"\n'
    (desk.site.config / "intake.toml").write_text(f"{text}\n{source}")
    (drop / "bad.wav").write_bytes(b"no sound")
    trouble = NotAudio("bad.wav is no audio")
    desk.site.rejected.put("pbx", drop, ["bad.wav"], trouble, as_="r1", now=ENDED)
    tom = desk.sign_in("tom", "telephony")
    assert "bad.wav is no audio" in tom.get("/telephony/").content.decode()
    assert tom.post("/telephony/resubmit/", {"which": "r1"}).status_code == 302
    assert (drop / "bad.wav").exists()
    assert list(desk.site.ledger.entries(act="resubmitted"))


def test_an_empty_system_says_what_to_do(desk: Desk) -> None:
    for name, group, address, text in (
        ("anna", "quality", "/calls/", "No calls yet"),
        ("rita", "records", "/records/", "Nothing is due"),
        ("tom", "telephony", "/telephony/", "No drop folder is named"),
    ):
        assert text in desk.sign_in(name, group).get(address).content.decode()


def test_bars_stand_on_the_base_and_stay_inside() -> None:
    chart = stacked("t", ["a", "b"], {"x": [1, 0], "y": [2, 7]})
    tall: dict[str, Any] = {bar.label: bar for bar in chart.bars}
    assert set(tall) == {"a, x", "a, y", "b, y"}
    for bar in chart.bars:
        assert bar.y >= 0
        assert bar.y + bar.height <= chart.base + 1e-6
    assert tall["a, y"].height == pytest.approx(2 * tall["a, x"].height)
