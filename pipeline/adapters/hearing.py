"""Sound as recognisers hear it: mono, 16,000 samples a second, float32 in -1..1."""

from __future__ import annotations

from collections.abc import Iterator

import av
import numpy as np
import numpy.typing as npt

from pipeline.adapters.audio import Audio, Block, opened
from pipeline.ports import Sound
from pipeline.timeline import Span

Samples = npt.NDArray[np.float32]
RATE = 16_000
PER_MS = RATE // 1000
CONTEXT_MS = 50
"""Read around a window, so that the resampling filter has no edge inside it."""


def channel_16k(sound: Sound, channel: int, span: Span) -> Samples:
    """One stretch of one channel: exactly 16 samples a ms, silence past the end of the file."""
    first = max(0, span.start - CONTEXT_MS)
    with opened(sound.open, sound.name) as audio:
        start = first * audio.rate // 1000
        stop = -(-(span.end + CONTEXT_MS) * audio.rate // 1000)
        resampler = Resampler(audio)
        heard = [resampler(block[:, channel]) for block in _until(audio, start, stop)]
        heard.append(resampler.rest())
    skip = (span.start - first) * PER_MS
    samples = np.concatenate(heard)[skip : skip + span.duration * PER_MS]
    return np.pad(samples, (0, span.duration * PER_MS - len(samples)))


def all_channels_16k(sound: Sound) -> Iterator[Samples]:
    """All of a sound in one reading: arrays of shape (samples, channels), without a gap."""
    with opened(sound.open, sound.name) as audio:
        resamplers = [Resampler(audio) for _ in range(audio.channels)]
        for block in audio.blocks():
            yield np.stack([hear(block[:, c]) for c, hear in enumerate(resamplers)], axis=1)
        yield np.stack([hear.rest() for hear in resamplers], axis=1)


class Resampler:
    """One channel of an Audio, piece by piece, to 16 kHz."""

    def __init__(self, audio: Audio) -> None:
        self._rate = audio.rate
        self._full = np.float32(1 << (15 if audio.depth == 16 else 31))
        self._resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE)

    def __call__(self, samples: Block) -> Samples:
        heard = np.ascontiguousarray(samples.astype(np.float32) / self._full).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(heard, format="fltp", layout="mono")
        frame.sample_rate = self._rate
        return self._joined(frame)

    def rest(self) -> Samples:
        """What the filter still holds back, after the last piece."""
        return self._joined(None)

    def _joined(self, frame: av.AudioFrame | None) -> Samples:
        out = [piece.to_ndarray()[0] for piece in self._resampler.resample(frame)]
        return np.concatenate(out) if out else np.zeros(0, np.float32)


def _until(audio: Audio, start: int, stop: int) -> Iterator[Block]:
    at = start
    for block in audio.blocks(start):
        yield block[: stop - at]
        at += len(block)
        if at >= stop:
            return
