"""Where else something may have been missed in the same way. Pure.

A miss has a prompt before it: a few words, usually the agent's script. Where the same words
come in another call and nothing is masked soon after, somebody should look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Mask, Transcript, Word
from pipeline.timeline import Span

WORDS = 5
"""Of a prompt; with fewer, everything is alike."""
MISHEARD = 1
"""Words of a prompt that may differ."""
REACH = 12_000
"""Milliseconds after a prompt within which its answer is masked, if it is."""
_LETTERS = re.compile(r"[^\w']+")


@dataclass(frozen=True, slots=True)
class Pattern:
    """The last words before a stretch, whoever said them."""

    words: tuple[str, ...]


def pattern_before(transcript: Transcript, span: Span) -> Pattern | None:
    """What was said right before a stretch; None where that is too little to go by."""
    before = [w for w in transcript.words if (w.span.start + w.span.end) // 2 < span.start]
    words = [word for w in before if (word := _plain(w))]
    return Pattern(tuple(words[-WORDS:])) if len(words) >= WORDS else None


def alike(pattern: Pattern, transcript: Transcript, masks: Sequence[Mask]) -> Iterator[Span]:
    """Where the same words come and nothing is masked soon after: the stretch of the answer."""
    said = [(word, w.span) for w in transcript.words if (word := _plain(w))]
    starts = sorted(mask.span.start for mask in masks)
    for first in range(len(said) - len(pattern.words) + 1):
        window = said[first : first + len(pattern.words)]
        same = sum(a == b for a, (b, _) in zip(pattern.words, window, strict=True))
        if same < len(pattern.words) - MISHEARD:
            continue
        end = window[-1][1].end
        if not any(window[0][1].start <= start <= end + REACH for start in starts):
            yield Span(end, end + REACH)


def _plain(word: Word) -> str:
    """A word as it is compared; nothing of a struck one."""
    if word.text.startswith("["):
        return ""
    return _LETTERS.sub("", word.text).casefold()
