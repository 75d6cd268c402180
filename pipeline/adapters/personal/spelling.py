"""Spelled-out stretches: letters, digits and codes in a row, read as one text. Pure.

"l s one two a b", "S-M-I-T-H", "j g for golf ten thirty five eleven a" and
"oh seven seven double oh ..." become "ls12ab", "smith", "jg103511a" and digits.

Where a code was asked for, words that sound like letters are letters: "be are one
tree eight are tea" is "br138rt".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import accumulate, takewhile

from pipeline.adapters.personal.known_names import common_words, is_common
from pipeline.digits import Atom, Read, Sort, join
from pipeline.wordlists import words

NATO = {
    word: word[0]
    for word in words(
        """alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima
        mike november oscar papa quebec romeo sierra tango uniform victor whiskey whisky xray
        x-ray yankee zulu"""
    )
}
"""The letter that each word of the telephone alphabet stands for."""
_SOUNDS_LIKE = dict(
    pair.split("=")
    for pair in words(
        """
        be=b bee=b see=c sea=c cee=c dee=d ee=e eff=f gee=g jee=g aitch=h haitch=h jay=j kay=k
        ell=l el=l em=m en=n owe=o pea=p pee=p queue=q cue=q are=r ar=r ess=s tea=t tee=t you=u
        ewe=u vee=v ex=x why=y wye=y zed=z zee=z won=1 wan=1 to=2 too=2 tree=3 free=3 for=4
        fore=4 sicks=6 ate=8 nein=9
        """
    )
)
"""Letters and figures as recognisers write them that know words only."""
_BETWEEN = words(
    """dash hyphen space um uh er erm then and so comma yeah yep yes capital mm mhm
    uppercase lowercase letter"""
) | {""}
"""What may stand between two spelled characters."""
_COUNTRIES = words("gb ie de fr es it nl be at ch lu pt pl se no dk fi gr ro bg hu cz sk si hr")
"""Whose IBANs begin with these."""
_AREAS = words("ox ig ub ol iv ba ca ha la le ne pa pe po se sa da al ip ex en eh so co ze de")
"""Postcode areas that are written as one because they can be said as one."""
_GAP = 3
_SAID_AS_WORDS = words(
    "mr mrs ms dr st rd tv pc pm hmm hm mm mhm shh psst nth th nd ltd plc vs kg km ft hmmm mmm"
)
"""Words without a vowel that nobody spells."""
_CONSONANTS = 7
"""Letters that a recogniser writes in one, of a code without a vowel."""
_EXAMPLE = (("for",), ("as", "in"), ("like",), ("is", "for"), ("as",), ("like", "in"), ("four",))
"""What stands between a letter and a word that begins with it."""
_SURE = 2
"""Certain characters without which words that sound like letters are words."""
_UNSURE = 3
"""Characters at the edge of a code that may have been words."""
_NO_NUMBERS = frozenset({Sort.WORD, Sort.FILLER, Sort.QUANTITY, Sort.STRUCK})
_CODE = 4
"""Characters from which on a row with words that sound like letters is a code."""


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

    @property
    def spelling(self) -> str:
        """The word that was spelled, "oh" being a letter; empty if there are figures in it."""
        word = self.text.replace("0", "o") if self.letters else ""
        return word if word.isalpha() else ""

    edges: tuple[int, int] = (0, 0)
    """How many characters at its beginning and end may have been words instead."""

    @property
    def readings(self) -> Iterator[str]:
        """`text`, and what it is if words at its edges were words."""
        for left in range(self.edges[0] + 1):
            for right in range(self.edges[1] + 1):
                yield self.text[left : len(self.text) - right]


@dataclass(frozen=True, slots=True)
class _Said:
    """Characters said by the words from `first` to `last`."""

    first: int
    last: int
    atoms: tuple[Atom, ...] = ()
    letters: str = ""
    unsure: bool = False
    """Whether it may be a word as well."""


def chunks(
    reads: Sequence[Read],
    turns: Set[int] = frozenset(),
    codes: Set[int] = frozenset(),
    capitals: Set[int] = frozenset(),
) -> list[Chunk]:
    """The spelled stretches of one channel, from left to right, without overlaps.

    None goes on over a position in `turns`, before which the other party spoke. At the
    positions in `codes` somebody is saying a code, so that what sounds like a letter is one,
    and so are the words at `capitals`, which were written in capitals.
    """
    made: list[Chunk] = []
    for group in _grouped(_said(reads, codes, capitals), reads, turns):
        if _begins_with_a_word(group) and group[0].first not in codes:
            group = group[1:]
        if _is_code(group):
            made.append(_made(group))
        else:
            sure = [item for item in group if not item.unsure]
            made += [_made(part) for part in _grouped(sure, reads, turns)]
    return made


def said_once(chunk: Chunk) -> Chunk:
    """`chunk` without what is the same once more: "l e two seven q t, lima echo two seven ..."."""
    half, odd = divmod(len(chunk.text), 2)
    if odd or half < _CODE or chunk.text[:half] != chunk.text[half:]:
        return chunk
    ends = list(accumulate(map(len, chunk.pieces)))
    pieces = chunk.pieces[: ends.index(half) + 1] if half in ends else (chunk.text[:half],)
    return replace(chunk, text=chunk.text[:half], pieces=pieces)


def _begins_with_a_word(group: Sequence[_Said]) -> bool:
    """Whether it is "where was i oh four double three"."""
    return len(group) > 1 and group[0].letters in {"a", "i"} and bool(group[1].atoms)


def _is_code(group: Sequence[_Said]) -> bool:
    """Whether all of `group` is spelled, the words that sound like letters among it."""
    if not any(item.unsure for item in group):
        return True
    sure = sum(
        _length(item) for item in group if not item.unsure and item.letters not in {"a", "i"}
    )
    return sure >= _SURE and sum(map(_length, group)) >= _CODE


def _length(item: _Said) -> int:
    return len(item.letters) + sum(len(atom.digits) for atom in item.atoms)


def _said(reads: Sequence[Read], codes: Set[int], capitals: Set[int]) -> Iterator[_Said]:
    at = 0
    words_only: dict[str, bool] = {}
    while at < len(reads):
        read = reads[at]
        if read.sort in _NO_NUMBERS and at not in codes and at not in capitals:
            if read.bare not in words_only:
                words_only[read.bare] = _is_word(read.bare)
            if words_only[read.bare]:
                at += 1
                continue
        said = _number(reads, at) or _letters(reads, at)
        if not said and at in capitals:
            said = _Said(at, at, letters=reads[at].bare, unsure=True)
        if not said and at in codes:
            said = _sounds_like(reads, at) or _in_one(reads, at)
        if said:
            yield said
            at = said.last
        at += 1


def _is_word(bare: str) -> bool:
    """Whether nothing about it can be spelled, whatever stands beside it."""
    return (
        len(bare) > 1
        and bare.isalpha()
        and bare not in NATO
        and bare not in _AREAS
        and not set("aeiouy").isdisjoint(bare)
    )


def _sounds_like(reads: Sequence[Read], at: int) -> _Said | None:
    letter = _SOUNDS_LIKE.get(reads[at].bare)
    if letter is None:
        return None
    last = _after_example(reads, at, letter) if letter.isalpha() else at
    return _Said(at, last, letters=letter, unsure=last == at)


def _in_one(reads: Sequence[Read], at: int) -> _Said | None:
    """The letters of an IBAN or a licence that were heard as one word before its figures: "ie
    twenty nine aibk nine three", "ashto seven oh five"."""
    bare = reads[at].bare
    after = reads[at + 1 : at + 2]
    if not after or after[0].sort is not Sort.NUMBER or not bare.isalpha():
        return None
    country = len(bare) == 2 and bare in _COUNTRIES
    rare = len(bare) in {4, 5} and not is_common(bare, common_words())
    return _Said(at, at, letters=bare, unsure=country) if country or rare else None


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
        if following.bare in {"u", "you"}:
            return _Said(at, at + 1, letters="w")
        if (said := _letters(reads, at + 1)) and len(said.letters) == 1:
            return replace(said, first=at, letters=said.letters * int(read.atoms[0].digits))
    return None


