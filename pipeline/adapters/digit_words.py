"""The small network that marks number words in telephone speech (listener/README.md)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from pipeline.adapters.digit_runs import Heard
from pipeline.adapters.log_mels import HOP, RATE, Floats, log_mels

MODEL = Path(__file__).with_name("digit_listener.onnx")

_STEP = 4 * HOP * 1000 // RATE
"""ms from one output of the network to the next."""
_DIGITS_OF_SYMBOL = np.array([0, *[1] * 10, 2, 1, 1])
"""Blank, zero to nine, a teen, a multiple of ten, "double" (listener/labels.py)."""


def number_words(samples: Floats, model: Path = MODEL) -> list[Heard]:
    """What may be number words in mono `samples` at 8 kHz; times from their start."""
    if len(samples) < RATE // 10:
        return []
    (scores,) = _network(model).run(None, {"bands": log_mels(samples)[None]})
    chances = np.exp(scores[0])
    sure = 1.0 - chances[:, 0]
    before, after = np.pad(sure, (1, 0))[:-1], np.pad(sure, (0, 1))[1:]
    peaks = np.flatnonzero((sure > before) & (sure >= after) & (sure > 0.02))
    digits = _DIGITS_OF_SYMBOL[1:][chances[peaks, 1:].argmax(axis=1)]
    return [
        Heard(int(step) * _STEP, float(sure[step]), int(count))
        for step, count in zip(peaks, digits, strict=True)
    ]


@cache
def _network(model: Path) -> Any:
    """One session a process, on one thread: the workers are the parallelism."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
