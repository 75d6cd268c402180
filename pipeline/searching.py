"""What it means to find words in a struck transcript. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.errors import Refused
from pipeline.model import Entity

MOST_WORDS = 12
"""Of one search."""
AROUND = 8
"""Words shown on either side of what was found."""

_WORD = re.compile(r"\[\w+\]|[^\W_]+")
_PHRASE = re.compile(r'"([^"]*)"?|(\S+)')
_ENTITIES = {str(entity) for entity in Entity}


def words_of(texts: Iterable[str]) -> tuple[str, ...]:
    """What can be searched for in these words, in their order.

    Case, accents, apostrophes and punctuation make no difference; a mask's label
    ("[PAN]") is a word of its own.

    >>> words_of(["Don't,", "twenty-five", "[PAN]"])
    ('dont', 'twenty', 'five', '[pan]')
    """
    return tuple(word for text in texts for word in _WORD.findall(_plain(text)))


def _plain(text: str) -> str:
    if text.isascii():
        return text.casefold().replace("'", "").replace("`", "")
    folded = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"['’`]", "", "".join(c for c in folded if not unicodedata.combining(c)))


@dataclass(frozen=True, slots=True)
class Query:
    """Phrases that must all be there; of one word or of several in a row."""

    phrases: tuple[tuple[str, ...], ...]

    @property
    def words(self) -> frozenset[str]:
        return frozenset(word for phrase in self.phrases for word in phrase)


def parse(text: str) -> Query:
    """A query as a person writes it: words, "phrases in quotes", labels of masks.

    `PAN` in capitals means the label, as `[PAN]` does. Raises Refused where nothing or
    too much is asked for.
    """
    phrases = []
    for quoted, bare in _PHRASE.findall(text):
        said = quoted or bare
        entity = said.strip("[]").replace(" ", "_")
        label = f"[{entity}]" if entity in _ENTITIES else said
        if phrase := words_of([label]):
            phrases.append(phrase)
    if not phrases:
        hint = 'Words as they were said, "phrases in quotes", or what is masked, such as [PAN].'
        raise Refused("there is no word to search for", hint=hint)
    if sum(map(len, phrases)) > MOST_WORDS:
        raise Refused(f"a search has {MOST_WORDS} words at the most")
    return Query(tuple(dict.fromkeys(phrases)))


@dataclass(frozen=True, slots=True)
class Snippet:
    """A stretch of a struck transcript around the first thing that was found."""

    words: tuple[tuple[str, bool], ...]
    """Each with whether it was searched for."""
    start_ms: int
    more_before: bool
    more_after: bool


def snippet(texts: Sequence[str], starts: Sequence[int], query: Query) -> Snippet | None:
    """Where the rarest of the phrases is first said; None if it is not said at all."""
    said = [(word, place) for place, text in enumerate(texts) for word in words_of([text])]
    plain = [word for word, _ in said]
    spots = {phrase: _spots(plain, phrase) for phrase in query.phrases}
    found = {phrase: at for phrase, at in spots.items() if at}
    if not found:
        return None
    rarest = min(found, key=lambda phrase: (len(found[phrase]), -len(phrase)))
    first = found[rarest][0]
    centre = said[first][1]
    start, end = max(0, centre - AROUND), min(len(texts), centre + len(rarest) + AROUND)
    hits = {
        said[at + offset][1]
        for phrase, places in found.items()
        for at in places
        for offset in range(len(phrase))
    }
    words = tuple((texts[place], place in hits) for place in range(start, end))
    return Snippet(words, starts[centre], start > 0, end < len(texts))


def _spots(words: Sequence[str], phrase: tuple[str, ...]) -> list[int]:
    size = len(phrase)
    return [
        at
        for at, word in enumerate(words)
        if word == phrase[0] and tuple(words[at : at + size]) == phrase
    ]
