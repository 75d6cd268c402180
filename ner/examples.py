"""Stretches of calls to learn from: lines filled, spoken by two parties, spoiled, labelled."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from hashlib import sha256

from ner.filling import OUT, Filler, Said, lines
from ner.names import Names
from pipeline.adapters.personal.wordforms import TURN, Form, forms, unknown

WORDS = 70
"""At least so many words a stretch."""
_NAMED = 0.42
"""Of the lines have a name or an address in them; the others are prose."""
_CASED = 0.45
_PEOPLE = re.compile(
    r"\b(?:[Mm]y|[Tt]he|[Yy]our) (?:husband|wife|mum|dad|son|daughter|grandson|nan|partner|boss"
    r"|neighbour|plumber|doctor|nurse|dentist|vet|landlord|engineer|driver|courier|lady|guy"
    r"|manager|colleague|other driver|estate agent|last person I spoke to|lady I spoke to)\b"
    r"|\b(?:[Ss]omebody|[Nn]obody|[Ss]omeone|He|She|They|him)\b"
)
_PLACES = re.compile(
    r"\b(?:the (?:house|office|store|shop|flat|depot|branch|clinic|garage|hospital)|my address"
    r"|(?:a|the) (?:different|old|new|wrong) address|next door|home)\b"
)
_SWAPPED = 0.25
"""Of the lines with a name or an address are prose in which one stands for somebody."""
_SOUP = 0.08
"""Of the lines are words without a sense, with or without a name in them."""
_FILLED = ("like", "you know", "I mean", "well", "so", "um", "er", "uh", "erm", "right", "yeah")


@dataclass(frozen=True, slots=True)
class Stretch:
    """What the model reads, and the label of each of its words."""

    forms: list[Form]
    labels: list[str]


@dataclass(frozen=True, slots=True)
class Source:
    """Where stretches come from."""

    named: Sequence[str]
    prose: Sequence[str]
    names: Names
    common: Set[str]
    everyday: Sequence[str]
    rare: Sequence[str]
    swapped: Sequence[str] = ()
    """Prose in which somebody or some place can be given a name."""

    @classmethod
    def training(cls, rng: random.Random, common: Set[str], rare: Sequence[str]) -> Source:
        prose = [line for line in lines("prose.txt") if not _held_out(line)]
        swapped = [line for line in prose if _PEOPLE.search(line) or _PLACES.search(line)]
        names = Names(rng, held=False)
        return cls(lines("templates.txt"), prose, names, common, sorted(common), rare, swapped)

    @classmethod
    def held_out(cls, rng: random.Random, common: Set[str]) -> Source:
        prose = [line for line in lines("prose.txt") if _held_out(line)]
        return cls(lines("held_out.txt"), prose, Names(rng, held=True), common, (), ())


def _held_out(line: str) -> bool:
    return sha256(line.encode()).digest()[0] % 10 == 0


def stretches(
    source: Source,
    rng: random.Random,
    *,
    spoiled: bool = True,
    cased: bool | None = None,
    named: float = _NAMED,
) -> Iterator[Stretch]:
    """Stretches, endlessly; `cased` or in lower case without punctuation, or both by turns."""
    filler = Filler(rng, source.names)
    while True:
        capitals = rng.random() < _CASED if cased is None else cased
        figures = rng.random() < (0.75 if capitals else 0.12)
        turns: list[list[Said]] = []
        while sum(map(len, turns)) < WORDS:
            line = _line(source, rng, named)
            turns += filler.fill(line, figures=figures)
        if spoiled:
            turns = [_spoiled(turn, source, rng) for turn in turns]
        if not capitals:
            turns = [[replace(said, text=_lower(said.text)) for said in turn] for turn in turns]
        elif rng.random() < 0.2:
            turns = [[replace(s, text=s.text.strip(".,?!")) for s in turn] for turn in turns]
        mono = rng.random() < 0.25
        yield _stretch(turns, source.common, rng, spoiled=spoiled, mono=mono)


def _line(source: Source, rng: random.Random, named: float) -> str:
    if source.rare and rng.random() < _SOUP:
        return _soup(source, rng)
    if rng.random() >= named:
        return rng.choice(source.prose)
    if source.swapped and rng.random() < _SWAPPED:
        line = rng.choice(source.swapped)
        slots = ("{F}", "{F}", "{N}", "{T} {L}", "{F} {L}")
        line = _PEOPLE.sub(lambda _: rng.choice(slots), line, count=1)
        return _PLACES.sub(lambda _: rng.choice(("{A1}", "{A}", "{A1}")), line, count=1)
    return rng.choice(source.named)


def _soup(source: Source, rng: random.Random) -> str:
    """Words without a sense: a name is known by what it is, not only by what is around it."""
    said = [rng.choice(source.everyday) for _ in range(rng.randrange(5, 14))]
    if rng.random() < 0.3:
        said[rng.randrange(len(said))] = rng.choice(source.rare)
    if rng.random() < 0.45:
        said.insert(rng.randrange(len(said) + 1), rng.choice(("{F}", "{N}", "{N}", "{A1}")))
    return " ".join(said)


def _lower(text: str) -> str:
    return text.lower().strip(".,?!")


def _spoiled(turn: list[Said], source: Source, rng: random.Random) -> list[Said]:
    """`turn` as a recogniser might have heard it from somebody thinking while speaking."""
    heard: list[Said] = []
    for at, said in enumerate(turn):
        chance = rng.random()
        inside = at > 0 and said.label != OUT and turn[at - 1].label == said.label
        if said.label == OUT:
            if chance < 0.015:
                continue
            if chance < 0.09:
                word = rng.choice(source.rare) if chance < 0.04 else rng.choice(source.everyday)
                said = replace(said, text=word)
        elif chance < 0.04:
            said = replace(said, text=_garbled(said.text, rng))
        if not inside and rng.random() < 0.03:
            heard += [Said(word) for word in rng.choice(_FILLED).split()]
        heard.append(said)
        if rng.random() < 0.01:
            heard.append(said)
    return heard


def _garbled(text: str, rng: random.Random) -> str:
    """A name misheard: one of its letters another one, or gone."""
    if len(text) < 4 or not text.isalpha():
        return text
    at = rng.randrange(1, len(text))
    return text[:at] + rng.choice(("", *"aeiouynrst")) + text[at + 1 :]


def _stretch(
    turns: list[list[Said]],
    common: Set[str],
    rng: random.Random,
    *,
    spoiled: bool,
    mono: bool,
) -> Stretch:
    said = [word for turn in turns for word in turn]
    places = iter(range(len(said)))
    made = list(forms([[(s.text, next(places)) for s in turn] for turn in turns if turn], common))
    if mono:
        made = [form for form in made if form.text != TURN]
    labels = [said[form.place].label if form.place >= 0 else OUT for form in made]
    if spoiled:
        made = [_unlisted(form, label, rng) for form, label in zip(made, labels, strict=True)]
    return Stretch(made, labels)


def _unlisted(form: Form, label: str, rng: random.Random) -> Form:
    """`form`, now and then as if no list knew it: most names are on none."""
    known = form.lists.strip("lnth|.-") and form.place >= 0
    if label != OUT and known and rng.random() < 0.35:
        kept = "".join(mark for mark in form.lists if mark in "wth")
        return replace(form, lists=kept) if kept else _unknown(form)
    if label == OUT and form.lists == "w" and rng.random() < 0.025:
        return _unknown(form)
    return form


def _unknown(form: Form) -> Form:
    return replace(form, norm=unknown(form.norm), lists="-")
