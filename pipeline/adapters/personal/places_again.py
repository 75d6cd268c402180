"""An address that is known is found where a part of it is said again. Pure.

"So Rosemount, two Church Row?" Two words of an address in their order are that address, and so
is a word of it that is nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import pairwise

from pipeline.adapters.personal.hits import Hit
from pipeline.adapters.personal.known_names import FIRST_NAMES, is_common
from pipeline.adapters.personal.names_again import Heard
from pipeline.adapters.personal.places import HOMES, STREET_KINDS
from pipeline.model import Entity
from pipeline.wordlists import words

_SURE = frozenset({"street", "place", "announced", "asked"})
_LINKS = words("the a and of in on at by near off is it's its that's number no to")
_BEGINS = words("basement higher upper lower nether")
"""Before the rest of an address, these are its first word."""
_COUNTED = 4
"""Words of an address from which on it is one, whatever found it."""


def whole(hit: Hit, heard: Heard) -> Hit:
    """`hit` from the word on with which an address begins: "higher coombe farm"."""
    if heard.begins(hit.first) or heard.bare[hit.first - 1] not in _BEGINS:
        return hit
    return replace(hit, first=hit.first - 1)


def said_again(
    hits: Iterable[Hit], bare: Mapping[int, Sequence[str]], common: Set[str]
) -> Iterator[Hit]:
    """The other places at which parts of the addresses among `hits` are said."""
    pairs, rare = set[tuple[str, str]](), set[str]()
    for hit in hits:
        size = hit.last - hit.first + 1
        if hit.entity is not Entity.ADDRESS or not (hit.rule in _SURE or size >= _COUNTED):
            continue
        said = bare[hit.channel][hit.first : hit.last + 1]
        pairs.update(pair for pair in pairwise(said) if _tells(pair))
        rare.update(word for word in said if _is_rare(word, common))
    if not (pairs or rare):
        return
    for channel, words_said in bare.items():
        for at, word in enumerate(words_said):
            if word in rare:
                yield Hit(Entity.ADDRESS, channel, at, at, 0.45, "again")
            if at and (words_said[at - 1], word) in pairs:
                yield Hit(Entity.ADDRESS, channel, at - 1, at, 0.45, "again")


def _tells(pair: tuple[str, str]) -> bool:
    """Whether two words in a row say more than "at the" or "twenty two"."""
    if any(word in _LINKS or not word for word in pair):
        return False
    return any(word in STREET_KINDS or word in HOMES for word in pair) or all(
        len(word) > 3 and word.isalpha() for word in pair
    )


def _is_rare(word: str, common: Set[str]) -> bool:
    plain = word.isalpha() and len(word) > 3
    return plain and word not in FIRST_NAMES and not is_common(word, common)
