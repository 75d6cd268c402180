"""Which card a number belongs to, and whether its check digit is right. Pure.

Neither decides whether a number is masked: one misheard digit breaks the check
digit of a real card, and one random number in ten has a right one.
"""

from __future__ import annotations

import re

SHORTEST_PAN = 13
"""Digits. Maestro goes down to 12, which only a prompt tells from a telephone number."""
LONGEST_PAN = 19
"""Digits (ISO/IEC 7812-1)."""

_BRANDS: tuple[tuple[str, tuple[tuple[int, int], ...], frozenset[int]], ...] = (
    ("amex", ((34, 34), (37, 37)), frozenset({15})),
    ("diners", ((300, 305), (3095, 3095), (36, 36), (38, 39)), frozenset(range(14, 20))),
    ("jcb", ((3528, 3589),), frozenset(range(16, 20))),
    ("visa", ((4, 4),), frozenset({13, 16, 19})),
    ("mastercard", ((51, 55), (2221, 2720)), frozenset({16})),
    (
        "discover",
        ((6011, 6011), (644, 649), (65, 65), (622126, 622925)),
        frozenset(range(16, 20)),
    ),
    ("unionpay", ((62, 62), (81, 81)), frozenset(range(16, 20))),
    ("maestro", ((50, 50), (56, 58), (6, 6)), frozenset(range(12, 20))),
)
"""Name, ranges of leading digits, lengths: the issuers' published tables. First match wins."""

_LEADING: dict[int, tuple[tuple[str, str, str], ...]] = {
    length: tuple(
        (name, str(low), str(high))
        for name, ranges, lengths in _BRANDS
        if length in lengths
        for low, high in ranges
    )
    for length in range(12, LONGEST_PAN + 1)
}
"""The same by length: name, the lowest leading digits and the highest, in the same order."""

WIDE = frozenset({None, "maestro", "unionpay"})
"""Schemes whose leading digits a number of anything else often has."""

LEADS = re.compile("4|5[0-8]|2[2-7]|3[04-9]|6")
"""How the numbers of payment cards begin."""


_DOUBLED = str.maketrans("0123456789", "0246813579")
"""Each digit twice, the digits of which are added up."""


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7812-1, annex B)."""
    doubled = digits[-2::-2].translate(_DOUBLED)
    return sum(map(int, digits[-1::-2] + doubled)) % 10 == 0


def brand(digits: str) -> str | None:
    """The card scheme whose prefix and length `digits` have, if any.

    >>> brand("4111111111111111")
    'visa'
    """
    for name, low, high in _LEADING.get(len(digits), ()):
        if low <= digits[: len(low)] <= high:
            return name
    return None
