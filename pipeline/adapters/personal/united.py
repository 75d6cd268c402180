"""The rules' names and addresses and the model's, made one. Pure.

The model knows contexts, the rules know lists and phrases: a rule that goes by a list alone
needs the model's consent, and the model alone must be sure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from pipeline.adapters.personal.hits import Hit
from pipeline.adapters.personal.known_names import (
    EVERYDAY_FIRST_NAMES,
    FIRST_NAMES,
    PLACES,
    SURNAMES,
    dictionary,
    is_common,
)
from pipeline.adapters.personal.places import HOMES, MEASURES, SIZES, STREET_KINDS
from pipeline.digits import Read, Sort, join, read_word
from pipeline.model import Entity
from pipeline.wordlists import words

SURE = 0.85
"""The chance from which the model alone is believed of one word of a stretch."""
AMONG_OTHERS = 0.6
"""The same, in a call in which a rule found somebody: where one is named, others are."""
PLAIN_SURE = 0.97
"""The same, where all words are everyday words, numbers or letters."""
LISTED = 0.35
"""The chance that is enough where a rule found something in the stretch, or beside it."""
WITH_IT = 0.25
"""The chance from which a word beside a believed one belongs to it."""
CONSENT = 0.3
"""The chance, of a name or an address, below which a rule that goes by a list is wrong."""
_DOUBTED = {"list": CONSENT, "greeting": CONSENT, "street": 0.3, "place": CONSENT}
"""Rules that go by a list of names, or by the word "road", and the chance that they need."""

_NAMES = FIRST_NAMES | SURNAMES | EVERYDAY_FIRST_NAMES
_MEASURED = frozenset({"by", "times", "x"})
_HOUSE = frozenset({"house", "flat", "door", "number", "address"})
_ASKED = 6
"""Words after these in which a number alone may be where somebody lives."""
_NUMBERED = words(
    """plot block row bay pitch berth gate platform zone studio ward aisle lane table seat seats
    stand channel lot junction stroke version unit circle stalls balcony coach room and to the at
    thousand hundred"""
)
"""What has a number and a letter, and where nobody lives: "plot twenty seven b"."""
_FEW = 4
"""Digits that are no postcode."""
_AT_A_PLACE = frozenset({"in", "at", "near", "from"})


@dataclass(frozen=True, slots=True)
class Chances:
    """For each of some words the chance that it is part of a name, and of an address."""

    person: Sequence[float]
    address: Sequence[float]
    plain: Sequence[bool]
    """Whether the word is an everyday word, a number or a letter: no name by its looks."""

    def of(self, entity: Entity) -> Sequence[float]:
        return self.person if entity is Entity.PERSON else self.address

    def at(self, places: Iterable[int]) -> Chances:
        """The chances of the words at `places`."""
        mine = list(places)
        person, address = ([of[i] for i in mine] for of in (self.person, self.address))
        return Chances(person, address, [self.plain[i] for i in mine])

    def highest(self, first: int, last: int) -> float:
        return max((*self.person[first : last + 1], *self.address[first : last + 1]))


def united(hits: Iterable[Hit], chances: Mapping[int, Chances], *, vetoes: bool) -> Iterator[Hit]:
    """`hits` without doubted ones, and what the model adds; `chances` by channel."""
    kept = [hit for hit in hits if not (vetoes and _is_doubtful(hit, chances[hit.channel]))]
    yield from kept
    sure = AMONG_OTHERS if kept else SURE
    for channel, mine in chances.items():
        for entity in (Entity.PERSON, Entity.ADDRESS):
            known = {
                position
                for hit in kept
                if hit.channel == channel and hit.entity is entity
                for position in range(hit.first, hit.last + 1)
            }
            for first, last, score in believed(mine.of(entity), mine.plain, known, sure):
                yield Hit(entity, channel, first, last, 0.55 * score, "model")


def is_none(hit: Hit, bare: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether what the model alone took for one is none by its words, or by those beside it.

    "10 by 8 green house" is as large as that, "from Specsavers" is a place, "Attrition's" is a
    word and "BTUs" are an abbreviation; `bare` and `texts` are the words of the hit's channel.
    """
    if hit.rule != "model":
        return False
    before = bare[hit.first - 1] if hit.first else ""
    mine = range(hit.first, hit.last + 1)
    if hit.entity is Entity.ADDRESS:
        after = hit.last + 1 if hit.last + 1 < len(bare) else hit.last
        measured = before in _MEASURED or bare[after] in MEASURES
        asked = _HOUSE.intersection(bare[max(0, hit.first - _ASKED) : hit.first])
        goes_on = texts[after][:1].isupper() and after > hit.last
        return measured or not (asked or goes_on or _is_somewhere([bare[at] for at in mine]))
    if hit.first == hit.last and before in _AT_A_PLACE:
        return True
    return all(_is_word(bare[at]) or _is_abbreviation(texts[at]) for at in mine)


def _is_somewhere(said: Sequence[str]) -> bool:
    """Whether there is more to it than a number and everyday words: a street, a home or a place,
    the letters or the figures of a postcode. "Thirty eight a kilo" and "62 square metres" are
    nowhere, and so is "two and eight, eighteen house"."""
    reads = [read_word(word) for word in said]
    numbers = [_is_number(read) for read in reads]
    named = [read.bare for read, number in zip(reads, numbers, strict=True) if not number]
    if not (MEASURES | SIZES).isdisjoint(named):
        return False
    if _NUMBERED.issuperset(word for word in named if len(word) > 1) and any(
        len(word) > 1 for word in named
    ):
        return False
    digits = sum(len(p.digits) for p in join([(a, 0) for read in reads for a in read.atoms]))
    if digits > _FEW or any(len(word) == 1 and word not in {"a", "i"} for word in named):
        return True
    if not numbers[-1] and HOMES.issuperset(word for word in named if word != "a"):
        return False
    return any(
        word in STREET_KINDS or word in HOMES or word in PLACES or not is_common(word, dictionary())
        for word in named
        if word != "a"
    )


def _is_number(read: Read) -> bool:
    return read.sort is Sort.NUMBER or (bool(read.atoms) and not any(map(str.isalpha, read.bare)))


def _is_word(bare: str) -> bool:
    norm = bare.replace("’", "'").removesuffix("'s")
    return norm in {"a", "i"} or (norm not in _NAMES and is_common(norm, dictionary()))


def _is_abbreviation(text: str) -> bool:
    """Whether it is capitals and the "s" of several: "MOTs"."""
    letters = text.strip(".,;:?!'").removesuffix("s").rstrip("'’")
    return len(letters) > 1 and letters.isalpha() and letters.isupper()


def _is_doubtful(hit: Hit, chances: Chances) -> bool:
    return chances.highest(hit.first, hit.last) < _DOUBTED.get(hit.rule, 0)


def believed(
    chances: Sequence[float],
    plain: Sequence[bool],
    known: Set[int] = frozenset(),
    sure: float = SURE,
) -> Iterator[tuple[int, int, float]]:
    """First word, last word and chance of what is believed; at `known` a rule found some."""
    at = 0
    while at < len(chances):
        end = at
        while end < len(chances) and chances[end] >= WITH_IT:
            end += 1
        if end > at:
            score = max(chances[at:end])
            near = any(position in known for position in range(at - 1, end + 1))
            enough = LISTED if near else PLAIN_SURE if all(plain[at:end]) else sure
            if score >= enough:
                yield at, end - 1, score
        at = max(end, at + 1)
