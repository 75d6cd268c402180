"""The two networks that mark number words in telephone speech (listener/README.md).

A small one hears everything and suspects too much; an attentive one, many times as dear, looks
at what that suspects, and what it does not hear there does not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from pipeline.adapters.digit_runs import Heard, RunRule, runs
from pipeline.adapters.log_mels import HOP, RATE, Floats, log_mels, whisper_power
from pipeline.timeline import Span, clipped, support

SMALL = Path(__file__).with_name("digit_listener.onnx")
ATTENTIVE = Path(__file__).with_name("digit_ear.onnx")

SUSPECT = RunRule(least_sure=0.1, gap=1500, within=9000, words=1, sum=0.15, before=1950, after=1850)
"""What is looked at twice: any mark, and 1.5 s more on either side. Half of free talk.
With half a second, .84 of codes that people say by themselves are heard; with this, .93."""

_OTHER = 14
_STEP = 4 * HOP * 1000 // RATE
"""ms from one output of a network to the next."""
_LOOK = 20 * RATE
"""Samples that the attentive network looks at: the time it takes grows with their square."""
_CONTEXT = RATE
"""Of them on either side, to hear the others by."""


def number_words(
    samples: Floats, within: Span | None = None, *, attentive: Path = ATTENTIVE
) -> list[Heard]:
    """What may be number words in mono `samples` at 8 kHz; times from their start.

    Only what is `within` is looked at twice, and told.
    """
    whole = Span(0, len(samples) * 1000 // RATE + 1)
    own = within or whole
    suspected = support(run.span for run in runs(glanced(samples), SUSPECT, within=whole))
    parts = (clipped(s.start, s.end, within=own) for s in suspected if s.overlaps(own))
    return [word for part in parts for word in attended(samples, part, attentive)]


def glanced(samples: Floats) -> list[Heard]:
    """The small network's marks."""
    if len(samples) < RATE // 10:
        return []
    return _marks(_network(SMALL).run(None, {"bands": log_mels(samples)[None]})[0])


def attended(samples: Floats, part: Span, model: Path = ATTENTIVE) -> Iterator[Heard]:
    """The attentive network's marks in `part` of `samples`."""
    start, end = part.start * RATE // 1000, min(len(samples), part.end * RATE // 1000)
    for first in range(start, end, _LOOK - 2 * _CONTEXT):
        last = min(end, first + _LOOK - 2 * _CONTEXT)
        seen_from = max(0, first - _CONTEXT) // HOP * HOP
        seen = whisper_power(samples[seen_from : last + _CONTEXT])
        for word in _marks(_network(model).run(None, {"power": seen[None]})[0]):
            at = word.at + seen_from * 1000 // RATE
            if first * 1000 <= at * RATE < last * 1000:
                yield replace(word, at=at)


def _marks(scores: Floats) -> list[Heard]:
    """Where (1, steps, symbols) of log probabilities say that a word is: of numbers, or another,
    which is the last of fifteen."""
    likely = np.exp(scores[0])
    others = likely[:, _OTHER:].sum(axis=1)
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
def _network(model: Path) -> Any:
    """One session a process, on one thread: the workers are the parallelism."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
