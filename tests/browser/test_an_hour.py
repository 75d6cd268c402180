"""An hour's call on the desk: how soon it sounds."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import numpy as np

from pipeline.adapters.peaks import BUCKETS_A_SECOND, HEADER
from pipeline.adapters.writing import writing
from pipeline.model import Form, Kind, Outcome, ProfileName, RecordingId, Rendition, State, Tag
from tests.browser.conftest import SignIn
from tests.browser.pages import open_call, wait_until
from tests.browser.serving import Served
from tests.calls import TRAINING, a_recording

SECONDS = 3_600
RATE = 8_000
A_JUMP = 1_000
"""Milliseconds to the middle of it: FLAC of noise, 100 MB."""
FIRST_SOUND = 300
"""Milliseconds from the key to the first sound."""


def an_hour(desk: Served) -> RecordingId:
    """A released call of an hour, as redaction would have kept it."""
    from dataclasses import replace

    site = desk.site
    now = site.clock()
    made = a_recording(call_id="an hour", ended=now - timedelta(hours=2))
    made = replace(made, duration=SECONDS * 1000, rate=RATE, received=now)
    catalogue, vault = site.catalogue, site.vault
    recording = catalogue.admit(made)
    vault.store(Rendition.original(recording.id), io.BytesIO(b"gone soon"))
    catalogue.arrived(recording.id)
    claim = catalogue.claim("the tests", now=now, lease=timedelta(minutes=5))
    assert claim is not None
    assert claim.recording.id == recording.id
    contents = {Kind.AUDIO: _sound(), Kind.PEAKS: _peaks(), Kind.TRANSCRIPT: _words()}
    kept = {}
    for kind, content in contents.items():
        rendition = Rendition(recording.id, ProfileName("quality"), kind)
        catalogue.begin(rendition)
        vault.store(rendition, io.BytesIO(content))
        kept[rendition] = ()
    tags: tuple[Tag, ...] = (TRAINING,)
    catalogue.settle(claim, Outcome(State.RELEASED, tags, kept, engine="the tests"))
    return recording.id


def _sound() -> bytes:
    file = io.BytesIO()
    noise = np.random.default_rng(1).normal(0, 500, (SECONDS * RATE, 2)).astype(np.int16)
    with writing(file, Form.FLAC, RATE, 2, 16, len(noise)) as out:
        for start in range(0, len(noise), RATE):
            out.write(noise[start : start + RATE])
    return file.getvalue()


def _peaks() -> bytes:
    buckets = SECONDS * BUCKETS_A_SECOND
    header = HEADER.pack(2, 1, RATE, RATE // BUCKETS_A_SECOND, buckets, 2)
    return header + np.tile(np.array([-9, 9], np.int8), buckets * 2).tobytes()


def _words() -> bytes:
    words = [
        {"text": "word", "start_ms": n * 400, "end_ms": n * 400 + 300, "channel": n // 20 % 2}
        for n in range(SECONDS * 1000 // 400)
    ]
    words = [{**word, "confidence": 0.9} for word in words]
    return json.dumps({"id": "x", "channels": ["agent", "customer"], "words": words}).encode()


def test_an_hours_call_sounds_at_once_and_from_its_middle(
    sign_in: SignIn, served_desk: Served
) -> None:
    recording = an_hour(served_desk)
    page = sign_in("anna")
    open_call(page, served_desk.site.listing.named(recording))
    page.evaluate(
        """() => {
            const audio = document.querySelector('#audio');
            window.waits = [];
            for (const asked of ['play', 'seeking'])
                audio.addEventListener(asked, () => (window.asked = performance.now()));
            audio.addEventListener('playing', () => window.waits.push(performance.now() - window.asked));
        }"""
    )
    page.keyboard.press("k")
    wait_until(page, "window.waits.length === 1")
    page.evaluate("() => { document.querySelector('#audio').currentTime = 1800; }")
    wait_until(page, "window.waits.length >= 2")
    first, middle = page.evaluate("window.waits")[:2]
    print(f"first sound after {first:.0f} ms, after a jump to the middle {middle:.0f} ms")
    assert first < FIRST_SOUND
    assert middle < A_JUMP
