"""Reading digits as people say them and as recognisers write them. Pure.

"double four", "oh", "forty-five thirty-two", "4539-", "-5787.", "nine hundred":
each word is read once into atoms, and a row of atoms into digits that remember
their words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import Enum, auto

from pipeline.model import Entity
from pipeline.tongues import digits_in_other_tongues
from pipeline.wordlists import words


class Sort(Enum):
    """What a word can be to somebody who listens for digits."""

    NUMBER = auto()
    QUANTITY = auto()
    """A number that is no digit string: a price, a time, a share, an ordinal."""
    MULTIPLIER = auto()
    """"double", "treble": a number if one follows."""
    HOMOPHONE = auto()
    """"for", "to", "ate": a digit between digits, else a word."""
    FILLER = auto()
    """What people say between two digits of one number."""
    STRUCK = auto()
    """A token such as [PAN]: decided before."""
    WORD = auto()


@dataclass(frozen=True, slots=True)
class Atom:
    """The smallest thing a number is said in."""

    form: str
    """One of: digit, teen, ten, hundred, thousand, times, literal."""
    digits: str


@dataclass(frozen=True, slots=True)
class Read:
    """One word, read."""

    bare: str
    """Lower case, without the punctuation around it."""
    sort: Sort
    atoms: tuple[Atom, ...] = ()
    paused: bool = False
    """Whether a comma or the like follows: "thirty, eight" is no 38."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Digits said as one, and the words (by position in what was read) that said them."""

    digits: str
    words: tuple[int, ...]


def _by_word(table: Mapping[str, str]) -> dict[str, str]:
    """From digits and the words for them to each word and its digits."""
    return {word: digits for digits, words in table.items() for word in words.split()}


_DIGITS = _by_word(
    {
        "0": "zero oh o nought naught nil ought zeros zeroes ohs noughts",
        "1": "one ones wun",
        "2": "two twos",
        "3": "three threes",
        "4": "four fours fower",
        "5": "five fives fife",
        "6": "six sixes",
        "7": "seven sevens",
        "8": "eight eights",
        "9": "nine nines niner",
    }
)
_TEEN_WORDS = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen"),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TEENS = dict(
    zip(
        _TEEN_WORDS,
        map(str, range(10, 20)),
        strict=True,
    )
)
_TENS = _by_word(
    {
        "20": "twenty",
        "30": "thirty",
        "40": "forty fourty",
        "50": "fifty",
        "60": "sixty",
        "70": "seventy",
        "80": "eighty",
        "90": "ninety",
    }
)
_TIMES = {
    **dict.fromkeys(("double", "doubles", "dubble"), "2"),
    **dict.fromkeys(("treble", "trebles", "trebel", "tremble", "triple", "tripple"), "3"),
    "quadruple": "4",
}
_HOMOPHONES = _by_word(
    {
        "0": "owe 0h nowt",
        "1": "won wan on",
        "2": "to too tu",
        "3": "tree free",
        "4": "for fore ford door",
        "5": "fine hive",
        "6": "sicks sex",
        "7": "set sever",
        "8": "ate hate",
        "9": "nein mine night",
    }
)
_FILLERS = words(
    """um uh erm er ah hm hmm mm mhm uhm and then so yeah yes yep yup ok okay right it's its it is
    that's thats sorry no nope oops wait dash hyphen space slash stroke comma point all next
    again like well actually i mean i'm start over scratch that the a was let me try
    i'll from beginning correction rather hang second please got"""
)
_FORMS: dict[str, Atom] = {
    **{word: Atom("digit", d) for word, d in _DIGITS.items()},
    **{word: Atom("teen", d) for word, d in _TEENS.items()},
    **{word: Atom("ten", d) for word, d in _TENS.items()},
    **{word: Atom("times", d) for word, d in _TIMES.items()},
    "hundred": Atom("hundred", "00"),
    "thousand": Atom("thousand", "000"),
}
_STRUCK = frozenset(f"[{entity}]" for entity in Entity) | {"[MASKED]"}
_EDGES = " \t\r\n.,;:!?\"'()[]{}<>…-–—_*#/\\"
_PAUSES = frozenset(",.;:")
_SEPARATORS = re.compile(r"[\s,.\-–—/]+")
_DIGIT_STRING = re.compile(r"[\d\s,.\-–—/]+")
_QUANTITY = re.compile(
    r"""[£$€¥₹].* | .*[£$€¥₹%°] | \d{1,2}[:.]\d{2}\s*[ap]\.?m | \d{1,2}\s*[ap]\.?m | \d{1,2}:\d{2}
    | \d+(?:st|nd|rd|th) | \d+\.\d+ | \d{1,3}(?:,\d{3})*(?:\.\d{1,2})?[pk]""",
    re.VERBOSE | re.IGNORECASE,
)


