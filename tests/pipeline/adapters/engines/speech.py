"""Sounds to hear: made from samples, so that the engines' tests need no decoder."""

from __future__ import annotations

import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from pipeline.adapters.engines.pieces import PER_MS, Samples
from pipeline.model import Party
from pipeline.ports import Sound
from pipeline.timeline import Span

Read = Callable[[Sound, int, Span], Samples]

DATA = Path(__file__).parents[5] / "shared" / "data"
MODELS = Path(os.environ.get("HUSHTAPE_MODELS", Path(__file__).parents[4] / "models"))


def sound_of(*channels: Samples, name: str = "call") -> tuple[Sound, Read]:
    """A sound of these channels (16 kHz), and how to read it."""

    def read(sound: Sound, channel: int, span: Span) -> Samples:
        return channels[channel][span.start * PER_MS : span.end * PER_MS]

    parties = (Party.AGENT, Party.CUSTOMER) if len(channels) == 2 else (Party.MIXED,)
    duration = max(-(-len(samples) // PER_MS) for samples in channels)
    return Sound(BytesIO, parties, duration, name), read


def noise(milliseconds: int, level: float = 0.1, seed: int = 1) -> Samples:
    shape = milliseconds * PER_MS
    return (level * np.random.default_rng(seed).standard_normal(shape)).astype(np.float32)


def silence(milliseconds: int) -> Samples:
    return np.zeros(milliseconds * PER_MS, np.float32)


def shared(path: str) -> Path:
    """A file of ../shared/data; skips the test where the folder is absent."""
    if not (DATA / path).exists():
        pytest.skip(f"{DATA / path} is not here: run with shared/ beside the repository")
    return DATA / path
