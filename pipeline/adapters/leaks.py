"""Whether anything of an original can be heard where it was silenced.

A cover is silence, a pure tone, or our own noise. Taken away, nothing is left; what
is left is a leak, whatever it is. At the edges of a mask, where covers fade, the rest
is compared with the original instead.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Wave = npt.NDArray[np.float64]
"""Samples of one channel, -1..1."""

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
    return float(np.sqrt(np.mean(wave**2))) if len(wave) else 0.0


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
