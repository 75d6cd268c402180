"""What was found is found again where pieces of it are repeated, spelled or corrected. Pure.

"07700 900 314" "three one four?" "no, 341 at the end": after a number, a code or a name, what
looks like a piece of it, misheard by a character or two, is one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import accumulate, groupby

from pipeline.adapters.personal.calls import Answer, Placed, Said
from pipeline.adapters.personal.dates import date_pieces
from pipeline.adapters.personal.units import are_an_amount, counts
from pipeline.digits import Sort
from pipeline.model import Entity
from pipeline.wordlists import words

_SPELLED = frozenset(
    {
        *(Entity.PHONE, Entity.POSTCODE, Entity.SORT_CODE, Entity.ACCOUNT, Entity.IBAN),
        *(Entity.NINO, Entity.NHS, Entity.PASSPORT, Entity.DRIVING_LICENCE, Entity.PERSON),
        *(Entity.VEHICLE_REGISTRATION, Entity.NATIONAL_ID, Entity.IP_ADDRESS, Entity.PASSWORD),
        *(Entity.DATE_OF_BIRTH, Entity.ADDRESS),
    }
)
_WORDS = frozenset({Entity.PERSON, Entity.PASSWORD, Entity.ADDRESS})
"""Those that are words, so that only letters are pieces of them."""
_AFTER, _BEFORE = 40, 20
"""Words of both parties around something found in which its pieces are looked for."""
_SOON = 14
"""Words after something found in which two characters are a piece of it."""
_LONG_WORD = 4
"""Letters from which on a word of a password is no everyday word."""
_BEGUN = 12
"""Numbers and letters of a longer row that may be what is said again."""
_ONE_ITEM = 20
"""Words between the parts of one item."""
_CORRECTS = words("no not sorry actually nope wrong wait correction")
_OF_DATES = words("the of and")
_NO_MATTER = words("problem worries worry bother rush more")
"""After "no", these correct nothing."""
_INSTEAD = words("not now instead rather")
"""After what is right, these say that something else was wrong."""
_WHERE = (["at", "the"], ["on", "the"], ["in", "the"])
_ENDS = words("end start beginning front middle back")
"""After what is right, "at the end" says which piece was wrong."""
_CORRECTED = 4
"""Words between "no" and what is right."""
_LONGEST = 40
"""Characters beyond which a piece is only one as it stands: nobody spells more."""
_STRETCH = 7
"""Characters of a code that are no accident."""
_MISHEARD = ((6, 2), (4, 1))
"""Of how many characters how many may be misheard."""


@dataclass(frozen=True, slots=True)
class _Item:
    """What was found, its parts joined: its characters, and the places it takes."""

    entity: Entity
    channel: int
    first: int
    last: int
    text: str


class Echoes:
    """Finds the pieces of what was found in one call; at the places `harmless` are none."""

    def __init__(self, said: Said, spelled: Sequence[Placed], harmless: Set[int]) -> None:
        self._said = said
        self._harmless = harmless
        self._spelled = [placed for placed in spelled if placed.first not in harmless]
        self._firsts = [placed.first for placed in self._spelled]

    def of(self, found: Iterable[Answer]) -> Iterator[Answer]:
        """The pieces of `found`, which comes in the order of the call."""
        for item in _joined(self._item(answer) for answer in found if answer.entity in _SPELLED):
            if len(item.text) < 3 and item.entity is not Entity.DATE_OF_BIRTH:
                continue
            if item.entity is Entity.PASSWORD:
                yield from self._words(item)
            if item.entity is Entity.DRIVING_LICENCE:
                yield from self._letters(item)
            for placed in self._pieces(item):
                yield _piece(item, placed.channel, placed.first, placed.last)
            if item.entity is Entity.DATE_OF_BIRTH:
                yield from self._dates(item)

    def _item(self, answer: Answer) -> _Item:
        inside = self._between(answer.first, answer.last + 1)
        text = "".join(p.chunk.text for p in inside if p.channel == answer.channel)
        if answer.entity in _WORDS or not text:
            text = "".join(
                c
                for place in range(answer.first, answer.last + 1)
                if self._said.channels[place] == answer.channel
                for c in self._said.reads[place].bare
                if c.isalnum()
            )
        return _Item(answer.entity, answer.channel, answer.first, answer.last, text)

    def _between(self, start: int, end: int) -> Sequence[Placed]:
        return self._spelled[bisect_left(self._firsts, start) : bisect_left(self._firsts, end)]

    def _pieces(self, item: _Item) -> Iterator[Placed]:
        latest = item.last
        for placed in self._between(max(0, item.first - _BEFORE), item.last + 1 + _AFTER):
            if self._is_piece(placed, item, latest):
                latest = max(latest, placed.last)
                yield placed

    def _is_piece(self, placed: Placed, item: _Item, latest: int) -> bool:
        text = placed.chunk.text
        before = placed.first < item.first
        if item.entity is Entity.PASSWORD and len(text) >= _LONG_WORD and is_like(text, item.text):
            return True
        if item.entity in _WORDS:
            return len(placed.chunk.spelling) >= 3 and is_like(text, item.text)
        amount = are_an_amount(self._said.reads, placed.first, placed.last)
        if amount or counts(self._said.reads, placed.last):
            return False
        corrects = not before and placed.first - item.last <= _AFTER // 2
        corrects = corrects and len(text) <= len(item.text) and self._corrects(placed, item)
        if len(text) >= 3:
            like = is_like(text, item.text) or _begins_like(placed, item.text)
            return corrects or like or _share(text, item.text)
        if len(text) == 2 or placed.last > placed.first:
            return not before and placed.first - latest <= _SOON and (corrects or text in item.text)
        return False

    def _corrects(self, placed: Placed, item: _Item) -> bool:
        """Whether it is what comes after "no" or "sorry"."""
        lead = range(max(item.first + 1, placed.first - _CORRECTED), placed.first)
        after = placed.last + 1
        following = [read.bare for read in self._said.reads[after : after + 3]]
        at_the_end = following[:2] in _WHERE and following[2:] and following[2] in _ENDS
        instead = bool(following and following[0] in _INSTEAD) or bool(at_the_end)
        return instead or any(
            self._said.reads[place].bare in _CORRECTS
            and self._said.reads[place + 1].bare not in _NO_MATTER
            for place in lead
        )

    def _words(self, item: _Item) -> Iterator[Answer]:
        """The words of a password, said again."""
        said = self._said
        whole = [said.reads[place].bare for place in range(item.first, item.last + 1)]
        known = {*whole, *(part for bare in whole for part in bare.split("-"))}
        end = min(len(said.reads), item.last + 1 + _AFTER)
        for (channel, again), row in groupby(
            range(item.last + 1, end),
            key=lambda place: (said.channels[place], said.reads[place].bare in known),
        ):
            places = list(row)
            if again and any(len(said.reads[place].bare) >= _LONG_WORD for place in places):
                yield _piece(item, channel, places[0], places[-1])

    def _letters(self, item: _Item) -> Iterator[Answer]:
        """The letters of a surname that a licence begins with, said as one word: "after HUGHE?"."""
        for place in range(item.last + 1, min(len(self._said.reads), item.last + 1 + _AFTER)):
            bare = self._said.reads[place].bare
            if len(bare) >= _LONG_WORD and bare.isalpha() and item.text.startswith(bare):
                yield _piece(item, self._said.channels[place], place, place)

    def _dates(self, item: _Item) -> Iterator[Answer]:
        start, end = (
            max(0, item.first - _CORRECTED),
            min(len(self._said.reads), item.last + 1 + _AFTER),
        )
        for channel in sorted(set(self._said.channels[start:end])):
            places = [p for p in range(start, end) if self._said.channels[p] == channel]
            reads = [self._said.reads[place] for place in places]
            for first, last, named in date_pieces(reads):
                harmless = places[first] in self._harmless
                if harmless or self._is_another_day(item, places[first : last + 1]):
                    continue
                if (named and last > first) or places[first] - item.last <= _SOON:
                    yield _piece(item, channel, places[first], places[last])

    def _is_another_day(self, item: _Item, places: Sequence[int]) -> bool:
        """Whether a date, or a part of one, has nothing of what it may repeat: "the sixteenth at
        two". Years have, because they may be written in full or not."""
        said = self._said.reads
        known = {said[place].bare for place in range(item.first, item.last + 1)}
        mine = {said[place].bare for place in places}
        years = len(places) > 1 and any(said[place].sort is Sort.NUMBER for place in places[1:])
        if years or not known.isdisjoint(mine - _OF_DATES):
            return False
        return not any(
            said[place].bare in _CORRECTS
            for place in range(max(0, places[0] - _CORRECTED), places[0])
        )


