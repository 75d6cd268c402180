"""Sound files for tests, made in memory."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import soundfile

from pipeline.model import Party
from pipeline.ports import Sound

Wave = npt.NDArray[np.float64]
"""Shape (samples, channels), -1..1."""


def babble(seconds: float, rate: int = 8000, channels: int = 2, seed: int = 7) -> Wave:
    """Something as restless as speech: gliding harmonics in bursts, another on each channel."""
    t = np.arange(round(seconds * rate)) / rate
    voices = []
    for channel in range(channels):
        rng = np.random.default_rng(seed + channel)
        turn = 2 * np.pi * np.cumsum(140 + 40 * channel + 30 * np.sin(2 * np.pi * 0.7 * t)) / rate
        voice = sum(rng.uniform(0.2, 1) * np.sin(k * turn + rng.uniform(0, 6)) for k in range(1, 9))
        voices.append(0.08 * voice * (0.55 + 0.45 * np.sin(2 * np.pi * 3.1 * t + channel)))
    return np.stack(voices, axis=1) + np.random.default_rng(seed).normal(
        0, 2e-3, (len(t), channels)
    )


def written(wave: Wave, rate: int = 8000, form: str = "WAV", subtype: str = "PCM_16") -> bytes:
    file = BytesIO()
    soundfile.write(file, wave, rate, format=form, subtype=subtype)
    return file.getvalue()


def encoded(wave: Wave, rate: int, codec: str, container: str) -> bytes:
    """Through one of FFmpeg's encoders, at the same rate; with a title nobody should keep."""
    file = BytesIO()
    layout = "mono" if wave.shape[1] == 1 else "stereo"
    with av.open(file, "w", format=container) as out:
        out.metadata["title"] = "A private title"
        track: Any = out.add_stream(codec, rate=rate, layout=layout)
        whole = np.rint(wave * 32767).astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(whole, format="s16", layout=layout)
        frame.sample_rate = rate
        fit = av.AudioResampler(track.codec_context.format, layout, rate, track.frame_size or None)
        for piece in [*fit.resample(frame), *fit.resample(None)]:
            out.mux(track.encode(piece))
        out.mux(track.encode(None))
    return file.getvalue()


def sound(data: bytes, duration: int, channels: int = 2, name: str = "test") -> Sound:
    parties = (Party.AGENT, Party.CUSTOMER, Party.MIXED)
    return Sound(lambda: BytesIO(data), parties[:channels], duration, name)
