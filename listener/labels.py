"""What the digit listener writes down: one symbol for each number word, and one for any other.

0 is CTC's blank, 1..10 are the digits zero to nine ("oh" and "nought" are zero),
then come three kinds of word that stand for digits in a spoken number, and last every other
word. "Er" and "um" are no words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

BLANK = 0
TEEN = 11
TENS = 12
TIMES = 13
"""Double, treble, triple: the next digit counts twice or three times."""
OTHER = 14
SYMBOLS = 15

DIGIT_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
ZERO_WORDS = ("zero", "oh", "nought")
TEEN_WORDS = (
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
TENS_WORDS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
TIMES_WORDS = ("double", "treble", "triple")

_SYMBOL_OF = (
    {word: 1 + value for value, word in enumerate(DIGIT_WORDS)}
    | dict.fromkeys(ZERO_WORDS, 1)
    | dict.fromkeys(TEEN_WORDS, TEEN)
    | dict.fromkeys(TENS_WORDS, TENS)
    | dict.fromkeys(TIMES_WORDS, TIMES)
)


_NO_WORDS = frozenset(("er", "um", "uh", "erm"))


def symbols_of(text: str) -> tuple[int, ...]:
    """The symbols the listener should write for what is said, in order."""
    words = re.findall(r"[a-z']+", text.lower())
    return tuple(_SYMBOL_OF.get(word, OTHER) for word in words if word not in _NO_WORDS)


def numbers_of(symbols: Iterable[int]) -> list[int]:
    """Those of number words alone."""
    return [symbol for symbol in symbols if symbol != OTHER]
