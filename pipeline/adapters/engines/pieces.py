"""Cutting a long channel into pieces that fit in memory, at places where nobody speaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from pipeline.ports import Sound
from pipeline.timeline import Span, support

Samples = npt.NDArray[np.float32]
"""Mono, 16,000 a second, -1..1."""
ReadChannel = Callable[[Sound, int, Span], Samples]
"""Reads one stretch of one channel of a sound."""

RATE = 16_000
PER_MS = RATE // 1000
LONGEST_MS = 300_000
"""Of a piece: 19 MB of samples."""
SEARCH_MS = 60_000
"""The cut lies in the last minute of a piece, where it is quietest."""
QUIET_MS = 300
FRAME_MS = 30
PAUSE_MS = 2_000
"""A shorter pause does not end an utterance: company helps a model more than a pause hurts."""
MARGIN_MS = 300
ONE_LOOK_MS = 28_000
"""A model of the Whisper family sees 30 s at a time."""
ONE_LOOK_SEARCH_MS = 8_000
STANDS_OUT_DB = 6
CLICK_MS = 60
"""Sound no longer than this, alone between two pauses, is a click (a handset put down) and no
word: nobody says a digit in less than 90 ms, and a model left alone with it imagines some."""
RANGE_DB = 25
"""Nothing less than this below the loudest frame is ever taken for silence."""
LEAST_DB = -60
"""Of a frame; comfort noise lies below it, no speech that anybody could follow does."""
SILENT = 10 ** (-66 / 20)
"""Peak below which there is nothing to hear: under the least step of mu-law and 8 bits."""


def pieces(
    read: ReadChannel,
    sound: Sound,
    channel: int,
    stretches: Sequence[Span],
    *,
    longest: int = LONGEST_MS,
    search: int = SEARCH_MS,
) -> Iterator[tuple[Span, Samples]]:
    """The audible pieces of `stretches` of a channel, each with its samples, in order.

    None is longer than `longest` ms; a stretch is cut where the last `search` ms before
    that are quietest.
    """
    for stretch in stretches:
        start = stretch.start
        while start < stretch.end:
            span = Span(start, min(start + longest, stretch.end))
            samples = read(sound, channel, span)
            if span.end < stretch.end:
                span = Span(start, start + quietest(samples, span.duration, search))
                samples = samples[: span.duration * PER_MS]
            if samples.size and float(np.abs(samples).max()) > SILENT:
                yield span, samples
            start = span.end


def utterances(samples: Samples) -> Iterator[Span]:
    """The stretches of `samples` in which there is sound, in ms, each short enough for one look.

    Sound is what stands out a little from the quietest tenth, or comes near the loudest:
    so little that no speech is lost, and enough that a model is not left alone with
    silence, which it fills with words of its own.
    """
    duration = -(-len(samples) // PER_MS)
    loud = np.flatnonzero(_loud(samples)).tolist()
    frames = (Span(frame * FRAME_MS, (frame + 1) * FRAME_MS) for frame in loud)
    for stretch in support(frames, collar=PAUSE_MS):
        if stretch.duration <= CLICK_MS:
            continue
        start = max(0, stretch.start - MARGIN_MS)
        end = min(duration, stretch.end + MARGIN_MS)
        while end - start > ONE_LOOK_MS:
            part = samples[start * PER_MS : (start + ONE_LOOK_MS) * PER_MS]
            cut = start + quietest(part, ONE_LOOK_MS, ONE_LOOK_SEARCH_MS)
            yield Span(start, cut)
            start = cut
        yield Span(start, end)


def _loud(samples: Samples) -> npt.NDArray[np.bool_]:
    """For each frame, whether there is sound in it; a last frame cut short counts."""
    frame = FRAME_MS * PER_MS
    padded = np.pad(samples, (0, -len(samples) % frame)).reshape(-1, frame)
    level = 10 * np.log10(np.square(padded).mean(axis=1) + 1e-12)
    floor = min(np.percentile(level, 10) + STANDS_OUT_DB, level.max() - RANGE_DB)
    return np.asarray(level > max(floor, LEAST_DB))


def quietest(samples: Samples, duration: int, search: int) -> int:
    """Where to cut `samples` of `duration` ms: the middle of its quietest stretch, in ms.

    Only the last `search` ms are looked at; never 0.
    """
    frame = QUIET_MS // 3 * PER_MS
    first = max(0, duration - search) * PER_MS // frame
    count = len(samples) // frame
    if count - first < 3:
        return duration
    power = np.square(samples[first * frame : count * frame]).reshape(-1, frame).sum(axis=1)
    three = power[:-2] + power[1:-1] + power[2:]
    middle = (first + int(three.argmin()) + 1) * frame + frame // 2
    return max(1, middle // PER_MS)


def stretches(sound: Sound, asked: Sequence[Span], context: int) -> tuple[Span, ...]:
    """What has to be heard to know what was said in `asked`: with `context` ms on each side."""
    return support(span.widened(context, within=sound.span) for span in inside(sound, asked))


def inside(sound: Sound, asked: Sequence[Span]) -> tuple[Span, ...]:
    """`asked`, cut to the length of the sound."""
    return tuple(
        Span(span.start, min(span.end, sound.duration))
        for span in asked
        if span.start < sound.duration
    )
