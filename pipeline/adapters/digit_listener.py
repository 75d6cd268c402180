"""Hears that somebody is saying a long number, without knowing any words.

A network (listener/README.md is its model card) marks where digits may have been said;
`digit_runs` decides what is a run. It does not read numbers, it listens on every channel,
and no speech-activity detector stands before it: it is there for what the recogniser misses
or puts in the wrong place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import av
import numpy as np

from pipeline.adapters.decoding import Block, opened
from pipeline.adapters.digit_runs import Heard, Run, RunRule, runs
from pipeline.adapters.digit_words import LOOK, number_words
from pipeline.adapters.spectra import RATE, Floats
from pipeline.model import Entity, Finding
from pipeline.ports import Sound
from pipeline.timeline import Span

RULE = RunRule(least_sure=0.3, gap=2500, within=12000, words=7, sum=6.0, before=450, after=350)
"""Of numbers that people say digit by digit nearly all is covered, and talk full of short numbers
is left alone. listener/README.md has the curve."""
GROUPS = replace(RULE, gap=4000, within=20000, words=9, sum=8.0, others=2, together=3)
"""Numbers in groups, between which somebody reads on or writes down: a few digits at a time."""
LOOSE = replace(RULE, gap=2000, within=9000, words=2, sum=1.7)
"""Hears codes and expiry dates, and digits in some talk that holds none: good for hints only."""

_WINDOW = 8 * LOOK * RATE // 1000
"""Samples that are heard at a time, and on either side with them: more are not used."""
_CONTEXT = 5 * RATE
_RULES = {Entity.DIGITS: (RULE, GROUPS), Entity.SOME_DIGITS: (LOOSE,)}


class DigitListener:
    """A `Listener` for runs of spoken digits."""

    name = "digit-listener"

    def listen(self, sound: Sound) -> Iterator[Finding]:
        """One DIGITS finding for every run of about eight spoken digits or more.

        And one SOME_DIGITS finding for whatever may be two digits or more.
        Reads the sound once, in windows, and keeps only marks of it: a 4-hour call
        needs hardly more memory than a short one. Raises what reading a sound raises.
        """
        heard: list[list[Heard]] = [[] for _ in sound.channels]
        for window in _windows(_at_8k(sound)):
            for channel, words in enumerate(heard):
                samples = window.without(sound.silent.get(channel, ()), channel)
                words += window.placed(number_words(samples, window.own))
        for channel, words in enumerate(heard):
            for entity, rules in _RULES.items():
                for run in runs(words, *rules, within=sound.span):
                    yield self._finding(entity, channel, run)

    def _finding(self, entity: Entity, channel: int, run: Run) -> Finding:
        return Finding(
            entity=entity,
            channel=channel,
            span=run.span,
            score=round(run.sure, 3),
            detector=self.name,
            rule="run of spoken digits",
            heard=run.words,
        )


@dataclass(frozen=True)
class _Window:
    """A stretch to listen to, with what is heard around it. Counts are samples at RATE."""

    start: int
    seen_from: int
    samples: Floats
    """(channels, samples), from `seen_from` on."""

    @property
    def own(self) -> Span:
        """What is neither before it nor after, in ms of `samples`."""
        before = (self.start - self.seen_from) * 1000 // RATE
        return Span(before, before + _WINDOW * 1000 // RATE)

    def without(self, covers: Iterable[Span], channel: int) -> Floats:
        """The samples of a channel, silence where `covers` are: nothing is to be heard there."""
        samples: Floats = self.samples[channel].copy()
        from_ms = self.seen_from * 1000 // RATE
        for span in covers:
            if span.end > from_ms:
                start, end = max(0, span.start - from_ms), span.end - from_ms
                samples[start * RATE // 1000 : end * RATE // 1000] = 0
        return samples

    def placed(self, words: Iterable[Heard]) -> list[Heard]:
        """Those of `words` that are in the window itself, on the sound's time line."""
        first, last = self.start * 1000 // RATE, (self.start + _WINDOW) * 1000 // RATE
        by = self.seen_from * 1000 // RATE
        moved = (replace(word, at=word.at + by) for word in words)
        return [word for word in moved if first <= word.at < last]


def _windows(blocks: Iterable[Floats]) -> Iterator[_Window]:
    """All of the sound in windows that follow one another."""
    start = seen_from = 0
    held: Floats | None = None
    for block in blocks:
        held = block if held is None else np.concatenate((held, block), axis=1)
        while seen_from + held.shape[1] >= start + _WINDOW + _CONTEXT:
            yield _Window(start, seen_from, held[:, : start + _WINDOW + _CONTEXT - seen_from])
            start += _WINDOW
            held, seen_from = held[:, start - _CONTEXT - seen_from :], start - _CONTEXT
    if held is not None:
        yield _Window(start, seen_from, held)


def _at_8k(sound: Sound) -> Iterator[Floats]:
    """(channels, samples) at RATE within -1..1, block by block, nothing shifted in time."""
    with opened(sound.open, sound.name) as audio:
        lines = [av.AudioResampler(format="flt", layout="mono", rate=RATE) for _ in sound.channels]
        for block in audio.blocks():
            frames = [_frame(block[:, n], audio.rate) for n in range(len(lines))]
            yield _resampled(lines, frames)
        yield _resampled(lines, [None] * len(lines))


def _frame(samples: Block, rate: int) -> av.AudioFrame:
    scaled = samples.astype(np.float32) / -float(np.iinfo(samples.dtype).min)
    frame = av.AudioFrame.from_ndarray(scaled[None], format="flt", layout="mono")
    frame.sample_rate = rate
    return frame


def _resampled(lines: list[Any], frames: list[Any]) -> Floats:
    """What leaves each line when its next frame is put in; None empties it."""
    out = [
        np.concatenate(
            [np.zeros(0, np.float32), *(o.to_ndarray()[0] for o in line.resample(frame))]
        )
        for line, frame in zip(lines, frames, strict=True)
    ]
    return np.stack(out)
