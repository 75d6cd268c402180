"""Samples at another rate, piece by piece, without a gap or a seam."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import av
import numpy as np
import numpy.typing as npt

from pipeline.adapters.decoding import Block

Samples = npt.NDArray[np.float32]
"""-1..1."""


class Resampler:
    """One channel, from one rate to another; a sample of value `full_scale` stands for 1.0."""

    def __init__(self, rate: int, to: int, full_scale: int) -> None:
        self._rate = rate
        self._full = full_scale
        self._resampler = av.AudioResampler(format="fltp", layout="mono", rate=to)

    def __call__(self, samples: Block) -> Samples:
        heard = (samples.astype(np.float32) / np.float32(self._full)).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(heard, format="fltp", layout="mono")
        frame.sample_rate = self._rate
        return self._heard(frame)

    def rest(self) -> Samples:
        """What the filter still holds back, after the last piece."""
        return self._heard(None)

    def _heard(self, frame: av.AudioFrame | None) -> Samples:
        out = [piece.to_ndarray()[0] for piece in self._resampler.resample(frame)]
        return np.concatenate(out) if out else np.zeros(0, np.float32)


def resampled(
    blocks: Iterable[Block], channels: int, rate: int, to: int, full_scale: int
) -> Iterator[Samples]:
    """Blocks of shape (samples, channels) at the rate `to`."""
    hearing = [Resampler(rate, to, full_scale) for _ in range(channels)]
    for block in blocks:
        yield np.stack([hear(block[:, c]) for c, hear in enumerate(hearing)], axis=1)
    yield np.stack([hear.rest() for hear in hearing], axis=1)
