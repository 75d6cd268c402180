"""How people dictate a number and recognisers write it, drawn for property tests.

Not the benchmark's styles: what these find must not depend on what those were tuned on.
"""

from __future__ import annotations

from itertools import groupby
from random import Random

from pipeline.brands import luhn

PREFIXES = {
    "visa": (("4",), (13, 16, 19)),
    "mastercard": (("51", "52", "53", "54", "55", "2221", "2300", "2719", "2720"), (16,)),
    "amex": (("34", "37"), (15,)),
    "discover": (("6011", "644", "649", "65", "622126", "622925"), (16, 17, 18, 19)),
    "diners": (("300", "305", "3095", "36", "38", "39"), (14, 15, 16, 17, 18, 19)),
    "jcb": (("3528", "3589"), (16, 17, 18, 19)),
    "unionpay": (("62", "81"), (16, 17, 18, 19)),
    "maestro": (("50", "56", "57", "58", "63", "67"), (13, 14, 15, 16, 17, 18, 19)),
}
"""Each scheme's leading digits and lengths; Maestro's 12 are told from a telephone number
by a question only."""
_ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_NOUGHTS = ("zero", "oh", "o", "nought", "nil")
_TEENS = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen"),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_TIMES = {2: "double", 3: "treble"}
Token = tuple[str, int]
"""What is written, and of how many digits it gives away one or all."""


def pan(scheme: str, rng: Random, length: int | None = None) -> str:
    """A number of `scheme` with a right check digit."""
    prefixes, lengths = PREFIXES[scheme]
    prefix, size = rng.choice(prefixes), length or rng.choice(lengths)
    body = prefix + "".join(rng.choice("0123456789") for _ in range(size - 1 - len(prefix)))
    return next(body + check for check in "0123456789" if luhn(body + check))


def groups(digits: str, rng: Random) -> list[str]:
    """In fours, as on an American Express, in twos, in threes, or in one."""
    sizes = rng.choice([[4], [4, 6, 9], [2], [3], [len(digits)], [6, 4, 9], [8], [5, 4]])
    parts: list[str] = []
    at = 0
    while at < len(digits):
        size = sizes[min(len(parts), len(sizes) - 1)]
        parts.append(digits[at : at + size])
        at += size
    return parts


STYLES = (
    *("words", "figures", "a figure a word", "hyphens", "pairs", "doubles", "punctuated"),
    *("capitals", "with fillers", "arabic figures", "hundreds", "whatever comes"),
)


def said(group: str, style: str, rng: Random) -> list[Token]:
    """`group` in one of `STYLES`."""
    match style:
        case "figures":
            return [(group, len(group))]
        case "a figure a word":
            return [(digit, 1) for digit in group]
        case "hyphens":
            return [("-".join(group), len(group))]
        case "pairs":
            return _paired(group, rng)
        case "doubles":
            return [t for d, run in groupby(group) for t in _several(d, len(list(run)), rng)]
        case "punctuated":
            return [(rng.choice(["-{}", "{},", "{}.", '"{}"', "{}?"]).format(group), len(group))]
        case "capitals":
            return [(_digit(d, rng).capitalize() + ",", 1) for d in group]
        case "with fillers":
            return [t for d in group for t in ((_digit(d, rng), 1), *_filler(rng))]
        case "arabic figures":
            return [(group.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")), len(group))]
        case "hundreds" if len(group) == 4 and group[2:] == "00" and group[0] not in "01":
            return [*_paired(group[:2], rng), ("hundred", 2)]
        case "whatever comes":
            return said(group, rng.choice(STYLES[:-1]), rng)
        case _:
            return [(_digit(digit, rng), 1) for digit in group]


def _digit(digit: str, rng: Random) -> str:
    return rng.choice(_NOUGHTS) if digit == "0" else _ONES[int(digit)]


def _paired(group: str, rng: Random) -> list[Token]:
    """In twos; but "thirty" is not said where a digit may follow that would make it 38."""
    even = len(group) // 2 * 2
    pairs = [group[i : i + 2] for i in range(0, even, 2)]
    tokens: list[Token] = []
    for at, pair in enumerate(pairs):
        after = group[2 * at + 2 : 2 * at + 4]
        unclear = pair[0] > "1" and pair[1] == "0" and (len(after) < 2 or after[0] == "0")
        tokens += [(_digit(d, rng), 1) for d in pair] if unclear else _pair(pair, rng)
    return tokens + [(_digit(d, rng), 1) for d in group[even:]]


def _pair(pair: str, rng: Random) -> list[Token]:
    if pair[0] == "0":
        return [(_digit(d, rng), 1) for d in pair]
    if pair[0] == "1":
        return [(_TEENS[int(pair[1])], 2)]
    tens = _TENS[int(pair[0])]
    if pair[1] == "0":
        return [(tens, 2)]
    if rng.random() < 0.5:
        return [(f"{tens}-{_ONES[int(pair[1])]}", 2)]
    return [(tens, 1), (_ONES[int(pair[1])], 1)]


def _several(digit: str, times: int, rng: Random) -> list[Token]:
    if times not in _TIMES:
        return [(_digit(digit, rng), 1)] * times
    return [(_TIMES[times], 0), (_digit(digit, rng), times)]


def _filler(rng: Random) -> list[Token]:
    return [(rng.choice(["um", "uh", "er"]), 0)] if rng.random() < 0.2 else []
