"""What is sold under somebody's name is nobody: "a Nelly Moser", "the Charlotte's ready". Pure.

An article or a measure before a name says that it is a thing's, here and wherever else it is
said in the call, unless somebody is introduced by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import pairwise

from pipeline.adapters.personal.hits import Hit
from pipeline.adapters.personal.known_names import EVERYDAY_FIRST_NAMES
from pipeline.adapters.personal.names_again import TITLES, Heard, norm
from pipeline.adapters.personal.spelling import NATO
from pipeline.digits import Sort, read_word
from pipeline.model import Entity
from pipeline.wordlists import words

_DOUBTED = frozenset({"list", "greeting", "model", "row"})
"""Rules that go by a name's looks."""
_ONE = words("a an another some any these those")
_ARTICLES = _ONE | {"the"}
_CALLED = words("one ones it it's that's is something colour range model shade variety rose")
"""Before "called", these are no person."""
_MEASURES = words(
    """litres litre metres metre packs pack tins tin boxes box rolls roll yards pots pot bottles
    bottle bags bag pairs pair nets net trays tray kilos kilo pounds bunch bunches cases case"""
)
"""Before "of", these measure something."""
_INTRODUCES = words("to for from with by called named is was of been me us")
"""Before "a Giulia Ferrante", these say that it is a person whom nobody knows yet."""
_IS_SOMEBODY = words("who who's that that's i you we he she they called rang said speaking of")
"""After "the Sarah", the same; "the nick of time" is neither."""


def without_alphabet(hits: Iterable[Hit], heard: Mapping[int, Heard]) -> Iterator[Hit]:
    """`hits` less the names that are words of the telephone alphabet, beside another one."""
    for hit in hits:
        doubted = hit.entity is Entity.PERSON and hit.rule in _DOUBTED
        if not (doubted and _is_alphabet(heard[hit.channel].bare, hit)):
            yield hit


def _is_alphabet(bare: Sequence[str], hit: Hit) -> bool:
    around = bare[max(0, hit.first - 2) : hit.last + 3]
    said = [norm(word) for word in bare[hit.first : hit.last + 1]]
    spelled = all(w in NATO or len(w) == 1 or w == "for" or w.isdecimal() for w in said)
    if _is_spelled_by_words(said):
        return True
    coded = sum(norm(word) in NATO for word in around)
    beside = any(len(word) == 1 or read_word(word).sort is Sort.NUMBER for word in around)
    return spelled and any(w in NATO for w in said) and (coded > 1 or (coded == 1 and beside))


def _is_spelled_by_words(said: Sequence[str]) -> bool:
    """Whether it is "k for kilo, seven, q for quebec": the letters of a code with a figure."""
    letters = sum(len(a) == 1 and a.isalpha() and b == "for" for a, b in pairwise(said))
    return letters > 0 and any(
        word != "oh" and read_word(word).sort is Sort.NUMBER for word in said
    )


def without_namesakes(hits: Sequence[Hit], heard: Mapping[int, Heard]) -> Iterator[Hit]:
    """`hits` without the names that are things' in this call; all of them where anything else
    says who somebody is."""
    if any(hit.rule not in _DOUBTED or hit.entity is not Entity.PERSON for hit in hits):
        yield from hits
        return
    doubted = _words_of(hits, heard) - EVERYDAY_FIRST_NAMES
    things = {
        norm(said.bare[place])
        for said in heard.values()
        for at, bare in enumerate(said.bare)
        if norm(bare) in doubted and _is_a_thing(said, at, doubted)
        for place in range(at, _last(said, at, doubted) + 1)
    }
    yield from (hit for hit in hits if things.isdisjoint(_words_of([hit], heard)))


def _is_a_thing(said: Heard, at: int, names: Set[str]) -> bool:
    """Whether what stands before the name at `at` says that it is a thing's."""
    if said.begins(at):
        return False
    before = said.bare[at - 1]
    two_before = "" if said.begins(at - 1) else said.bare[at - 2]
    if before in {"of", "called"}:
        return two_before in (_MEASURES if before == "of" else _CALLED)
    last = _last(said, at, names)
    after = "" if said.ends(last) else said.bare[last + 1]
    # One word in lower case may be another word here: "in the nick of time".
    plain = last == at and said.texts[at].islower()
    introduced = two_before in _INTRODUCES if before in _ONE else after in _IS_SOMEBODY
    return before in _ARTICLES and not plain and not introduced


def _last(said: Heard, at: int, names: Set[str]) -> int:
    """The last word of the name that begins at `at`."""
    return at + (not said.ends(at) and norm(said.bare[at + 1]) in names)


def _words_of(hits: Iterable[Hit], heard: Mapping[int, Heard]) -> set[str]:
    """The words of names, less initials and titles."""
    return {
        name
        for hit in hits
        for at in range(hit.first, hit.last + 1)
        if len(name := norm(heard[hit.channel].bare[at])) > 1 and name not in TITLES
    }
