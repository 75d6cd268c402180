"""What the digit listener writes down: one symbol for each number word, nothing for other words.

0 is CTC's blank, 1..10 are the digits zero to nine ("oh" and "nought" are zero),
then come three kinds of word that stand for digits in a spoken number.
"""

from __future__ import annotations

BLANK = 0
TEEN = 11
TENS = 12
TIMES = 13
"""Double, treble, triple: the next digit counts twice or three times."""
SYMBOLS = 14

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


def symbols_of(number_words: list[str]) -> list[int]:
    """The symbols the listener should write for these words, in order."""
    return [_SYMBOL_OF[word] for word in number_words if word in _SYMBOL_OF]
