"""What is put where a secret was, as a loop that repeats without a seam."""

from __future__ import annotations

import warnings

import numpy as np
import numpy.typing as npt

from pipeline.model import Cover

with warnings.catch_warnings():
    # pydub looks for an ffmpeg on import and warns; making a tone needs none.
    warnings.simplefilter("ignore")
    from pydub.generators import Sine

Loop = npt.NDArray[np.float64]
"""Samples, -1..1, a whole number of seconds: sample i of a recording has `loop[i % len]`."""

NOISE_SECONDS = 4
TELEPHONE_BAND = (300, 3400)
"""Hz: what a telephone line carries (ITU-T G.712)."""
SEED = 1
"""Fixed, so that a rendition can be made again, and nothing of a call is in it."""


def loop(cover: Cover, rate: int) -> Loop:
    """One turn of the cover at `rate` samples a second."""
    if cover.style == "silence":
        return np.zeros(rate)
    if cover.style == "noise":
        return noise(rate) * 10 ** (cover.level_db / 20)
    second = Sine(cover.tone_hz, sample_rate=rate, bit_depth=16).to_audio_segment(
        duration=1000, volume=cover.level_db
    )
    return np.array(second.get_array_of_samples(), np.float64) / (1 << 15)


def noise(rate: int) -> Loop:
    """Noise of the telephone band, as strong as a tone of full scale."""
    length = NOISE_SECONDS * rate
    spectrum = np.fft.rfft(np.random.default_rng(SEED).standard_normal(length))
    hz = np.fft.rfftfreq(length, 1 / rate)
    low, high = TELEPHONE_BAND
    spectrum[(hz < low) | (hz > high)] = 0
    shaped = np.fft.irfft(spectrum, length)
    return np.asarray(shaped / (np.sqrt(2) * np.sqrt(np.mean(shaped**2))), np.float64)
