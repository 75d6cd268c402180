"""Where somebody speaks: Silero's detector, as it comes with faster-whisper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from faster_whisper.vad import VadOptions, get_speech_timestamps

from pipeline.adapters.audio import PER_MS, RATE, all_channels_16k
from pipeline.adapters.resampling import Samples
from pipeline.ports import Sound
from pipeline.timeline import Span, clipped, support

OPTIONS = VadOptions(
    threshold=0.5,
    neg_threshold=0.35,
    min_speech_duration_ms=0,
    max_speech_duration_s=float("inf"),
    min_silence_duration_ms=2000,
    speech_pad_ms=400,
)
"""Keeps 99.6 to 100 % of spoken digits; 500 ms of silence and a pad of 200 lose 3 to 6 %."""
WINDOW_MS = 300_000
"""Heard at once; bounds the memory."""
OVERLAP_MS = 10_000
"""Heard twice, so that the detector has warmed up when a window's own part begins."""


class SileroActivity:
    """A `SpeechActivity` that hears every channel alone, in windows."""

    def activity(self, sound: Sound) -> Sequence[Sequence[Span]]:
        found: list[list[Span]] = [[] for _ in sound.channels]
        for start, window in _windows(sound):
            for channel, spans in enumerate(found):
                spans += _speech(window[:, channel], start, sound.span)
        return tuple(support(spans) for spans in found)


def _windows(sound: Sound) -> Iterator[tuple[int, Samples]]:
    """All of the sound in overlapping windows (samples, channels), each with its start in ms."""
    length, step = WINDOW_MS * PER_MS, (WINDOW_MS - OVERLAP_MS) * PER_MS
    start, held = 0, np.zeros((0, len(sound.channels)), np.float32)
    for heard in all_channels_16k(sound):
        held = np.concatenate((held, heard))
        while len(held) >= length:
            yield start, held[:length]
            start, held = start + step // PER_MS, held[step:]
    if len(held):
        yield start, held


def _speech(samples: Samples, start: int, within: Span) -> Iterator[Span]:
    for found in get_speech_timestamps(np.ascontiguousarray(samples), OPTIONS, RATE):
        begin, end = found["start"] // PER_MS, -(-found["end"] // PER_MS)
        yield clipped(start + begin, start + end, within=within)
