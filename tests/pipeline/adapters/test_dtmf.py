from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline.adapters.dtmf import (
    HIGH_HZ,
    LIKELY,
    LOW_HZ,
    SURE,
    DtmfListener,
    Tone,
    is_number,
    runs,
)
from pipeline.model import Entity, Finding
from pipeline.timeline import Span
from tests.pipeline.adapters.sounds import Wave, babble, sound, written

SPEECH = Path(__file__).parents[4] / "shared" / "data" / "speech"
RATE = 8000


def keyed(keys: int, tone_ms: int, gap_ms: int, *, rate: int = RATE, seed: int = 1) -> Wave:
    """A second of silence, `keys` keys chosen by `seed` with twists up to 4 dB, a second."""
    rng = np.random.default_rng(seed)
    t = np.arange(rate * tone_ms // 1000) / rate
    parts = [np.zeros(rate)]
    for _ in range(keys):
        low, high = rng.choice(LOW_HZ), rng.choice(HIGH_HZ)
        twist = 10 ** (rng.uniform(-4, 4) / 40)
        tone = twist * np.sin(2 * np.pi * low * t) + np.sin(2 * np.pi * high * t + 1) / twist
        parts += [0.15 * tone, np.zeros(rate * gap_ms // 1000)]
    return np.concatenate([*parts, np.zeros(rate)])[:, np.newaxis]


def noisy(wave: Wave, snr_db: float) -> Wave:
    power = 0.15**2 / 10 ** (snr_db / 10)
    return wave + np.random.default_rng(2).normal(0, np.sqrt(power), wave.shape)


def found(wave: Wave, rate: int = RATE, subtype: str = "ULAW") -> list[Finding]:
    call = sound(written(wave, rate, subtype=subtype), len(wave) * 1000 // rate, wave.shape[1])
    return list(DtmfListener().listen(call))


@pytest.mark.parametrize("tone_ms", [40, 50, 80, 120])
@pytest.mark.parametrize("snr_db", [30, 10, 3])
def test_a_keyed_number_is_one_finding_from_the_first_key_to_the_last(
    tone_ms: int, snr_db: float
) -> None:
    keys = 16
    (finding,) = found(noisy(keyed(keys, tone_ms, 90), snr_db))
    assert finding.entity is Entity.DTMF
    assert finding.span.covers(Span(1000, 1000 + keys * (tone_ms + 90) - 90))
    assert finding.span.duration < keys * (tone_ms + 90) + 300


@pytest.mark.parametrize("rate", [8000, 11_025, 16_000, 44_100])
def test_it_works_at_the_rate_of_the_file(rate: int) -> None:
    assert len(found(keyed(4, 60, 100, rate=rate), rate)) == 1


def test_every_channel_is_listened_to() -> None:
    agent, customer = keyed(4, 80, 80, seed=3), keyed(4, 80, 80, seed=4)
    quiet = np.zeros_like(agent)
    assert [f.channel for f in found(np.hstack([quiet, customer]))] == [1]
    assert [f.channel for f in found(np.hstack([agent, customer]))] == [0, 1]


def test_slow_fingers_still_key_one_number() -> None:
    assert len(found(keyed(3, 100, 2_800))) == 1


def test_a_choice_from_a_menu_is_no_number() -> None:
    assert found(keyed(2, 120, 500)) == []
    assert found(keyed(4, 120, 3_300)) == []


def test_a_number_across_the_blocks_of_a_long_file_is_found_whole() -> None:
    wave = np.vstack([np.zeros((7 * RATE, 1)), keyed(6, 60, 60), np.zeros((RATE, 1))])
    (finding,) = found(wave)
    assert finding.span.covers(Span(8000, 8000 + 6 * 120 - 60))


def test_keys_are_heard_over_somebody_who_speaks() -> None:
    number = keyed(8, 100, 100)
    talk = babble(len(number) / RATE, channels=1)[: len(number)]
    talk *= 0.15 / np.sqrt(np.mean(talk**2)) * 10 ** (-10 / 20)
    (finding,) = found(number + talk)
    assert finding.span.covers(Span(1100, 1000 + 8 * 200 - 200))


def test_likely_keys_count_beside_sure_ones_and_not_alone() -> None:
    sure, likely = Tone(0, 1, SURE), Tone(0, 1, LIKELY)
    assert is_number([sure, likely, sure])
    assert not is_number([likely, likely, likely, sure])
    assert not is_number([sure, sure])


def test_runs_part_where_the_pause_is_longer() -> None:
    tones = [Tone(at, at + 10, SURE) for at in (0, 20, 40, 151, 170, 190)]
    assert [len(run) for run in runs(tones, pause=100)] == [3, 3]
    assert [len(run) for run in runs(tones, pause=101)] == [6]


def test_nothing_tells_which_keys_they_were() -> None:
    one, other = found(keyed(5, 80, 80, seed=5))[0], found(keyed(5, 80, 80, seed=6))[0]
    assert (one.rule, one.words) == (other.rule, other.words) == ("run of 5 keys", ())


@pytest.mark.parametrize("name", ["jfk.flac", "stereo_diarization.wav", "multilingual.mp3"])
def test_people_who_talk_press_no_keys(name: str) -> None:
    if not SPEECH.is_dir():
        pytest.skip(f"no recordings in {SPEECH}")
    data = (SPEECH / name).read_bytes()
    assert list(DtmfListener().listen(sound(data, 600_000))) == []


def test_music_and_a_dial_tone_are_no_keys() -> None:
    t = np.arange(RATE * 10) / RATE
    dial = 0.2 * (np.sin(2 * np.pi * 350 * t) + np.sin(2 * np.pi * 440 * t))
    scale = 440 * 2 ** (np.floor(t * 4) % 12 / 12)
    music = 0.2 * sum(np.sin(2 * np.pi * k * np.cumsum(scale) / RATE) / k for k in (1, 2, 3))
    assert found(np.stack([dial, music], axis=1)) == []
