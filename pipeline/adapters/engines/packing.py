"""Short utterances side by side in one look of the model, and its words back where they were said.

A model of the Whisper family works as long on two seconds as on thirty. What is heard a second
time is many short stretches: packed, they cost a fraction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from pipeline.adapters.engines.pieces import ONE_LOOK_MS, PER_MS, Samples
from pipeline.model import Word
from pipeline.timeline import Span

GAP_MS = 600
"""Of silence between two utterances of a pack: a pause that ends a phrase."""


@dataclass(frozen=True, slots=True)
class Part:
    """One utterance of a pack."""

    there: Span
    """In the sound."""
    here: int
    """ms from the start of the pack."""

    @property
    def span(self) -> Span:
        """In the pack."""
        return self.there.shifted(self.here - self.there.start)


@dataclass(frozen=True, slots=True)
class Pack:
    """What the model hears at a time."""

    parts: tuple[Part, ...]
    samples: Samples

    @property
    def span(self) -> Span:
        return Span(0, self.parts[-1].span.end)

    def placed(self, word: Word) -> Word:
        """A word of the pack on the time line of the sound.

        One that has a time of its own belongs to the utterance that holds most of it; any
        other may have been said in each that it touches, and keeps the room from the first to
        the last of them.
        """
        touched = [part for part in self.parts if part.span.overlaps(word.span)]
        touched = touched or [min(self.parts, key=lambda part: _apart(part.span, word.span))]
        if word.confidence > 0:
            touched = [max(touched, key=lambda part: _shared(part.span, word.span))]
        start = _there(word.span.start, touched[0])
        end = _there(word.span.end, touched[-1])
        return replace(word, span=Span(min(start, end - 1), end))


def packs(
    utterances: Iterable[tuple[Span, Samples]], *, longest: int = ONE_LOOK_MS
) -> Iterator[Pack]:
    """The utterances of a channel, in order, as few packs of at most `longest` ms.

    One that is longer than that is a pack of its own.
    """
    parts: list[Part] = []
    sounds: list[Samples] = []
    length = 0
    for span, samples in utterances:
        if parts and length + GAP_MS + span.duration > longest:
            yield Pack(tuple(parts), np.concatenate(sounds))
            parts, sounds, length = [], [], 0
        if parts:
            sounds.append(np.zeros(GAP_MS * PER_MS, np.float32))
            length += GAP_MS
        parts.append(Part(span, length))
        wanted = span.duration * PER_MS
        sounds.append(np.pad(samples[:wanted], (0, max(0, wanted - len(samples)))))
        length += span.duration
    if parts:
        yield Pack(tuple(parts), np.concatenate(sounds))


def _there(at: int, part: Part) -> int:
    """A time of the pack as the nearest one of the sound within `part`."""
    return min(max(at - part.here + part.there.start, part.there.start), part.there.end)


def _shared(one: Span, other: Span) -> int:
    return min(one.end, other.end) - max(one.start, other.start)


def _apart(one: Span, other: Span) -> int:
    return -_shared(one, other)
