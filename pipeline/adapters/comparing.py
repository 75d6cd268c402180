"""Two sounds that should be one and the same but for the masks, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.adapters.decoding import Audio, in_blocks
from pipeline.adapters.resampling import resampled
from pipeline.errors import LeakFound

Waves = npt.NDArray[np.floating[Any]]
"""Shape (samples, channels), -1..1."""
NEARLY_MS = 1
"""By how much two sounds may differ in length when one of them was at another rate."""


def side_by_side(before: Audio, after: Audio) -> Iterator[tuple[Waves, Waves]]:
    """Their blocks in pairs, at the rate of `before`.

    Raises LeakFound where they are not of one form and length. After a codec that changes
    the rate, the last millisecond may be missing in both.
    """
    if before.channels != after.channels or (after.lossless and before.rate != after.rate):
        raise LeakFound(f"{after.name}: not of the form of {before.name}")
    slack = 0 if before.rate == after.rate else before.rate * NEARLY_MS // 1000
    for was, now in zip_longest(_waves(before, before.rate), _waves(after, before.rate)):
        lengths = [0 if block is None else len(block) for block in (was, now)]
        if max(lengths) - min(lengths) > slack:
            raise LeakFound(f"{after.name}: not as long as {before.name}")
        if min(lengths):
            yield was[: min(lengths)], now[: min(lengths)]


def _waves(audio: Audio, rate: int) -> Iterator[Waves]:
    blocks = audio.blocks()
    if audio.rate == rate:
        return (block / audio.full_scale for block in blocks)
    return in_blocks(resampled(blocks, audio.channels, audio.rate, rate, audio.full_scale))