def _between_numbers(reads: Sequence[Read], at: int) -> bool:
    around = (*reads[max(0, at - 1) : at], *reads[at + 1 : at + 2])
    return len(around) == 2 and all(read.sort is Sort.NUMBER for read in around)


def _letters(reads: Sequence[Read], at: int) -> _Said | None:
    bare = reads[at].bare
    if bare == "x" and at + 1 < len(reads) and reads[at + 1].bare == "ray":
        return _Said(at, at + 1, letters="x")
    if len(bare) == 1 and at + 1 < len(reads) and NATO.get(reads[at + 1].bare) == bare:
        return _Said(at, at + 1, letters=bare)
    if len(bare) == 1 and bare.isalpha():
        return _Said(at, _after_example(reads, at, bare), letters=bare)
    if 2 <= len(bare) <= _CONSONANTS and not set(bare) & set("aeiouy'") and bare.isalpha():
        return None if bare in _SAID_AS_WORDS else _Said(at, at, letters=bare)
    if bare in NATO:
        return _Said(at, at, letters=NATO[bare])
    if bare in _AREAS and _is_postcode(reads[at + 1 : at + 6]):
        return _Said(at, at, letters=bare)
    parts = [part for part in bare.replace(".", "-").split("-") if part]
    if len(parts) > 1 and all(len(part) == 1 for part in parts):
        return _Said(at, at, letters="".join(parts))
    if any(c.isdecimal() for c in bare) and reads[at].sort is Sort.WORD:
        text = "".join(c for c in bare if c.isalnum())
        return _Said(at, at, letters=text) if len(text) <= 18 else None
    return None


def _is_postcode(following: Sequence[Read]) -> bool:
    """Whether what follows an area is "four two d p"."""
    figures = len(list(takewhile(lambda read: read.sort is Sort.NUMBER, following)))
    letters = [read.bare for read in following[figures : figures + 2]]
    return 1 < figures < 4 and len(letters) == 2 and all(len(letter) == 1 for letter in letters)


def _after_example(reads: Sequence[Read], at: int, letter: str) -> int:
    """The last word of "s for sugar" or "s as in sugar", spelled at `at`."""
    for phrase in _EXAMPLE:
        end = at + len(phrase) + 1
        if end < len(reads) and tuple(r.bare for r in reads[at + 1 : end]) == phrase:
            example = reads[end].bare
            if len(example) > 1 and example.startswith(letter):
                return end
    return at


def _grouped(
    said: Iterable[_Said], reads: Sequence[Read], turns: Set[int]
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
    if between and (one.unsure or other.unsure):
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
    edges = (_unsure(group), _unsure(group[::-1]))
    return Chunk("".join(texts), group[0].first, group[-1].last, tuple(texts), edges)


def _unsure(group: Sequence[_Said]) -> int:
    """How many of the first few characters may have been words."""
    return sum(1 for _ in takewhile(lambda item: item.unsure, group[:_UNSURE]))
