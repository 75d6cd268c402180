"""How the name model sees a call: its words in order, each with what lists say of it. Pure.

Training (`ner/`) and detection must see the same; this module is what they share.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from pipeline.adapters.personal.known_names import (
    EVERYDAY_FIRST_NAMES,
    FIRST_NAMES,
    PLACES,
    SURNAMES,
    TOWN_NAMES,
    common_words,
    is_common,
)
from pipeline.adapters.personal.places import HOMES, STREETS
from pipeline.digits import Sort, read_word
from pipeline.wordlists import words

_PLAIN = frozenset("wnl")
TURN = "|"
"""Stands where the other party begins to speak."""
STOP = "."
"""Stands where the recogniser ended a sentence."""
FILLERS = words("um uh er erm uhm hmm hm mm ah mhm")
"""Left out: what is around them belongs together."""
_STRUCK = "["
"""Begins what is no word: "[PERSON]", "[noise]"."""
_EDGES = " \t\n.,;:!?\"()[]{}<>…-–—'’*_/\\|"


@dataclass(frozen=True, slots=True)
class Form:
    """One word for the model, and the place of the call it is from (-1: none, a mark)."""

    text: str
    norm: str
    lists: str
    place: int = -1

    @property
    def is_plain(self) -> bool:
        """Whether it is an everyday word, a number or a letter: no name by its looks."""
        return not set(self.lists) - _PLAIN


def forms(turns: Iterable[Sequence[tuple[str, int]]], common: Set[str]) -> Iterator[Form]:
    """The forms of `turns`, each a run of (word, place) by one party."""
    known: dict[str, tuple[str, str]] = {}
    first = True
    for turn in turns:
        if not first:
            yield Form(TURN, TURN, TURN)
        first = False
        for text, place in turn:
            if text.startswith(_STRUCK):
                yield Form(STOP, STOP, STOP)
                continue
            # Half a character, which JSON can say and spaCy cannot read, is read as "?".
            bare = text.encode("utf-8", "replace").decode("utf-8").strip(_EDGES)
            if bare and bare.lower() not in FILLERS:
                if bare not in known:
                    norm = bare.lower().replace("’", "'").removesuffix("'s")
                    lists = listed(norm, common)
                    known[bare] = unknown(norm) if lists == "-" else _figures(norm), lists
                yield Form(bare, *known[bare], place)
            if text[-1:] in {".", "?", "!"} and bare.lower() not in _ABBREVIATIONS:
                yield Form(STOP, STOP, STOP)


_ABBREVIATIONS = words("mr mrs ms dr st rd ave no")


def listed(norm: str, common: Set[str]) -> str:
    """The lists `norm` is on, a letter each; "-" for none."""
    if len(norm) == 1 and norm.isalpha():
        return "l"
    if any(c.isdecimal() for c in norm):
        return "n"
    marks = "".join(mark for mark, names in _LISTS if norm in names)
    if "s" not in marks and "w" not in marks and read_word(norm).sort is Sort.NUMBER:
        return "n"
    return (marks + ("w" if is_common(norm, common) else "")) or "-"


_PLACE_WORDS = PLACES | {
    word for town in TOWN_NAMES for word in town.split() if word not in common_words()
}
_LISTS = (
    ("f", FIRST_NAMES),
    ("e", EVERYDAY_FIRST_NAMES),
    ("s", SURNAMES),
    ("p", _PLACE_WORDS),
    ("t", STREETS),
    ("h", HOMES),
)


def unknown(norm: str) -> str:
    """What stands for a word on no list: how it begins, so that names are not learnt by heart."""
    return f"{norm[:3]}~"


def _figures(norm: str) -> str:
    return "".join("0" if c.isdecimal() else c for c in norm)
