"""Search in what was said: found by those who may read it, and in no other way left behind."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.adapters.hashing import keyed
from pipeline.errors import Refused
from pipeline.model import Kind, PurposeName, RecordingId, Rendition, State, Tag, Transcript, Word
from pipeline.redaction import keep_text
from pipeline.reviewing import restrict
from pipeline.searching import parse, snippet, words_of
from pipeline.timeline import Span
from tests.calls import ENDED, EVIDENCE, QUALITY, SALE, TRAINING, a_recording
from tests.review.desk import Desk

FRAUD = Tag(PurposeName("fraud_prevention"), ("always",))
SEARCHED = "searched"


def found(desk: Desk, who: str, group: str, words: str, purpose: str = "training_quality") -> str:
    said = {"words": words, "purpose": purpose, "reason": "weekly sample"}
    response = desk.sign_in(who, group).post("/search/", said)
    assert response.status_code in {200, 403}, response.content
    return response.content.decode()


def test_what_was_said_is_found_and_shown_with_what_stands_around_it(desk: Desk) -> None:
    call = desk.call(TRAINING)
    page = found(desk, "anna", "quality", "calling")
    assert call.id in page
    assert "<mark>calling</mark>" in page
    assert "thank you for [PAN]" in page


@pytest.mark.parametrize(
    "words", ["THANK calling", '"thank you for"', "[PAN]", "PAN", '"For, you"']
)
def test_words_phrases_and_labels_of_masks_are_found(desk: Desk, words: str) -> None:
    call = desk.call(TRAINING)
    assert (call.id in found(desk, "anna", "quality", words)) == ("For" not in words)


def test_in_a_profile_that_a_purpose_does_not_hear_nothing_is_found(desk: Desk) -> None:
    call = desk.call(TRAINING, SALE)
    evidence = Rendition(call.id, EVIDENCE, Kind.TRANSCRIPT)
    desk.site.catalogue.index(evidence, words_of(["Margaret"]))
    assert call.id not in found(desk, "anna", "quality", "margaret")
    assert call.id in found(desk, "sue", "sales-records", "margaret", "sales_record")


def test_a_purpose_that_one_does_not_read_is_not_searched(desk: Desk) -> None:
    desk.call(TRAINING, SALE)
    said = {"words": "calling", "purpose": "sales_record", "reason": "a look"}
    assert desk.sign_in("anna", "quality").post("/search/", said).status_code == 403


@pytest.mark.parametrize("state", [State.REVIEW, State.QUARANTINED])
def test_what_is_not_released_is_not_found(desk: Desk, state: State) -> None:
    call = desk.call(TRAINING, state=state)
    assert call.id not in found(desk, "anna", "quality", "calling")


def test_what_is_restricted_or_over_is_not_found(desk: Desk) -> None:
    one, two = (desk.call(TRAINING, recording=a_recording(call_id=f"c-{n}")) for n in (1, 2))
    restrict(one.id, desk.site.keeping, reason="contested", by="rita")
    page = found(desk, "anna", "quality", "calling")
    assert one.id not in page
    assert two.id in page
    desk.site.clock = lambda: ENDED + timedelta(days=190)
    assert two.id not in found(desk, "anna", "quality", "calling")


def test_a_rendition_that_is_being_destroyed_is_found_no_more(desk: Desk) -> None:
    call = desk.call(TRAINING)
    desk.site.catalogue.doom(Rendition(call.id, QUALITY, Kind.TRANSCRIPT), "over")
    assert call.id not in found(desk, "anna", "quality", "calling")


def test_striking_again_replaces_what_was_found_before(desk: Desk) -> None:
    call = desk.call(TRAINING)
    rendition = Rendition(call.id, QUALITY, Kind.TRANSCRIPT)
    transcript = Transcript((Word("parsnips", Span(0, 500), 0, 0.9),), call.channels)
    keep_text(rendition, transcript, (), desk.site.keeping)
    desk.site.catalogue.begin(rendition)
    assert call.id not in found(desk, "anna", "quality", "parsnips"), "not verified again yet"
    from pipeline.adapters.catalogue import models

    models.Rendition.objects.update(verified=True)
    assert call.id in found(desk, "anna", "quality", "parsnips")
    assert call.id not in found(desk, "anna", "quality", "calling")


def test_what_an_upgrade_left_out_is_indexed_when_the_desk_starts(desk: Desk) -> None:
    from pipeline.adapters.catalogue.models import Spoken
    from pipeline.indexing import index_what_is_missing

    call = desk.call(TRAINING)
    Spoken.objects.all().delete()
    assert call.id not in found(desk, "anna", "quality", "calling")
    assert index_what_is_missing(desk.site.keeping) == 1
    assert index_what_is_missing(desk.site.keeping) == 0
    assert call.id in found(desk, "anna", "quality", "calling")


def test_a_search_is_in_the_ledger_without_its_words(desk: Desk) -> None:
    desk.call(TRAINING)
    found(desk, "anna", "quality", "calling [PAN]")
    found(desk, "anna", "quality", "Calling  PAN")
    one, two = desk.site.ledger.entries(act=SEARCHED)
    assert one.details["by"] == "anna"
    assert one.details["hits"] == 1
    assert one.details["query"] == two.details["query"]
    assert "calling" not in repr(one).lower()
    ledger = desk.site.settings.ledger.read_bytes()
    assert b"calling" not in ledger.lower()


def test_the_words_are_in_no_address(desk: Desk) -> None:
    desk.call(TRAINING)
    anna = desk.sign_in("anna", "quality")
    page = anna.get("/search/", {"words": "calling", "purpose": "training_quality"})
    assert "<mark>" not in page.content.decode()
    assert not list(desk.site.ledger.entries(act=SEARCHED))


@pytest.mark.parametrize("words", ["", '""', "?!", " ".join("abcdefghijklm")])
def test_nothing_and_too_much_are_refused_in_words(desk: Desk, words: str) -> None:
    page = found(desk, "anna", "quality", words)
    assert 'role="alert"' in page


def test_more_hits_than_a_page_holds_follow_on_the_next_without_gap(desk: Desk) -> None:
    calls = [
        desk.call(
            TRAINING,
            recording=a_recording(call_id=f"c-{n}", ended=ENDED - timedelta(minutes=n)),
        ).id
        for n in range(23)
    ]
    anna = desk.sign_in("anna", "quality")
    said = {"words": "calling", "purpose": "training_quality", "reason": "weekly sample"}
    first = anna.post("/search/", said).content.decode()
    after = first.split('name="after" value="')[1].split('"')[0]
    second = anna.post("/search/", {**said, "after": after}).content.decode()
    assert [call in first for call in calls] == [True] * 20 + [False] * 3
    assert [call in second for call in calls] == [False] * 20 + [True] * 3


def everything_on_disk(desk: Desk) -> bytes:
    from django.db import connection

    connection.close()
    place = desk.site.settings.database
    assert isinstance(place, Path)
    return b"".join(path.read_bytes() for path in place.parent.iterdir())


@pytest.mark.sqlite
def test_no_word_is_on_disk_in_the_clear_and_no_hash_outlives_its_rendition(desk: Desk) -> None:
    calls = [desk.call(TRAINING, recording=a_recording(call_id=f"c-{n}")) for n in range(3)]
    hashed = desk.site.hashed
    gone, stays = (Rendition(call.id, QUALITY, Kind.TRANSCRIPT) for call in calls[:2])
    desk.site.catalogue.index(gone, words_of(["parsnips", "calling"]))
    before = everything_on_disk(desk)
    assert b"parsnips" not in before
    assert b"thank" not in before
    assert hashed("parsnips").encode() in before
    desk.site.catalogue.doom(gone, "over")
    desk.site.catalogue.forget(gone)
    for _ in range(3):
        desk.site.catalogue.tidy(now=desk.site.clock())
    after = everything_on_disk(desk)
    assert hashed("parsnips").encode() not in after
    assert hashed("thank").encode() in after, "those of others stay"
    assert stays in desk.site.catalogue.renditions(stays.recording)
    # Nothing was left behind in the index that its table does not have, nor the other way.
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO catalogue_said (catalogue_said, rank) VALUES ('integrity-check', 1)"
        )


def test_another_key_gives_other_hashes() -> None:
    one, two = keyed(b"one"), keyed(b"two")
    assert one("card") != two("card")
    assert one("card") == keyed(b"one")("card")
    assert one("card").isalnum()


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=40))
def test_any_text_is_a_query_or_refused(text: str) -> None:
    try:
        query = parse(text)
    except Refused:
        return
    assert all(query.phrases)
    assert all(word == words_of([word])[0] for word in query.words)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(["ann", "bee", "[PAN]", "it's", "two-three"]), min_size=1))
def test_a_snippet_shows_what_was_searched_for_if_it_is_there(texts: list[str]) -> None:
    query = parse("bee PAN")
    shown = snippet(texts, range(len(texts)), query)
    there = {"bee", "[PAN]"} & set(texts)
    assert (shown is not None) == bool(there)
    if shown:
        assert any(hit for _, hit in shown.words)
        assert all(hit == (text in there) for text, hit in shown.words)


def test_the_key_of_the_index_is_made_with_the_others(desk: Desk) -> None:
    key = desk.site.settings.at(desk.site.settings.keys.search)
    assert key.stat().st_mode & 0o077 == 0
    # Nothing else in the data folder holds it.
    said = subprocess.run(
        ["grep", "-rlF", key.read_text(), str(desk.site.settings.data)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.stdout.split() == [str(key)]


def test_bytes_and_words_of_a_rendition_belong_together(desk: Desk) -> None:
    """A hit whose bytes are gone says so, and shows no words."""
    call = desk.call(TRAINING)
    desk.site.vault.erase(Rendition(RecordingId(call.id), QUALITY, Kind.TRANSCRIPT))
    page = found(desk, "anna", "quality", "calling")
    assert "gone since" in page
    assert "<mark>" not in page
