"""Writing sound, without any tag, into a file that is open already."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Protocol

import numpy as np
import soundfile

from pipeline.adapters.decoding import Block
from pipeline.adapters.resampling import Resampler, Samples
from pipeline.adapters.seek_table import EVERY, WithSeekTable
from pipeline.errors import Unavailable
from pipeline.model import Form

OPUS_RATES = (8_000, 12_000, 16_000, 24_000, 48_000)
"""What an Opus encoder takes (RFC 6716, 2.1.3); what is decoded always has the last of them."""
OPUS_RATE = OPUS_RATES[-1]
WAV_BYTES = (1 << 32) - (1 << 16)
"""From here on the sizes in a WAV header are too small; RF64 has larger ones (EBU Tech 3306)."""


class Writer(Protocol):
    def write(self, block: Block) -> None: ...


@contextmanager
def writing(
    sink: BinaryIO, form: Form, rate: int, channels: int, depth: int, frames: int = 0
) -> Iterator[Writer]:
    """Something to `write` blocks of our samples to; `sink` is seekable and stays open.

    `frames` is about how many there will be. FLAC and WAV hold every one of them, Opus
    lasts as long to 1/48,000 s. FLAC has a table by which players jump.
    """
    opus = form is Form.OPUS
    container = _container(form, frames * channels * depth // 8)
    subtype = "OPUS" if opus else f"PCM_{depth}"
    taken = rate if not opus or rate in OPUS_RATES else OPUS_RATE
    jumps = WithSeekTable(sink, frames // (EVERY * rate) + 1) if form is Form.FLAC else None
    try:
        with soundfile.SoundFile(
            jumps or sink, "w", taken, channels, subtype=subtype, format=container
        ) as out:
            if taken == rate:
                yield out
            else:
                faster = _Faster(out, rate, channels, depth)
                yield faster
                faster.end()
        if jumps:
            jumps.end()
    except soundfile.LibsndfileError as error:
        raise Unavailable(
            f"cannot write {form} of {channels} channels at {rate} Hz",
            hint="It holds up to 8 channels; is there room in the scratch folder?",
        ) from error


def _container(form: Form, size: int) -> str:
    match form:
        case Form.FLAC:
            return "FLAC"
        case Form.WAV:
            return "WAV" if size < WAV_BYTES else "RF64"
        case Form.OPUS:
            return "OGG"


class _Faster:
    """Writes at 48 kHz what comes at another rate."""

    def __init__(self, out: Writer, rate: int, channels: int, depth: int) -> None:
        self._out = out
        self._rate = rate
        full_scale = 1 << (31 if depth == 24 else 15)
        self._hearing = [Resampler(rate, OPUS_RATE, full_scale) for _ in range(channels)]
        self._taken = self._given = 0

    def write(self, block: Block) -> None:
        self._taken += len(block)
        self._give(np.stack([hear(block[:, c]) for c, hear in enumerate(self._hearing)], axis=1))

    def end(self) -> None:
        """Write the rest, to the length of what was taken: a filter may give a little more."""
        rest = np.stack([hear.rest() for hear in self._hearing], axis=1)
        missing = -(-self._taken * OPUS_RATE // self._rate) - self._given
        self._give(np.pad(rest[:missing], ((0, max(0, missing - len(rest))), (0, 0))))

    def _give(self, samples: Samples) -> None:
        self._given += len(samples)
        self._out.write(samples)
