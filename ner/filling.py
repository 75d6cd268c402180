"""From a template to words and what each of them is."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path

from ner.lists import each_word
from ner.names import COUNTIES, Names
from ner.numbers_said import as_words
from ner.things import CARS, COMPANIES, MONTHS, ORDINALS, PUBLIC_ROADS, THINGS, WEEKDAYS

OUT, PERSON, ADDRESS = "O", "PERSON", "ADDRESS"
LABELS = (OUT, PERSON, ADDRESS)
_TITLES = ("Mr", "Mrs", "Ms", "Miss", "Mr", "Mrs", "Dr", "Mister", "Doctor")
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
    cottage house farm lodge barn hall court villa bungalow mill rectory manor
"""
)
_NATO = {
    w[0]: w
    for w in each_word("""
    alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar
    papa quebec romeo sierra tango uniform victor whiskey xray yankee zulu
""")
}
_EXAMPLES = {
    w[0]: w
    for w in each_word("""
    apple bertie charlie david edward freddie george harry india juliet kite lima mother nuts
    orange peter queen roger sugar tommy uncle victor william xylophone yellow zebra
""")
}
_AREAS = each_word(
    "ls m b sw se nw e n w bs cf eh g l ne s yo ox rg bn ct me po so ex pl tr bt dn hu"
)


@dataclass(frozen=True, slots=True)
class Said:
    """A word, and what it is."""

    text: str
    label: str = OUT


def lines(name: str) -> list[str]:
    """The templates of a file beside this one."""
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


