"""Whether anything of an original can be heard where it was silenced.

A cover is silence, a pure tone, or our own noise. Taken away, nothing is left; what
is left is a leak, whatever it is. At the edges of a mask, where covers fade, the rest
is compared with the original instead.

A codec leaves errors of its own beside the cover, and a little of one channel in the
other. So after one, the cover and the other channels are taken away, and what is left
must be weak, and nothing like the original. The limits are between what Opus left of
covers on the sample calls (at 8 to 48 kHz) and what it left where speech was mixed in
26 dB below itself.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import sqrt
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from pipeline.adapters.covers import loop, noise
from pipeline.model import Cover

Wave = npt.NDArray[np.float64]
"""Samples of one channel, -1..1."""
Place = tuple[int, tuple[int, int]]
"""A channel and a stretch of its samples."""

CLEAN = 10 ** (-78 / 20)
"""Root mean square of what rounding to 16 bits may leave beside a cover."""
FAINT = 10 ** (-66 / 20)
"""An original below it has nothing to tell."""
ALIKE = 0.9
"""Correlation with the original, steady tones taken away, that no cover has by chance."""
TWIN = 0.98
"""The same where nothing is taken away: speech comes near a cover's tone now and then."""
ENOUGH = 256
"""Samples from which a correlation says something."""
SAME = 4
"""Changing samples in a row that cover and original do not share by chance."""

CODED_SHARE = 0.5
"""Of a cover's strength: what a codec's errors stay below (0.4 were seen, of noise)."""
CODED_SILENCE = 10 ** (-50 / 20)
"""The same where the cover is silence (-70 dB was seen)."""
CODED_ALIKE = 0.7
"""Correlation of a slice's errors with the original (0.53 was seen on speech)."""
CODED_ALIKE_ALL = 0.16
"""The same over a whole mask, where chance evens out (0.12 was seen)."""
ALL_MS = 1_000
"""Heard of a mask before it is judged as a whole."""
TAPS = range(-2, 3)
"""By how many samples a codec's filters may shift a part of what they let through."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A slice of a mask: all channels (samples, channels) of both sounds, -1..1."""

    was: npt.NDArray[Any]
    now: npt.NDArray[Any]
    channel: int
    """The one that is masked."""
    at: int
    """Its first sample's place in the sound."""
    edge: bool
    """Whether a cover may fade in it."""

    @property
    def original(self) -> Wave:
        return np.asarray(self.was[:, self.channel], np.float64)

    @property
    def silenced(self) -> Wave:
        return np.asarray(self.now[:, self.channel], np.float64)

    @property
    def others(self) -> list[Wave]:
        """The channels of what can be heard, without the masked one."""
        return [
            np.asarray(self.now[:, channel], np.float64)
            for channel in range(self.now.shape[1])
            if channel != self.channel
        ]


class Judge(Protocol):
    def __call__(self, piece: Piece, of: Place) -> bool:
        """Whether this slice of the mask `of` lets something through."""
        ...


class Exact:
    """Judges what should be the cover to the last bit."""

    def __init__(self, rate: int) -> None:
        self._noise = noise(rate)

    def __call__(self, piece: Piece, of: Place) -> bool:
        here = self._noise[np.arange(piece.at, piece.at + len(piece.now)) % len(self._noise)]
        return leaks(piece.original, piece.silenced, here, edge=piece.edge)


class Coded:
    """Judges what went through a codec, mask by mask in the order of their slices."""

    def __init__(self, cover: Cover, rate: int) -> None:
        self._turn = loop(cover, rate)
        self._loudest = max(CODED_SHARE * level(self._turn), CODED_SILENCE)
        self._long = rate * ALL_MS // 1000
        self._sums: dict[Place, npt.NDArray[np.float64]] = defaultdict(lambda: np.zeros(4))

    def __call__(self, piece: Piece, of: Place) -> bool:
        rest, original = self._unexplained(piece)
        if not piece.edge and level(rest) > self._loudest:
            return True
        if level(piece.original) < FAINT:
            return False
        sums = self._sums[of]
        sums += np.array([len(rest), rest @ original, rest @ rest, original @ original])
        if len(rest) >= ENOUGH and correlation(rest, original) > CODED_ALIKE:
            return True
        length, both, one, other = sums
        return bool(length >= self._long and abs(both) > CODED_ALIKE_ALL * np.sqrt(one * other))

    def _unexplained(self, piece: Piece) -> tuple[Wave, Wave]:
        """What is heard there, and the original, without what cover and other channels are."""
        places = piece.at + np.arange(len(piece.now))
        known = [self._turn[(places + shift) % len(self._turn)] for shift in TAPS]
        known += [np.roll(other, shift) for other in piece.others for shift in TAPS]
        parts = np.stack(known, axis=1)
        waves = np.stack([piece.silenced, piece.original], axis=1)
        # Of the normal equations, which are small; a tone's taps depend on each other.
        shares = np.linalg.lstsq(parts.T @ parts, parts.T @ waves, rcond=None)[0]
        rest = waves - parts @ shares
        return rest[:, 0], rest[:, 1]


def leaks(original: Wave, silenced: Wave, noise: Wave, *, edge: bool) -> bool:
    """Whether this stretch of `silenced` lets `original` through, or anything but a cover.

    The three are of one length; `noise` is the noise cover at this place.
    """
    rest = without_tone(silenced, silenced)
    if not edge and min(level(rest), level(without(noise, silenced))) > CLEAN:
        return True
    if level(original) < FAINT:
        return False
    if shares_samples(original, silenced):
        return True
    if len(rest) < ENOUGH:
        return False
    if not edge and correlation(original, silenced) > TWIN:
        return True
    return level(rest) > CLEAN and correlation(rest, without_tone(original, silenced)) > ALIKE


def level(wave: Wave) -> float:
    """Root mean square."""
    return sqrt(float(wave @ wave) / len(wave)) if len(wave) else 0.0


def without_tone(wave: Wave, tone: Wave) -> Wave:
    """`wave` without the frequency that explains most of `tone`; 2 samples shorter.

    A sine satisfies x[n+1] + x[n-1] = c x[n]: what does not is left.
    """
    middle, sides = tone[1:-1], tone[2:] + tone[:-2]
    power = float(middle @ middle)
    c = float(sides @ middle) / power if power else 2.0
    return wave[2:] + wave[:-2] - c * wave[1:-1]


def without(part: Wave, wave: Wave) -> Wave:
    """`wave` without as much of `part` as is in it."""
    power = float(part @ part)
    return wave - (float(wave @ part) / power if power else 0.0) * part


def correlation(one: Wave, other: Wave) -> float:
    """-1..1 at lag 0, without its sign; 0 if one of them is silent."""
    power = level(one) * level(other) * len(one)
    return abs(float(one @ other)) / power if power else 0.0


def shares_samples(one: Wave, other: Wave) -> bool:
    """Whether they have a run of the same, changing samples."""
    same: npt.NDArray[Any] = (one[1:] == other[1:]) & (one[:-1] == other[:-1])
    same &= one[1:] != one[:-1]
    runs = np.convolve(same, np.ones(SAME), "valid") if len(same) >= SAME else np.zeros(0)
    return bool((runs > SAME - 0.5).any())
