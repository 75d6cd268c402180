"""A missed one is pulled at once and masked again; what need not be masked takes two people."""

from __future__ import annotations

import io
import json
import threading
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import soundfile
from django.test import Client

from pipeline.accounting import enter_notes
from pipeline.disposal import destroy
from pipeline.errors import KeyGone
from pipeline.marks import Course, Says
from pipeline.model import (
    Destroy,
    Entity,
    Finding,
    Kind,
    Mask,
    Outcome,
    ProfileName,
    Recording,
    RecordingId,
    Rendition,
    State,
)
from pipeline.timeline import Span
from tests.calls import HEARD, SALE, TRAINING
from tests.review.desk import MASK, SAID, Desk
from workers.redactor import process, work

ASKED = (
    ("what", 0, 0, 240),
    ("was", 0, 240, 480),
    ("your", 0, 480, 720),
    ("maiden", 0, 720, 960),
    ("name", 0, 960, 1_200),
    ("Smithers", 0, 1_500, 1_900),
)
MISHEARD = (ASKED[0], ("were", *ASKED[1][1:]), *ASKED[2:])
CALLING = {"kind": "missed", "channel": "0", "start_ms": "1500", "end_ms": "1900"}
PERSON = Finding(Entity.PERSON, 0, Span(500, 700), 0.9, "names", "asked")
NAMED = Mask(0, Span(450, 750), (PERSON,))


def released_for_good(desk: Desk, *tags: Any, **more: Any) -> Recording:
    """As calls usually are: the original is gone."""
    call = desk.call(*tags, **more)
    site = desk.site
    from pipeline.disposal import settle

    list(settle(call.id, site.keeping, site.policy, now=site.clock()))
    enter_notes(site.keeping)
    assert Rendition.original(call.id) not in site.catalogue.renditions(call.id)
    return call


def at_work(desk: Desk) -> int:
    return work(desk.site, threading.Event(), until_empty=True)


def sound(desk: Desk, recording: RecordingId, profile: str = "quality") -> np.ndarray[Any, Any]:
    rendition = Rendition(recording, ProfileName(profile), Kind.AUDIO)
    with desk.site.vault.open(rendition) as stream:
        samples, _ = soundfile.read(io.BytesIO(stream.read()), dtype="int16", always_2d=True)
    return np.asarray(samples)


def words(desk: Desk, recording: RecordingId, profile: str = "quality") -> list[str]:
    rendition = Rendition(recording, ProfileName(profile), Kind.TRANSCRIPT)
    with desk.site.vault.open(rendition) as stream:
        return [word["text"] for word in json.load(stream)["words"]]


def mark(client: Client, opening: str, said: dict[str, str]) -> Any:
    return client.post(f"/opened/{opening}/marks/", said, headers={"accept": "application/json"})


def test_a_missed_one_is_unplayable_for_everyone_at_once(desk: Desk) -> None:
    call = released_for_good(desk, TRAINING, SALE)
    anna, ben = desk.sign_in("anna", "quality"), desk.sign_in("ben", "sales-records")
    hers, his = desk.open(anna, call.id), desk.open(ben, call.id, "sales_record")
    assert mark(anna, hers, CALLING).status_code == 200
    for client, opening in ((anna, hers), (ben, his)):
        assert client.get(f"/opened/{opening}/audio").status_code == 403
        assert client.get(f"/opened/{opening}/").status_code in {403, 404}
    assert desk.site.catalogue.state(call.id) is State.WAITING


def test_it_is_masked_in_sound_words_and_waveform_and_playable_again(desk: Desk) -> None:
    call = released_for_good(desk, TRAINING)
    anna = desk.sign_in("anna", "quality")
    opening = desk.open(anna, call.id)
    before, peaks = sound(desk, call.id), anna.get(f"/opened/{opening}/peaks").getvalue()
    mark(anna, opening, CALLING)
    assert at_work(desk) == 1
    assert anna.get(f"/calls/{call.id}/state/").json()["playable"] is True
    after = sound(desk, call.id)
    heard = slice(8 * 1_500, 8 * 1_900)
    assert not np.array_equal(before[heard, 0], after[heard, 0])
    assert abs(np.corrcoef(before[heard, 0], after[heard, 0])[0, 1]) < 0.1
    untouched = slice(0, 8 * 400)
    assert np.array_equal(before[untouched], after[untouched])
    assert "calling" not in words(desk, call.id)
    assert "[REVIEWER]" in words(desk, call.id)
    assert anna.get(f"/opened/{opening}/peaks").getvalue() != peaks
    [entry] = desk.site.ledger.entries(act="marked", about=call.id)
    assert entry.details["by"] == "anna"
    assert [m.course for m in desk.site.catalogue.marks(call.id)] == [Course.DONE]


