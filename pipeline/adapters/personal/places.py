"""Postal addresses as people say them: "fourteen albert road leeds". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from pipeline.adapters.personal.dates import ORDINALS
from pipeline.adapters.personal.known_names import PLACES, TOWN_NAMES, is_common
from pipeline.digits import Read, Sort
from pipeline.prompts import Phrases
from pipeline.wordlists import words

STREETS = words(
    """road rd street st avenue ave lane ln drive dr close way crescent court ct place pl gardens
    terrace grove hill square mews row green parade walk rise boulevard blvd highway parkway
    circle estate wharf quay view vale nagar marg chowk colony heights"""
)
STREET_KINDS = STREETS | words(
    """yard brow brae wynd fold croft garth drove mead meadow meadows paddock villas arcade
    plaza embankment causeway esplanade promenade lea leas nook quadrant turnpike parade bank
    buildings steps approach end cottages chase trail vale villas quays gate dene sweep"""
)
"""Those, and rarer ones that the model does not know for kinds of streets."""
_ESTATES = words(
    """paddocks spinney maltings orchard orchards willows cedars beeches oaks chestnuts elms firs
    poplars limes laurels hollies mount glebe glade copse coppice dell ridings hawthorns birches
    pines rowans brambles pastures stables moorings hollow gables cloisters crofts fairways common
    broadway strand ridge warren knoll leys granary crossways shrubbery lawns mall hawthorn elders
    heathers larches sycamores acorns vineyards vineyard pightle cuttings sidings tanneries"""
)
"""Whole streets, after "twelve the"."""
HOMES = words("flat apartment apt unit house suite room block plot")
_NOT_STREETS = words(
    """the a an in on by to of and or is was it that this my your our what which any no some way
    for with from at same other right long all you i we they he she there more than pounds pound
    dollars minutes minute hours hour days day weeks week months month years year percent next
    last every each one two three people times items pieces boxes main quick best wrong easy"""
)
SIZES = words(
    """then mil mm cm foot feet inch inches metre metres tb gb terabyte gigabyte gig tonne tonnes
    ton tons kilo kilos litre litres volt watt amp bar"""
)
"""After a number, these say that no street follows: "two foot square", "1 TB drive"."""
_COUNTED = words("a an per each every one any some which what this that no")
"""Before "square" or "way", these say that it is no street's."""
MEASURES = words("metre metres meter meters foot feet inch inches yard yards mile miles root")
"""After "square", the same."""
_UNITS = HOMES | words("floor door staircase mooring berth pitch lot bedsit maisonette")
"""Parts of a building that are told apart by a number or a letter."""
_FLATS = words("flat apartment apt")
_ROOMS = words("bed beds bedroom bedrooms bedroomed percent pounds pound pack packs")
_NTH = words("floor cross main block stage phase")
"""Parts of an address after "second": of a house, or of a town in India."""
_FLOORS = ORDINALS | words("top ground lower upper")
_JOINS = words("stroke slash bar dash hyphen oblique number no")
"""Between a number and what belongs to it."""
_AT_NUMBER = (["at", "number"], ["at", "no"])
_THOUSANDS = words("hundred thousand")
_ZIP = re.compile(r"\d{5}(-\d{4})?|\d{6}")
_NEARBY = words("near by off in on upon of")
"""Between two parts of an address."""
_ADDRESS = Phrases[str](
    {
        "address": (
            "address is|it's|its|was?",
            "outside",
            "home at",
            "address on the account is",
            "i|we live|lived at|in|on",
            "living|lives|live|staying at|in|on",
            "send|deliver|post|ship|bring it|them|that to",
            "delivery|billing|home|postal|mailing address is?",
            "moved to",
            "he's|she's|we're|i'm|they're|hes|shes|were|theyre at",
            "first line is|it's|its",
            "new|correspondence|current|my address",
            "note it is|down?",
            "address it is",
            "road|street|village|town is",
        ),
    }
)
_NUMBERED = words("number no at")
"""Before the number of a house."""
_NAME_WORDS = 3
"""Words between the number and "road"."""
_LONGEST = 24
"""Words of an address; those of India are long."""
_TOWN_WORDS = 4
"""Words of the longest name of a town."""


@dataclass(frozen=True, slots=True)
class Located:
    """An address: first and last word by position in the channel."""

    first: int
    last: int
    score: float
    rule: str


