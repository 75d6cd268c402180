"""How loud a sound is from place to place: what a waveform is drawn from.

The format is version 2 of audiowaveform's data files, which peaks.js and others read: a
header of six little-endian 32-bit numbers (version 2, flags 1 for 8 bits, rate, samples a
bucket, buckets, channels), then for each bucket and channel its least and its greatest
sample as a signed byte (-128..127 for full scale).
"""

from __future__ import annotations

import struct

import numpy as np
import numpy.typing as npt

from pipeline.adapters.decoding import Block

BUCKETS_A_SECOND = 20
"""Finer than a pixel of a call on a screen; a 4-hour stereo call takes 1.2 MB."""
HEADER = struct.Struct("<iIiiIi")


class Peaks:
    """Takes a sound block by block, and tells its peaks in the end."""

    def __init__(self, rate: int, channels: int, depth: int) -> None:
        self._rate = rate
        self._bucket = max(1, rate // BUCKETS_A_SECOND)
        self._shift = 24 if depth == 24 else 8
        self._rest = np.zeros((0, channels), np.int32 if depth == 24 else np.int16)
        self._found: list[npt.NDArray[np.int8]] = []

    def add(self, block: Block) -> None:
        waiting = np.concatenate([self._rest, block])
        whole = len(waiting) - len(waiting) % self._bucket
        self._look(waiting[:whole])
        self._rest = waiting[whole:]

    def data(self) -> bytes:
        """The peaks of all that was added, the last bucket perhaps of fewer samples."""
        if len(self._rest):
            self._look(np.pad(self._rest, ((0, self._bucket - len(self._rest)), (0, 0)), "edge"))
            self._rest = self._rest[:0]
        buckets = sum(map(len, self._found))
        channels = self._rest.shape[1]
        header = HEADER.pack(2, 1, self._rate, self._bucket, buckets, channels)
        return header + b"".join(found.tobytes() for found in self._found)

    def _look(self, samples: Block) -> None:
        buckets = samples.reshape(-1, self._bucket, samples.shape[1])
        both = np.stack([buckets.min(axis=1), buckets.max(axis=1)], axis=2)
        self._found.append((both >> self._shift).astype(np.int8))
