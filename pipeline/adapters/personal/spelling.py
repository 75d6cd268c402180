"""Spelled-out stretches: letters, digits and codes in a row, read as one text. Pure.

"l s one two a b", "S-M-I-T-H", "j g for golf ten thirty five eleven a" and
"oh seven seven double oh ..." become "ls12ab", "smith", "jg103511a" and digits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from pipeline.digits import Atom, Read, Sort, join
from pipeline.wordlists import words

_NATO = {
    word: word[0]
    for word in words(
        """alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima
        mike november oscar papa quebec romeo sierra tango uniform victor whiskey whisky xray
        x-ray yankee zulu"""
    )
}
_BETWEEN = words("dash hyphen space um uh er erm then and so comma yeah")
"""What may stand between two spelled characters."""
_GAP = 3
_SAID_AS_WORDS = words(
    "mr mrs ms dr st rd tv pc pm hmm hm mm mhm shh psst nth th nd ltd plc vs kg km ft"
)
"""Words without a vowel that nobody spells."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """What was spelled, lower case, and the words it took, as positions in the channel."""

    text: str
    first: int
    last: int
    pieces: tuple[str, ...] = ()
    """Numbers and letters as they were said: "twenty three oh five" has "23", "0", "5"."""

    @property
    def digits(self) -> str:
        return "".join(c for c in self.text if c.isdecimal())

    @property
    def letters(self) -> str:
        return "".join(c for c in self.text if c.isalpha())


@dataclass(frozen=True, slots=True)
class _Said:
    """Characters said by the words from `first` to `last`."""

    first: int
    last: int
    atoms: tuple[Atom, ...] = ()
    letters: str = ""


def chunks(reads: Sequence[Read], turns: Set[int] = frozenset()) -> list[Chunk]:
    """The spelled stretches of one channel, from left to right, without overlaps.

    None goes on over a position in `turns`, before which the other party spoke.
    """
    return [_made(group) for group in _grouped(list(_said(reads)), reads, turns)]


def _said(reads: Sequence[Read]) -> Iterator[_Said]:
    at = 0
    while at < len(reads):
        said = _number(reads, at) or _letters(reads, at)
        if said:
            yield said
            at = said.last
        at += 1


def _number(reads: Sequence[Read], at: int) -> _Said | None:
    read = reads[at]
    if read.sort is Sort.NUMBER:
        return _Said(at, at, atoms=read.atoms)
    if read.sort is Sort.HOMOPHONE and _between_numbers(reads, at):
        return _Said(at, at, atoms=read.atoms)
    following = reads[at + 1] if at + 1 < len(reads) else None
    if read.sort is Sort.MULTIPLIER and following:
        if following.sort is Sort.NUMBER and len(following.atoms) == 1:
            return _Said(at, at + 1, atoms=(*read.atoms, *following.atoms))
        if len(following.bare) == 1 and following.bare.isalpha():
            return _Said(at, at + 1, letters=following.bare * int(read.atoms[0].digits))
    return None


def _between_numbers(reads: Sequence[Read], at: int) -> bool:
    around = (*reads[max(0, at - 1) : at], *reads[at + 1 : at + 2])
    return len(around) == 2 and all(read.sort is Sort.NUMBER for read in around)


def _letters(reads: Sequence[Read], at: int) -> _Said | None:
    bare = reads[at].bare
    if len(bare) == 1 and bare.isalpha():
        return _Said(at, _after_example(reads, at), letters=bare)
    if 2 <= len(bare) <= 3 and not set(bare) & set("aeiouy'") and bare.isalpha():
        return None if bare in _SAID_AS_WORDS else _Said(at, at, letters=bare)
    if bare in _NATO:
        return _Said(at, at, letters=_NATO[bare])
    parts = [part for part in bare.replace(".", "-").split("-") if part]
    if len(parts) > 1 and all(len(part) == 1 for part in parts):
        return _Said(at, at, letters="".join(parts))
    if any(c.isdecimal() for c in bare) and reads[at].sort is Sort.WORD:
        text = "".join(c for c in bare if c.isalnum())
        return _Said(at, at, letters=text) if len(text) <= 18 else None
    return None


def _after_example(reads: Sequence[Read], at: int) -> int:
    """The last word of "s for sugar" or "s as in sugar", spelled at `at`."""
    letter = reads[at].bare
    for phrase in (("for",), ("as", "in"), ("like",), ("is", "for")):
        end = at + len(phrase) + 1
        if end < len(reads) and tuple(r.bare for r in reads[at + 1 : end]) == phrase:
            example = reads[end].bare
            if len(example) > 1 and example.startswith(letter):
                return end
    return at


def _grouped(
    said: Sequence[_Said], reads: Sequence[Read], turns: Set[int]
) -> Iterator[list[_Said]]:
    group: list[_Said] = []
    for item in said:
        if group and not _belong(group[-1], item, reads, turns):
            yield group
            group = []
        group.append(item)
    if group:
        yield group


def _belong(one: _Said, other: _Said, reads: Sequence[Read], turns: Set[int]) -> bool:
    between = reads[one.last + 1 : other.first]
    if len(between) > _GAP or not all(read.bare in _BETWEEN for read in between):
        return False
    return not any(position in turns for position in range(one.last + 1, other.first + 1))


def _made(group: Sequence[_Said]) -> Chunk:
    texts: list[str] = []
    numbers: list[tuple[Atom, int]] = []
    for item in group:
        if item.letters:
            texts += [piece.digits for piece in join(numbers)] + [item.letters]
            numbers = []
        else:
            numbers += [(atom, item.first) for atom in item.atoms]
    texts += [piece.digits for piece in join(numbers)]
    return Chunk("".join(texts), group[0].first, group[-1].last, tuple(texts))
