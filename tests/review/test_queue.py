"""The list of calls: what is in it is what may be seen, whoever looks, whatever the filters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from pipeline.adapters.catalogue import models
from pipeline.adapters.catalogue.listed import Filters, Place, Row, ScoreBand, Sight, Status
from pipeline.model import (
    Clock,
    Direction,
    Entity,
    Finding,
    Hold,
    Kind,
    Mask,
    Moment,
    PurposeName,
    Recording,
    RecordingId,
    Rendition,
    State,
    Tag,
)
from pipeline.reviewing import restrict
from pipeline.schedule import Extension
from pipeline.timeline import Span
from review import access
from review.rights import Person, Role
from tests.calls import ENDED, SALE, TRAINING, a_recording, claimed, received, released
from tests.review.desk import Desk

FRAUD = Tag(PurposeName("fraud_prevention"), ("always",))
FACTS = Tag(PurposeName("fact_verification"), ("complaint",))
TAGS = (TRAINING, SALE, FRAUD, FACTS)
GROUPS = {
    "quality": {Role.READER, Role.REVIEWER},
    "sales-records": {Role.READER},
    "fraud": {Role.READER},
    "leads": {Role.LEAD},
    "records": {Role.RECORDS},
    "audit": {Role.AUDITOR},
}


def someone(*groups: str) -> Person:
    roles = frozenset(role for group in groups for role in GROUPS[group])
    return Person(1, "someone", frozenset(groups), roles)


def everyone() -> Iterator[Person]:
    """Each group, and what people are often in at once."""
    for group in GROUPS:
        yield someone(group)
    yield someone("quality", "leads")
    yield someone("quality", "sales-records", "fraud")
    yield someone("sales-records", "leads", "fraud")


def lived_through(desk: Desk, random: Random) -> RecordingId:
    """A call with some random history of what changes who may see it."""
    catalogue = desk.site.catalogue
    ended = ENDED - timedelta(days=random.choice((0, 100, 183, 184, 300, 400, 900)))
    recording = a_recording(
        call_id=f"c-{random.getrandbits(32)}", ended=random.choice((ended, ended, ended, None))
    )
    detail = replace(
        recording.call,
        agent=random.choice(("ann", "bob", None)),
        queue=random.choice(("sales", "claims")),
        direction=random.choice(tuple(Direction)),
    )
    recording = replace(
        recording,
        call=detail,
        received=ended + timedelta(minutes=1),
        duration=random.choice((30_000, 120_000, 600_000, 1_799_999, 1_800_000)),
    )
    step = random.randrange(12)
    if step == 0:
        return received(desk.site.keeping, recording).id
    tags = tuple(tag for tag in TAGS if random.random() < 0.5)
    state = random.choice((State.RELEASED,) * 4 + (State.REVIEW, State.QUARANTINED))
    received(desk.site.keeping, recording)
    settled(desk, recording, tags, state)
    id_ = recording.id
    if step == 1:
        catalogue.retag(id_, (random.choice(TAGS),), by="rita")
    elif step == 2 and tags:
        until = ENDED + timedelta(days=random.choice((-5, 500)))
        catalogue.extend(id_, Extension(tags[0].purpose, until, "a matter", "rita"))
    elif step == 3:
        restrict(id_, desk.site.keeping, reason="contested", by="rita")
    elif step == 4:
        for rendition in catalogue.renditions(id_):
            if rendition.profile == "quality":
                catalogue.doom(rendition, "over")
    elif step == 5 and state is State.REVIEW:
        catalogue.move(id_, State.WAITING, since=(State.REVIEW,), by="lena")
    elif step == 6 and recording.call.ended is None:
        catalogue.date(id_, ENDED - timedelta(days=random.choice((10, 300))), by="rita")
    elif step == 7:
        catalogue.contract_ended("headquarters", recording.call.call_id, ended, by="crm")
    elif step == 8:
        hold = Hold(f"h-{id_[:8]}", "a matter", "rita", ENDED)
        catalogue.place(hold, [id_])
    return id_


def settled(desk: Desk, recording: Recording, tags: tuple[Tag, ...], state: State) -> None:
    from pipeline.model import Outcome
    from tests.calls import POLICY

    catalogue = desk.site.catalogue
    claim = claimed(desk.site.keeping, now=desk.site.clock())
    while claim.recording.id != recording.id:  # an older one was waiting
        claim = claimed(desk.site.keeping, now=desk.site.clock())
    kept = {}
    for profile in POLICY.profiles_heard_by(tags):
        for kind in (Kind.AUDIO, Kind.TRANSCRIPT):
            rendition = Rendition(recording.id, profile.name, kind)
            catalogue.begin(rendition)
            finding = Finding(Entity.PAN, 1, Span(0, 100), 0.9, "cards")
            kept[rendition] = (Mask(1, Span(0, 100), (finding,)),)
    catalogue.settle(claim, Outcome(state, tags, kept))


def all_pages(desk: Desk, sight: Sight, filters: Filters, size: int = 7) -> list[Row]:
    found: list[Row] = []
    after: Place | None = None
    while True:
        page, after = desk.site.browsing.page(
            sight, filters, now=desk.site.clock(), after=after, size=size
        )
        assert len(page) == size or after is None, "a page in the middle is full"
        found += page
        if after is None:
            return found


@pytest.mark.parametrize("seed", range(2))
def test_the_list_holds_what_may_be_seen_and_nothing_else(desk: Desk, seed: int) -> None:
    random = Random(seed)
    for _ in range(60):
        lived_through(desk, random)
    site = desk.site
    assert len(list(site.listing.recordings())) == 60
    for person in everyone():
        may = {c.id for c in site.listing.recordings() if access.may_see(person, c)}
        listed = all_pages(desk, access.sight_of(person), Filters())
        assert [row.id for row in listed] == [
            row.id for row in sorted(listed, key=lambda row: (row.at, row.id), reverse=True)
        ]
        assert len(listed) == len(set(listed_ids := [row.id for row in listed]))
        assert set(listed_ids) == may, (person.groups, seed)
        assert all(access.may_see(person, row) for row in listed)


FILTERS = (
    Filters(agent="ann"),
    Filters(queue="claims", direction="inbound"),
    Filters(entity="PAN"),
    Filters(entity="PAN", agent="bob"),
    Filters(direction="outbound", length=0),
    Filters(direction="internal", length=0),
    Filters(length=2),
    Filters(length=1, queue="sales"),
    Filters(status=Status.RELEASED, since=ENDED - timedelta(days=200)),
    Filters(before=ENDED - timedelta(days=50), queue="sales"),
    Filters(status=Status.REVIEW),
    Filters(status=Status.QUARANTINED),
    Filters(status=Status.IN_PROGRESS),
    Filters(status=Status.ON_HOLD),
    Filters(purpose=PurposeName("sales_record"), agent="ann"),
    Filters(purpose=PurposeName("training_quality")),
    *(Filters(score=score) for score in ScoreBand),
    Filters(score=ScoreBand.LOW, agent="ann"),
    Filters(score=ScoreBand.NONE, entity="PAN"),
    Filters(score=ScoreBand.HIGH, entity="PAN", status=Status.RELEASED),
)


def test_a_filter_takes_what_it_says_out_of_what_may_be_seen(desk: Desk) -> None:
    random = Random(9)
    for _ in range(60):
        recording = lived_through(desk, random)
        # The scores that leads gave, each at a limit.
        total = random.choice((None, 0, 5_999, 6_000, 7_999, 8_000, 10_000))
        models.Recording.objects.filter(id=recording).update(score=total)
    for person in everyone():
        sight = access.sight_of(person)
        every = all_pages(desk, sight, Filters())
        for filters in FILTERS:
            wanted = {row.id for row in every if fits(row, filters, person, desk)}
            listed = {row.id for row in all_pages(desk, sight, filters)}
            assert listed == wanted, (person.groups, filters)
            counted = desk.site.browsing.count(sight, filters, now=desk.site.clock(), cap=5)
            assert counted == min(len(wanted), 5)


def fits(row: Row, filters: Filters, person: Person, desk: Desk) -> bool:
    """What a filter means, said a second time."""
    from pipeline.adapters.catalogue.browsing import _STATES
    from pipeline.retention import window_open

    checks = [
        filters.agent in (None, row.call.agent),
        filters.queue in (None, row.call.queue),
        filters.direction in (None, row.call.direction),
        filters.entity is None or filters.entity in row.entities,
        filters.length is None
        or filters.length == sum(row.duration >= minutes * 60_000 for minutes in (2, 10, 30)),
        filters.since is None or row.at >= filters.since,
        filters.before is None or row.at < filters.before,
        filters.score is None or filters.score == band_of(row.score),
    ]
    if filters.status is Status.ON_HOLD:
        checks.append(row.holds > 0)
    elif filters.status:
        checks.append(row.state in _STATES[filters.status])
    if filters.purpose:
        schedule, now = desk.site.policy.schedule, desk.site.clock()
        theirs = filters.purpose in access.sight_of(person).purposes
        checks.append(
            theirs
            and any(
                tag.purpose == filters.purpose and window_open(tag, row.facts, schedule, now=now)
                for tag in row.tags
            )
        )
    return all(checks)


def band_of(score: int | None) -> ScoreBand:
    if score is None:
        return ScoreBand.NONE
    return ScoreBand.LOW if score < 6_000 else ScoreBand.MIDDLE if score < 8_000 else ScoreBand.HIGH


def test_what_goes_first_is_first_among_what_expires_soon(desk: Desk) -> None:
    for days in (175, 178, 100):
        desk.call(
            TRAINING,
            recording=a_recording(call_id=f"c-{days}", ended=ENDED - timedelta(days=days)),
        )
    anna = desk.sign_in("anna", "quality")
    page = anna.get("/calls/", {"status": "expiring soon"}).content.decode()
    assert page.index("30 Sep 2024") < page.index("3 Oct 2024")
    assert "17 Dec 2024" not in page


def test_a_window_that_has_shut_takes_a_call_off_the_list_before_any_sweep(desk: Desk) -> None:
    call = desk.call(TRAINING)
    anna = desk.sign_in("anna", "quality")
    assert call.id in anna.get("/calls/").content.decode()
    desk.site.clock = lambda: ENDED + timedelta(days=190)
    assert call.id not in anna.get("/calls/").content.decode()


@pytest.mark.sqlite
def test_details_erased_by_rule_are_gone_from_the_list_as_well(desk: Desk) -> None:
    recording = a_recording()
    recording = replace(recording, call=replace(recording.call, agent="quentin"))
    call = desk.call(TRAINING, recording=recording)
    desk.site.catalogue.erase_details(call.id, {"agent": "a rule", "queue": "a rule"})
    place = desk.site.settings.database
    from django.db import connection

    connection.close()
    assert not isinstance(place, str)
    assert b"quentin" not in place.read_bytes()
    assert not desk.site.browsing.page(
        access.sight_of(someone("quality")), Filters(agent="quentin"), now=desk.site.clock()
    )[0]


def test_another_policy_is_reckoned_for_all_calls_at_the_next_sweep(desk: Desk) -> None:
    from pipeline.adapters.catalogue.models import Tag as Tagged

    call = desk.call(TRAINING)
    Tagged.objects.update(open_until=None, hears="")
    for fingerprint, is_there in (("one", True), ("one", True), ("two", True)):
        desk.site.catalogue.reckon(fingerprint)
        [tag] = Tagged.objects.all()
        assert (tag.open_until is not None) == is_there
    Tagged.objects.update(open_until=None)
    desk.site.catalogue.reckon("two")
    assert Tagged.objects.get().open_until is None, "it was reckoned by that policy before"
    assert Tagged.objects.get().recording_id == call.id


def test_a_page_that_is_no_place_is_not_there(desk: Desk) -> None:
    anna = desk.sign_in("anna", "quality")
    for place in ("x", "2026-13-01~a", "~", "2026-01-01T00:00:00+00:00~'"):
        assert anna.get("/calls/", {"after": place}).status_code == 404


def test_unknown_filters_narrow_nothing_and_break_nothing(desk: Desk) -> None:
    call = desk.call(TRAINING)
    anna = desk.sign_in("anna", "quality")
    asked = {"status": "x", "entity": "'", "since": "never", "length": "7", "purpose": "y"}
    assert call.id in anna.get("/calls/", asked).content.decode()


def test_htmx_gets_the_list_alone(desk: Desk) -> None:
    anna = desk.sign_in("anna", "quality")
    whole, part = anna.get("/calls/"), anna.get("/calls/", headers={"HX-Request": "true"})
    assert b"<html" in whole.content
    assert b"<html" not in part.content


def test_an_empty_desk_says_what_to_do(desk: Desk) -> None:
    page = desk.sign_in("anna", "quality").get("/calls/").content.decode()
    assert "hushtape run" in page


def test_a_view_is_ones_own_or_a_groups(desk: Desk) -> None:
    anna, ben = desk.sign_in("anna", "quality"), desk.sign_in("ben", "quality")
    sue = desk.sign_in("sue", "sales-records")
    query = "agent=ann&entity=PAN&nonsense=1"
    anna.post("/views/", {"name": "Cards of Ann", "query": query, "group": "quality"})
    anna.post("/views/", {"name": "Mine alone", "query": "queue=sales", "group": ""})
    page = ben.get("/calls/").content.decode()
    assert "Cards of Ann" in page
    assert "?agent=ann&amp;entity=PAN" in page
    assert "nonsense" not in page
    assert "Mine alone" not in page
    assert "Cards of Ann" not in sue.get("/calls/").content.decode()


def test_a_view_is_removed_by_who_made_it(desk: Desk) -> None:
    from review.models import SavedView

    anna, ben = desk.sign_in("anna", "quality"), desk.sign_in("ben", "quality")
    anna.post("/views/", {"name": "Cards", "query": "entity=PAN", "group": "quality"})
    view = SavedView.objects.get()
    assert ben.post(f"/views/{view.pk}/remove/").status_code == 404
    assert anna.post(f"/views/{view.pk}/remove/").status_code == 302


def test_a_view_is_not_shared_with_a_group_one_is_not_in(desk: Desk) -> None:
    anna = desk.sign_in("anna", "quality")
    said = {"name": "x", "query": "entity=PAN", "group": "audit"}
    assert anna.post("/views/", said).status_code == 409


def test_a_page_of_the_list_asks_the_database_the_same_few_things(desk: Desk) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    anna = desk.sign_in("anna", "quality")
    asked = []
    for count in (1, 12):
        for number in range(count):
            released(
                desk.site.keeping, TRAINING, recording=a_recording(call_id=f"{count}-{number}")
            )
        anna.get("/calls/")
        with CaptureQueriesContext(connection) as queries:
            anna.get("/calls/")
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert asked[0] < 25


def test_undated_calls_stand_where_they_were_received(desk: Desk) -> None:
    late = replace(a_recording(ended=None, call_id="undated"), received=ENDED + timedelta(hours=2))
    early = a_recording(call_id="dated")
    for recording in (late, early):
        desk.call(TRAINING, recording=recording)
    sight = access.sight_of(someone("quality"))
    assert [r.id for r in all_pages(desk, sight, Filters())] == [late.id, early.id]
    desk.site.catalogue.date(late.id, ENDED - timedelta(days=1), by="rita")
    assert [r.id for r in all_pages(desk, sight, Filters())] == [early.id, late.id]
    assert Moment(ENDED - timedelta(days=1), Clock.PERSON) == (
        desk.site.catalogue.recording(late.id).call.ended
    )
