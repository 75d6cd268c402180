"""Digits in the other languages that callers fall back on when they read out a number. Pure.

A recogniser set to English writes them as they sound. One such word is anything ("do", "pump",
"sat"); four in a row are a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.wordlists import words

_TONGUES: Mapping[str, str] = {
    "Hindi, Urdu": """shunya|sunya|sifar|zero ek|aek do|doh teen|tin chaar|char|chaar panch|paanch
        chhe|chay|che|chah saat|sat aath|aat|ath nau|naw""",
    "Welsh": """dim|sero un dau|dwy tri|tair pedwar|pedair pump chwech|chwe saith wyth naw""",
    "Spanish": "cero uno|un dos tres cuatro cinco seis siete ocho nueve",
    "French": "zéro|zero un|une deux trois quatre cinq six sept huit neuf",
    "Polish": """zero jeden dwa trzy cztery pięć|piec sześć|szesc siedem osiem dziewięć|dziewiec""",
    "Irish": "náid|naid aon dó|do trí|tri ceathair|cathair cúig|cuig sé|se seacht ocht naoi",
    "German": "null eins|ein zwei|zwo drei vier fünf|funf sechs sieben acht neun",
}
"""For each language the digits from nought to nine, with the spellings they come in."""
_BETWEEN = words(
    """wedyn a ac ie phir fir aur haan hai theek acha y luego sí si et puis alors i potem und dann
    agus um uh er and then so yeah yes"""
)
"""What may stand between two of them."""
_FEWEST = 4
"""Words of one language in a row that are a number."""
_DIFFERENT = 3
"""Different ones among them: "do do do do" is a song."""


def _by_word() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for tongue, table in _TONGUES.items():
        for digit, spellings in enumerate(table.split()):
            for word in spellings.split("|"):
                found.setdefault(word, {})[tongue] = str(digit)
    return found


_DIGITS = _by_word()


def digits_in_other_tongues(bare: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The words, by position, that are digits of another language, and the digit of each.

    A word between two of them that belongs to the number is given with "".
    """
    at = 0
    while at < len(bare):
        if bare[at] in _DIGITS:
            end, best = at + 1, dict[int, str]()
            for tongue in _DIGITS[bare[at]]:
                found = _stretch(bare, at, tongue)
                if len(found) > len(best):
                    end, best = max(found) + 1, found
            yield from best.items()
            at = end
        else:
            at += 1


def _stretch(bare: Sequence[str], first: int, tongue: str) -> dict[int, str]:
    """The words of `tongue` from `first` on, if they are a number."""
    found: dict[int, str] = {}
    pending: dict[int, str] = {}
    for at in range(first, len(bare)):
        digit = _DIGITS.get(bare[at], {}).get(tongue)
        if digit is not None:
            found |= pending
            found[at] = digit
            pending = {}
        elif bare[at] in _BETWEEN and len(pending) < 2:
            pending[at] = ""
        else:
            break
    said = [bare[at] for at, digit in found.items() if digit]
    return found if len(said) >= _FEWEST and len(set(said)) >= _DIFFERENT else {}