class Filler:
    """Fills templates, one figure or name after the other, by its random numbers."""

    def __init__(self, rng: random.Random, names: Names) -> None:
        self.rng = rng
        self._names = names

    def fill(self, template: str, *, figures: bool) -> list[list[Said]]:
        """The turns of `template`; numbers as figures, or as words."""
        while "[" in template:
            template = re.sub(r"\[([^][]*)\]", lambda m: self.rng.choice(m[1].split("|")), template)
        return [
            [said for piece in re.split(r"(\s+)", turn) for said in self._piece(piece, figures)]
            for turn in template.split(" / ")
        ]

    def _piece(self, piece: str, figures: bool) -> list[Said]:
        """A word of a template; what is stuck to a slot stays stuck to its words."""
        match = re.fullmatch(r"([^{]*)\{([^}]+)\}(.*)", piece)
        if not match:
            return [Said(piece)] if piece.strip() else []
        before, slot, after = match.groups()
        said = self._slot(slot, figures)
        said[0] = Said(before + said[0].text, said[0].label)
        said[-1] = Said(said[-1].text + after, said[-1].label)
        return said

    def _slot(self, slot: str, figures: bool) -> list[Said]:
        names = self._names
        match slot:
            case "N":
                return _labelled(_title(names.full()), PERSON)
            case "F":
                return _labelled(_title(names.first()), PERSON)
            case "L":
                return _labelled(_title(names.last()), PERSON)
            case "NS":
                full = names.full()
                spelled = self._spelled(full.split()[-1])
                return _labelled(_title(full), PERSON) + _labelled(spelled, PERSON)
            case "LS":
                last = names.last()
                return _labelled(_title(last), PERSON) + _labelled(self._spelled(last), PERSON)
            case "SP":
                return _labelled(self._spelled(names.last()), PERSON)
            case "SPX":
                return _labelled(self._spelled(names.road()), ADDRESS)
            case "A1":
                return _labelled(self._first_line(figures), ADDRESS)
            case "AS":
                return _labelled(self._street(), ADDRESS)
            case "A":
                return _labelled(self._address(figures), ADDRESS)
            case "PT":
                return _labelled(f"{_title(names.town())} {self._postcode(figures)}", ADDRESS)
            case "PC":
                return _labelled(self._postcode(figures), OUT)
            case "H":
                return _labelled(self._house(), ADDRESS)
            case "hn":
                return _labelled(self._house_number(figures), ADDRESS)
            case _:
                return _labelled(self._thing(slot, figures), OUT)

    def _thing(self, slot: str, figures: bool) -> str:
        """What is nobody's: companies, things, dates, prices."""
        rng = self.rng
        match slot:
            case "T":
                return rng.choice(_TITLES)
            case "town":
                return _title(self._names.town())
            case "co":
                if rng.random() < 0.3:
                    return f"{_brand(rng)}{rng.choice(('', '', '', ' Energy', ' Direct', ' Bank'))}"
                return rng.choice(COMPANIES)
            case "prod":
                return _brand(rng) if rng.random() < 0.15 else rng.choice(THINGS)
            case "car":
                return rng.choice(CARS)
            case "mon":
                return rng.choice(MONTHS)
            case "wd":
                return rng.choice(WEEKDAYS)
            case "road":
                return rng.choice(PUBLIC_ROADS)
            case "day":
                return f"{rng.randrange(1, 29)}th" if figures else rng.choice(ORDINALS)
            case "year":
                year = rng.randrange(1930, 2010)
                said = f"{as_words(year // 100)} {as_words(year % 100)}"
                return str(year) if figures else said
            case "n":
                number = rng.choice((rng.randrange(2, 12), rng.randrange(12, 120)))
                return str(number) if figures else as_words(number)
            case "£":
                pounds, pence = rng.randrange(1, 400), rng.choice((0, 50, 99))
                if figures:
                    return f"£{pounds}.{pence:02}" if pence else f"£{pounds}"
                return f"{as_words(pounds)} pounds" + (f" {as_words(pence)}" if pence else "")
            case "time":
                hour = rng.randrange(1, 13)
                if figures:
                    return rng.choice((f"{hour}:30", f"{hour}pm", f"{hour} o'clock", f"{hour}:15"))
                said = as_words(hour)
                return rng.choice((said, f"half past {said}", f"{said} thirty", f"{said} o'clock"))
            case "ref":
                code = "".join(rng.choice("ABDKMPRT0123456789" * 1) for _ in range(7))
                return code if figures else " ".join(_character(c) for c in code.lower())
            case "tel":
                start = rng.choice(("07700", "0207", "0161", "01632", "08", "353", "91"))
                return self._digits(f"{start}{rng.randrange(10**5, 10**7)}", figures)
            case "card":
                return self._digits("4" + _some(rng, 15), figures)
            case "acc":
                return self._digits(_some(rng, rng.randrange(5, 11)), figures)
            case "sort":
                return self._digits(_some(rng, 6), figures)
            case "zip":
                return self._digits(_some(rng, 5), figures)
            case "dig3" | "dig4":
                return self._digits(_some(rng, int(slot[-1])), figures)
            case "exp":
                month, year = rng.randrange(1, 13), rng.randrange(26, 34)
                if figures:
                    return f"{month:02}/{year}"
                said = rng.choice((as_words(month), f"oh {as_words(month % 10)}"))
                return f"{said} {as_words(year)}"
            case "dob":
                day = self._thing("day", figures)
                month = self._thing("mon", figures)
                return f"{day} of {month} {self._thing('year', figures)}"
            case "mail":
                user = (
                    f"{_any_word(rng)}{rng.choice((' dot ', ' underscore ', ' '))}{_any_word(rng)}"
                )
                host = rng.choice(("gmail dot com", "hotmail dot co dot uk", "outlook dot com"))
                said = f"{user} at {host}"
                if figures:
                    return said.replace(" dot ", ".").replace(" at ", "@").replace(" ", "")
                return said
            case "reg":
                code = "".join(rng.choice("abdefghkmnoprstuvwxy") for _ in range(5))
                made = f"{code[:2]}{rng.randrange(10, 76)}{code[2:]}"
                return made.upper() if figures else " ".join(_character(c) for c in made)
            case "pc":
                return self._postcode(figures)
        raise ValueError(f"A template asks for {{{slot}}}, which nobody can fill.")

    def _digits(self, digits: str, figures: bool) -> str:
        """A long number, in groups of figures or spoken one way or another."""
        rng = self.rng
        size = rng.choice((2, 3, 4, len(digits)))
        groups = [digits[i : i + size] for i in range(0, len(digits), size)]
        if figures:
            return rng.choice((" ", " ", "-")).join(groups)
        zero = rng.choice(("oh", "zero", "zero", "nought"))
        said = []
        for group in groups:
            if size == 2 and group[0] != "0" and rng.random() < 0.5:
                said.append(as_words(int(group)))
            else:
                said += [zero if c == "0" else as_words(int(c)) for c in group]
        return " ".join(said)

    def _spelled(self, name: str) -> str:
        style = self.rng.randrange(6)
        letters = [c for c in name.lower() if c.isalpha()]
        if style == 0:
            return "-".join(letters).upper()
        said = []
        at = 0
        while at < len(letters):
            letter = letters[at]
            if at + 1 < len(letters) and letters[at + 1] == letter and self.rng.random() < 0.6:
                said.append(f"double {letter.upper()}")
                at += 2
                continue
            if (style == 1 and self.rng.random() < 0.7) or self.rng.random() < 0.06:
                example = self.rng.choice((_NATO, _EXAMPLES))[letter]
                said.append(f"{letter.upper()} for {example}")
            elif style == 2:
                said.append(_NATO[letter])
            else:
                said.append(letter.upper())
            at += 1
        return " ".join(said)

    def _street(self) -> str:
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
        return _title(f"{name} {kind}")

    def _house_number(self, figures: bool) -> str:
        rng = self.rng
        number = rng.choice((rng.randrange(1, 30), rng.randrange(1, 120), rng.randrange(100, 2500)))
        letter = rng.choice("ABC") if rng.random() < 0.08 else ""
        if figures:
            return f"{number}{letter}"
        if number > 99 and rng.random() < 0.8:
            digits = str(number)
            if len(digits) == 3 and rng.random() < 0.4:
                said = f"{as_words(int(digits[0]))} {as_words(int(digits[1:]))}"
            else:
                said = " ".join(_character(c) for c in digits)
        else:
            said = as_words(number)
        return f"{said} {letter}".strip()

    def _house(self) -> str:
        rng = self.rng
        house = rng.choice(_HOUSES)
        if rng.random() < 0.3:
            house = rng.choice(("The Old", "The")) + f" {house}"
        else:
            house = f"{self._names.road()} {house}"
        return _title(house) + (f", {self._street()}" if rng.random() < 0.6 else "")

    def _first_line(self, figures: bool) -> str:
        rng = self.rng
        if rng.random() < 0.07:
            return self._house()
        number = self._house_number(figures)
        if rng.random() < 0.08:
            number = f"number {number}"
        line = f"{number} {self._street()}"
        if rng.random() < 0.15:
            flat = rng.randrange(1, 40)
            said = str(flat) if figures else as_words(flat)
            line = f"{rng.choice(_HOMES)} {said}, {line}"
        return line

    def _address(self, figures: bool) -> str:
        rng = self.rng
        parts = [self._first_line(figures)]
        if rng.random() < 0.1:
            parts.append(_title(self._names.road()))
        if rng.random() < 0.85:
            parts.append(_title(self._names.town()))
        if rng.random() < 0.2:
            parts.append(_title(rng.choice(COUNTIES)))
        if rng.random() < 0.45:
            parts.append(self._postcode(figures))
        return ", ".join(parts)

    def _postcode(self, figures: bool) -> str:
        rng = self.rng
        if rng.random() < 0.1:
            digits = "".join(rng.choice("0123456789") for _ in range(5))
            return digits if figures else " ".join(_character(c) for c in digits)
        out = f"{rng.choice(_AREAS)}{rng.randrange(1, 30)}"
        code = (
            f"{out} {rng.randrange(10)}{rng.choice('abdefhjlnpq')}{rng.choice('abdefhjlnpqtwxyz')}"
        )
        if figures:
            return code.upper()
        return " ".join(_character(c) for c in code.replace(" ", ""))


