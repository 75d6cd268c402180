"""What the training voices say: numbers as callers say them, and everything else they say.

Number words are written as words and mean a number wherever they stand; what only sounds like
one ("to", "for", "won") is spelled otherwise.
"""

from __future__ import annotations

import pkgutil
import random
import re
from dataclasses import dataclass
from functools import cache

from listener.labels import (
    DIGIT_WORDS,
    TEEN_WORDS,
    TENS_WORDS,
    TIMES_WORDS,
    ZERO_WORDS,
)


@dataclass(frozen=True)
class Line:
    """One thing said."""

    text: str
    kind: str
    """bare (a long number, nothing else), card, short, numbers or prose: for reports."""


PAUSES = {"fluent": " ", "brief": ", ", "long": ". "}
FILLERS = ("er", "um", "uh", "erm", "yes", "okay", "so", "and", "then", "dash", "space")
BEFORE = (
    "the card number is", "yes it is", "the long number across the front is", "my number is",
    "it's", "okay so that's", "right", "sure, it is", "let me just get it, it's", "and that is",
    "so the number is", "can you repeat that for me", "you said", "the digits on it are",
    "visa", "mastercard", "my account number is", "telephone", "the reference I have here is",
)  # fmt: skip
AFTER = (
    "and the name is on the front", "thank you", "did you get that", "is that right", "okay",
    "lovely, thanks", "and what is the expiry date", "please", "that's it", "on the back",
    "got it", "was that correct", "and the security code", "perfect", "I think",
)  # fmt: skip
NAMES = (
    "Sarah", "Tom", "Wendy", "Juan", "Fiona", "Forbes", "Evan", "Devon", "Nina", "Nigel", "Steven",
    "Kevin", "Heather", "Owen", "Tua", "Theresa", "Whitfield", "Ford", "Norton", "Ivan",
    "Baker", "Khan", "Patel", "Singh", "Murphy", "Tennant", "Ethan", "Kate", "Nathan", "Ryan",
)  # fmt: skip
SOUND_ALIKES = (
    "before", "once", "wonder", "late", "wait", "fine", "line", "mine", "sign", "find", "fire",
    "hive", "live", "free", "tree", "through", "threw", "fix", "sick", "sticks", "heaven",
    "given", "several", "even", "hero", "zeal", "no", "know", "so", "though", "owe", "go",
    "hello", "phone", "own", "nice", "night", "knife", "state", "rate", "second", "third",
    "often", "attend", "tent", "then", "when", "want", "run", "done", "sun", "someone",
    "anyone", "afford", "form", "force", "fall", "fear", "too long", "to you", "who", "you",
    "trouble", "bubble", "couple", "tribal", "not", "now", "note", "nor", "won't", "wine", "forth",
    "fort", "weight", "hate", "gate", "noon", "new", "year", "near", "hour", "our", "sex", "sect",
    "what", "was", "would", "with", "and", "on", "can", "for the", "to the", "so the",
)  # fmt: skip
SUBJECTS = (
    "I", "we", "they", "my husband", "the engineer", "somebody", "your colleague", "the company",
    "my wife", "the branch", "the driver", "our team", "the manager", "your website", "the bank",
)  # fmt: skip
VERBS = (
    "wanted to ask about", "sent me a letter for", "rang about", "forgot to cancel", "paid for",
    "complained about", "ordered", "never received", "would like to return", "has changed",
    "told me to wait for", "was looking at", "could not find", "is happy with", "lost",
)  # fmt: skip
THINGS = (
    "the delivery", "a new kettle", "my direct debit", "the boiler cover", "the invoice",
    "an upgrade", "the contract", "that offer", "the wrong size", "my password", "a refund",
    "the insurance claim", "our booking", "the parking fine", "a statement", "the renewal",
)  # fmt: skip
TAILS = (
    "last week", "on Friday", "to be honest", "for the house", "before Christmas", "at the weekend",
    "if you don't mind", "as far as I know", "in the morning", "when we moved", "so I called you",
    "and nobody answered", "because it was late", "though it's fine", "with my phone", "again",
)  # fmt: skip
MONTHS = ("January", "March", "April", "June", "August", "October", "November", "December")
UNITS = ("pounds", "dollars", "minutes", "people", "boxes", "percent", "miles", "weeks", "euros")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "ninth", "tenth", "twelfth")
LETTERS = tuple("abcdefghijklmnopqrstuvwxyz")
NATO = ("alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "tango", "victor", "zulu", "oscar")


def a_line(rng: random.Random) -> Line:
    """One line, in the proportions the listener is trained on."""
    (make,) = rng.choices((_card, _short, _numbers, _prose, _spoken_prose), (42, 12, 16, 14, 16))
    return make(rng)


def _card(rng: random.Random) -> Line:
    """A long number: a card, an account or a telephone number."""
    words = _number(rng, rng.choice((8, 10, 11, 12, 14, 15, 16, 16, 16, 16, 16, 19)))
    said, kind = _paced(rng, words), "bare"
    if rng.random() < 0.5:
        kind = "card"
        said = f"{rng.choice(BEFORE)}{rng.choice((' ', ', ', '. '))}{said}"
    if rng.random() < 0.4:
        kind = "card"
        said = f"{said}{rng.choice((', ', '. '))}{rng.choice(AFTER)}"
    return Line(said, kind)


def _short(rng: random.Random) -> Line:
    """A card code, an expiry date, an order number: digits, but few of them."""
    words = _number(rng, rng.choice((3, 3, 4, 4, 5, 6)))
    said = _paced(rng, words)
    before = rng.choice((*BEFORE, "the security code is", "it expires", "order number", "a b"))
    return Line(f"{before} {said}, {rng.choice(AFTER)}", "short")


def word_by_word(rng: random.Random) -> Line:
    """A long number or a code to be said one word at a time; nothing else."""
    return Line(" ".join(_number(rng, rng.choice((3, 4, 8, 12, 16, 16, 16)))), "bare")


def _number(rng: random.Random, length: int) -> list[str]:
    """`length` digits in words, as one of the ways people say them."""
    (style,) = rng.choices(("digits", "oh", "times", "pairs", "mixed"), (40, 20, 15, 13, 12))
    words: list[str] = []
    left = length
    while left > 0:
        roll = rng.random()
        if left >= 2 and style in ("pairs", "mixed") and (style == "pairs" or roll < 0.3):
            words += _pair(rng)
            left -= 2
        elif left >= 2 and style in ("times", "mixed") and roll < 0.3:
            times = rng.choice(TIMES_WORDS if left >= 3 else TIMES_WORDS[:1])
            words += [times, _digit(rng, style)]
            left -= 2 if times == "double" else 3
        elif words and roll > 0.9 and words[-1] in DIGIT_WORDS:
            words.append(words[-1])
            left -= 1
        else:
            words.append(_digit(rng, style))
            left -= 1
    return words


def _digit(rng: random.Random, style: str) -> str:
    word = rng.choice(DIGIT_WORDS)
    if word != "zero" or style == "digits":
        return word
    return rng.choices(ZERO_WORDS, (2, 6, 1))[0]


def _pair(rng: random.Random) -> list[str]:
    roll = rng.random()
    if roll < 0.2:
        return [rng.choice(TEEN_WORDS)]
    if roll < 0.35:
        return ["oh", rng.choice(DIGIT_WORDS[1:])]
    tens = rng.choice(TENS_WORDS)
    return [tens] if roll < 0.45 else [tens, rng.choice(DIGIT_WORDS[1:])]


def _paced(rng: random.Random, words: list[str]) -> str:
    """The words with the pauses and fillers of one speaker."""
    (pace,) = rng.choices(("fluent", "groups", "each", "citation"), (22, 28, 20, 30))
    group = rng.choice((2, 3, 4, 4, 4))
    fillers = rng.random() < 0.2
    said = ""
    for place, word in enumerate(words, 1):
        said += word
        if place == len(words):
            break
        if fillers and rng.random() < 0.12:
            said += f", {rng.choice(FILLERS)},"
        ends_group = pace == "groups" and place % group == 0
        long = pace == "citation" or (ends_group and rng.random() < 0.5)
        pause = "long" if long else "brief" if ends_group or pace == "each" else "fluent"
        said += PAUSES[pause]
    return said


def _numbers(rng: random.Random) -> Line:
    """Numbers that are nobody's secret: prices, dates, times, amounts, postcodes, lists of them."""
    if rng.random() < 0.5:
        return Line(_some_numbers(rng), "numbers")
    things = [_quantity(rng) for _ in range(rng.randint(2, 5))]
    return Line(rng.choice((", ", " and ", ", or ", ". ")).join(things), "numbers")


def _some_numbers(rng: random.Random) -> str:
    a, b = _few(rng), _few(rng)
    spelled = " ".join(rng.choices(LETTERS, k=2))
    return rng.choice(
        (
            f"it was {a} pounds {b} for the {rng.choice(SOUND_ALIKES)}",
            f"we waited {a} {rng.choice(UNITS)} to {rng.choice(('hear', 'see'))} you",
            f"on the {rng.choice(ORDINALS)} of {rng.choice(MONTHS)} twenty {a}",
            f"at {a} {b} in the morning, or the {rng.choice(ORDINALS)}",
            f"my postcode is {spelled} {a}, {_digit_free(rng)}",
            f"there are {a} {rng.choice(UNITS)} and {b} {rng.choice(UNITS)} to go",
            f"{_sentence(rng)}, about {a} hundred {rng.choice(UNITS)}",
            f"flat {a}, {rng.choice(NAMES)} road, for {rng.choice(NAMES)}",
        )
    )


def _quantity(rng: random.Random) -> str:
    """One entry of a price list, a reading, a record of some kind."""
    a, b, thing, unit = _few(rng), _few(rng), rng.choice(THINGS), rng.choice(UNITS)
    return rng.choice(
        (
            f"{thing} is {a} hundred and {b} {unit}",
            f"{a} {unit} {b} for {thing}",
            f"{a} point {b} {unit}",
            f"{a} thousand {b} hundred and {_few(rng)}",
            f"{a} {unit} a month {rng.choice(TAILS)}",
            f"in nineteen {a} it was {b}",
            f"from {a} to {b} {rng.choice(TAILS)}",
            f"the meter says {' '.join(_number(rng, 5))}",
            f"{rng.choice(SUBJECTS)} had {a} {unit} in two thousand and {b}",
            f"less {a} percent, so {b} {unit} {_few(rng)}",
        )
    )


def _few(rng: random.Random) -> str:
    return " ".join(_pair(rng) if rng.random() < 0.6 else [_digit(rng, "digits")])


def _prose(rng: random.Random) -> Line:
    """Written prose, read out: the widest vocabulary there is on every machine."""
    words = rng.choice(_corpus()).split()
    size = rng.randint(6, 22)
    start = rng.randrange(max(1, len(words) - size))
    return Line(" ".join(words[start : start + size]), "prose")


def _spoken_prose(rng: random.Random) -> Line:
    """Talk as on a service line, full of words that sound like digits, without one."""
    sentences = [rng.choice((_sentence, _digit_free))(rng) for _ in range(rng.randint(1, 3))]
    return Line(rng.choice((", ", ". ")).join(sentences), "prose")


def _sentence(rng: random.Random) -> str:
    subject = rng.choice((*SUBJECTS, rng.choice(NAMES)))
    return f"{subject} {rng.choice(VERBS)} {rng.choice(THINGS)} {rng.choice(TAILS)}"


def _digit_free(rng: random.Random) -> str:
    """A string of words or letters with the rhythm of a number, but none in it."""
    source = rng.choice((SOUND_ALIKES, NAMES, LETTERS, NATO, SOUND_ALIKES))
    return " ".join(rng.choices(source, k=rng.randint(3, 9)))


NUMBER_WORD = re.compile(
    r"\b(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|\w+teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|double|treble|triple)\b"
)


@cache
def _corpus() -> tuple[str, ...]:
    """Paragraphs of Python's own documentation that hold no number word and no sign."""
    found: set[str] = set()
    for module in sorted(m.name for m in pkgutil.iter_modules() if m.name in _READABLE):
        for doc in _docs(module):
            for paragraph in doc.split("\n\n"):
                plain = " ".join(paragraph.split()).lower()
                if len(plain) > 60 and not re.search(r"[^a-z ,.'()-]|[_<>=]", plain):
                    plain = re.sub(r"[()-]", " ", plain)
                    if not NUMBER_WORD.search(plain):
                        found.add(plain)
    return tuple(sorted(found))


_READABLE = frozenset({
    "argparse", "ast", "asyncio", "bisect", "calendar", "cmd", "codecs", "collections",
    "configparser", "contextlib", "copy", "csv", "ctypes", "datetime", "decimal", "difflib",
    "dis", "doctest", "email", "enum", "fractions", "ftplib", "functools", "gettext", "getopt",
    "glob", "gzip", "heapq", "html", "http", "imaplib", "inspect", "ipaddress", "itertools",
    "json", "locale", "logging", "mailbox", "mimetypes", "multiprocessing", "numbers",
    "operator", "os", "pathlib", "pickle", "platform", "plistlib", "poplib", "pprint",
    "profile", "pydoc", "queue", "random", "re", "sched", "selectors", "shelve", "shlex",
    "shutil", "smtplib", "socket", "sqlite3", "ssl", "stat", "statistics", "string",
    "subprocess", "tarfile", "tempfile", "textwrap", "threading", "timeit", "tokenize", "trace",
    "traceback", "types", "unittest", "urllib", "uuid", "venv", "warnings", "wave",
    "weakref", "xml", "zipfile", "zoneinfo",
})  # fmt: skip


def _docs(module: str) -> list[str]:
    """Every docstring of a module of the standard library."""
    loaded = __import__(module)
    docs = [getattr(loaded, "__doc__", None) or ""]
    for thing in vars(loaded).values():
        docs.append(getattr(thing, "__doc__", None) or "")
        if isinstance(thing, type):
            docs += [getattr(method, "__doc__", None) or "" for method in vars(thing).values()]
    return [doc for doc in docs if isinstance(doc, str)]
