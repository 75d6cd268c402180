"""Keys pressed on the phone, heard by their tones (ITU-T Q.23), on every channel.

Keys are told apart only to count them and to tell them from speech; which ones they
were is never kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.adapters.decoding import Audio, opened
from pipeline.model import Entity, Finding
from pipeline.ports import Sound
from pipeline.timeline import Span, clipped

LOW_HZ = (697, 770, 852, 941)
HIGH_HZ = (1209, 1336, 1477, 1633)
WINDOW = 205 / 8000
"""Seconds: long enough to tell the frequencies apart, short enough for 40 ms tones."""
HOPS = 2
"""Looks per window."""
SURE, LIKELY = 0.6, 0.35
"""Share of a window's energy in the two frequencies of a key."""
TWIST = 10 ** (8 / 10)
"""Power by which one of the two may be stronger (Q.24 asks for 4 to 8 dB)."""
LOUD_ENOUGH = 10 ** (-50 / 10)
"""Mean square of a window, against full scale, below which nobody pressed a key."""
LOOKS = 2
"""In a row that must hear the same key."""
PAUSE_MS = 3_000
"""Longest silence between two keys of one number."""
CARD_CODE_LENGTH = 3
"""The shortest number worth hiding; one or two keys are a choice from a menu."""
SURE_KEYS = 2
"""Of a run: the others may be likely ones."""
MARGIN_MS = 100


@dataclass(frozen=True, slots=True)
class Tone:
    """A key held down from sample `start` to `end`, and the share of energy it is sure of."""

    start: int
    end: int
    share: float


class Looks(NamedTuple):
    """What was heard on one channel, look by look: which key, and how much of it."""

    keys: npt.NDArray[np.int8]
    """The key's number; -1 for none."""
    shares: npt.NDArray[np.float32]


class DtmfListener:
    """A `Listener` that finds numbers keyed on the phone: runs of three keys or more."""

    name = "dtmf"

    def listen(self, sound: Sound) -> Iterable[Finding]:
        with opened(sound.open, sound.name) as audio:
            looks, rate = _looks(audio), audio.rate
        length = _length(rate)
        for channel, heard in enumerate(looks):
            for run in runs(tones(heard, length), pause=PAUSE_MS * rate // 1000):
                yield _finding(run, channel, rate, sound.span)


def tones(looks: Looks, length: int) -> Sequence[Tone]:
    """The keys that were held for `LOOKS` looks or more; a look is `length` samples long."""
    hop = length // HOPS
    turns = np.flatnonzero(np.diff(looks.keys)) + 1
    bounds = zip((0, *turns), (*turns, len(looks.keys)), strict=True)
    return [
        Tone(int(first) * hop, int(last - 1) * hop + length, _sure_of(looks.shares[first:last]))
        for first, last in bounds
        if last - first >= LOOKS and looks.keys[first] >= 0
    ]


def _sure_of(shares: npt.NDArray[np.float32]) -> float:
    """What `LOOKS` of the looks reach."""
    return float(np.sort(shares)[-LOOKS])


def runs(tones: Sequence[Tone], *, pause: int) -> Iterator[Sequence[Tone]]:
    """The numbers among `tones`, which are in order: keys at most `pause` samples apart."""
    run: list[Tone] = []
    for tone in tones:
        if run and tone.start - run[-1].end > pause:
            if is_number(run):
                yield run
            run = []
        run.append(tone)
    if is_number(run):
        yield run


def is_number(run: Sequence[Tone]) -> bool:
    sure = sum(tone.share >= SURE for tone in run)
    return len(run) >= CARD_CODE_LENGTH and sure >= SURE_KEYS


def _finding(run: Sequence[Tone], channel: int, rate: int, within: Span) -> Finding:
    start, end = run[0].start * 1000 // rate, -(-run[-1].end * 1000 // rate)
    return Finding(
        entity=Entity.DTMF,
        channel=channel,
        span=clipped(start, end, within=within).widened(MARGIN_MS, within=within),
        score=min(1.0, max(tone.share for tone in run)),
        detector=DtmfListener.name,
        rule=f"run of {len(run)} keys",
    )


def _length(rate: int) -> int:
    return round(WINDOW * rate)


def _looks(audio: Audio) -> Sequence[Looks]:
    """Listen to every channel; some 80 looks a second are kept of it, nothing else."""
    length = _length(audio.rate)
    hop = length // HOPS
    waves = _waves(audio.rate, length)
    heard: list[list[Looks]] = [[] for _ in range(audio.channels)]
    held = np.zeros((0, audio.channels), np.float32)
    for block in audio.blocks():
        held = np.concatenate((held, block.astype(np.float32) / np.float32(audio.full_scale)))
        count = max(0, (len(held) - length) // hop + 1)
        for channel, looks in enumerate(heard):
            windows = np.lib.stride_tricks.sliding_window_view(held[:, channel], length)
            looks.append(_look(windows[: count * hop : hop], waves))
        held = held[count * hop :]
    return [Looks(*(np.concatenate(part) for part in zip(*looks, strict=True))) for looks in heard]


def _waves(rate: int, length: int) -> npt.NDArray[np.complex64]:
    """One column for each of the eight frequencies; shape (length, 8)."""
    turns = np.outer(np.arange(length), (*LOW_HZ, *HIGH_HZ)) / rate
    return np.asarray(np.exp(-2j * np.pi * turns), np.complex64)


def _look(windows: npt.NDArray[np.float32], waves: npt.NDArray[np.complex64]) -> Looks:
    """Which key sounds in each window; shape of `windows` (looks, samples)."""
    energy = np.einsum("ij,ij->i", windows, windows)
    length = windows.shape[1]
    parts = np.abs(windows @ waves) ** 2 * (2 / length) / np.maximum(energy, 1e-12)[:, None]
    low, high = parts[:, :4].max(axis=1), parts[:, 4:].max(axis=1)
    keys = parts[:, :4].argmax(axis=1) * 4 + parts[:, 4:].argmax(axis=1)
    balanced = (low < TWIST * high) & (high < TWIST * low)
    pressed = balanced & (low + high >= LIKELY) & (energy >= LOUD_ENOUGH * length)
    return Looks(np.where(pressed, keys, -1).astype(np.int8), (low + high).astype(np.float32))
