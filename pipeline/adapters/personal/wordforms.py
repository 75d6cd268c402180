"""How the name model sees a call: its words in order, each with what lists say of it. Pure.

Training (`ner/`) and detection must see the same; this module is what they share.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.adapters.personal.known_names import (
    EVERYDAY_FIRST_NAMES,
    FIRST_NAMES,
    PLACES,
    SURNAMES,
)
from pipeline.adapters.personal.places import HOMES, STREETS
from pipeline.digits import Sort, read_word
from pipeline.wordlists import words

COMMON_WORDS = Path(__file__).parent / "common_words.txt"
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


@cache
def common_words() -> frozenset[str]:
    """The words that everybody uses."""
    return frozenset(COMMON_WORDS.read_text(encoding="ascii").split())


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


def is_common(norm: str, common: Set[str]) -> bool:
    """Whether everybody uses it: also as "it'll", "half-price" and "unplugs"."""
    if norm in common or norm in _CONTRACTED or any(
        norm.endswith(end) and len(norm) - len(end) > 3 and norm[: -len(end)] + more in common
        for end, more in _ENDINGS
    ):
        return True
    base, mark, _ = norm.replace("n't", "'nt").partition("'")
    if mark:
        return base in common or len(base) < 3
    parts = norm.split("-")
    return len(parts) > 1 and all(part in common or len(part) < 3 for part in parts)


_CONTRACTED = words(
    """im ive id youre youve youd youll theyre theyve theyd theyll weve wed hes shes itll itd thatll
    thatd isnt arent wasnt werent dont doesnt didnt hasnt havent hadnt cant couldnt wont wouldnt
    shouldnt mustnt needn't whats thats whos whod wheres theres heres hows lets whens oclock aint
    couldve wouldve shouldve mustve wholl therell everyones someones nobodys nothings yous"""
)
"""What recognisers write without its apostrophe."""
_LISTS = (
    ("f", FIRST_NAMES),
    ("e", EVERYDAY_FIRST_NAMES),
    ("s", SURNAMES),
    ("p", PLACES),
    ("t", STREETS),
    ("h", HOMES),
)


_ENDINGS = (
    *(("s", ""), ("es", ""), ("ies", "y"), ("d", ""), ("ed", ""), ("ing", ""), ("ing", "e")),
    *(("ly", ""), ("er", ""), ("ers", ""), ("r", ""), ("ness", ""), ("less", ""), ("able", "")),
    *(("ise", "ize"), ("ised", "ized"), ("ising", "izing"), ("our", "or"), ("oured", "ored")),
)
"""What may be at the end of a word, and what its other form has there."""


def unknown(norm: str) -> str:
    """What stands for a word on no list: how it begins, so that names are not learnt by heart."""
    return f"{norm[:3]}~"


def _figures(norm: str) -> str:
    return "".join("0" if c.isdecimal() else c for c in norm)
