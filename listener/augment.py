"""What a telephone line, a room and a recorder do to speech, at random."""

from __future__ import annotations

import io

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.signal import butter, fftconvolve, lfilter

from pipeline.adapters.spectra import RATE

Samples = NDArray[np.float32]


def spoiled(samples: Samples, others: Samples, rng: np.random.Generator) -> Samples:
    """`samples` as a call recorder may have them; `others` is speech to take babble from."""
    sound = samples
    if rng.random() < 0.35:
        sound = _in_a_room(sound, rng)
    if rng.random() < 0.8:
        sound = _coloured(sound, rng)
    if rng.random() < 0.25:
        sound = _with_babble(sound, others, rng)
    if rng.random() < 0.7:
        sound = _with_noise(sound, rng)
    if rng.random() < 0.7:
        sound = _telephone_band(sound, rng)
    sound = sound / max(float(np.abs(sound).max(initial=0.0)), 1e-6)
    sound = sound * np.float32(10 ** rng.uniform(-1.6, 0.0))
    if rng.random() < 0.12:
        sound = np.clip(sound * rng.uniform(1.5, 5.0), -0.8, 0.8)
    if rng.random() < 0.15:
        sound = _gsm(sound)
    elif rng.random() < 0.6:
        sound = mu_law(sound)
    if rng.random() < 0.25:
        sound = _without_quiet(sound, rng)
    if rng.random() < 0.12:
        sound = _with_lost_packets(sound, rng)
    return sound.astype(np.float32)


def _in_a_room(sound: Samples, rng: np.random.Generator) -> Samples:
    """An exponentially dying tail of noise, 0.08 to 0.5 s to -60 dB, behind the direct sound."""
    dies = rng.uniform(0.08, 0.5)
    length = int(dies * RATE)
    tail = rng.standard_normal(length) * np.exp(-6.9 * np.arange(length) / length)
    tail *= 10 ** rng.uniform(-1.2, -0.3) / np.sqrt((tail**2).sum())
    tail[0] = 1.0
    return fftconvolve(sound, tail)[: len(sound)].astype(np.float32)


def _coloured(sound: Samples, rng: np.random.Generator) -> Samples:
    """A smooth random frequency response, up to +-9 dB at 6 points."""
    spectrum = np.fft.rfft(sound)
    gains = np.interp(np.linspace(0, 5, len(spectrum)), np.arange(6), rng.uniform(-9, 9, 6))
    return np.fft.irfft(spectrum * 10 ** (gains / 20), len(sound)).astype(np.float32)


def _with_babble(sound: Samples, others: Samples, rng: np.random.Generator) -> Samples:
    voices = [others[start : start + len(sound)] for start in
              rng.integers(0, max(1, len(others) - len(sound)), rng.integers(2, 6))]  # fmt: skip
    babble = np.sum([np.resize(voice, len(sound)) for voice in voices], axis=0)
    return _mixed(sound, babble, rng.uniform(6, 22))


def _with_noise(sound: Samples, rng: np.random.Generator) -> Samples:
    """White to brown noise, sometimes with mains hum, at 5 to 35 dB."""
    spectrum = np.fft.rfft(rng.standard_normal(len(sound)))
    slope = rng.uniform(0.0, 1.0)
    spectrum /= np.maximum(np.arange(len(spectrum)), len(spectrum) * 0.02) ** slope
    noise = np.fft.irfft(spectrum, len(sound))
    if rng.random() < 0.15:
        hum = np.sin(2 * np.pi * rng.choice((50, 60)) * rng.integers(1, 6) * _time(sound))
        noise = noise / (noise.std() + 1e-9) + hum
    return _mixed(sound, noise, rng.uniform(5, 35))


def _mixed(sound: Samples, other: Samples, decibels: float) -> Samples:
    wanted = np.sqrt((sound**2).mean()) * 10 ** (-decibels / 20)
    return (sound + other * (wanted / (np.sqrt((other**2).mean()) + 1e-9))).astype(np.float32)


def _telephone_band(sound: Samples, rng: np.random.Generator) -> Samples:
    band = (rng.uniform(180, 420), rng.uniform(2700, 3700))
    return lfilter(*butter(2, band, "bandpass", fs=RATE), sound).astype(np.float32)


def mu_law(sound: Samples) -> Samples:
    """There and back through 8-bit mu-law (ITU-T G.711, mu = 255)."""
    coded = np.round(
        np.sign(sound) * np.log1p(255 * np.minimum(np.abs(sound), 1)) / np.log(256) * 127
    )
    return np.sign(coded) * np.expm1(np.abs(coded) / 127 * np.log(256)) / 255


def _gsm(sound: Samples) -> Samples:
    """There and back through GSM 06.10 full rate."""
    coded = io.BytesIO()
    soundfile.write(coded, sound, RATE, format="WAV", subtype="GSM610")
    coded.seek(0)
    samples, _ = soundfile.read(coded, frames=len(sound), dtype="float32")
    return np.asarray(np.resize(samples, len(sound)), np.float32)


def _without_quiet(sound: Samples, rng: np.random.Generator) -> Samples:
    """What a line with silence suppression leaves: nothing below a level, for 100 ms or more."""
    packets = sound[: len(sound) // (RATE // 50) * (RATE // 50)].reshape(-1, RATE // 50)
    level = np.sqrt((packets**2).mean(axis=1))
    loud = level > level.max(initial=0.0) * 10 ** -rng.uniform(1.0, 1.9)
    kept = np.convolve(loud, np.ones(2 * int(rng.integers(2, 8)) + 1), "same") > 0.5
    return np.asarray(sound * np.repeat(np.append(kept, True), RATE // 50)[: len(sound)])


def _with_lost_packets(sound: Samples, rng: np.random.Generator) -> Samples:
    """1 to 6 % of the 20 ms packets are silent or repeat the one before."""
    sound = sound.copy()
    size = RATE // 50
    for packet in np.flatnonzero(rng.random(len(sound) // size) < rng.uniform(0.01, 0.06)):
        at = packet * size
        repeat = packet > 0 and rng.random() < 0.5
        sound[at : at + size] = sound[at - size : at] if repeat else 0.0
    return sound


def _time(sound: Samples) -> NDArray[np.float64]:
    return np.arange(len(sound)) / RATE