def test_what_was_masked_before_stays_masked(desk: Desk) -> None:
    call = released_for_good(desk, TRAINING)
    anna = desk.sign_in("anna", "quality")
    mark(anna, desk.open(anna, call.id), CALLING)
    at_work(desk)
    audio = Rendition(call.id, ProfileName("quality"), Kind.AUDIO)
    spans = [(m.channel, m.span) for m in desk.site.catalogue.masks(audio)]
    assert any(channel == 1 and span.covers(MASK.span) for channel, span in spans)
    assert "[PAN]" in words(desk, call.id)


def test_a_miss_is_masked_in_every_rendition(desk: Desk) -> None:
    call = released_for_good(desk, TRAINING, SALE)
    anna = desk.sign_in("anna", "quality")
    mark(anna, desk.open(anna, call.id), CALLING)
    at_work(desk)
    for profile in ("quality", "evidence"):
        assert "calling" not in words(desk, call.id, profile)


def test_a_miss_in_a_call_whose_original_lives_is_redacted_from_it(desk: Desk) -> None:
    call = desk.call(TRAINING, state=State.REVIEW)
    lena = desk.sign_in("lena", "quality", "leads")
    mark(lena, desk.open(lena, call.id), CALLING)
    assert at_work(desk) == 1
    assert "calling" not in words(desk, call.id)
    assert desk.site.catalogue.state(call.id) in {State.REVIEW, State.RELEASED}


def test_a_worker_that_dies_in_the_middle_loses_nothing(desk: Desk) -> None:
    call = released_for_good(desk, TRAINING)
    anna = desk.sign_in("anna", "quality")
    mark(anna, desk.open(anna, call.id), CALLING)
    vault, stored = desk.site.vault, []
    real = vault.store

    def dying(rendition: Rendition, source: Any) -> None:
        real(rendition, source)
        stored.append(rendition)
        raise OSError("the power is gone")

    vault.store = dying  # type: ignore[method-assign]
    now = desk.site.clock()
    from datetime import timedelta

    claim = desk.site.catalogue.claim("w", now=now, lease=timedelta(seconds=1))
    assert claim
    assert process(claim, desk.site) is False
    vault.store = real  # type: ignore[method-assign]
    assert stored
    desk.site.clock = lambda: now + timedelta(hours=1)
    assert at_work(desk) == 1
    assert desk.site.catalogue.state(call.id) is State.RELEASED
    audio = Rendition(call.id, ProfileName("quality"), Kind.AUDIO)
    spans = [(m.channel, m.span) for m in desk.site.catalogue.masks(audio)]
    assert any(channel == 1 and span.covers(MASK.span) for channel, span in spans)


def test_what_fails_its_hearing_again_is_heard_by_nobody_and_not_lost(desk: Desk) -> None:
    call = released_for_good(desk, TRAINING)
    anna = desk.sign_in("anna", "quality")
    opening = desk.open(anna, call.id)
    mark(anna, opening, CALLING)

    def deaf(*_: Any) -> tuple[Mask, ...]:
        return (NAMED,)

    desk.site.tools.silencer.still_audible = deaf  # type: ignore[method-assign, assignment]
    at_work(desk)
    assert desk.site.catalogue.state(call.id) is State.QUARANTINED
    assert anna.get(f"/opened/{opening}/audio").status_code == 403
    from pipeline.disposal import sweep

    list(sweep(desk.site.keeping, desk.site.policy, now=desk.site.clock()))
    assert sound(desk, call.id).size, "evidence is not destroyed by a mark"


# --- what need not be masked -----------------------------------------------------------------


def named_call(desk: Desk) -> Recording:
    """Quality masks a name that evidence holds."""

    def only_in_quality(outcome: Outcome) -> Outcome:
        kept = {
            rendition: (NAMED, MASK) if rendition.profile == "quality" else (MASK,)
            for rendition in outcome.kept
        }
        return replace(outcome, kept=kept)

    return released_for_good(desk, TRAINING, SALE, outcome=only_in_quality)


NAME = {"kind": "needless", "channel": "0", "start_ms": "450", "end_ms": "750"}


def test_two_people_uncover_what_another_rendition_still_holds(desk: Desk) -> None:
    call = named_call(desk)
    anna, lena = desk.sign_in("anna", "quality"), desk.sign_in("lena", "leads", "quality")
    assert mark(anna, desk.open(anna, call.id), NAME).status_code == 200
    assert desk.site.catalogue.state(call.id) is State.RELEASED, "nothing changes by one"
    [found] = desk.site.catalogue.all_marks(Says.NEEDLESS, tuple(Course), 9)
    assert lena.post(f"/marks/{found.id}/", {"act": "agree"}).status_code == 302
    assert at_work(desk) == 1
    audio = Rendition(call.id, ProfileName("quality"), Kind.AUDIO)
    entities = {e for m in desk.site.catalogue.masks(audio) for e in m.entities}
    assert entities == {Entity.PAN}
    evidence = sound(desk, call.id, "evidence")[8 * 500 : 8 * 700, 0]
    assert np.array_equal(sound(desk, call.id)[8 * 500 : 8 * 700, 0], evidence)


