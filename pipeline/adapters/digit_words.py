"""The network that marks number words in telephone speech, and all others (listener/README.md)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from pipeline.adapters.digit_runs import Heard
from pipeline.adapters.spectra import HOP, RATE, Floats, power
from pipeline.timeline import Span, support

EAR = Path(__file__).with_name("digit_ear.onnx")

_SILENT = 1e-3
"""RMS, of full scale, below which nothing is said: 4 steps of mu-law (ITU-T G.711)."""
_FAINT = 1e-2
"""The same as a part of the loudest that was heard: a recording may be as quiet as that."""
_FRAME = RATE // 50
_AROUND = 250
"""ms beside what can be heard in which a word may begin or end."""
_CELL, LOOK = 500, 6_000
"""ms that are looked at or not, and at most looked at together: the time that takes grows with
their square."""
_CONTEXT = 700
"""ms on either side, to hear the others by; so much silence twice is cheaper looked at, too."""
_OTHER = 14
"""The symbol of words that are no number (listener/labels.py)."""
_STEP = 4 * HOP * 1000 // RATE
"""ms from one output of the network to the next."""
_REMEMBERED = 8_192
"""Looks: those of a 4-hour call."""


def number_words(samples: Floats, within: Span | None = None, *, ear: Path = EAR) -> list[Heard]:
    """What may be words of numbers, or others, in mono `samples` at 8 kHz; times from their start.

    Only what is `within` is told. Nothing decides beforehand where somebody speaks: all is
    looked at but silence.
    """
    own = within or Span(0, len(samples) * 1000 // RATE + 1)
    return [word for look in _looks(samples, own) for word in _ear(ear).words(samples, look)]


def forget(ear: Path = EAR) -> None:
    """Hear everything anew, as a call that was never heard."""
    _ear(ear).forget()


def _looks(samples: Floats, own: Span) -> Iterator[Span]:
    """Where there is any sound, in parts of `LOOK` ms at the most."""
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    loud = np.sqrt((frames**2).mean(axis=1))
    audible = loud > min(_SILENT, _FAINT * loud.max(initial=0.0))
    ms = _FRAME * 1000 // RATE
    for start in range(own.start, own.end, LOOK):
        end = min(start + LOOK, own.end)
        cells = (
            Span(cell, min(cell + _CELL, end))
            for cell in range(start, end, _CELL)
            if audible[max(0, cell - _AROUND) // ms : (cell + _CELL + _AROUND) // ms].any()
        )
        yield from support(cells, collar=2 * _CONTEXT)


class _Ear:
    """One session a process, on one thread: the workers are the parallelism.

    What sounds the same to the last bit as what was heard before is not looked at again: that is
    most of a call in its second hearing.
    """

    def __init__(self, model: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session: Any = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        self._heard: dict[bytes, list[Heard]] = {}

    def forget(self) -> None:
        self._heard.clear()

    def words(self, samples: Floats, look: Span) -> Iterator[Heard]:
        """The network's marks in `look`, in ms of `samples`."""
        seen_from = max(0, look.start - _CONTEXT)
        seen = samples[seen_from * RATE // 1000 : (look.end + _CONTEXT) * RATE // 1000]
        for word in self._marks(seen):
            if look.start <= word.at + seen_from < look.end:
                yield replace(word, at=word.at + seen_from)

    def _marks(self, seen: Floats) -> list[Heard]:
        key = blake2b(seen.tobytes(), digest_size=16).digest()
        heard = self._heard.get(key)
        if heard is None:
            if len(self._heard) >= _REMEMBERED:
                self.forget()
            spectrum = power(seen)
            scores = self._session.run(None, {"power": spectrum[None]}) if len(spectrum) else None
            heard = self._heard[key] = _marks(scores[0]) if scores else []
        return heard


@cache
def _ear(model: Path) -> _Ear:
    return _Ear(model)


def _marks(scores: Floats) -> list[Heard]:
    """Where (1, steps, symbols) of log probabilities say that a word is."""
    likely = np.exp(scores[0])
    others = likely[:, _OTHER]
    numbers = 1.0 - likely[:, 0] - others
    made = [
        Heard(int(step) * _STEP, float(sure[step]), number=number)
        for sure, number in ((numbers, True), (others, False))
        for step in _peaks(sure)
    ]
    return sorted(made, key=lambda word: word.at)


def _peaks(sure: Floats) -> Any:
    before, after = np.pad(sure, (1, 0))[:-1], np.pad(sure, (0, 1))[1:]
    return np.flatnonzero((sure > before) & (sure >= after) & (sure > 0.02))
