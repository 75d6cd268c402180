"""From a template to words and what each of them is."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path

from ner.lists import each_word
from ner.names import Names
from ner.places_said import Places, title
from ner.things_said import Things

OUT, PERSON, ADDRESS = "O", "PERSON", "ADDRESS"
LABELS = (OUT, PERSON, ADDRESS)
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
        self._places = Places(rng, names)
        self._things = Things(rng, names, self._places)

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
                return _labelled(title(names.full()), PERSON)
            case "F":
                return _labelled(title(names.first()), PERSON)
            case "L":
                return _labelled(title(names.last()), PERSON)
            case "I":
                return _labelled(" ".join(rng_letters(self.rng)), PERSON)
            case "IL":
                return _labelled(f"{' '.join(rng_letters(self.rng))} {title(names.last())}", PERSON)
            case "U":
                return _labelled(self._places.unit(figures), ADDRESS)
            case "V":
                return _labelled(title(names.town()), ADDRESS)
            case "NS":
                full = names.full()
                spelled = self._spelled(full.split()[-1])
                return _labelled(title(full), PERSON) + _labelled(spelled, PERSON)
            case "LS":
                last = names.last()
                return _labelled(title(last), PERSON) + _labelled(self._spelled(last), PERSON)
            case "SP":
                return _labelled(self._spelled(names.last()), PERSON)
            case "SPX":
                return _labelled(self._spelled(names.road()), ADDRESS)
            case "A1":
                return _labelled(self._places.first_line(figures), ADDRESS)
            case "AS":
                return _labelled(self._places.street(), ADDRESS)
            case "A":
                return _labelled(self._places.address(figures), ADDRESS)
            case "PT":
                return _labelled(f"{title(names.town())} {self._places.postcode(figures)}", ADDRESS)
            case "PC":
                return _labelled(self._places.postcode(figures), OUT)
            case "H":
                return _labelled(self._places.house(), ADDRESS)
            case "hn":
                return _labelled(self._places.house_number(figures), ADDRESS)
            case _:
                return _labelled(self._things.thing(slot, figures), OUT)

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


def rng_letters(rng: random.Random) -> list[str]:
    """One to three initials, as they are written."""
    point = rng.choice(("", "", "."))
    return [rng.choice("ABCDEFGHJKLMNPRSTW") + point for _ in range(rng.choice((1, 1, 2, 2, 3)))]


def _labelled(text: str, label: str) -> list[Said]:
    return [Said(word, label) for word in text.split()]
