"""Who reads names and addresses besides the rules: the model in the package, or another one.

"basic" is `names.model`, made by `ner/`: it gives each word of a call the chances that it is
part of a name or of an address, from the eight words to each side. "spacy:NAME" is any spaCy
pipeline with an entity recogniser, installed or in a folder.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.adapters.personal.known_names import common_words
from pipeline.adapters.personal.turns import turns
from pipeline.adapters.personal.united import Chances
from pipeline.adapters.personal.wordforms import Form, forms
from pipeline.errors import BadConfig
from pipeline.model import Word

MODEL = Path(__file__).parent / "names.model"
PERSON, ADDRESS = "PERSON", "ADDRESS"
_WINDOW = 240
"""Forms read at once."""
_NEAR = 4
"""Forms to each side of an unusual word that may belong to its name or address."""
_EDGE = 8
"""Forms to each side that a word's chances depend on."""
_BATCH = 64
"""Windows held at once."""

Rows = npt.NDArray[np.float32]


class NameReader(Protocol):
    """Reads names and addresses in a call."""

    vetoes: bool
    """Whether a name on a list is none if this reader sees none."""

    def read(self, said: Sequence[Word]) -> Chances:
        """The chances of each word of a call, in the order of `said`."""
        ...


def open_names(setting: str) -> NameReader:
    """The reader that site.toml names: "basic", or "spacy:" and a package or folder.

    Raises BadConfig.
    """
    kind, _, name = setting.partition(":")
    if setting == "basic":
        return BasicNames()
    if kind == "spacy" and name:
        if Path(name).is_dir() or importlib.util.find_spec(name) is not None:
            return SpacyNames(name)
        raise BadConfig(
            f'names = "{setting}": neither a folder nor an installed package is called {name}. '
            f'Install it (python -m spacy download {name}), or write names = "basic".'
        )
    raise BadConfig(f'names = "{setting}": it is "basic" or "spacy:" and a pipeline\'s name.')


def doc_of(nlp: Language, said: Sequence[Form]) -> Doc:
    """`said` as spaCy's document; a word's lists stand where a lemma would."""
    doc = Doc(nlp.vocab, words=[form.text for form in said], lemmas=[form.lists for form in said])
    for token, form in zip(doc, said, strict=True):
        token.norm_ = form.norm
    return doc


def worth_reading(said: Sequence[Form]) -> Iterator[tuple[int, int]]:
    """From where to where names and addresses may be: around words that no call needs."""
    start = end = 0
    for at, form in enumerate(said):
        if form.place < 0 or form.is_plain:
            continue
        if at - _NEAR > end or end - start > _WINDOW:
            if end > start:
                yield start, end
            start = max(end, at - _NEAR)
        end = min(len(said), at + _NEAR + 1)
    if end > start:
        yield start, end


class BasicNames:
    """The model in the package; loading takes a fraction of a second, once."""

    vetoes = True

    def __init__(self, folder: Path = MODEL) -> None:
        self._folder = folder

    @cached_property
    def labels(self) -> tuple[str, ...]:
        return tuple(self._tagger.labels)

    def read(self, said: Sequence[Word]) -> Chances:
        made = list(forms(turns(said), common_words()))
        person, address = [0.0] * len(said), [0.0] * len(said)
        plain = [True] * len(said)
        columns = [self.labels.index(label) for label in (PERSON, ADDRESS)]
        for start, rows in self._rows(made):
            for form, row in zip(made[start:], rows, strict=False):
                if form.place >= 0:
                    person[form.place], address[form.place] = map(float, row[columns])
                    plain[form.place] = form.is_plain
        return Chances(person, address, plain)

    def chances(self, stretches: Sequence[Sequence[Form]]) -> list[Rows]:
        """For each stretch: a row a form, a column a label."""
        # What was said must not stay in spaCy's store of strings.
        with self._nlp.memory_zone():
            docs = [doc_of(self._nlp, stretch) for stretch in stretches]
            return list(self._tagger.model.predict(docs))

    def _rows(self, said: Sequence[Form]) -> Iterator[tuple[int, Rows]]:
        """What was read, and where in `said` it begins; each form sees what is beside it."""
        looked_at = list(worth_reading(said))
        for first in range(0, len(looked_at), _BATCH):
            some = looked_at[first : first + _BATCH]
            lows = [max(0, start - _EDGE) for start, _ in some]
            read = self.chances(
                [said[low : end + _EDGE] for low, (_, end) in zip(lows, some, strict=True)]
            )
            for low, (start, end), rows in zip(lows, some, read, strict=True):
                yield start, rows[start - low : end - low]

    @cached_property
    def _nlp(self) -> Language:
        return spacy.load(self._folder, exclude=["tokenizer"])

    @property
    def _tagger(self) -> Any:
        return self._nlp.get_pipe("tagger")


@dataclass
class SpacyNames:
    """Any spaCy pipeline with an entity recogniser: a package's name, or a folder."""

    name: str
    vetoes = False

    def read(self, said: Sequence[Word]) -> Chances:
        person, address = [0.0] * len(said), [0.0] * len(said)
        turn_words = [pair for turn in turns(said) for pair in [*turn, (".", -1)]]
        for start in range(0, len(turn_words), _WINDOW):
            # What was said must not stay in spaCy's store of strings.
            with self._nlp.memory_zone():
                self._read(turn_words[start : start + _WINDOW + 2 * _EDGE], person, address)
        return Chances(person, address, [False] * len(said))

    def _read(
        self, said: Sequence[tuple[str, int]], person: list[float], address: list[float]
    ) -> None:
        owners = [place for text, place in said for _ in range(len(text) + 1)]
        text = " ".join(text for text, _ in said)
        for found in self._nlp(text.encode("utf-8", "replace").decode("utf-8")).ents:
            for place in set(owners[found.start_char : found.end_char]) - {-1}:
                if found.label_ in _PEOPLE:
                    person[place] = _FOUND
                elif found.label_ in _ADDRESSES:
                    address[place] = _FOUND
                elif found.label_ in _TOWNS:
                    address[place] = max(address[place], _BESIDE)

    @cached_property
    def _nlp(self) -> Language:
        return spacy.load(self.name)


_PEOPLE = frozenset({"PERSON", "PER"})
_ADDRESSES = frozenset({"ADDRESS", "STREET", "FAC"})
_TOWNS = frozenset({"GPE", "LOC"})
"""A town alone is nobody's address; beside one it belongs to it."""
_FOUND = 0.9
_BESIDE = 0.4
