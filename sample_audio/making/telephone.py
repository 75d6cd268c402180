"""What a telephone line does to speech, and the tones of its keys."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

RATE = 8000
"""Samples a second, of everything we make: the telephone's."""

BAND_HZ = (300, 3400)
"""What a telephone passes (ITU-T G.712)."""

KEYS = {
    key: (row, column)
    for row, keys in ((697, "123"), (770, "456"), (852, "789"), (941, "*0#"))
    for column, key in zip((1209, 1336, 1477), keys, strict=True)
}
"""The two frequencies of each key, in hertz (ITU-T Q.23)."""


def pressed(digits: str, rng: np.random.Generator) -> Samples:
    """`digits` keyed by hand: tones of 90 to 140 ms, 120 to 320 ms apart."""
    parts = []
    for digit in digits:
        seconds = np.arange(int(RATE * rng.uniform(0.09, 0.14))) / RATE
        tone = sum(np.sin(2 * np.pi * hertz * seconds) for hertz in KEYS[digit])
        parts += [0.1 * tone, np.zeros(int(RATE * rng.uniform(0.12, 0.32)))]
    return np.concatenate(parts[:-1]).astype(np.float32)


def carried(sound: Samples, noise_db: float, rng: np.random.Generator) -> Samples:
    """`sound` as the far end hears it: in the band, with hiss and hum at `noise_db`."""
    level = 10 ** (noise_db / 20)
    seconds = np.arange(len(sound)) / RATE
    hum = np.sin(2 * np.pi * 350 * seconds)  # the lowest of the mains' harmonics in the band
    hiss = rng.standard_normal(len(sound))
    return in_band(sound + level * (0.95 * hiss + 0.4 * hum))


def in_band(sound: Samples, taps: int = 255) -> Samples:
    """`sound` through a windowed-sinc filter of `BAND_HZ`; nothing moves in time."""
    if not sound.size:
        return sound
    n = np.arange(taps) - taps // 2
    low, high = (2 * hertz / RATE for hertz in BAND_HZ)
    kernel = (high * np.sinc(high * n) - low * np.sinc(low * n)) * np.hamming(taps)
    return np.convolve(sound, kernel, mode="same").astype(np.float32)
