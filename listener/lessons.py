"""What the network learns from: lines by different voices, one after the other, on a bad line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from listener.augment import Samples, spoiled
from pipeline.adapters.spectra import RATE

SECONDS = 16
PLAIN = 0.15
"""The share of examples that are not spoiled."""

Example = tuple[np.ndarray, list[int]]
"""What a network looks at of a line, frame by frame, and the symbols in it."""


@dataclass(frozen=True)
class Speech:
    """What `make_speech` made."""

    samples: np.ndarray
    lines: list[tuple[int, int, list[int], str]]

    @classmethod
    def load(cls, folder: Path) -> Speech:
        samples = np.load(folder / "speech.npy", mmap_mode="r")
        return cls(samples, json.loads((folder / "lines.json").read_text()))

    def sound(self, start: int, end: int) -> Samples:
        return np.asarray(self.samples[start:end], np.float32) / 32768


def examples(
    speech: Speech, rng: np.random.Generator, look: Callable[[Samples], np.ndarray]
) -> Iterator[Example]:
    """SECONDS each, endlessly."""
    length = SECONDS * RATE
    waiting: list[int] = []
    while True:
        sound, symbols = np.zeros(length, np.float32), []
        at = int(rng.uniform(0, 1.0) * RATE)
        while at < length - RATE:
            waiting = waiting or list(rng.permutation(len(speech.lines)))
            start, end, said, _ = speech.lines[waiting[-1]]
            if end - start > length - RATE:
                waiting.pop()
                continue
            if at + end - start > length:
                break
            waiting.pop()
            sound[at : at + end - start] = speech.sound(start, end) * 10 ** rng.uniform(-0.5, 0)
            symbols += said
            at += end - start + int(rng.choice((0.15, 0.6, 2.0)) * rng.uniform(0.5, 1.5) * RATE)
        if rng.random() >= PLAIN:
            babble = rng.integers(0, len(speech.samples) - 8 * length)
            sound = spoiled(sound, speech.sound(babble, babble + 8 * length), rng)
        yield look(sound)[: SECONDS * 100], symbols
