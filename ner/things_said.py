"""Things that are nobody's, as people say them: companies, dates, prices, numbers. Made up."""

from __future__ import annotations

import random
from collections.abc import Callable

from ner.lists import each_word
from ner.names import Names
from ner.numbers_said import as_words
from ner.places_said import Places, character, title
from ner.things import (
    ABROAD,
    CARS,
    COMPANIES,
    KINDS_OF,
    MONTHS,
    ORDINALS,
    PEOPLES,
    PUBLIC_ROADS,
    SAID_ABROAD,
    THINGS,
    WEEKDAYS,
)

_TITLES = ("Mr", "Mrs", "Ms", "Miss", "Mr", "Mrs", "Dr", "Mister", "Doctor")


class Things:
    """Makes what a template's slot asks for, by its random numbers."""

    def __init__(self, rng: random.Random, names: Names, places: Places) -> None:
        self._rng = rng
        self._names = names
        self._places = places
        self._makers: dict[str, Callable[[bool], str]] = {
            "T": self._title,
            "town": self._town,
            "co": self._company,
            "prod": self._product,
            "car": self._car,
            "var": self._variety,
            "kinds": self._kinds,
            "abroad": self._abroad,
            "people": self._people,
            "ah": self._said_abroad,
            "firm": self._firm,
            "mon": self._month,
            "wd": self._weekday,
            "road": self._road,
            "day": self._day,
            "year": self._year,
            "n": self._number,
            "£": self._price,
            "time": self._time,
            "ref": self._reference,
            "tel": self._telephone,
            "card": self._card,
            "acc": self._account,
            "sort": self._sort_code,
            "zip": self._zip,
            "dig3": self._three,
            "dig4": self._four,
            "exp": self._expiry,
            "dob": self._birth,
            "mail": self._mail,
            "reg": self._plate,
            "pc": self._postcode,
        }

    def thing(self, slot: str, figures: bool) -> str:
        """What `slot` stands for, with figures or in words."""
        if slot not in self._makers:
            raise ValueError(f"A template asks for {{{slot}}}, which nobody can fill.")
        return self._makers[slot](figures)

    def _title(self, figures: bool) -> str:
        return self._rng.choice(_TITLES)

    def _town(self, figures: bool) -> str:
        return title(self._names.town())

    def _company(self, figures: bool) -> str:
        if self._rng.random() < 0.3:
            brand = _brand(self._rng)
            return brand + self._rng.choice(("", "", "", " Energy", " Direct", " Bank"))
        return self._rng.choice(COMPANIES)

    def _product(self, figures: bool) -> str:
        return _brand(self._rng) if self._rng.random() < 0.15 else self._rng.choice(THINGS)

    def _variety(self, figures: bool) -> str:
        """What is sold under a name: a rose, a potato, a sofa, a colour."""
        rng, names = self._rng, self._names
        name = rng.choice((names.first, names.first, names.last, names.town, lambda: _brand(rng)))()
        more = rng.choice(("", "", "", rng.choice(_SOLD), names.last()))
        before = rng.choice(("", "", "", "", "", "Lady", "King", "Queen", "Old", "Royal", "Golden"))
        return title(f"{before} {name} {more}".strip())

    def _kinds(self, figures: bool) -> str:
        return self._rng.choice(KINDS_OF)

    def _abroad(self, figures: bool) -> str:
        return self._rng.choice(ABROAD)

    def _people(self, figures: bool) -> str:
        return self._rng.choice(PEOPLES)

    def _said_abroad(self, figures: bool) -> str:
        return self._rng.choice(SAID_ABROAD)

    def _firm(self, figures: bool) -> str:
        """A shop or an office by its name, which may be a person's or a place's."""
        rng, names = self._rng, self._names
        first = rng.choice((names.last, names.town, names.road, lambda: rng.choice(_SHOP_FIRST)))()
        return title(f"{first} {rng.choice(_FIRMS)}")

    def _car(self, figures: bool) -> str:
        return self._rng.choice(CARS)

    def _month(self, figures: bool) -> str:
        return self._rng.choice(MONTHS)

    def _weekday(self, figures: bool) -> str:
        return self._rng.choice(WEEKDAYS)

    def _road(self, figures: bool) -> str:
        return self._rng.choice(PUBLIC_ROADS)

    def _day(self, figures: bool) -> str:
        return f"{self._rng.randrange(1, 29)}th" if figures else self._rng.choice(ORDINALS)

    def _year(self, figures: bool) -> str:
        year = self._rng.randrange(1930, 2010)
        said = f"{as_words(year // 100)} {as_words(year % 100)}"
        return str(year) if figures else said

    def _number(self, figures: bool) -> str:
        number = self._rng.choice((self._rng.randrange(2, 12), self._rng.randrange(12, 120)))
        return str(number) if figures else as_words(number)

    def _price(self, figures: bool) -> str:
        pounds, pence = self._rng.randrange(1, 400), self._rng.choice((0, 50, 99))
        if figures:
            return f"£{pounds}.{pence:02}" if pence else f"£{pounds}"
        return f"{as_words(pounds)} pounds" + (f" {as_words(pence)}" if pence else "")

    def _time(self, figures: bool) -> str:
        hour = self._rng.randrange(1, 13)
        if figures:
            return self._rng.choice((f"{hour}:30", f"{hour}pm", f"{hour} o'clock", f"{hour}:15"))
        said = as_words(hour)
        return self._rng.choice((said, f"half past {said}", f"{said} thirty", f"{said} o'clock"))

    def _reference(self, figures: bool) -> str:
        code = "".join(self._rng.choice("ABDKMPRT0123456789") for _ in range(7))
        return code if figures else " ".join(character(c) for c in code.lower())

    def _telephone(self, figures: bool) -> str:
        start = self._rng.choice(("07700", "0207", "0161", "01632", "08", "353", "91"))
        return self._in_groups(f"{start}{self._rng.randrange(10**5, 10**7)}", figures)

    def _card(self, figures: bool) -> str:
        return self._in_groups("4" + _some(self._rng, 15), figures)

    def _account(self, figures: bool) -> str:
        return self._in_groups(_some(self._rng, self._rng.randrange(5, 11)), figures)

    def _sort_code(self, figures: bool) -> str:
        return self._in_groups(_some(self._rng, 6), figures)

    def _zip(self, figures: bool) -> str:
        return self._in_groups(_some(self._rng, 5), figures)

    def _three(self, figures: bool) -> str:
        return self._in_groups(_some(self._rng, 3), figures)

    def _four(self, figures: bool) -> str:
        return self._in_groups(_some(self._rng, 4), figures)

    def _expiry(self, figures: bool) -> str:
        month, year = self._rng.randrange(1, 13), self._rng.randrange(26, 34)
        if figures:
            return f"{month:02}/{year}"
        said = self._rng.choice((as_words(month), f"oh {as_words(month % 10)}"))
        return f"{said} {as_words(year)}"

    def _birth(self, figures: bool) -> str:
        day = self.thing("day", figures)
        month = self.thing("mon", figures)
        return f"{day} of {month} {self.thing('year', figures)}"

    def _mail(self, figures: bool) -> str:
        first, joint = _any_word(self._rng), self._rng.choice((" dot ", " underscore ", " "))
        user = f"{first}{joint}{_any_word(self._rng)}"
        host = self._rng.choice(("gmail dot com", "hotmail dot co dot uk", "outlook dot com"))
        said = f"{user} at {host}"
        if figures:
            return said.replace(" dot ", ".").replace(" at ", "@").replace(" ", "")
        return said

    def _plate(self, figures: bool) -> str:
        code = "".join(self._rng.choice("abdefghkmnoprstuvwxy") for _ in range(5))
        made = f"{code[:2]}{self._rng.randrange(10, 76)}{code[2:]}"
        return made.upper() if figures else " ".join(character(c) for c in made)

    def _postcode(self, figures: bool) -> str:
        return self._places.postcode(figures)

    def _in_groups(self, digits: str, figures: bool) -> str:
        """A long number, in groups of figures or spoken one way or another."""
        rng = self._rng
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


def _some(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _brand(rng: random.Random) -> str:
    """A name of a company or a thing that nobody has."""
    middle = "".join(rng.choice(_SYLLABLES) for _ in range(rng.randrange(1, 3)))
    return f"{middle}{rng.choice(_BRANDED)}".title()


_SOLD = each_word(
    """white blue red gold pink green cream grey purple piper pride beauty glory star queen king
    classic deluxe original special corner two-seater oak pine velvet stripe check blend dream"""
)
_SHOP_FIRST = each_word(
    "golden lotus meridian sunrise little acorns bulky riverside phoenix royal spice dragon lucky"
)
_FIRMS = each_word(
    """furniture motors garage dental surgery vets florists bakery butchers plumbing heating glass
    nursery travel tours hire hotel arms inn manor school college academy hospital clinic pharmacy
    opticians solicitors lettings estates homes insurance finance bank council water energy
    electrics tyres carpets kitchens windows removals cabs taxis kebab pizza takeaway"""
)
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
