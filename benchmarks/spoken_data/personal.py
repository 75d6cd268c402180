"""Personal data of every kind, spoken and written, in turns nobody's rules were made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from benchmarks.spoken_data.calls import AGENT, CUSTOMER, GoldCall, Script, small_talk, timed
from benchmarks.spoken_data.dictation import spoken
from pipeline.model import Entity

Say = Callable[[Random], str]

_FIRST = ("olivia", "mohammed", "siobhan", "rajesh", "callum", "wei", "agnieszka", "denise", "femi")
_LAST = ("okafor", "whittaker", "o'sullivan", "patel", "kowalski", "huang", "barnes", "mcallister")
_ROADS = (
    "victoria road",
    "church lane",
    "mill street",
    "orchard close",
    "station road",
    "the avenue",
)
_TOWNS = ("leeds", "bristol", "milton keynes", "dublin", "chester", "welwyn garden city")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_ORDINALS = ("first", "third", "fourth", "eighth", "eleventh", "sixteenth", "twenty second")
_YEARS = {"1961": "nineteen sixty one", "1980": "nineteen eighty", "1999": "nineteen ninety nine"}
_NATO = {"a": "alpha", "b": "bravo", "d": "delta", "l": "lima", "m": "mike", "s": "sierra"}
_HOSTS = (("gmail", "com"), ("hotmail", "co.uk"), ("example", "org"), ("fairfield", "ie"))


def _digits(count: int, rng: Random) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _letters(count: int, rng: Random, of: str = "abdelmns") -> str:
    return "".join(rng.choice(of) for _ in range(count))


def _number(digits: str, rng: Random) -> str:
    """As words, as figures, in groups, with doubles."""
    match rng.randrange(4):
        case 0:
            return " ".join(spoken(digits, rng.choice(["oh", "zero"])))
        case 1:
            return digits
        case 2:
            return " ".join(digits[i : i + 3] for i in range(0, len(digits), 3))
        case _:
            said = spoken(digits, "oh")
            for i in range(len(said) - 1):
                if said[i] == said[i + 1] and said[i - 1 if i else 0] != "double":
                    said[i] = "double"
                    break
            return " ".join(said)


def _spelled(text: str, rng: Random) -> str:
    """Letter by letter, with examples now and then; figures as they are said."""
    said: list[str] = []
    for char in text:
        if char.isdigit():
            said += spoken(char, "oh")
        elif rng.random() < 0.15 and char in _NATO:
            said += [char, "for", _NATO[char]]
        else:
            said.append(char)
    return " ".join(said)


def _phone(rng: Random) -> str:
    form = rng.choice(["07700900", "0207946", "01134960", "+4420794600"])
    digits = form + _digits(11 - len(form), rng) if form[0] == "0" else form + _digits(2, rng)
    if digits.startswith("+"):
        return "plus " + " ".join(spoken(digits[1:], "oh"))
    return _number(digits, rng)


def _email(rng: Random) -> str:
    host, end = rng.choice(_HOSTS)
    first, last = rng.choice(_FIRST), rng.choice(_LAST).replace("'", "")
    if rng.random() < 0.3:
        return f"{first}.{last}@{host}.{end}"
    local = rng.choice([f"{first} dot {last}", f"{first[0]} {last}", f"{first} underscore {last}"])
    if rng.random() < 0.4:
        local += " " + " ".join(spoken(_digits(2, rng), "oh"))
    return f"{local} at {host} dot {end.replace('.', ' dot ')}"


def _postcode(rng: Random) -> str:
    area = rng.choice(["ls", "mk", "bs", "sw", "m", "b", "eh"])
    code = f"{area}{rng.randrange(1, 20)}", f"{rng.randrange(10)}{_letters(2, rng, 'abdehns')}"
    if rng.random() < 0.4:
        return " ".join(code).upper()
    return _spelled("".join(code), rng)


def _birth(rng: Random) -> str:
    year, said = rng.choice(list(_YEARS.items()))
    month, day = rng.choice(_MONTHS), rng.choice(_ORDINALS)
    return rng.choice(
        [
            f"{day} of {month} {said}",
            f"{month} the {day} {said}",
            f"{rng.randrange(1, 29)}th of {month} {year}",
            f"{rng.randrange(10, 29)}/0{rng.randrange(1, 10)}/{year}",
            f"{_number(f'{rng.randrange(10, 29)}0{rng.randrange(1, 10)}', rng)} {said}",
        ]
    )


def _sort_code(rng: Random) -> str:
    digits = _digits(6, rng)
    pairs = [digits[:2], digits[2:4], digits[4:]]
    return rng.choice([" ".join(pairs), "-".join(pairs), " ".join(spoken(digits, "oh"))])


def _nino(rng: Random) -> str:
    code = f"{_letters(2, rng, 'abejs')}{_digits(6, rng)}{_letters(1, rng, 'abcd')}"
    return rng.choice([code.upper(), _spelled(code, rng)])


def _name(rng: Random) -> str:
    return f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"


def _address(rng: Random) -> str:
    number = rng.randrange(2, 99)
    said = str(number) if rng.random() < 0.5 else " ".join(spoken(str(number)))
    return f"{said} {rng.choice(_ROADS[:-1])} {rng.choice(_TOWNS[:5])}"


def _registration(rng: Random) -> str:
    code = f"{_letters(2, rng)}{rng.randrange(51, 74)}{_letters(3, rng)}"
    return rng.choice([f"{code[:4]} {code[4:]}".upper(), _spelled(code, rng)])


KINDS: dict[Entity, tuple[Say, tuple[str, ...], tuple[str, ...]]] = {
    Entity.PHONE: (
        _phone,
        ("and a contact number for you", "what's the best number to reach you on"),
        ("you can get me on", "my mobile is", "it's"),
    ),
    Entity.EMAIL: (
        _email,
        ("and an email address", "where shall i email that"),
        ("it's", "my email's", "yeah send it to"),
    ),
    Entity.POSTCODE: (_postcode, ("what's the postcode there", "and your post code"), ("it's", "")),
    Entity.DATE_OF_BIRTH: (
        _birth,
        ("can you confirm your date of birth", "and when were you born"),
        ("it's the", "that's", "the"),
    ),
    Entity.SORT_CODE: (_sort_code, ("and the sort code for the account",), ("it's", "yeah")),
    Entity.ACCOUNT: (
        lambda rng: _number(_digits(8, rng), rng),
        ("and the account number", "what's your account number please"),
        ("it's", "that's", ""),
    ),
    Entity.NINO: (_nino, ("what's your national insurance number",), ("it's", "uh")),
    Entity.NHS: (
        lambda rng: _number(_digits(10, rng), rng),
        ("do you have your nhs number",),
        ("yes it's", "uh"),
    ),
    Entity.PERSON: (
        _name,
        ("who am i speaking to", "can i take your name please", "and your full name"),
        ("it's", "my name is", "yeah this is"),
    ),
    Entity.ADDRESS: (
        _address,
        ("and the first line of your address", "where are we delivering to"),
        ("it's", "i'm at", "that's"),
    ),
    Entity.VEHICLE_REGISTRATION: (
        _registration,
        ("what's the registration of the vehicle", "and the reg please"),
        ("it's", ""),
    ),
}
"""How each is said, how the agent asks for it, and how the customer begins."""


def personal_calls(each: int, seed: int) -> Iterator[tuple[Entity, GoldCall]]:
    """`each` calls for every kind of personal data, with small talk around it."""
    rng = Random(seed)
    for entity, (say, asks, begins) in KINDS.items():
        for _ in range(each):
            script = Script()
            small_talk(script, rng)
            script.say(AGENT, rng.choice(asks))
            script.say(CUSTOMER, rng.choice(begins))
            script.say(CUSTOMER, say(rng), entity)
            script.say(AGENT, rng.choice(["thank you", "lovely thanks", "got that"]))
            small_talk(script, rng)
            yield entity, timed(script, str(entity), "none", "none")
