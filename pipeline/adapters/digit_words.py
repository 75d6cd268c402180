"""The two small networks that mark number words in telephone speech (listener/README.md)."""

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


def number_words(samples: Floats, model: Path = MODEL) -> list[Heard]:
    """What may be number words in mono `samples` at 8 kHz; times from their start.

    Of one word there may be two marks, where each network hears it at a time of its own.
    """
    if len(samples) < RATE // 10:
        return []
    (scores,) = _network(model).run(None, {"bands": log_mels(samples)[None]})
    sure = 1.0 - np.exp(scores[0, :, 0])
    before, after = np.pad(sure, (1, 0))[:-1], np.pad(sure, (0, 1))[1:]
    peaks = np.flatnonzero((sure > before) & (sure >= after) & (sure > 0.02))
    return [Heard(int(step) * _STEP, float(sure[step])) for step in peaks]


@cache
def _network(model: Path) -> Any:
    """One session a process, on one thread: the workers are the parallelism."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
