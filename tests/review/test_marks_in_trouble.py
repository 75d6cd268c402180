"""Marks where something is in the way: neighbours, crashes, holds, people who may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import numpy as np

from pipeline.disposal import sweep
from pipeline.marks import Course, Says
from pipeline.model import (
    Entity,
    Finding,
    Flag,
    Hold,
    Kind,
    Mask,
    ProfileName,
    Recording,
    Rendition,
    State,
)
from pipeline.timeline import Span
from tests.calls import TRAINING
from tests.killing import killed_at, lines
from tests.review.desk import MASK, Desk
from tests.review.test_marks import (
    CALLING,
    NAME,
    NAMED,
    at_work,
    mark,
    named_call,
    opened,
    quarantined,
    released_for_good,
    words,
)
from workers.redactor import process

QUALITY = ProfileName("quality")


def masks(desk: Desk, call: Recording, profile: str = "quality") -> tuple[Mask, ...]:
    return desk.site.catalogue.masks(Rendition(call.id, ProfileName(profile), Kind.AUDIO))


def test_the_rest_of_a_number_can_be_masked_where_its_beginning_was(desk: Desk) -> None:
    """The commonest miss: the mark reaches into what is a tone already."""
    call = released_for_good(desk, TRAINING)
    anna = desk.sign_in("anna", "quality")
    rest = {"kind": "missed", "channel": "1", "start_ms": "1300", "end_ms": "1800"}
    mark(anna, desk.open(anna, call.id), rest)
    at_work(desk)
    assert desk.site.catalogue.state(call.id) is State.RELEASED
    [one] = [m for m in masks(desk, call) if m.channel == 1]
    assert one.span.covers(Span(MASK.span.start, 1_800))


def test_a_silencer_that_does_nothing_is_caught(desk: Desk) -> None:
    call = released_for_good(desk, TRAINING)
    anna = desk.sign_in("anna", "quality")
    mark(anna, desk.open(anna, call.id), CALLING)
    silencer = desk.site.tools.silencer
    real = silencer.silence

    def idle(sound: Any, masks: Any, *more: Any) -> bytes:
        return real(sound, [m for m in masks if m.channel == 1], *more)

    silencer.silence = idle  # type: ignore[method-assign, assignment]
    at_work(desk)
    assert desk.site.catalogue.state(call.id) is State.QUARANTINED


def test_killed_at_any_line_it_is_masked_in_the_end(desk: Desk) -> None:
    from pipeline.adapters.catalogue import models

    call = released_for_good(desk, TRAINING)
    anna = desk.sign_in("anna", "quality")
    mark(anna, desk.open(anna, call.id), CALLING)
    _ = desk.site.tools
    now = desk.site.clock()
    kills = 0
    for line in lines(step=13):
        desk.site.clock = lambda hours=kills: now + timedelta(hours=hours)  # type: ignore[misc]
        if not killed_at(line, lambda: one_try(desk), within=("pipeline/remasking.py",)):
            break
        kills += 1
        assert desk.site.catalogue.state(call.id) is State.WORKING
        # A worker gives up after so many tries; here it is the power that fails.
        models.Recording.objects.filter(id=call.id).update(attempts=0)
    assert kills > 5
    assert desk.site.catalogue.state(call.id) is State.RELEASED
    assert "calling" not in words(desk, call.id)
    assert {m.channel for m in masks(desk, call)} == {0, 1}


def one_try(desk: Desk) -> None:
    now = desk.site.clock()
    claim = desk.site.catalogue.claim("w", now=now, lease=timedelta(minutes=1))
    assert claim
    process(claim, desk.site)


class HearsOnce:
    """A listener that hears a number once: in the audio as it was before it was masked."""

    name = "ear"

    def listen(self, sound: Any) -> list[Finding]:
        import soundfile

        with sound.open() as file:
            samples, rate = soundfile.read(BytesIO(file.read()), dtype="int16", always_2d=True)
        heard = samples[rate * 100 // 1000 : rate * 200 // 1000, 0]
        loud = len(np.unique(heard)) > 400
        return [Finding(Entity.DIGITS, 0, Span(0, 300), 1.0, self.name)] if loud else []


def test_what_the_hearing_adds_is_struck_though_the_worker_dies_in_between(desk: Desk) -> None:
    """The audio may be new and the words old: they must not be readable for good."""
    call = released_for_good(desk, TRAINING)
    anna = desk.sign_in("anna", "quality")
    mark(anna, desk.open(anna, call.id), CALLING)
    site = desk.site
    site.tools = replace(site.tools, listeners=(HearsOnce(),))
    real = site.vault.store

    def dying(rendition: Rendition, source: Any) -> None:
        real(rendition, source)
        if rendition.kind is Kind.AUDIO:
            raise OSError("the power is gone")

    site.vault.store = dying  # type: ignore[method-assign]
    now = site.clock()
    claim = site.catalogue.claim("w", now=now, lease=timedelta(seconds=1))
    assert claim
    assert process(claim, site) is False
    site.vault.store = real  # type: ignore[method-assign]
    site.clock = lambda: now + timedelta(hours=1)
    at_work(desk)
    assert site.catalogue.state(call.id) is State.RELEASED
    assert "thank" not in words(desk, call.id)


def test_what_waited_for_a_person_waits_for_one_again(desk: Desk) -> None:
    call = desk.call(TRAINING, state=State.REVIEW)
    site = desk.site
    now = site.clock()
    site.clock = lambda: now + site.policy.schedule.original_limit
    list(sweep(site.keeping, site.policy, now=site.clock()))
    assert Rendition.original(call.id) not in site.catalogue.renditions(call.id)
    lena = desk.sign_in("lena", "quality", "leads")
    mark(lena, desk.open(lena, call.id), CALLING)
    at_work(desk)
    assert site.catalogue.state(call.id) is State.REVIEW
    assert "calling" not in words(desk, call.id)


def test_flags_outlive_a_mark(desk: Desk) -> None:
    flag = Flag("health", 1, Span(0, 9), "illness")
    call = released_for_good(desk, TRAINING, outcome=lambda o: replace(o, flags=(flag,)))
    anna = desk.sign_in("anna", "quality")
    mark(anna, desk.open(anna, call.id), CALLING)
    at_work(desk)
    assert desk.site.listing.named(call.id).flags == (flag,)


def test_what_was_never_verified_is_not_released_when_its_original_is_gone(desk: Desk) -> None:
    from pipeline.adapters.catalogue import models

    call = released_for_good(desk, TRAINING)
    models.Rendition.objects.filter(recording=call.id).update(verified=False, masks=[])
    models.Recording.objects.filter(id=call.id).update(state=State.WAITING)
    at_work(desk)
    assert not desk.site.catalogue.renditions(call.id)
    assert [e.act for e in desk.site.ledger.entries(about=call.id)][-4:] == [
        State.QUARANTINED,
        *3 * ["destroyed"],
    ]


def test_nothing_is_agreed_while_a_worker_has_the_call(desk: Desk) -> None:
    """It would be said to be done, and was not."""
    call = named_call(desk)
    anna, lena = desk.sign_in("anna", "quality"), desk.sign_in("lena", "leads", "quality")
    opening = desk.open(anna, call.id)
    mark(anna, opening, NAME)
    mark(anna, opening, CALLING)
    [found] = desk.site.catalogue.all_marks(Says.NEEDLESS, tuple(Course), 9)
    now = desk.site.clock()
    assert desk.site.catalogue.claim("w", now=now, lease=timedelta(hours=1))
    assert lena.post(f"/marks/{found.id}/", {"act": "agree"}).status_code == 409
    assert [m.course for m in desk.site.catalogue.marks(call.id)] == [Course.OPEN, Course.OPEN]


def test_a_lead_decides_only_about_calls_they_may_know_of(desk: Desk) -> None:
    call = named_call(desk)
    anna, liam = desk.sign_in("anna", "quality"), desk.sign_in("liam", "leads")
    mark(anna, desk.open(anna, call.id), NAME)
    [found] = desk.site.catalogue.all_marks(Says.NEEDLESS, tuple(Course), 9)
    assert liam.post(f"/marks/{found.id}/", {"act": "agree"}).status_code == 404
    [left] = desk.site.catalogue.marks(call.id)
    assert left.course is Course.OPEN


def test_a_decision_that_was_not_said_is_none(desk: Desk) -> None:
    call = named_call(desk)
    anna, lena = desk.sign_in("anna", "quality"), desk.sign_in("lena", "leads", "quality")
    mark(anna, desk.open(anna, call.id), NAME)
    [found] = desk.site.catalogue.all_marks(Says.NEEDLESS, tuple(Course), 9)
    assert lena.post(f"/marks/{found.id}/", {}).status_code == 409


def test_a_mark_on_a_part_that_uncovers_nothing_says_so(desk: Desk) -> None:
    call = named_call(desk)
    anna, lena = desk.sign_in("anna", "quality"), desk.sign_in("lena", "leads", "quality")
    part = {**NAME, "start_ms": "450", "end_ms": "520"}
    mark(anna, desk.open(anna, call.id), part)
    [found] = desk.site.catalogue.all_marks(Says.NEEDLESS, tuple(Course), 9)
    lena.post(f"/marks/{found.id}/", {"act": "agree"})
    at_work(desk)
    [left] = desk.site.catalogue.marks(call.id)
    assert NAMED in masks(desk, call)
    assert left.course is Course.KEPT


# --- quarantine ------------------------------------------------------------------------------


def test_one_who_may_look_may_not_destroy_alone(desk: Desk) -> None:
    """Agreeing that the view is opened is not agreeing that the call is destroyed."""
    call = quarantined(desk)
    lena, at = opened(desk, call)
    lena.post(at, {"act": "destroy", "reason": "nothing to keep"})
    assert desk.site.catalogue.renditions(call.id)
    assert lena.post(at, {"act": "agree to destroy"}).status_code == 409
    assert desk.site.catalogue.renditions(call.id)


def test_a_third_lead_was_not_let_in(desk: Desk) -> None:
    call = quarantined(desk)
    _lena, at = opened(desk, call)
    lou = desk.sign_in("lou", "leads")
    assert lou.post(at, {"act": "verify"}).status_code == 409
    assert "Place a mask" not in lou.get(f"/quarantine/{call.id}/").content.decode()


def test_a_hold_keeps_a_quarantined_original_from_being_destroyed_before_its_time(
    desk: Desk,
) -> None:
    call = quarantined(desk)
    site = desk.site
    list(sweep(site.keeping, site.policy, now=site.clock()))
    assert site.catalogue.renditions(call.id) == (Rendition.original(call.id),)
    site.catalogue.place(Hold("h1", "a matter", "rita", site.clock()), [call.id])
    lena, at = opened(desk, call)
    assert lena.post(at, {"act": "destroy", "reason": "nothing to keep"}).status_code == 409
    assert site.catalogue.renditions(call.id)


def test_requests_are_forgotten_when_they_are_over(desk: Desk) -> None:
    from review.access import forget_old_openings
    from review.models import Approval

    call = quarantined(desk)
    opened(desk, call)
    forget_old_openings(desk.site.clock() + timedelta(days=3))
    assert not Approval.objects.exists()
