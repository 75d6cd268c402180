"""What the digit listener's network looks at of telephone speech, 100 frames a second."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE = 8000
HOP = 80
_WINDOW = 200

Floats = NDArray[np.float32]


def power(samples: Floats) -> Floats:
    """(frames, 101) below 4 kHz of mono samples at RATE within -1..1, as Whisper has it of the
    same at 16 kHz; frame n is centred on n * 10 ms.

    At twice the rate every sum has twice the samples, and its square is four times this.
    """
    padded = np.pad(np.asarray(samples, np.float32), _WINDOW // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::HOP]
    spectrum = np.fft.rfft(frames * np.hanning(_WINDOW + 1)[:-1], _WINDOW)
    made: Floats = (4 * (spectrum.real**2 + spectrum.imag**2)).astype(np.float32)[:-1]
    return made[: len(made) // 4 * 4]
