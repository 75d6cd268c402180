from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from pipeline.adapters import speech_activity
from pipeline.adapters.speech_activity import SileroActivity
from pipeline.timeline import Span, covered
from tests.pipeline.adapters.sounds import Wave, sound, written

SPEECH = Path(__file__).parents[4] / "shared" / "data" / "speech"
RATE = 8000


@pytest.fixture(scope="module")
def talk() -> Wave:
    """Eleven seconds of a person speaking, 8 kHz, one channel."""
    if not SPEECH.is_dir():
        pytest.skip(f"no recordings in {SPEECH}")
    wave, rate = soundfile.read(SPEECH / "jfk.flac", always_2d=True)
    step = rate / RATE
    places = np.arange(0, len(wave), step)
    narrow: Wave = np.interp(places, np.arange(len(wave)), wave[:, 0]).reshape(-1, 1)
    return narrow


def silence(seconds: float) -> Wave:
    return np.zeros((round(seconds * RATE), 1))


def heard(*channels: Wave) -> list[list[Span]]:
    wave = np.hstack(channels)
    call = sound(written(wave, RATE), len(wave) * 1000 // RATE, wave.shape[1])
    return [list(spans) for spans in SileroActivity().activity(call)]


def test_speech_is_found_where_it_is_and_silence_is_not_speech(talk: Wave) -> None:
    wave = np.vstack([silence(10), talk, silence(10)])
    (spans,) = heard(wave)
    end = 10_000 + len(talk) * 1000 // RATE
    assert covered([Span(10_500, end - 1000)], by=spans) > 0.95 * (end - 11_500)
    assert covered([Span(0, 9_000), Span(end + 1500, end + 10_000)], by=spans) == 0


def test_channels_are_heard_apart(talk: Wave) -> None:
    other = np.roll(np.vstack([talk, silence(14)]), 13 * RATE, axis=0)
    first, second = heard(np.vstack([talk, silence(14)]), other)
    assert first[-1].end < 13_000 <= second[0].start + 1000


def test_a_call_of_silence_has_none() -> None:
    assert heard(silence(5), silence(5)) == [[], []]


def test_windows_do_not_lose_speech_where_they_meet(
    talk: Wave, monkeypatch: pytest.MonkeyPatch
) -> None:
    wave = np.vstack([silence(3), talk, talk, silence(3)])
    (whole,) = heard(wave)
    monkeypatch.setattr(speech_activity, "WINDOW_MS", 8_000)
    monkeypatch.setattr(speech_activity, "OVERLAP_MS", 2_000)
    (pieces,) = heard(wave)
    assert covered(whole, by=pieces) > 0.97 * covered(whole, by=whole)


def test_spans_stay_inside_the_sound(talk: Wave) -> None:
    (spans,) = heard(talk)
    assert spans
    assert all(Span(0, len(talk) * 1000 // RATE).covers(span) for span in spans)
