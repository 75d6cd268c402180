"""What one channel of a call carries of another: echo of the line, sidetone, cross-talk.

The two are compared with all frequencies of the telephone's band made equally strong:
then independent speech is alike by no more than chance, and a faint copy by more, at
whatever delay. Measured on the stereo calls of benchmarks/unseen (open half, 167 windows of
two seconds with speech, each with noise of its own 15 to 25 dB down): without echo none came
over .044; with echo through a random short filter, up to 0.4 s late and under whatever was
said there meanwhile, all were over `ALIKE` at 10 dB below the speech, 98 % at 20 dB, 95 % at
26 dB, 83 % at 32 dB and 57 % at 38 dB. A secret of some seconds has several windows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import sqrt

import numpy as np
import numpy.typing as npt

from pipeline.adapters.decoding import opened
from pipeline.adapters.resampling import Samples, resampled
from pipeline.model import Finding
from pipeline.ports import Sound
from pipeline.timeline import Span

RATE = 8_000
WINDOW_MS = 2_000
"""Compared at once: shorter ones are alike by chance more often, longer ones miss a code."""
LAG_MS = 500
"""By which an echo comes later at most, or a recorder shifts one channel to the other (an echo
of a call through satellites comes 0.5 s late)."""
ALIKE = 0.06
"""-1..1, without its sign: above it one window carries the other. In a shorter one chance has
more room: of windows of one second without echo the likest came to .059, of four to .033."""
FAINT = 10 ** (-66 / 20)
"""Peak of a channel below which nothing can be heard on it."""
_LOW, _HIGH = 300, 3_400
_SMOOTH = 65
"""Frequencies (of `_TURN`) over which a spectrum's strength is evened out: 16 Hz."""
_TURN = 1 << 15
"""Samples of a transform: two windows fit in it, so that no delay wraps around."""


class Echo:
    """An `Echoes` that compares channels two seconds at a time, in one reading."""

    def echoes(self, sound: Sound, findings: Sequence[Finding]) -> Iterator[Finding]:
        if len(sound.channels) < 2 or not findings:
            return
        wanted: defaultdict[int, set[int]] = defaultdict(set)
        for finding in findings:
            for place in _places(finding.span):
                wanted[place].add(finding.channel)
        carried = {
            (channel, other, place)
            for place, window in enumerate(_windows(sound))
            for channel in wanted[place]
            for other in range(window.shape[1])
            if other != channel and is_carried(window[:, channel], window[:, other])
        }
        for finding in findings:
            for other in range(len(sound.channels)):
                if any(
                    (finding.channel, other, place) in carried for place in _places(finding.span)
                ):
                    yield _echoed(finding, other, sound.span)


def _echoed(finding: Finding, channel: int, within: Span) -> Finding:
    span = finding.span.widened(LAG_MS, within=within)
    rule = f"echo of channel {finding.channel}"
    return replace(finding, channel=channel, span=span, detector="echo", rule=rule, words=())


def _places(span: Span) -> range:
    """Of the windows that `span` touches."""
    return range(span.start // WINDOW_MS, (span.end - 1) // WINDOW_MS + 1)


def _windows(sound: Sound) -> Iterator[Samples]:
    """All of the sound, (samples, channels) at RATE, window by window; the last may be short."""
    length = WINDOW_MS * RATE // 1000
    with opened(sound.open, sound.name) as audio:
        held = np.zeros((0, audio.channels), np.float32)
        blocks = audio.blocks()
        for heard in resampled(blocks, audio.channels, audio.rate, RATE, audio.full_scale):
            held = np.concatenate((held, heard))
            while len(held) >= length:
                yield held[:length]
                held = held[length:]
    if len(held):
        yield held


def is_carried(said: Samples, heard: Samples) -> bool:
    """Whether two stretches of one length, a window at most, are more alike than by chance."""
    by_chance = sqrt(WINDOW_MS * RATE / 1000 / len(said))
    return likeness(said, heard) > ALIKE * by_chance


def likeness(one: Samples, other: Samples) -> float:
    """0..1: how alike two channels are at the best delay of up to LAG_MS."""
    if min(np.abs(one).max(), np.abs(other).max()) < FAINT:
        return 0.0
    first, second = _flat(one), _flat(other)
    lags = LAG_MS * RATE // 1000
    common = np.fft.irfft(first * np.conj(second), _TURN)
    power = np.sqrt(np.sum(np.abs(first) ** 2) * np.sum(np.abs(second) ** 2)) * 2 / _TURN
    return float(np.abs(np.concatenate((common[-lags:], common[: lags + 1]))).max() / power)


def _flat(samples: Samples) -> npt.NDArray[np.complex128]:
    """The spectrum in the telephone's band, as strong at one frequency as at any other."""
    spectrum = np.fft.rfft(samples, _TURN)
    strength = np.convolve(np.abs(spectrum), np.full(_SMOOTH, 1 / _SMOOTH), "same")
    hertz = np.fft.rfftfreq(_TURN, 1 / RATE)
    heard = (hertz > _LOW) & (hertz < _HIGH)
    return np.where(heard, spectrum / np.maximum(strength, 1e-9), 0)
