"""A name that is known is found wherever it is said again, and whole. Pure.

"Frank is our engineer", "tell Ruqayyah", "Muller, without the E": after somebody was named once,
their name is a name at every other place of the call, before and after.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from pipeline.adapters.personal.hits import Hit
from pipeline.adapters.personal.known_names import (
    EVERYDAY_FIRST_NAMES,
    FIRST_NAMES,
    SURNAMES,
    is_common,
)
from pipeline.model import Entity
from pipeline.wordlists import words

_PERHAPS = 0.25
"""The model's chance from which an everyday word that names somebody here is their name."""
_SURE = frozenset({"trigger", "asked"})
_MISHEARD = 6
"""Letters from which on a name may be one letter wrong."""
_INITIALS = 3
_BETWEEN = frozenset({"and", "or", ""})
_IN_A_ROW = 3
"""Words from one of several people to the next."""
_NO_NAMES = words(
    """mr mrs ms miss mister missus dr doctor sir madam love mate and the of son junior senior
    reverend vicar nurse sister brother father mother mum dad nan nana aunty auntie uncle de la van
    von der da di el al bin double hyphen capital small"""
)
"""What stands in names and names nobody."""
TITLES = words(
    """mr mrs ms miss mx mister missus dr doctor reverend rev professor prof nurse matron chief
    canon sergeant constable captain colonel sir dame honourable"""
)
_NAMES_SOMEBODY = words(
    """tell ask hi hello hey thanks cheers mr mrs ms miss dr called get husband wife son daughter
    brother sister"""
)
"""Before an everyday word that is somebody's name here, these name them."""
_DOES = words(
    """is isn't isnt was wasn't wasnt says said has hasn't hasnt does doesn't doesnt did didn't
    wants rang called speaking here who's deals lives told knows can't won't wouldn't rings"""
)
"""What somebody does: after an everyday word, unless an article stands before it."""
_ARTICLES = words("the a an your my his her our their this that to i you we they he she it")


@dataclass(frozen=True, slots=True)
class Heard:
    """What one channel said, word by word: lower case, as written, where turns begin, and the
    model's chances of a name."""

    bare: Sequence[str]
    texts: Sequence[str]
    breaks: Set[int]
    """Positions before which a turn or a sentence ends."""
    chances: Sequence[float]

    def begins(self, at: int) -> bool:
        return at == 0 or at in self.breaks

    def ends(self, at: int) -> bool:
        return at + 1 >= len(self.bare) or at + 1 in self.breaks


def whole(hit: Hit, heard: Heard, common: Set[str]) -> Hit:
    """`hit` with the title and the initials before it, and the surname after it."""
    first, last = hit.first, hit.last
    while first and hit.first - first < _INITIALS and not heard.begins(first):
        if not _is_initial(heard.bare[first - 1]):
            break
        first -= 1
    if not any(heard.bare[at] not in {"a", "i", "o"} for at in range(first, hit.first)):
        first = hit.first
    first -= first > 0 and not heard.begins(first) and heard.bare[first - 1] in TITLES
    if heard.bare[last] in FIRST_NAMES or heard.bare[last] in EVERYDAY_FIRST_NAMES:
        last += not heard.ends(last) and _is_rare(heard, last + 1, common)
    return Hit(hit.entity, hit.channel, first, last, hit.score, hit.rule)


def _is_initial(bare: str) -> bool:
    return len(bare) == 1 and bare.isalpha()


def _is_rare(heard: Heard, at: int, common: Set[str]) -> bool:
    """Whether the word at `at` looks like nothing but a name."""
    bare, text = heard.bare[at], heard.texts[at]
    cased = any(text[:1].isupper() for text in heard.texts[max(0, at - 1) : at])
    letters = bare.replace("'", "").replace("-", "")
    return (
        len(letters) > 2
        and letters.isalpha()
        and (text[:1].isupper() or not cased)
        and (bare in SURNAMES or not is_common(norm(bare), common))
    )


