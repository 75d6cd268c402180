"""The network that marks number words in telephone speech, and all others (listener/README.md)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from pipeline.adapters.digit_runs import Heard
from pipeline.adapters.spectra import HOP, RATE, Floats, power
from pipeline.timeline import Span, clipped, support

EAR = Path(__file__).with_name("digit_ear.onnx")

_SILENT = 1e-3
"""RMS, of full scale, below which nothing is said: 4 steps of mu-law (ITU-T G.711)."""
_FAINT = 1e-2
"""The same as a part of the loudest that was heard: a recording may be as quiet as that."""
_FRAME = RATE // 50
_AROUND, _BRIDGED = 300, 1000
"""ms beside what can be heard that are looked at with it, and between two such stretches."""
_OTHER = 14
"""The symbol of words that are no number (listener/labels.py)."""
_STEP = 4 * HOP * 1000 // RATE
"""ms from one output of the network to the next."""
_LOOK = 10 * RATE
"""Samples that the network looks at: the time it takes grows with their square."""
_CONTEXT = RATE
"""Of them on either side, to hear the others by."""


def number_words(samples: Floats, within: Span | None = None, *, ear: Path = EAR) -> list[Heard]:
    """What may be words of numbers, or others, in mono `samples` at 8 kHz; times from their start.

    Only what is `within` is told. Nothing decides beforehand where somebody speaks: all is
    looked at but silence.
    """
    whole = Span(0, len(samples) * 1000 // RATE + 1)
    own = within or whole
    parts = (clipped(s.start, s.end, within=own) for s in _audible(samples) if s.overlaps(own))
    return [word for part in parts for word in _attended(samples, part, ear)]


def _audible(samples: Floats) -> tuple[Span, ...]:
    """Where there is any sound, in ms."""
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    loud = np.sqrt((frames**2).mean(axis=1))
    heard = np.flatnonzero(loud > min(_SILENT, _FAINT * loud.max(initial=0.0)))
    ms = _FRAME * 1000 // RATE
    spans = (Span(max(0, int(n) * ms - _AROUND), (int(n) + 1) * ms + _AROUND) for n in heard)
    return support(spans, collar=_BRIDGED)


def _attended(samples: Floats, part: Span, ear: Path) -> Iterator[Heard]:
    """The network's marks in `part` of `samples`."""
    start, end = part.start * RATE // 1000, min(len(samples), part.end * RATE // 1000)
    for first in range(start, end, _LOOK - 2 * _CONTEXT):
        last = min(end, first + _LOOK - 2 * _CONTEXT)
        seen_from = max(0, first - _CONTEXT) // HOP * HOP
        seen = power(samples[seen_from : last + _CONTEXT])
        if not len(seen):
            return
        for word in _marks(_network(ear).run(None, {"power": seen[None]})[0]):
            at = word.at + seen_from * 1000 // RATE
            if first * 1000 <= at * RATE < last * 1000:
                yield replace(word, at=at)


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


@cache
def _network(ear: Path) -> Any:
    """One session a process, on one thread: the workers are the parallelism."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(ear), options, providers=["CPUExecutionProvider"])