def _begins_like(placed: Placed, whole: str) -> bool:
    """Whether it is "oh six hundred so two zeros": a piece of `whole`, and more."""
    begun = accumulate(placed.chunk.pieces[:_BEGUN])
    return any(len(text) >= _LONG_WORD and text in whole for text in begun)


def _share(text: str, whole: str) -> bool:
    """Whether a long stretch of `text` is in `whole`: it was read again, and better."""
    starts = range(min(len(text), _LONGEST) - _STRETCH + 1)
    return any(text[at : at + _STRETCH] in whole for at in starts)


def _piece(item: _Item, channel: int, first: int, last: int) -> Answer:
    return Answer(item.entity, channel, first, last, whole=False, rule="again")


def _joined(items: Iterable[_Item]) -> Iterator[_Item]:
    """`items`, those of one entity that follow each other made one."""
    held: _Item | None = None
    for item in items:
        near = held and item.entity is held.entity and item.first - held.last <= _ONE_ITEM
        if held and near and len(held.text) < 40:
            first, last = min(held.first, item.first), max(held.last, item.last)
            held = _Item(item.entity, item.channel, first, last, held.text + item.text)
            continue
        if held:
            yield held
        held = item
    if held:
        yield held


def is_like(text: str, whole: str) -> bool:
    """Whether `text` is a piece of `whole`, but for a character misheard or two swapped."""
    text, whole = text.replace("o", "0"), whole.replace("o", "0")
    if text in whole:
        return True
    if len(text) > _LONGEST:
        return False
    allowed = next((wrong for length, wrong in _MISHEARD if len(text) >= length), 0)
    size = len(text)
    if size == 3 and not text.isalpha() and not text.isdecimal():
        allowed = 1
    for start in range(max(1, len(whole) - size + 1)):
        window = whole[start : start + size]
        if sorted(window) == sorted(text) or _differences(window, text) <= allowed:
            return True
    return False


def _differences(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=False)) + abs(len(one) - len(other))