def beside(hits: Iterable[Hit], heard: Mapping[int, Heard]) -> Iterator[Hit]:
    """Those who are named in one row with the people of `hits`: "Florence, Arlo and Wren"."""
    for hit in hits:
        if hit.entity is not Entity.PERSON:
            continue
        said = heard[hit.channel]
        for edge, step in ((hit.last, 1), (hit.first, -1)):
            at = edge + step
            while 0 <= at < len(said.bare) and said.bare[at] in _BETWEEN:
                at += step
            if not 0 <= at < len(said.bare) or abs(at - edge) > _IN_A_ROW:
                continue
            if _is_listed(said, at) and _are_one_row(said, min(at, edge), max(at, edge)):
                yield Hit(Entity.PERSON, hit.channel, at, at, 0.45, "row")


def _are_one_row(said: Heard, first: int, last: int) -> bool:
    """Whether a comma or "and" is between the words, and no sentence ends there."""
    joined = any(
        said.bare[at] in _BETWEEN or said.texts[at][-1:] == "," for at in range(first, last)
    )
    return joined and not any(at in said.breaks for at in range(first + 1, last + 1))


def _is_listed(said: Heard, at: int) -> bool:
    word = norm(said.bare[at])
    alone = said.ends(at) or said.texts[at][-1:] == ","
    return word in FIRST_NAMES or (word in EVERYDAY_FIRST_NAMES and alone)


def said_again(hits: Iterable[Hit], heard: Mapping[int, Heard], common: Set[str]) -> Iterator[Hit]:
    """The other places at which the names among `hits` are said."""
    rare, everyday = _known(hits, heard, common)
    if not (rare or everyday):
        return
    misheard = {key for name in rare if len(name) >= _MISHEARD for key in _but_one(name)}
    verdicts: dict[str, bool] = {}
    for channel, said in heard.items():
        for at, bare in enumerate(said.bare):
            name = norm(bare)
            if name in everyday:
                again = _names_here(said, at, rare | everyday)
            else:
                if name not in verdicts:
                    verdicts[name] = _is_again(name, rare, misheard, common)
                again = verdicts[name]
            if again:
                yield Hit(Entity.PERSON, channel, at, at, 0.45, "again")


def _known(
    hits: Iterable[Hit], heard: Mapping[int, Heard], common: Set[str]
) -> tuple[set[str], set[str]]:
    """The words that name somebody: those that are nothing else, and everyday words."""
    rare, everyday = set[str](), set[str]()
    for hit in hits:
        if hit.entity is not Entity.PERSON:
            continue
        said = [norm(heard[hit.channel].bare[at]) for at in range(hit.first, hit.last + 1)]
        said = [word for word in said if _can_name(word)]
        mine = {word for word in said if not is_common(word, common)}
        mine -= EVERYDAY_FIRST_NAMES
        rare |= mine
        if hit.rule in _SURE or mine:
            everyday.update(word for word in said if word not in mine)
    return rare, everyday


def _can_name(word: str) -> bool:
    return len(word) > 1 and word.replace("-", "").isalpha() and word not in _NO_NAMES


def _is_again(name: str, rare: Set[str], misheard: Set[str], common: Set[str]) -> bool:
    if name in rare:
        return True
    if len(name) < 4 or is_common(name, common):
        return False
    return name.removesuffix("s") in rare or (
        len(name) >= _MISHEARD - 1 and not misheard.isdisjoint(_but_one(name))
    )


def _but_one(name: str) -> Iterator[str]:
    """`name`, and what is left of it without any one of its letters but the first."""
    yield name
    for at in range(1, len(name)):
        yield name[:at] + "_" + name[at + 1 :]
        yield name[:at] + name[at + 1 :]


def _names_here(said: Heard, at: int, known: Set[str]) -> bool:
    """Whether an everyday word that is somebody's name in this call is the name here."""
    if said.chances[at] >= _PERHAPS or (said.begins(at) and said.ends(at)):
        return True
    before = "" if said.begins(at) else said.bare[at - 1]
    after = "" if said.ends(at) else said.bare[at + 1]
    beside = (norm(before), norm(after))
    if any(word in known and word != said.bare[at] for word in beside) and before not in _ARTICLES:
        return True
    if before and said.texts[at][:1].isupper() and said.texts[at - 1][:1].islower():
        return True
    return before in _NAMES_SOMEBODY or (after in _DOES and before not in _ARTICLES)


def norm(bare: str) -> str:
    """A word as it is compared with names: "Ann’s" as "Ann"."""
    return bare.replace("’", "'").removesuffix("'s")
