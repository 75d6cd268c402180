"""A recogniser that took no part in the masking hears what is released.

It reads digits by a few lines of its own, so that no rule of the product is asked about itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import av
import numpy as np
import soundfile

from pipeline.timeline import Span

RATE = 16_000
BETWEEN = 3.0
"""Seconds that may pass inside a number."""
UNITS = {"zero": 1, "oh": 1, "o": 1, "nought": 1} | dict.fromkeys(
    ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"), 1
)
TWO = re.compile(r"(ten|eleven|twelve|\w+teen|(twen|thir|for|fif|six|seven|eigh|nine)ty)")
FILLERS = {"and", "um", "uh", "er", "erm", "then", "double", "treble", "triple"}


@dataclass(frozen=True, slots=True)
class Run:
    """Digits that were heard in a row."""

    digits: int
    span: Span


class Judge:
    """Whisper, by faster-whisper itself: none of the product's settings or rules for times."""

    def __init__(self, model: Path) -> None:
        from faster_whisper import WhisperModel

        self.name = f"Whisper {model.name}"
        self._model: Any = WhisperModel(
            str(model), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True
        )

    def runs(self, audio: BinaryIO, channels: Iterable[int]) -> list[Run]:
        """The numbers heard on these channels of a file that libsndfile reads."""
        samples, rate = soundfile.read(audio, dtype="float32", always_2d=True)
        return [run for channel in channels for run in self._on(samples[:, channel], rate)]

    def _on(self, channel: Any, rate: int) -> list[Run]:
        segments, _ = self._model.transcribe(
            _at_16k(channel, rate),
            language="en",
            beam_size=1,
            vad_filter=True,
            word_timestamps=True,
            condition_on_previous_text=False,
        )
        words = ((w.word, w.start, w.end) for segment in segments for w in segment.words)
        return list(runs(words))


def runs(words: Iterable[tuple[str, float, float]]) -> Iterator[Run]:
    """The numbers among words with their times (s); fillers and short pauses do not end one."""
    heard: list[tuple[int, float, float]] = []
    for text, start, end in words:
        for part in re.findall(r"\d+|[a-z]+", text.lower()):
            digits = _digits(part)
            if heard and (start - heard[-1][2] > BETWEEN or not (digits or part in FILLERS)):
                yield _run(heard)
                heard = []
            if digits:
                heard.append((digits, start, end))
    if heard:
        yield _run(heard)


def _digits(part: str) -> int:
    if part.isdigit():
        return len(part)
    return UNITS.get(part, 2 if TWO.fullmatch(part) else 0)


def _run(heard: Sequence[tuple[int, float, float]]) -> Run:
    start, end = round(heard[0][1] * 1000), round(heard[-1][2] * 1000)
    return Run(sum(digits for digits, _, _ in heard), Span(start, max(end, start + 1)))


def _at_16k(samples: Any, rate: int) -> Any:
    line = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples)[None], "flt", "mono")
    frame.sample_rate = rate
    return np.concatenate(
        [f.to_ndarray()[0] for part in (frame, None) for f in line.resample(part)]
    )