def _some(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _brand(rng: random.Random) -> str:
    """A name of a company or a thing that nobody has."""
    middle = "".join(rng.choice(_SYLLABLES) for _ in range(rng.randrange(1, 3)))
    return f"{middle}{rng.choice(_BRANDED)}".title()


_SYLLABLES = each_word(
    """ze no va lu tri ox ki qua bio neo vi ra co sy tech nu mo pa flex omni plu del cen sol ver
    pro tele medi eco uni inno glo trans digi cyber my easy go"""
)
_BRANDED = each_word(
    """ra lux tec net ify ix on ex zen gen via ista pay care soft ware flow hub max pro link plus
    scan base pod zone pharm cillin prazole statin pril tron"""
)


def _any_word(rng: random.Random) -> str:
    return rng.choice(THINGS).split()[-1].lower()


def _labelled(text: str, label: str) -> list[Said]:
    return [Said(word, label) for word in text.split()]


def _character(c: str) -> str:
    """One character, spoken."""
    return as_words(int(c)) if c.isdecimal() else c.upper()


def _title(name: str) -> str:
    """With capitals, as a recogniser that writes them would."""
    small = {"on", "upon", "de", "la", "and", "of", "the", "super"}
    said = [w if w in small and i else "-".join(p[:1].upper() + p[1:] for p in w.split("-"))
            for i, w in enumerate(name.split())]  # fmt: skip
    return " ".join(re.sub(r"\b(Mc|O')([a-z])", lambda m: m[1] + m[2].upper(), w) for w in said)
