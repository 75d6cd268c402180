"""On people the network was never trained on (listener/README.md)."""

from __future__ import annotations

import io
import itertools
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from pipeline.adapters.digit_listener import DigitListener
from pipeline.model import Entity, Finding, Party
from pipeline.ports import Sound
from pipeline.timeline import Span, covered

DATA = Path(__file__).parents[4] / "shared" / "data"
RATE = 8000
Samples = NDArray[np.float32]

with_people = pytest.mark.skipif(
    not (DATA / "fsdd").is_dir(), reason=f"no recordings of people in {DATA}"
)


def a_number(speaker: str, digits: int, *, seed: int = 1) -> tuple[Samples, list[Span]]:
    """Random takes of random digits, 80 to 400 ms apart, and where each of them is."""
    rng = random.Random(seed)
    parts: list[Samples] = []
    spans, at = [], 0
    for _ in range(digits):
        name = f"{rng.randrange(10)}_{speaker}_{rng.randrange(25)}.wav"
        take, _ = soundfile.read(DATA / "fsdd" / name, dtype="float32")
        gap = rng.randrange(640, 3200)
        spans.append(Span(at // 8, (at + len(take)) // 8))
        parts += [take / np.abs(take).max() * np.float32(0.4), np.zeros(gap, np.float32)]
        at += len(take) + gap
    return np.concatenate(parts), spans


def quiet(seconds: float) -> Samples:
    rng = np.random.default_rng(3)
    return (0.001 * rng.standard_normal(int(seconds * RATE))).astype(np.float32)


def a_sound(*channels: Samples, rate: int = RATE) -> Sound:
    longest = max(map(len, channels))
    padded = [np.pad(samples, (0, longest - len(samples))) for samples in channels]
    file = io.BytesIO()
    soundfile.write(file, np.stack(padded, axis=1), rate, format="WAV", subtype="PCM_16")
    parties = (Party.AGENT, Party.CUSTOMER) if len(channels) == 2 else (Party.MIXED,)
    duration = -(-longest * 1000 // rate)
    return Sound(lambda: io.BytesIO(file.getvalue()), parties, duration, "a test")


def heard(sound: Sound) -> list[Finding]:
    """The runs that count by themselves."""
    return [f for f in DigitListener().listen(sound) if f.entity is Entity.DIGITS]


def hidden(digits: list[Span], findings: list[Finding], *, offset: int = 0) -> float:
    """The share of the digits' time under the findings."""
    moved = [span.shifted(offset) for span in digits]
    return covered(moved, by=[f.span for f in findings]) / sum(s.duration for s in moved)


@with_people
def test_a_card_number_is_heard_on_the_channel_where_it_is_said() -> None:
    number, digits = a_number("jackson", 16)
    call = np.concatenate((quiet(4), number, quiet(4)))
    findings = heard(a_sound(quiet(3), call))
    assert {(f.channel, f.entity, f.detector) for f in findings} == {
        (1, Entity.DIGITS, "digit-listener")
    }
    assert hidden(digits, findings, offset=4000) > 0.9


@with_people
def test_most_of_the_numbers_of_people_it_never_heard_are_silenced() -> None:
    """A floor under what listener/README.md measured, not a promise for one call."""
    shares = []
    for speaker, seed in itertools.product(("jackson", "george", "lucas"), range(4)):
        number, digits = a_number(speaker, 16, seed=seed)
        findings = heard(a_sound(np.concatenate((quiet(2), number, quiet(2)))))
        shares.append(hidden(digits, findings, offset=2000))
    assert sum(shares) / len(shares) > 0.8


@with_people
def test_the_finding_tells_that_there_were_digits_and_not_which() -> None:
    number, _ = a_number("jackson", 16)
    (finding,) = heard(a_sound(np.concatenate((quiet(2), number, quiet(2)))))
    assert finding.rule == "run of spoken digits"
    assert finding.words == ()


@with_people
def test_an_order_number_of_five_digits_is_left_alone() -> None:
    number, _ = a_number("jackson", 5)
    assert heard(a_sound(np.concatenate((quiet(3), number, quiet(3))))) == []


@with_people
def test_a_number_across_the_end_of_a_window_is_one_run() -> None:
    number, digits = a_number("jackson", 16)
    (finding,) = heard(a_sound(np.concatenate((quiet(56), number, quiet(70)))))
    assert hidden(digits, [finding], offset=56_000) > 0.95


@with_people
def test_a_wide_band_recording_is_heard_at_the_same_place() -> None:
    number, _ = a_number("jackson", 16)
    call = np.concatenate((quiet(2), number, quiet(2)))
    (narrow,) = heard(a_sound(call))
    (wide,) = heard(a_sound(np.repeat(call, 6), rate=48_000))
    assert abs(wide.span.start - narrow.span.start) <= 200
    assert abs(wide.span.end - narrow.span.end) <= 200


@with_people
@pytest.mark.parametrize("name", ["jfk.flac", "hotwords.mp3", "stereo_diarization.wav"])
def test_people_who_say_no_number_are_left_alone(name: str) -> None:
    samples, rate = soundfile.read(DATA / "speech" / name, dtype="float32", always_2d=True)
    assert heard(a_sound(*samples.T, rate=rate)) == []


@pytest.mark.parametrize("seconds", [0.02, 1, 70])
def test_nothing_is_heard_where_nobody_speaks(seconds: float) -> None:
    assert heard(a_sound(quiet(seconds), np.zeros(int(seconds * RATE), np.float32))) == []


@with_people
def test_most_codes_of_three_digits_are_hints_and_no_more() -> None:
    shares = []
    for seed in range(8):
        code, digits = a_number("lucas", 3, seed=seed)
        sound = a_sound(np.concatenate((quiet(4), code, quiet(4))))
        findings = list(DigitListener().listen(sound))
        assert {f.entity for f in findings} <= {Entity.SOME_DIGITS}
        shares.append(hidden(digits, findings, offset=4000))
    assert sum(shares) > 0.6 * len(shares)


@with_people
def test_under_a_cover_there_is_nothing_to_be_heard() -> None:
    number, digits = a_number("jackson", 16)
    sound = a_sound(np.concatenate((quiet(2), number, quiet(2))))
    covered_up = Span(1_500, 2_500 + digits[-1].end)
    assert heard(replace(sound, silent={0: (covered_up,)})) == []
