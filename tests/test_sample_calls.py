"""The sample calls, all the way: the real recogniser, the real vault, two real workers."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import pytest

from pipeline.adapters.models import fetch
from pipeline.adapters.rejected import RejectedArea
from pipeline.errors import HushtapeError
from pipeline.intake import identity
from pipeline.model import Kind, Party, ProfileName, RecordingId, Rendition, Sha256, State
from pipeline.timeline import Span, covered
from pipeline.wiring import Site
from tests.samples import HEARD, MANIFEST, SAMPLES, expected, names
from workers.rehearsal import MODEL, THE_MORNING_AFTER, clock_from, redact_all, stage, take_in

MODELS = SAMPLES.parent / "models"
CARD = {"PAN", "CARD_CODE", "DTMF"}
SPELLED = {"zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"}


@dataclass(frozen=True)
class Done:
    """A sample and the recording it became."""

    site: Site
    id: RecordingId

    def masked(self, profile: str, channel: int) -> list[Span]:
        audio = Rendition(self.id, ProfileName(profile), Kind.AUDIO)
        return [m.span for m in self.site.catalogue.masks(audio) if m.channel == channel]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site on which the samples were dropped, taken in and redacted."""
    try:
        fetch(MODEL, MODELS)
    except HushtapeError as trouble:
        pytest.skip(f"LOUD: no speech model, so the samples are not heard: {trouble}")
    config = stage(tmp_path_factory.mktemp("samples") / "site", SAMPLES, MODELS)
    clock = clock_from(THE_MORNING_AFTER)
    site = Site(config, clock)
    take_in(site)
    redact_all(site, clock, lambda done, total: None)
    return site


@pytest.fixture
def done(site: Site, sample: dict[str, Any]) -> Done:
    from pipeline.adapters.catalogue.models import Recording

    files = [(SAMPLES / path).read_bytes() for path in sample["paths"]]
    digests = [Sha256(hashlib.sha256(content).hexdigest()) for content in files]
    return Done(site, RecordingId(Recording.objects.get(sha256=identity(digests)).id))


each = pytest.mark.parametrize("sample", HEARD, ids=names)
"""Every sample that is a call."""


@each
def test_every_card_number_and_code_is_silent_in_every_rendition(
    done: Done, sample: dict[str, Any]
) -> None:
    for secret in expected(sample)["entities"]:
        if secret["entity"] not in CARD:
            continue
        span = Span(secret["start_ms"], secret["end_ms"])
        for profile in ("quality", "evidence"):
            silent = covered([span], by=done.masked(profile, secret["channel"]))
            assert silent >= 0.98 * span.duration, (secret["entity"], profile, span)


@each
def test_no_card_number_is_left_in_any_transcript(done: Done, sample: dict[str, Any]) -> None:
    secrets = [
        (s["channel"], Span(s["start_ms"], s["end_ms"]))
        for s in expected(sample)["entities"]
        if s["entity"] in CARD
    ]
    for profile in ("quality", "evidence"):
        text = Rendition(done.id, ProfileName(profile), Kind.TRANSCRIPT)
        with done.site.vault.open(text) as file:
            words = json.load(file)["words"]
        for word in words:
            span = Span(word["start_ms"], word["end_ms"])
            inside = any(c == word["channel"] and s.covers(span) for c, s in secrets)
            spoken = word["text"].strip(".,-").lower()
            assert not (inside and (spoken in SPELLED or any(c.isdigit() for c in spoken)))


@each
def test_every_purpose_is_right(done: Done, sample: dict[str, Any]) -> None:
    tags = done.site.catalogue.facts(done.id).tags
    assert {tag.purpose for tag in tags} == set(expected(sample)["purposes"]["default"])


@each
def test_no_harmless_number_is_masked(done: Done, sample: dict[str, Any]) -> None:
    for harmless in expected(sample)["harmless"]:
        span = Span(harmless["start_ms"], harmless["end_ms"])
        silent = covered([span], by=done.masked("quality", harmless["channel"]))
        assert silent <= 0.2 * span.duration, (harmless["what"], span)


@each
def test_it_is_released_and_its_original_is_gone(done: Done, sample: dict[str, Any]) -> None:
    assert done.site.catalogue.state(done.id) is State.RELEASED
    assert not done.site.vault.holds(Rendition.original(done.id))


@each
def test_its_parties_are_on_the_right_channels(done: Done, sample: dict[str, Any]) -> None:
    channels = done.site.catalogue.recording(done.id).channels
    assert channels == tuple(Party(party) for party in expected(sample)["channels"])


def test_what_is_no_call_is_rejected_with_its_reason(site: Site) -> None:
    wanted = sorted(s["state"] for s in MANIFEST if s["state"].startswith("rejected"))
    found = sorted(f"rejected:{f.error}" for f in RejectedArea(site.settings.rejected).entries())
    assert found == wanted


def test_nothing_is_left_in_the_drop_folders(site: Site) -> None:
    left = [p for source in site.intake.sources for p in source.folder.rglob("*") if p.is_file()]
    assert left == []


def test_the_duplicate_is_the_same_recording(site: Site) -> None:
    assert len(list(site.ledger.entries(act="duplicate"))) == 1
    assert sum(site.listing.states().values()) == len(HEARD)
