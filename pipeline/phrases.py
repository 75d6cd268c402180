"""Finding what was said in a recogniser's words. Pure.

Recognisers drop and mishear small words, write contractions either way and keep
people's fillers and stutters. So words are compared after folding all that away,
and a long phrase is still heard when one word of it went wrong, as long as that
cannot have turned its meaning round.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Party, Transcript, Word
from pipeline.timeline import Span
from pipeline.wording import NEGATIONS, SMALL_WORDS, SUBJECTS, folded, sounds_like, without_stutter

LONG = 4
"""From this many words on, one of them may be misheard, missing or added."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sequence of words to listen for, folded as `folded` folds them."""

    words: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.words:
            raise ValueError("a phrase needs a word")

    @classmethod
    def of(cls, text: str) -> Phrase:
        """The phrase `text`. Raises ValueError where nothing of it can be heard."""
        return cls(without_stutter(folded(text)))


@dataclass(frozen=True, slots=True)
class _Heard:
    """The folded words of one channel, and where each was said."""

    words: tuple[str, ...]
    spans: tuple[Span, ...]
    places: dict[str, list[int]]


def first_said(
    phrases: Iterable[Phrase], transcript: Transcript, *, by: Party | None = None
) -> Span | None:
    """Where the first of `phrases` was said, by party `by` if one is given; or None.

    Each channel is read by itself, so that two people who talk at once do not
    break each other's sentences. A channel that mixes the parties counts for both.
    """
    phrases = tuple(phrases)
    found = (
        span
        for channel in _channels(transcript, by)
        for phrase in phrases
        if (span := _find(phrase, channel)) is not None
    )
    return min(found, default=None)


# --- looking ----------------------------------------------------------------------------


def _channels(transcript: Transcript, by: Party | None) -> Iterator[_Heard]:
    for channel, party in enumerate(transcript.channels):
        if by is None or party in (by, Party.MIXED):
            yield _heard(word for word in transcript.words if word.channel == channel)


def _heard(words: Iterable[Word]) -> _Heard:
    spoken: list[tuple[str, Span]] = []
    for word in words:
        for part in folded(word.text):
            if not spoken or spoken[-1][0] != part:
                spoken.append((part, word.span))
    places: dict[str, list[int]] = {}
    for index, (part, _) in enumerate(spoken):
        places.setdefault(part, []).append(index)
    return _Heard(tuple(part for part, _ in spoken), tuple(span for _, span in spoken), places)


def _find(phrase: Phrase, heard: _Heard) -> Span | None:
    slips = 1 if len(phrase.words) >= LONG else 0
    for start in _starts(phrase, heard, slips):
        if _denied(heard, start):
            continue
        if _fits(phrase.words, heard.words, 0, start, slips):
            return heard.spans[start]
    return None


def _starts(phrase: Phrase, heard: _Heard, slips: int) -> Sequence[int]:
    """Where `phrase` could begin: with one slip at most, one of any two of its words is right."""
    by_rarity = sorted(
        range(len(phrase.words)),
        key=lambda i: len(heard.places.get(phrase.words[i], ())),
    )
    starts = {
        place - index + shift
        for index in by_rarity[: slips + 1]
        for place in heard.places.get(phrase.words[index], ())
        for shift in range(-slips, slips + 1)
    }
    return sorted(start for start in starts if 0 <= start < len(heard.words))


def _denied(heard: _Heard, start: int) -> bool:
    """Whether a word shortly before `start` denies what follows.

    What starts with a subject is a clause of its own. A "no" denies only the very
    next word ("no order"); further off it is an answer ("no, I want to order").
    """
    if heard.words[start] in SUBJECTS:
        return False
    before = heard.words[max(0, start - 3) : start]
    return "no" in before[-1:] or any(word in NEGATIONS - {"no"} for word in before)


def _fits(phrase: Sequence[str], heard: Sequence[str], i: int, j: int, slips: int) -> bool:
    """Whether `phrase` from word `i` on is what is heard from `j` on, but for `slips` words."""
    while i < len(phrase) and j < len(heard) and phrase[i] == heard[j]:
        i, j = i + 1, j + 1
    if i == len(phrase):
        return True
    if not slips:
        return False
    wanted = phrase[i]
    if wanted in SMALL_WORDS and _fits(phrase, heard, i + 1, j, 0):
        return True
    if j == len(heard) or heard[j] in NEGATIONS:
        return False
    misheard = wanted in SMALL_WORDS or (wanted not in NEGATIONS and sounds_like(wanted, heard[j]))
    added = i > 0 and _fits(phrase, heard, i, j + 1, 0)
    return added or (misheard and _fits(phrase, heard, i + 1, j + 1, 0))
