"""Names that everybody knows and hardly a caller bears: writers, actors, brands, plants. Pure.

"Anything by Hilary Mantel", "two Arran Pilot", "is it Ralph Lauren": nobody's personal data.
Only in a call in which nobody says who he is: "my name is James Grieve" is somebody's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from pipeline.adapters.personal.hits import Hit
from pipeline.adapters.personal.known_names import (
    EVERYDAY_FIRST_NAMES,
    FIRST_NAMES,
    SURNAMES,
    TOWN_NAMES,
    capitalised,
)
from pipeline.adapters.personal.names_again import Heard, norm
from pipeline.adapters.personal.places import HOMES, STREET_KINDS
from pipeline.adapters.personal.well_known_names import ABROAD, BRANDS, KINDS, PEOPLE, PLACES
from pipeline.model import Entity
from pipeline.prompts import Phrases

_KNOWN = Phrases[str]({"known": (*PEOPLE, *BRANDS, *KINDS, *PLACES)})
_SOMEWHERE = (ABROAD | TOWN_NAMES) - FIRST_NAMES - SURNAMES - EVERYDAY_FIRST_NAMES
"""Places that are nobody's name."""
_TOWN = 2
"""Words of a town's name."""
_DOUBTED = frozenset({"list", "greeting", "model", "row", "street", "place"})
"""Rules that go by how a name looks."""


def without_well_known(hits: Iterable[Hit], heard: Mapping[int, Heard]) -> Iterator[Hit]:
    """`hits` less the names that everybody knows; all of them where anything else in the call
    says who somebody is."""
    hits = list(hits)
    if any(hit.rule not in _DOUBTED for hit in hits):
        yield from hits
        return
    known = {channel: _places(said.bare) for channel, said in heard.items()}
    for hit in hits:
        bare = heard[hit.channel].bare
        if (
            hit.entity is Entity.ADDRESS
            and hit.rule == "model"
            and not _is_somewhere(bare[hit.first : hit.last + 1])
        ):
            continue
        named = hit.entity is Entity.PERSON
        free = [
            at
            for at in range(hit.first, hit.last + 1)
            if at not in known[hit.channel] and not (named and _is_known(bare[at]))
        ]
        for _, row in groupby(enumerate(free), key=lambda pair: pair[1] - pair[0]):
            left = [at for _, at in row]
            yield Hit(hit.entity, hit.channel, left[0], left[-1], hit.score, hit.rule)


def _is_somewhere(bare: Sequence[str]) -> bool:
    """Whether an address says a kind of street or of home, or a town and more."""
    said = [norm(word) for word in bare]
    town = len(said) > _TOWN and any(word in TOWN_NAMES or word == "county" for word in said)
    return town or any(word in STREET_KINDS or word in HOMES for word in said)


def _is_known(bare: str) -> bool:
    return norm(bare) in _SOMEWHERE or norm(bare) in capitalised()


def _places(bare: Sequence[str]) -> frozenset[int]:
    """The positions of words that belong to a name that everybody knows."""
    said = [norm(word) for word in bare]
    return frozenset(at for found in _KNOWN.find(said) for at in range(found.first, found.last + 1))