def test_nobody_agrees_with_themselves(desk: Desk) -> None:
    call = named_call(desk)
    lena = desk.sign_in("lena", "leads", "quality")
    mark(lena, desk.open(lena, call.id), NAME)
    [found] = desk.site.catalogue.all_marks(Says.NEEDLESS, tuple(Course), 9)
    assert lena.post(f"/marks/{found.id}/", {"act": "agree"}).status_code == 409


def test_card_data_is_never_uncovered(desk: Desk) -> None:
    call = named_call(desk)
    anna = desk.sign_in("anna", "quality")
    said = {"kind": "needless", "channel": "1", "start_ms": "800", "end_ms": "1200"}
    answer = mark(anna, desk.open(anna, call.id), said)
    assert answer.status_code == 409
    assert "card data stays masked" in answer.json()["message"]


def test_what_no_rendition_holds_stays_masked_and_says_so(desk: Desk) -> None:
    call = released_for_good(desk, TRAINING, masks=(NAMED, MASK))
    anna, lena = desk.sign_in("anna", "quality"), desk.sign_in("lena", "leads", "quality")
    mark(anna, desk.open(anna, call.id), NAME)
    [found] = desk.site.catalogue.all_marks(Says.NEEDLESS, tuple(Course), 9)
    lena.post(f"/marks/{found.id}/", {"act": "agree"})
    at_work(desk)
    [kept] = desk.site.catalogue.marks(call.id)
    assert kept.course is Course.KEPT
    audio = Rendition(call.id, ProfileName("quality"), Kind.AUDIO)
    assert any(Entity.PERSON in m.entities for m in desk.site.catalogue.masks(audio))


@pytest.mark.parametrize(
    "said",
    [
        {},
        {**CALLING, "channel": "7"},
        {**CALLING, "end_ms": "1400"},
        {**CALLING, "end_ms": "99999999"},
        {**CALLING, "kind": "shout"},
        {**CALLING, "entity": "COLOUR"},
    ],
)
def test_a_mark_that_makes_no_sense_changes_nothing(desk: Desk, said: dict[str, str]) -> None:
    call = released_for_good(desk, TRAINING)
    anna = desk.sign_in("anna", "quality")
    assert mark(anna, desk.open(anna, call.id), said).status_code == 409
    assert desk.site.catalogue.state(call.id) is State.RELEASED


def test_a_reader_who_is_no_reviewer_marks_nothing(desk: Desk) -> None:
    call = released_for_good(desk, SALE)
    ben = desk.sign_in("ben", "sales-records")
    assert mark(ben, desk.open(ben, call.id, "sales_record"), CALLING).status_code == 403


# --- quarantine ------------------------------------------------------------------------------


def quarantined(desk: Desk) -> Recording:
    leak = replace(HEARD, span=Span(1_000, 1_400), detector="digits-by-ear")

    def leaking(outcome: Outcome) -> Outcome:
        return replace(
            outcome,
            kept={},
            reason="LeakFound: still audible",
            leaks=(leak,),
            planned=(MASK,),
        )

    return desk.call(TRAINING, state=State.QUARANTINED, outcome=leaking)


def test_two_leads_open_a_quarantined_call_and_see_no_word_of_it(desk: Desk) -> None:
    call = quarantined(desk)
    lena, liam = desk.sign_in("lena", "leads", "quality"), desk.sign_in("liam", "leads")
    at = f"/quarantine/{call.id}/"
    assert call.id in lena.get("/quarantine/").content.decode()
    lena.post(f"{at}act/", {"act": "ask", "reason": "a second look"})
    assert lena.post(f"{at}act/", {"act": "agree"}).status_code == 409
    assert "Place a mask" not in lena.get(at).content.decode()
    assert liam.post(f"{at}act/", {"act": "agree"}).status_code == 302
    page = lena.get(at).content.decode()
    assert "Place a mask" in page
    assert "0:01 – 0:01: pan" in page
    assert "calling" not in page
    [entry] = desk.site.ledger.entries(act="quarantine: opened", about=call.id)
    assert entry.details["by"] == "lena and liam"


