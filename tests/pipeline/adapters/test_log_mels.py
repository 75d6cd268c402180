from __future__ import annotations

import numpy as np
import pytest

from pipeline.adapters.log_mels import BANDS, RATE, log_mels, whisper_power


def tone(hertz: float, seconds: float = 3.0) -> np.ndarray:
    return np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE).astype(np.float32)


def burst(hertz: float) -> np.ndarray:
    """Three seconds of nothing with 200 ms of a tone in the middle."""
    sound = np.zeros(3 * RATE, np.float32)
    sound[int(1.4 * RATE) : int(1.6 * RATE)] = 0.3 * tone(hertz, 0.2)
    return sound


def test_there_are_100_frames_a_second() -> None:
    assert log_mels(tone(440)).shape == (301, BANDS)
    assert whisper_power(tone(440)).shape == (300, 101)


def test_a_sound_shows_up_at_its_time() -> None:
    loudest = log_mels(burst(1000)).max(axis=1)
    assert 138 <= np.flatnonzero(loudest > loudest.max() / 2)[0] <= 141


def test_a_higher_tone_is_in_a_higher_band() -> None:
    low, high = (int(log_mels(burst(hertz))[150].argmax()) for hertz in (500, 2000))
    assert low < high


@pytest.mark.parametrize("gain", [0.1, 0.5])
def test_loudness_does_not_matter(gain: float) -> None:
    rng = np.random.default_rng(1)
    sound = (burst(1000) + 0.05 * rng.standard_normal(3 * RATE)).astype(np.float32)
    assert np.abs(log_mels(sound) - log_mels(sound * np.float32(gain))).mean() < 0.1


def test_silence_is_nothing_at_all() -> None:
    assert not log_mels(np.zeros(RATE, np.float32)).any()
