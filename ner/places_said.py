"""Streets, houses and postcodes as people say them. Made up."""

from __future__ import annotations

import random
import re

from ner.lists import each_word
from ner.names import COUNTIES, Names
from ner.numbers_said import as_words

_KINDS = each_word("""
    road road road street street street avenue lane drive close close way crescent court place
    gardens terrace grove hill square mews row rise walk view park boulevard
""")
_RARE_KINDS = each_word("parade wharf quay circle highway parkway colony nagar marg chowk heights")
_LONE_STREETS = (
    "The Avenue",
    "High Street",
    "Broadway",
    "The Green",
    "The Crescent",
    "Main Street",
)
_HOMES = ("Flat", "Flat", "Apartment", "Unit", "Suite", "Plot")
_HOUSES = each_word(
    """
    cottage house farm lodge barn hall court villa bungalow mill rectory manor cottages barns
    stables granary croft chapel forge vicarage heights towers point mansions gables end
"""
)
_AREAS = each_word(
    "ls m b sw se nw e n w bs cf eh g l ne s yo ox rg bn ct me po so ex pl tr bt dn hu"
)


class Places:
    """Makes addresses, one after the other, by its random numbers."""

    def __init__(self, rng: random.Random, names: Names) -> None:
        self.rng = rng
        self._names = names

    def street(self) -> str:
        """A street, with its kind."""
        rng = self.rng
        if rng.random() < 0.04:
            return rng.choice(_LONE_STREETS)
        name = self._names.road()
        if rng.random() < 0.1:
            name = f"{rng.choice(('St', 'Saint', 'Old', 'Upper', 'Lower', 'Great'))} {name}"
        if rng.random() < 0.08:
            name = f"{name} {self._names.road()}"
        kind = rng.choice(_RARE_KINDS if rng.random() < 0.06 else _KINDS)
        if rng.random() < 0.06:
            kind = f"{rng.choice(_KINDS)} {rng.choice(('North', 'South', 'East', 'West'))}"
        return title(f"{name} {kind}")

    def house_number(self, figures: bool) -> str:
        """A number and perhaps a letter."""
        rng = self.rng
        number = rng.choice((rng.randrange(1, 30), rng.randrange(1, 120), rng.randrange(100, 2500)))
        letter = rng.choice("ABC") if rng.random() < 0.08 else ""
        if figures:
            return f"{number}{letter}"
        if number > 99 and rng.random() < 0.25:
            hundreds = rng.choice(("a hundred", f"{as_words(number // 100)} hundred"))
            rest = f" and {as_words(number % 100)}" if number % 100 else ""
            said = f"{hundreds}{rest}" if number < 1000 else " ".join(map(character, str(number)))
        elif number > 99 and rng.random() < 0.8:
            digits = str(number)
            if len(digits) == 3 and rng.random() < 0.4:
                said = f"{as_words(int(digits[0]))} {as_words(int(digits[1:]))}"
            else:
                said = " ".join(character(c) for c in digits)
        else:
            said = as_words(number)
        return f"{said} {letter}".strip()

    def unit(self, figures: bool) -> str:
        """A part of a building: a flat, a room, a floor, a block."""
        rng = self.rng
        number = str(rng.randrange(1, 60)) if figures else as_words(rng.randrange(1, 60))
        kind = rng.choice(
            ("Flat", "Apartment", "Room", "Unit", "Block", "Floor", "Plot", "Mooring")
        )
        letter = rng.choice("ABCDEFG")
        return f"{kind} {rng.choice((number, number, letter, f'{number} {letter}'))}"

    def house(self) -> str:
        """A house that has a name."""
        rng = self.rng
        house = rng.choice(_HOUSES)
        if (chance := rng.random()) < 0.25:
            house = rng.choice(("The Old", "The")) + f" {house}"
        elif chance < 0.4:
            house = self._names.road()
        else:
            house = f"{self._names.road()} {house}"
        return title(house) + (f", {self.street()}" if rng.random() < 0.6 else "")

    def first_line(self, figures: bool) -> str:
        """A number and its street, or a house that has a name."""
        rng = self.rng
        if rng.random() < 0.07:
            return self.house()
        number = self.house_number(figures)
        if rng.random() < 0.08:
            number = f"number {number}"
        line = f"{number} {self.street()}"
        if rng.random() < 0.04:
            return f"PO Box {number}" if figures else f"p o box {number}"
        if rng.random() < 0.05:
            number = (
                f"{number} {rng.choice(('stroke', 'slash', 'bar'))} {as_words(rng.randrange(1, 9))}"
            )
            line = f"{number} {self.street()}"
        if rng.random() < 0.04:
            return f"{line}, {self.unit(figures)}"
        if rng.random() < 0.15:
            flat = rng.randrange(1, 40)
            said = str(flat) if figures else as_words(flat)
            line = f"{rng.choice(_HOMES)} {said}, {line}"
        return line

    def address(self, figures: bool) -> str:
        """As much of an address as people give."""
        rng = self.rng
        parts = [self.first_line(figures)]
        if rng.random() < 0.1:
            parts.append(title(self._names.road()))
        if rng.random() < 0.85:
            parts.append(title(self._names.town()))
        if rng.random() < 0.2:
            parts.append(title(rng.choice(COUNTIES)))
        if rng.random() < 0.45:
            parts.append(self.postcode(figures))
        return ", ".join(parts)

    def postcode(self, figures: bool) -> str:
        """British, or five figures."""
        rng = self.rng
        if rng.random() < 0.1:
            digits = "".join(rng.choice("0123456789") for _ in range(5))
            return digits if figures else " ".join(character(c) for c in digits)
        out = f"{rng.choice(_AREAS)}{rng.randrange(1, 30)}"
        code = (
            f"{out} {rng.randrange(10)}{rng.choice('abdefhjlnpq')}{rng.choice('abdefhjlnpqtwxyz')}"
        )
        if figures:
            return code.upper()
        return " ".join(character(c) for c in code.replace(" ", ""))


def character(c: str) -> str:
    """One character, spoken."""
    return as_words(int(c)) if c.isdecimal() else c.upper()


def title(name: str) -> str:
    """With capitals, as a recogniser that writes them would."""
    small = {"on", "upon", "de", "la", "and", "of", "the", "super"}
    said = [w if w in small and i else "-".join(p[:1].upper() + p[1:] for p in w.split("-"))
            for i, w in enumerate(name.split())]  # fmt: skip
    return " ".join(re.sub(r"\b(Mc|O')([a-z])", lambda m: m[1] + m[2].upper(), w) for w in said)