def read_words(texts: Iterable[str]) -> list[Read]:
    """Each word of `texts`, read."""
    known: dict[str, Read] = {}
    reads: list[Read] = []
    for text in texts:
        read = known.get(text)
        if read is None:
            read = known[text] = read_word(text)
        reads.append(read)
    for place, digit in digits_in_other_tongues([read.bare for read in reads]):
        bare = reads[place].bare
        atoms = (Atom("digit", digit),) if digit else ()
        reads[place] = Read(bare, Sort.NUMBER if digit else Sort.FILLER, atoms)
    return reads


def read_word(text: str) -> Read:
    """One word as a recogniser wrote it, read for what digits it may say.

    >>> read_word("-5787.").atoms
    (Atom(form='literal', digits='5787'),)
    """
    if text.strip(" .,;:!?") in _STRUCK:
        return Read("", Sort.STRUCK)
    bare = text.lower().strip(_EDGES).replace("’", "'")
    if atom := _FORMS.get(bare):
        sort = Sort.MULTIPLIER if atom.form == "times" else Sort.NUMBER
        return Read(bare, sort, (atom,), paused=text.rstrip()[-1:] in _PAUSES)
    if digit := _HOMOPHONES.get(bare):
        return Read(bare, Sort.HOMOPHONE, (Atom("digit", digit),))
    if bare in _FILLERS:
        return Read(bare, Sort.FILLER)
    parts = [part for part in _SEPARATORS.split(bare) if part]
    spoken = sum(part in _FORMS for part in parts)
    if spoken and len(parts) > 1 and spoken + sum(map(str.isdecimal, parts)) == len(parts):
        return Read(bare, Sort.NUMBER, tuple(map(_part, parts)))
    if any(c.isdecimal() for c in bare):
        return _read_figures(text.lower().strip(" .,;:!?\"'()"), bare)
    return Read(bare, Sort.FILLER if not bare else Sort.WORD)


def _part(part: str) -> Atom:
    """A part of "four-double-1"."""
    return _FORMS.get(part) or Atom("literal", "".join(str(int(c)) for c in part))


def _read_figures(text: str, bare: str) -> Read:
    """A word with figures in it: a digit string, a quantity, or a code such as "ls1"."""
    if not any(c.isalpha() and c != "o" for c in bare):
        bare = bare.replace("o", "0")
    digits = "".join(str(int(c)) for c in bare if c.isdecimal())
    atoms = (Atom("literal", digits),)
    if _QUANTITY.fullmatch(text):
        return Read(bare, Sort.QUANTITY, atoms)
    others = sum(c.isalpha() for c in bare.replace("o", "").replace("x", ""))
    if _DIGIT_STRING.fullmatch(bare) or len(digits) >= 2 * others + 3:
        return Read(bare, Sort.NUMBER, atoms)
    return Read(bare, Sort.WORD, atoms)


def join(atoms: Sequence[tuple[Atom, int]], pauses: Set[int] = frozenset()) -> list[Piece]:
    """The digits that a row of atoms says; each atom comes with the position of its word.

    After the words at `pauses` a number ends: "thirty, eight" are two.

    >>> row = "forty five double oh nine hundred".split()
    >>> [p.digits for p in join([(read_word(w).atoms[0], i) for i, w in enumerate(row)])]
    ['45', '00', '900']
    """
    return list(_pieces(atoms, pauses))


def _pieces(atoms: Sequence[tuple[Atom, int]], pauses: Set[int]) -> Iterator[Piece]:
    held: Piece | None = None
    waits_for_unit = False
    times: tuple[int, int] | None = None
    for atom, word in atoms:
        if atom.form == "times":
            times = (int(atom.digits), word)
            continue
        if times is not None and atom.form in {"digit", "literal"} and len(atom.digits) == 1:
            if held:
                yield held
            held, waits_for_unit = Piece(atom.digits * times[0], (times[1], word)), False
        elif held and waits_for_unit and atom.form == "digit" and atom.digits != "0":
            held = Piece(held.digits[:-1] + atom.digits, (*held.words, word))
            waits_for_unit = False
        elif held and atom.form in {"hundred", "thousand"} and len(held.digits) <= 2:
            held, waits_for_unit = Piece(held.digits + atom.digits, (*held.words, word)), False
        elif held and atom.form in {"ten", "teen"} and _is_round(held) and "00" in held.digits[-2:]:
            held = Piece(held.digits[:-2] + atom.digits, (*held.words, word))
            waits_for_unit = atom.form == "ten"
        else:
            if held:
                yield held
            held = Piece(atom.digits, (word,))
            waits_for_unit = atom.form == "ten" and word not in pauses
        times = None
    if held:
        yield held


def _is_round(piece: Piece) -> bool:
    """Whether it was said with "hundred" or "thousand", so that tens may fill it up."""
    return len(piece.words) > 1 and len(piece.digits) in {3, 4} and piece.digits[0] != "0"
