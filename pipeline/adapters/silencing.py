"""The one module that silences: what lies under a mask is replaced, never mixed.

Nothing outside the masks changes, so the original is not faded; the cover is, inside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import BinaryIO

import numpy as np

from pipeline.adapters.comparing import side_by_side
from pipeline.adapters.covers import Loop, loop
from pipeline.adapters.decoding import BLOCK, Audio, Block, opened
from pipeline.adapters.forms import form_for
from pipeline.adapters.leaks import Coded, Exact, Judge, Piece
from pipeline.adapters.peaks import Peaks
from pipeline.adapters.writing import writing
from pipeline.errors import LeakFound
from pipeline.model import Cover, Form, Mask
from pipeline.ports import Sound
from pipeline.timeline import Span, support

Stretch = tuple[int, int]
"""Samples from the first, up to and without the second."""
SLICES_A_SECOND = 10
"""How finely a mask is checked, about."""


class BlockSilencer:
    """A `Silencer` that works block by block, in memory that does not grow with the call."""

    def silence(
        self, sound: Sound, masks: Sequence[Mask], cover: Cover, sink: BinaryIO, form: Form
    ) -> bytes:
        """Write `sound` to `sink` with `cover` instead of the masked; the peaks of that.

        Every sample that a mask touches is replaced. Raises NotAudio and its like where
        `sound` cannot be read, ValueError for a mask on a channel that is not there.
        """
        with opened(sound.open, sound.name) as audio:
            stretches = _stretches(masks, audio)
            turn = loop(cover, audio.rate) * (audio.full_scale - 1)
            fade = cover.fade_ms * audio.rate // 1000
            peaks = Peaks(audio.rate, audio.channels, audio.depth)
            form, frames = form_for(form, audio.channels), sound.duration * audio.rate // 1000
            with writing(sink, form, audio.rate, audio.channels, audio.depth, frames) as out:
                for at, block in _placed(audio):
                    quiet = _covered(block, at, stretches, turn, fade)
                    peaks.add(quiet)
                    out.write(quiet)
            return peaks.data()

    def still_audible(
        self, original: Sound, silenced: Sound, masks: Sequence[Mask], cover: Cover
    ) -> Sequence[Mask]:
        """Those of `masks` under which anything of `original` can be heard in `silenced`.

        Raises LeakFound when the two are not of one form and length: then no mask can
        be trusted to lie where it should; and when `silenced` carries more than sound.
        """
        with ExitStack() as closing:
            before = closing.enter_context(opened(original.open, original.name))
            after = closing.enter_context(opened(silenced.open, silenced.name))
            if after.baggage:
                raise LeakFound(f"{after.name}: it carries {', '.join(after.baggage)}")
            both = side_by_side(before, after)
            judge = Exact(before.rate) if after.lossless else Coded(cover, before.rate)
            leaking = list(_leaking(both, before.rate, _stretches(masks, before), judge))
            rate = before.rate
        return tuple(
            mask
            for mask in masks
            if any(
                channel == mask.channel and _common(_samples_of(mask.span, rate), where)
                for channel, where in leaking
            )
        )


def _samples_of(span: Span, rate: int) -> Stretch:
    """Every sample that lies in `span`, if only in part."""
    return span.start * rate // 1000, -(-span.end * rate // 1000)


def _stretches(masks: Sequence[Mask], audio: Audio) -> list[list[Stretch]]:
    """What is to be silenced on each channel, in order, apart from each other."""
    spans: list[list[Span]] = [[] for _ in range(audio.channels)]
    for mask in masks:
        if not 0 <= mask.channel < audio.channels:
            raise ValueError(f"{audio.name}: a mask on channel {mask.channel}, which it lacks")
        spans[mask.channel].append(mask.span)
    return [[_samples_of(span, audio.rate) for span in support(channel)] for channel in spans]


def _common(one: Stretch, other: Stretch) -> Stretch | None:
    start, end = max(one[0], other[0]), min(one[1], other[1])
    return (start, end) if start < end else None


def _placed(audio: Audio) -> Iterator[tuple[int, Block]]:
    """The blocks, each with the place of its first sample."""
    return ((index * BLOCK, block) for index, block in enumerate(audio.blocks()))


def _covered(block: Block, at: int, stretches: list[list[Stretch]], turn: Loop, fade: int) -> Block:
    """The block that lies at `at`, with the cover's loop `turn` in the stretches."""
    covered = block.copy()
    for channel, wanted in enumerate(stretches):
        for stretch in wanted:
            if here := _common(stretch, (at, at + len(block))):
                place = np.arange(*here)
                to_edge = np.minimum(place - stretch[0], stretch[1] - 1 - place)
                gain = np.minimum(1.0, to_edge / fade) if fade else 1.0
                cover = np.rint(turn[place % len(turn)] * gain).astype(block.dtype)
                if block.dtype == np.int32:
                    cover &= ~0xFF
                covered[here[0] - at : here[1] - at, channel] = cover
    return covered


def _leaking(
    both: Iterator[tuple[Block, Block]],
    rate: int,
    stretches: list[list[Stretch]],
    judge: Judge,
) -> Iterator[tuple[int, Stretch]]:
    """Channel and place of every slice of the stretches that lets something through."""
    slice_length = rate // SLICES_A_SECOND  # a fade may end in the slice after the first
    for index, (was, now) in enumerate(both):
        at = index * BLOCK
        for channel, wanted in enumerate(stretches):
            for stretch in wanted:
                for here in _slices(_common(stretch, (at, at + len(was))), slice_length):
                    rows = slice(here[0] - at, here[1] - at)
                    edge = min(here[0] - stretch[0], stretch[1] - here[1]) < slice_length
                    piece = Piece(was[rows], now[rows], channel, here[0], edge=edge)
                    if judge(piece, of=(channel, stretch)):
                        yield channel, here


def _slices(where: Stretch | None, length: int) -> Iterator[Stretch]:
    if where is None:
        return
    for start in range(where[0], where[1], length):
        yield start, min(start + length, where[1])
