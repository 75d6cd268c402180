"""Reading sound: what a file is, two legs as one, and the samples that recognisers hear.

Recognisers hear mono at 16,000 samples a second, float32 in -1..1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import zip_longest
from typing import BinaryIO

import numpy as np

from pipeline.adapters.decoding import Audio, Block, Open, opened
from pipeline.adapters.resampling import Resampler, Samples, resampled
from pipeline.adapters.writing import writing
from pipeline.errors import Empty, NotAudio, Rejected, TooLong, Truncated
from pipeline.model import Form
from pipeline.ports import Probe, Sound
from pipeline.timeline import Span

RATE = 16_000
PER_MS = RATE // 1000
RATES = range(4_000, 192_001)
"""Samples a second of what is still speech and can be written as FLAC again; a file that
claims one sample a second is small and hours long."""
LONGEST_HOURS = 100
"""A few bytes with wrong time stamps can claim any length; the site's own limit is lower."""
MOST_CHANNELS = 8
"""What FLAC holds."""
CONTEXT_MS = 50
"""Read around a window, so that the resampling filter has no edge inside it."""


class SoundFiles:
    """A `SoundReader` for every container and codec that FFmpeg decodes."""

    def probe(self, open_: Open, name: str) -> Probe:
        """Decode all of it once. Raises NotAudio, Truncated, Empty, TooLong."""
        with opened(open_, name) as audio:
            _require_speech(audio)
            frames = _counted(audio)
            if not frames:
                raise Empty(f"{name}: there is no sound in it")
            if frames < audio.promised:
                raise Truncated(f"{name}: {frames} of at least {audio.promised} samples")
            return Probe(
                duration=-(-frames * 1000 // audio.rate),
                rate=audio.rate,
                channels=audio.channels,
                frames=frames,
                started=audio.started,
            )

    def join(self, legs: Sequence[Open], sink: BinaryIO) -> None:
        """Write mono files as one FLAC with a channel for each; the shorter end in silence."""
        with ExitStack() as closing:
            audios = [
                closing.enter_context(opened(leg, f"leg {number}"))
                for number, leg in enumerate(legs, start=1)
            ]
            form = _common_form(audios)
            out = closing.enter_context(writing(sink, Form.FLAC, *form))
            for blocks in zip_longest(*(audio.blocks() for audio in audios)):
                out.write(_side_by_side(audios, blocks))


def channel_16k(sound: Sound, channel: int, span: Span) -> Samples:
    """One stretch of one channel: exactly 16 samples a ms, silence past the end of the file."""
    first = max(0, span.start - CONTEXT_MS)
    with opened(sound.open, sound.name, ours=sound.ours) as audio:
        start = first * audio.rate // 1000
        stop = -(-(span.end + CONTEXT_MS) * audio.rate // 1000)
        resampler = Resampler(audio.rate, RATE, audio.full_scale)
        heard = [resampler(block[:, channel]) for block in _until(audio, start, stop)]
        heard.append(resampler.rest())
    skip = (span.start - first) * PER_MS
    samples = np.concatenate(heard)[skip : skip + span.duration * PER_MS]
    return np.pad(samples, (0, span.duration * PER_MS - len(samples)))


def all_channels_16k(sound: Sound) -> Iterator[Samples]:
    """All of a sound in one reading: arrays of shape (samples, channels), without a gap."""
    with opened(sound.open, sound.name) as audio:
        yield from resampled(audio.blocks(), audio.channels, audio.rate, RATE, audio.full_scale)


def _until(audio: Audio, start: int, stop: int) -> Iterator[Block]:
    at = start
    for block in audio.blocks(start):
        yield block[: stop - at]
        at += len(block)
        if at >= stop:
            return


def _counted(audio: Audio) -> int:
    """All samples of a channel. Raises TooLong before that takes hours as well."""
    frames = 0
    for block in audio.blocks():
        frames += len(block)
        if frames > LONGEST_HOURS * 3600 * audio.rate:
            raise TooLong(f"{audio.name} is longer than {LONGEST_HOURS} hours")
    return frames


def _require_speech(audio: Audio) -> None:
    """Raise NotAudio for a form that no call has and that could not be redacted."""
    if audio.rate not in RATES:
        raise NotAudio(f"{audio.name}: {audio.rate} samples a second are no recorded speech")
    if audio.channels > MOST_CHANNELS:
        raise NotAudio(f"{audio.name}: {audio.channels} channels; {MOST_CHANNELS} can be redacted")


def _common_form(audios: Sequence[Audio]) -> tuple[int, int, int]:
    """Rate, channels and depth of the legs as one. Raises Rejected, NotAudio."""
    if any(audio.channels != 1 for audio in audios):
        raise NotAudio("a leg of a call has more than one channel")
    rates = sorted({audio.rate for audio in audios})
    if len(rates) != 1:
        raise Rejected(
            f"the legs of a call have different rates: {rates}",
            hint="Set both legs of the recorder to the same rate.",
        )
    return rates[0], len(audios), max(audio.depth for audio in audios)


def _side_by_side(audios: Sequence[Audio], blocks: Sequence[Block | None]) -> Block:
    """One block of each leg as channels; None, or what a leg lacks, is silence."""
    length = max(len(block) for block in blocks if block is not None)
    depth = max(audio.depth for audio in audios)
    joined = np.zeros((length, len(blocks)), np.int32 if depth == 24 else np.int16)
    for channel, (audio, block) in enumerate(zip(audios, blocks, strict=True)):
        if block is not None:
            finer = 16 if depth > audio.depth else 0
            joined[: len(block), channel] = block[:, 0].astype(joined.dtype) << finer
    return joined