def test_an_opening_of_a_quarantined_call_is_over_after_an_hour(desk: Desk) -> None:
    from datetime import timedelta

    call = quarantined(desk)
    lena, liam = desk.sign_in("lena", "leads"), desk.sign_in("liam", "leads")
    at = f"/quarantine/{call.id}/"
    lena.post(f"{at}act/", {"act": "ask", "reason": "a second look"})
    liam.post(f"{at}act/", {"act": "agree"})
    now = desk.site.clock()
    desk.site.clock = lambda: now + timedelta(hours=1, seconds=1)
    assert "Place a mask" not in lena.get(at).content.decode()
    assert lena.post(f"{at}act/", {"act": "verify"}).status_code == 409


def opened(desk: Desk, call: Recording) -> tuple[Client, str]:
    lena, liam = desk.sign_in("lena", "leads", "quality"), desk.sign_in("liam", "leads")
    at = f"/quarantine/{call.id}/act/"
    lena.post(at, {"act": "ask", "reason": "a second look"})
    liam.post(at, {"act": "agree"})
    return lena, at


def test_a_mask_placed_by_hand_and_a_verification_release_it(desk: Desk) -> None:
    call = quarantined(desk)
    lena, at = opened(desk, call)
    said = {"act": "mask", "start": "1.5", "end": "1.9", "channel": "0", "entity": ""}
    assert lena.post(at, said).status_code == 302
    assert desk.site.catalogue.state(call.id) is State.QUARANTINED
    assert lena.post(at, {"act": "verify"}).status_code == 302
    assert at_work(desk) == 1
    assert desk.site.catalogue.state(call.id) in {State.RELEASED, State.REVIEW}
    assert "calling" not in words(desk, call.id)


def test_two_people_destroy_it_and_it_is_certified(desk: Desk) -> None:
    call = quarantined(desk)
    lena, at = opened(desk, call)
    assert lena.post(at, {"act": "destroy", "reason": "nothing to keep"}).status_code == 302
    liam = desk.sign_in("liam", "leads")
    assert liam.post(at, {"act": "agree to destroy"}).status_code == 302
    assert not desk.site.catalogue.renditions(call.id)
    with pytest.raises(KeyGone):
        desk.site.vault.open(Rendition.original(call.id))
    original = f"{call.id}.sealed.original"
    [entry] = desk.site.ledger.entries(act="destroyed", about=original)
    assert "lena and liam" in str(entry.details["authority"])


def test_misses_are_counted_by_month(desk: Desk) -> None:
    call = released_for_good(desk, TRAINING)
    anna, lena = desk.sign_in("anna", "quality"), desk.sign_in("lena", "leads", "quality")
    mark(anna, desk.open(anna, call.id), CALLING)
    page = lena.get("/marks/report/").content.decode()
    assert "1000.0" in page
    assert lena.get("/marks/").status_code == 200


def test_the_rate_of_misses_does_not_forget_calls_that_expired(desk: Desk) -> None:
    from tests.calls import a_recording

    anna, lena = desk.sign_in("anna", "quality"), desk.sign_in("lena", "leads", "quality")
    calls = [
        released_for_good(desk, TRAINING, recording=a_recording(call_id=f"c-{n}")) for n in range(4)
    ]
    for call in calls[:2]:
        mark(anna, desk.open(anna, call.id), CALLING)
    before = lena.get("/marks/report/").content
    for call in calls[1:3]:
        for rendition in desk.site.catalogue.renditions(call.id):
            destroy(rendition, Destroy(desk.site.clock(), "its time"), desk.site.keeping)
    after = lena.get("/marks/report/").content
    assert b"500.0" in before
    assert b"500.0" in after
    assert [count for _month, count in desk.site.catalogue.settled_by_month()] == [4]
    assert [count for *_, count in desk.site.catalogue.missed_by_month()] == [2]


def test_the_same_prompt_elsewhere_is_offered(desk: Desk) -> None:
    from tests.calls import a_recording

    answer = Mask(0, Span(1_500, 1_900), (PERSON,))
    staged = {
        "marked": (TRAINING, ASKED, ()),
        "alike": (TRAINING, MISHEARD, ()),
        "masked there": (TRAINING, ASKED, (answer,)),
        "other words": (TRAINING, SAID, ()),
        "of another purpose": (SALE, ASKED, ()),
    }
    calls = {
        name: released_for_good(
            desk, tag, recording=a_recording(call_id=name), said=said, masks=masks
        )
        for name, (tag, said, masks) in staged.items()
    }
    anna, lena = desk.sign_in("anna", "quality"), desk.sign_in("lena", "leads", "quality")
    mark(anna, desk.open(anna, calls["marked"].id), CALLING)
    at_work(desk)
    [found] = desk.site.catalogue.all_marks(Says.MISSED, tuple(Course), 9)
    page = lena.get(f"/marks/{found.id}/similar/").content.decode()
    assert {name for name, call in calls.items() if call.id in page} == {"alike"}
    assert "0:01 – 0:13" in page
    assert lena.get(f"/marks/{found.id + 1}/similar/").status_code == 404