class Addresses:
    """Reads the addresses said on one channel; `breaks` are where turns and sentences end."""

    def __init__(self, reads: Sequence[Read], breaks: Set[int], common: Set[str]) -> None:
        self._reads = reads
        self._bare = [read.bare for read in reads]
        self._breaks = breaks
        self._common = common

    def all(self) -> Iterator[Located]:
        """The addresses, from left to right."""
        done = -1
        for at, word in enumerate(self._bare):
            estate = self._is_estate(at)
            if (word in STREET_KINDS or estate) and at > done:
                first = self._number_before(at)
                if first is not None and first > done:
                    done = self._end(at)
                    yield Located(first, done, 0.7, "announced" if estate else "street")
        for at in range(1, len(self._bare)):
            if self._bare[at - 1 : at + 1] in _AT_NUMBER and self._is_house(at + 1):
                yield Located(at, at + 1, 0.6, "announced")
            elif self._bare[at - 1] in _FLATS and self._is_door(at):
                yield Located(at - 1, at, 0.6, "announced")
        for first, number in self._boxes():
            yield Located(first, self._end(number), 0.7, "announced")
        for prompt in _ADDRESS.find(self._bare):
            start = first = prompt.last + 1
            while start < len(self._bare) and self._bare[start] in _NUMBERED:
                start += 1
            if start in self._breaks or start >= len(self._bare):
                continue
            housed = self._is_number(start) or self._bare[start] in _UNITS
            if housed and self.is_placed(start):
                yield Located(first, self._end(start - 1), 0.7, "announced")
            elif self._town_at(start):
                yield Located(start, self._end(start - 1), 0.6, "place")

    def _is_estate(self, at: int) -> bool:
        """Whether it is the last word of "twelve the spinney"."""
        return (
            self._bare[at] in _ESTATES
            and at > 1
            and self._bare[at - 1] == "the"
            and self._is_number(at - 2)
            and at not in self._breaks
        )

    def _is_house(self, at: int) -> bool:
        """Whether "at number" goes on with a house's: not with the first of a chart."""
        if at >= len(self._bare) or at in self._breaks:
            return False
        return self._is_number(at) and self._bare[at] not in {"one", "1"}

    def _is_door(self, at: int) -> bool:
        """Whether "flat" goes on with its number or letter: not with "two bedroom"."""
        after = self._bare[at + 1] if at + 1 < len(self._bare) else ""
        bare = self._bare[at]
        lettered = len(bare) == 1 and bare.isalpha() and bare not in {"a", "i"}
        return (lettered or self._is_number(at)) and at not in self._breaks and after not in _ROOMS

    def _boxes(self) -> Iterator[tuple[int, int]]:
        """Where "p o box four" begins, and its first figure."""
        for at in range(1, len(self._bare) - 1):
            if self._bare[at] != "box" or not self._is_number(at + 1):
                continue
            if self._bare[at - 1] == "po":
                yield at - 1, at + 1
            elif at > 1 and self._bare[at - 2 : at] == ["p", "o"]:
                yield at - 2, at + 1

    def run(self, start: int) -> int:
        """Where the words end (exclusively) that can be an address from `start` on."""
        at = start
        while at < min(len(self._bare), start + _LONGEST):
            if at > start and at in self._breaks and not (self._town_at(at) or self._is_zip(at)):
                break
            if at > start and not self._bare[at] and self.goes_on_after_a_stop(at + 1):
                at += 1
                continue
            here = self._town_at(at) or self._street_at(at)
            joins = self._bare[at] in _NEARBY | _JOINS and self._goes_on(at + 1)
            if not (here or joins or self._is_part(at)):
                break
            at += here or 1
        return at

    def goes_on_after_a_stop(self, at: int) -> bool:
        """Whether a town or a zip code stands at `at`, after a stop."""
        return at < len(self._bare) and bool(self._town_at(at) or self._is_zip(at))

    def _is_zip(self, at: int) -> bool:
        """Whether it is a code of America or India, written as one: "78620", "59772-4417"."""
        return _ZIP.fullmatch(self._bare[at]) is not None

    def _goes_on(self, at: int) -> bool:
        inside = at < len(self._bare) and at not in self._breaks
        return inside and bool(self._town_at(at) or self._street_at(at) or self._is_part(at))

    def is_placed(self, start: int) -> bool:
        """Whether the words from `start` on name a town or a street."""
        end = self.run(start)
        return any(self._bare[at] in STREET_KINDS or self._town_at(at) for at in range(start, end))

    def _is_part(self, at: int) -> bool:
        """Whether it is a number, a letter, a part of a building, or a word nobody uses."""
        bare = self._bare[at]
        following = self._reads[at + 1 : at + 2]
        doubled = self._reads[at].sort is Sort.MULTIPLIER and bool(
            following and following[0].sort is Sort.NUMBER
        )
        if self._is_number(at) or doubled or bare in _UNITS or _is_postcode_part(bare):
            return True
        if len(bare) == 1 and bare.isalpha():
            return bare not in {"i", "a"} or (bare == "a" and self._is_lettered(at))
        letters = bare.replace("'", "").replace("-", "")
        return len(letters) > 2 and letters.isalpha() and not is_common(bare, self._common)

    def _is_lettered(self, at: int) -> bool:
        """Whether "a" is the letter of a house's number: "eleven a tannery yard"."""
        return at > 0 and self._is_number(at - 1) and bool(self._rest_of_street(at + 1))

    def _rest_of_street(self, at: int) -> int:
        return self._street_at(at) if at < len(self._bare) else 0

    def _is_number(self, at: int) -> bool:
        read = self._reads[at]
        if read.sort is Sort.NUMBER:
            return True
        return any(c.isdecimal() for c in read.bare) and len(read.bare) < 6

    def _street_at(self, at: int) -> int:
        """How many words from `at` on name a street, or a part of a house or town: "bridge
        lane", "the coach house", "second floor", "fourth cross"."""
        if self._bare[at] in _FLOORS and self._bare[at + 1 : at + 2] and self._bare[at + 1] in _NTH:
            return 2
        first = at + (self._bare[at] == "the")
        for end in range(first + 1, min(len(self._bare), first + 4)):
            if end in self._breaks or self._bare[end - 1] in _NOT_STREETS:
                return 0
            if self._bare[end] in STREET_KINDS or self._bare[end] in _HOUSES:
                return end - at + 1
        return 0

    def _town_at(self, at: int) -> int:
        """How many words from `at` on are the name of a town that is no everyday word."""
        for size in range(min(_TOWN_WORDS, len(self._bare) - at), 0, -1):
            said = self._bare[at : at + size]
            if " ".join(said) in TOWN_NAMES:
                if size == 1 and said[0] not in PLACES and said[0] in self._common:
                    continue
                return size
        return 0

    def _number_before(self, street: int) -> int | None:
        """Where the address begins whose street's kind is said at `street`, if there is a
        number; "ninety nine a square metre" is none."""
        after = self._bare[street + 1] if street + 1 < len(self._bare) else ""
        if (
            self._bare[street - 1] in _COUNTED | SIZES
            or after in MEASURES
            or street in self._breaks
        ):
            return None
        seats = self._bare[street] == "row" and (len(after) == 1 or self._bare[street - 1] == "in")
        if seats or (street and self._is_number(street - 1)):
            return None
        for at in range(street - 2, max(-1, street - _NAME_WORDS - 3), -1):
            if at + 1 in self._breaks and not self._reads[at].paused:
                return None
            if self._is_number(at):
                return self._beginning(at)
            read = self._reads[at]
            if read.bare == "a" and self._is_lettered(at):
                continue
            if read.bare in _NOT_STREETS or not read.bare or not read.bare[0].isalpha():
                return None
        return None

    def _beginning(self, number: int) -> int:
        """Where a house's number begins that ends at `number`, with the flat before it."""
        first = number
        while first and first not in self._breaks and number - first < _LONGEST:
            before = self._bare[first - 1]
            two_before = self._bare[first - 2] if first > 1 else ""
            hundreds = before == "and" and two_before in _THOUSANDS
            if before == "a" and self._bare[first] in _THOUSANDS:
                return first - 1
            sort = self._reads[first - 1].sort
            joined = sort in {Sort.NUMBER, Sort.MULTIPLIER} or before in _JOINS
            letter = len(before) == 1 and before.isalpha() and before not in {"i", "a", "o"}
            floor = before in _FLOORS and self._bare[first] == "floor"
            if not (hundreds or joined or letter or floor or before in _UNITS):
                break
            first -= 1
        return first

    def _end(self, last: int) -> int:
        """The last word of the address that has reached `last`."""
        at = last + 1
        if at >= len(self._bare):
            return last
        if at in self._breaks and not (self._town_at(at) or self._is_zip(at)):
            return last
        return max(last, self.run(at) - 1)


_HOUSES = words("cottage cottages farm lodge barn barns hall mill rectory manor villa mansions")


def _is_postcode_part(bare: str) -> bool:
    """Whether it is the first half of a postcode: letters and then a figure."""
    return 2 <= len(bare) <= 8 and bare[0].isalpha() and any(c.isdecimal() for c in bare)
