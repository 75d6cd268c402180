"""Numbers below ten thousand in words."""

from __future__ import annotations

from ner.lists import each_word

_SMALL = each_word("""
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen
""")
_TENS = each_word("twenty thirty forty fifty sixty seventy eighty ninety")


def as_words(number: int) -> str:
    """ "forty two", "one hundred and five"."""
    if number < 20:
        return _SMALL[number]
    if number < 100:
        rest = number % 10
        return _TENS[number // 10 - 2] + (f" {_SMALL[rest]}" if rest else "")
    if number < 1000:
        rest = number % 100
        return f"{_SMALL[number // 100]} hundred" + (f" and {as_words(rest)}" if rest else "")
    rest = number % 1000
    return f"{as_words(number // 1000)} thousand" + (f" {as_words(rest)}" if rest else "")
