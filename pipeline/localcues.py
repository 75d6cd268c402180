"""What a site learned from its misses: phrases after which something has to be masked. Pure.

Agents' scripts differ from site to site. A lead approves a phrase that came right before a
miss; from then on the numbers (or the words) that answer it are masked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.digits import Sort, read_words
from pipeline.errors import Refused
from pipeline.model import Entity, Finding, Transcript, Word
from pipeline.timeline import Span
from pipeline.wording import folded

REACH = 12_000
"""Milliseconds after a phrase within which its answer is given."""
FEWEST, MOST = 3, 10
"""Words of a phrase: with fewer everything would be masked."""
ANSWER = 8
"""Words of an answer that is no number."""
SAID = frozenset({Entity.PERSON, Entity.ADDRESS, Entity.EMAIL, Entity.PASSWORD, Entity.POSTCODE})
"""What is answered in words."""


@dataclass(frozen=True, slots=True)
class LocalCue:
    """A phrase, and what is asked for with it."""

    words: tuple[str, ...]
    entity: Entity
    approved_by: str


def a_cue(phrase: str, entity: Entity, *, by: str) -> LocalCue:
    """Raises Refused for a phrase that is too short or long, or holds a number."""
    words = tuple(part for word in phrase.split() for part in folded(word))
    if not FEWEST <= len(words) <= MOST:
        raise Refused(
            f"a phrase of {len(words)} words",
            hint=f"{FEWEST} to {MOST} words of the agent's script, as they are said each time.",
        )
    if any(read.sort in {Sort.NUMBER, Sort.QUANTITY} for read in read_words(words)):
        raise Refused("the phrase holds a number", hint="Leave out what is answered.")
    return LocalCue(words, entity, by)


class LocalCues:
    """A detector of what is said in answer to the site's own phrases."""

    name = "local cues"

    def __init__(self, cues: Sequence[LocalCue]) -> None:
        self._cues = tuple(cues)

    def find(self, transcript: Transcript) -> Iterable[Finding]:
        if not self._cues:
            return
        for channel in range(len(transcript.channels)):
            said = [
                (part, index)
                for index, word in enumerate(transcript.words)
                if word.channel == channel
                for part in folded(word.text)
            ]
            for cue in self._cues:
                for last in _said(cue.words, said):
                    yield from self._answer(cue, last, transcript)

    def _answer(self, cue: LocalCue, last: int, transcript: Transcript) -> Iterator[Finding]:
        """What follows the word `last`, a finding a channel."""
        asked = transcript.words[last]
        until = asked.span.end + REACH
        after = [
            (index, word)
            for index, word in enumerate(transcript.words[last + 1 :], start=last + 1)
            if word.span.start < until
        ]
        wanted = _in_words(after, asked) if cue.entity in SAID else _numbers(after)
        for channel in sorted({word.channel for _, word in wanted}):
            mine = [(index, word) for index, word in wanted if word.channel == channel]
            span = Span(
                min(word.span.start for _, word in mine), max(word.span.end for _, word in mine)
            )
            places = tuple(index for index, _ in mine)
            yield Finding(cue.entity, channel, span, 0.8, self.name, "local cue", places)


def _said(phrase: tuple[str, ...], said: Sequence[tuple[str, int]]) -> Iterator[int]:
    """Where the last word of the phrase stands, each time it is said."""
    parts = tuple(part for part, _ in said)
    for first in range(len(parts) - len(phrase) + 1):
        if parts[first : first + len(phrase)] == phrase:
            yield said[first + len(phrase) - 1][1]


def _numbers(after: Sequence[tuple[int, Word]]) -> list[tuple[int, Word]]:
    reads = read_words(word.text for _, word in after)
    numbers = {Sort.NUMBER, Sort.QUANTITY}
    return [entry for entry, read in zip(after, reads, strict=True) if read.sort in numbers]


def _in_words(after: Sequence[tuple[int, Word]], asked: Word) -> list[tuple[int, Word]]:
    """The first words of the other party, or of anybody where one channel has both."""
    other = [entry for entry in after if entry[1].channel != asked.channel]
    return (other or list(after))[:ANSWER]
