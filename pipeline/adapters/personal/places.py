"""Postal addresses as people say them: "fourteen albert road leeds". Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.adapters.personal.known_names import PLACES
from pipeline.digits import Read, Sort
from pipeline.prompts import Phrases
from pipeline.wordlists import words

STREETS = words(
    """road rd street st avenue ave lane ln drive dr close way crescent court ct place pl gardens
    terrace grove hill square mews row green parade walk rise boulevard blvd highway parkway
    circle estate wharf quay view vale nagar marg chowk colony heights"""
)
HOMES = words("flat apartment apt unit house suite room block plot")
_NOT_STREETS = words(
    """the a an in on by to of and or is was it that this my your our what which any no some way
    for with from at same other right long all you i we they he she there more than pounds pound
    dollars minutes minute hours hour days day weeks week months month years year percent next
    last every each one two three people times items pieces boxes main quick best wrong easy"""
)
_ADDRESS = Phrases[str](
    {
        "address": (
            "address is|it's|was",
            "address on the account is",
            "i live|lived at|in|on",
            "living|lives at|in|on",
            "send|deliver|post|ship it|them|that to",
            "delivery|billing|home|postal|mailing address is?",
            "moved to",
        ),
    }
)
_NAME_WORDS = 3
"""Words between the number and "road"."""
_TOWN_WORDS = 4
"""Words after the street among which a town or county we know is looked for."""


@dataclass(frozen=True, slots=True)
class Located:
    """An address: first and last word by position in the channel."""

    first: int
    last: int
    score: float
    rule: str


def addresses(reads: Sequence[Read]) -> Iterator[Located]:
    """The addresses said on one channel, from left to right."""
    bare = [read.bare for read in reads]
    done = -1
    for at, word in enumerate(bare):
        if word in STREETS and (first := _number_before(reads, at)) is not None and first > done:
            done = _with_town(reads, at)
            yield Located(first, done, 0.7, "street")
    for prompt in _ADDRESS.find(bare):
        start = prompt.last + 1
        if start < len(bare) and bare[start] in PLACES:
            yield Located(start, _with_town(reads, start), 0.6, "place")


def _number_before(reads: Sequence[Read], street: int) -> int | None:
    """Where the address begins whose street's kind is said at `street`, if there is a number."""
    for number in range(street - 2, max(-1, street - _NAME_WORDS - 3), -1):
        read = reads[number]
        if read.sort is Sort.NUMBER or (
            any(c.isdecimal() for c in read.bare) and len(read.bare) < 6
        ):
            first = number
            while first and reads[first - 1].sort in {Sort.NUMBER, Sort.MULTIPLIER}:
                first -= 1
            if first and reads[first - 1].bare in HOMES:
                first -= 1
            return first
        if read.bare in _NOT_STREETS or not read.bare or not read.bare[0].isalpha():
            return None
    return None


def _is_postcode_part(bare: str) -> bool:
    """Whether it is the first half of a postcode: letters and then a figure."""
    return 2 <= len(bare) <= 8 and bare[0].isalpha() and any(c.isdecimal() for c in bare)


def _with_town(reads: Sequence[Read], last: int) -> int:
    """The last word of the address that has reached `last`: towns, counties, a zip code."""
    at = last + 1
    while at < min(len(reads), last + 1 + _TOWN_WORDS):
        bare = reads[at].bare
        if bare in PLACES or _is_postcode_part(bare):
            last = at
        elif bare in _NOT_STREETS or not bare.isalpha() or reads[at].sort is not Sort.WORD:
            break
        at += 1
    zip_code = last + 1
    while zip_code < len(reads) and reads[zip_code].sort is Sort.NUMBER:
        zip_code += 1
    said = sum(len(atom.digits) for read in reads[last + 1 : zip_code] for atom in read.atoms)
    return zip_code - 1 if last > 0 and 4 <= said <= 9 else last
