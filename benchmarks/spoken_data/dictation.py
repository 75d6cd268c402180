"""The ways in which people dictate a card number and recognisers write it down.

Numbers are made up here: the brands' prefixes, random digits, a right check digit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from random import Random

from pipeline.brands import luhn

Groups = list[list[str]]
"""What is said in one breath, as tokens, breath by breath."""
Style = Callable[[str, Random], Groups]

BRANDS: dict[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
    "visa": (("4",), (16, 16, 16, 13, 19)),
    "mastercard": (("51", "53", "55", "2221", "2345", "2720"), (16,)),
    "amex": (("34", "37"), (15,)),
    "discover": (("6011", "644", "65"), (16, 19)),
    "diners": (("300", "36", "38"), (14,)),
    "jcb": (("3528", "3589"), (16,)),
    "unionpay": (("620", "81"), (16, 18, 19)),
    "maestro": (("50", "56", "58", "67"), (16, 18, 19)),
}
_ONES = "zero one two three four five six seven eight nine".split(" ")  # noqa: SIM905
_TEENS = {
    str(10 + i): word
    for i, word in enumerate(
        [
            *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen"),
            *("sixteen", "seventeen", "eighteen", "nineteen"),
        ]
    )
}
_TENS = dict(
    zip(
        "23456789",
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
        strict=True,
    )
)
_SOUNDS_LIKE = {"four": "for", "two": "to", "eight": "ate", "one": "won", "three": "tree"}


def card_number(brand: str, rng: Random) -> str:
    """A number of `brand` with a right check digit."""
    prefixes, lengths = BRANDS[brand]
    prefix, length = rng.choice(prefixes), rng.choice(lengths)
    body = prefix + "".join(rng.choice("0123456789") for _ in range(length - 1 - len(prefix)))
    return next(body + check for check in "0123456789" if luhn(body + check))


def grouped(digits: str) -> list[str]:
    """As it is printed: 4-6-5 on a card of 15, 4-6-4 on one of 14, else fours."""
    if len(digits) in {14, 15}:
        return [digits[:4], digits[4:10], digits[10:]]
    return [digits[i : i + 4] for i in range(0, len(digits), 4)]


def spoken(digits: str, zero: str = "zero") -> list[str]:
    """Digit by digit, in words."""
    return [zero if d == "0" else _ONES[int(d)] for d in digits]


def _words(digits: str, rng: Random) -> Groups:
    return [spoken(group) for group in grouped(digits)]


def _oh(digits: str, rng: Random) -> Groups:
    return [spoken(group, rng.choice(["oh", "o", "nought", "nil"])) for group in grouped(digits)]


def _in_one_breath(digits: str, rng: Random) -> Groups:
    return [spoken(digits, "oh")]


def _doubles(digits: str, rng: Random) -> Groups:
    groups: Groups = []
    for group in grouped(digits):
        said: list[str] = []
        for digit, run in groupby(group):
            length = len(list(run))
            word = "oh" if digit == "0" else _ONES[int(digit)]
            times = {2: ["double"], 3: [rng.choice(["treble", "triple"])], 4: ["double", word]}
            if length == 4:
                said += ["double", word, "double", word]
            else:
                said += [*times.get(length, []), word]
        groups.append(said)
    return groups


def _pair(pair: str, *, hyphen: bool) -> list[str]:
    if len(pair) < 2 or pair[0] == "0":
        return spoken(pair, "oh")
    if pair[0] == "1":
        return [_TEENS[pair]]
    if pair[1] == "0":
        return [_TENS[pair[0]]]
    both = [_TENS[pair[0]], _ONES[int(pair[1])]]
    return ["-".join(both)] if hyphen else both


def _pairs(digits: str, rng: Random) -> Groups:
    return [_paired(group, hyphen=False) for group in grouped(digits)]


def _hyphened_pairs(digits: str, rng: Random) -> Groups:
    return [_paired(group, hyphen=True) for group in grouped(digits)]


def _paired(group: str, *, hyphen: bool) -> list[str]:
    return [w for i in range(0, len(group), 2) for w in _pair(group[i : i + 2], hyphen=hyphen)]


def _figures(digits: str, rng: Random) -> Groups:
    return [[group] for group in grouped(digits)]


def _one_token(digits: str, rng: Random) -> Groups:
    return [[digits + rng.choice(["", ".", ","])]]


def _hyphened(digits: str, rng: Random) -> Groups:
    return [["-".join(grouped(digits)) + "."]]


def _hyphens_split(digits: str, rng: Random) -> Groups:
    first, *rest = grouped(digits)
    return [[first, *(f"-{group}" for group in rest[:-1]), f"-{rest[-1]}."]]


def _figure_by_figure(digits: str, rng: Random) -> Groups:
    return [list(group) for group in grouped(digits)]


def _spelled_figures(digits: str, rng: Random) -> Groups:
    return [["-".join(group) + ","] for group in grouped(digits)]


def _comma_figures(digits: str, rng: Random) -> Groups:
    return [[f"{d}," for d in group] for group in grouped(digits)]


def _pair_figures(digits: str, rng: Random) -> Groups:
    return [[digits[i : i + 2] for i in range(0, len(digits), 2)]]


def _threes(digits: str, rng: Random) -> Groups:
    return [spoken(digits[i : i + 3], "oh") for i in range(0, len(digits), 3)]


def _three_figures(digits: str, rng: Random) -> Groups:
    return [[digits[i : i + 3]] for i in range(0, len(digits), 3)]


def _sentence(digits: str, rng: Random) -> Groups:
    return [
        [word.capitalize() + "," for word in spoken(group)[:-1]]
        + [spoken(group)[-1].capitalize() + "."]
        for group in grouped(digits)
    ]


def _mixed(digits: str, rng: Random) -> Groups:
    return [[group] if rng.random() < 0.5 else spoken(group, "oh") for group in grouped(digits)]


def _full_stops(digits: str, rng: Random) -> Groups:
    return [[group + "."] for group in grouped(digits)]


def _hyphened_words(digits: str, rng: Random) -> Groups:
    return [["-".join(spoken(group)) + ","] for group in grouped(digits)]


def _fillers(digits: str, rng: Random) -> Groups:
    groups: Groups = []
    for group in grouped(digits):
        said = spoken(group, "oh")
        said.insert(min(1, len(said) - 1), rng.choice(["um", "er", "uh"]))
        groups.append(said)
    return groups


def _then(digits: str, rng: Random) -> Groups:
    first, *rest = grouped(digits)
    said = spoken(first)
    for group in rest:
        said += [rng.choice(["then", "and"]), *spoken(group, "oh")]
    return [said]


def _sound_alikes(digits: str, rng: Random) -> Groups:
    groups: Groups = []
    for group in grouped(digits):
        said = spoken(group, "oh")
        at = rng.randrange(1, len(said) - 1) if len(said) > 2 else 0
        if at and said[at - 1] not in _SOUNDS_LIKE.values():
            said[at] = _SOUNDS_LIKE.get(said[at], said[at])
        groups.append(said)
    return groups


def _hundreds(digits: str, rng: Random) -> Groups:
    groups: Groups = []
    for group in grouped(digits):
        if len(group) == 4 and group.endswith("00") and group[0] != "0":
            groups.append([*_pair(group[:2], hyphen=False), "hundred"])
        else:
            groups.append(_paired(group, hyphen=False))
    return groups


def _dashes(digits: str, rng: Random) -> Groups:
    first, *rest = grouped(digits)
    said = spoken(first, "oh")
    for group in rest:
        said += ["dash", *spoken(group, "oh")]
    return [said]


def _halves(digits: str, rng: Random) -> Groups:
    middle = len(digits) // 2
    return [spoken(digits[:middle], "oh"), spoken(digits[middle:], "oh")]


def _thousands_commas(digits: str, rng: Random) -> Groups:
    cut = len(digits) % 3
    parts = [digits[:cut]] if cut else []
    return [[",".join([*parts, *(digits[i : i + 3] for i in range(cut, len(digits), 3))])]]


def _six_and_rest(digits: str, rng: Random) -> Groups:
    return [[digits[:6]], [digits[6:10]], [digits[10:]]]


STYLES: dict[str, Style] = {
    "words": _words,
    "oh, nought, nil": _oh,
    "words in one breath": _in_one_breath,
    "double and treble": _doubles,
    "pairs in words": _pairs,
    "pairs with hyphens": _hyphened_pairs,
    "groups in figures": _figures,
    "one token": _one_token,
    "hyphens in one token": _hyphened,
    "hyphens over tokens": _hyphens_split,
    "a figure a token": _figure_by_figure,
    "spelled figures": _spelled_figures,
    "figures with commas": _comma_figures,
    "pairs in figures": _pair_figures,
    "threes in words": _threes,
    "threes in figures": _three_figures,
    "words as a sentence": _sentence,
    "words and figures": _mixed,
    "groups with full stops": _full_stops,
    "words with hyphens": _hyphened_words,
    "with um": _fillers,
    "then and and": _then,
    "sound-alikes": _sound_alikes,
}
"""The styles that the rules were written with."""

HELD_OUT: dict[str, Style] = {
    "hundreds": _hundreds,
    "dashes said": _dashes,
    "two halves": _halves,
    "commas of thousands": _thousands_commas,
    "six, four and the rest": _six_and_rest,
}
"""Styles that no rule was changed for; their figures are published apart."""


def misheard(groups: Sequence[Sequence[str]], rng: Random) -> Groups:
    """`groups` with one token in twelve lost, as recognisers do."""
    kept = [[token for token in group if rng.random() > 1 / 12] for group in groups]
    return [group for group in kept if group] or [list(groups[0])]


_HEARD_AS = ("sides", "other", "heaven", "sick", "nigh", "tremble oh", "pull", "hive", "the in")


def misread(groups: Sequence[Sequence[str]], rng: Random) -> Groups:
    """`groups` with one token in fifteen turned into words that are no digits."""
    return [
        [
            written
            for token in group
            for written in ([token] if rng.random() > 1 / 15 else rng.choice(_HEARD_AS).split())
        ]
        for group in groups
    ]
