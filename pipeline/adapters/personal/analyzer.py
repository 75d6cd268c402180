"""presidio-analyzer without a model, without a network, with the recognisers we chose.

Its types stay in this module: what leaves it is (entity, start, end, score, rule).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import spacy
import tldextract
from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine
from presidio_analyzer.predefined_recognizers import (
    EmailRecognizer,
    IbanRecognizer,
    InAadhaarRecognizer,
    InPanRecognizer,
    IpRecognizer,
    NhsRecognizer,
    PhoneRecognizer,
    UkNinoRecognizer,
    UsSsnRecognizer,
)
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.adapters.personal.patterns import PATTERNS, is_plausible
from pipeline.model import Entity

REGIONS = ("GB", "IE", "US", "IN")
"""Whose telephone numbers are known; each one more costs time."""
_ENTITIES = {
    "PHONE_NUMBER": Entity.PHONE,
    "EMAIL_ADDRESS": Entity.EMAIL,
    "IBAN_CODE": Entity.IBAN,
    "IP_ADDRESS": Entity.IP_ADDRESS,
    "UK_NHS": Entity.NHS,
    "UK_NINO": Entity.NINO,
    "US_SSN": Entity.NATIONAL_ID,
    "IN_AADHAAR": Entity.NATIONAL_ID,
    "IN_PAN": Entity.NATIONAL_ID,
    **{str(entity): entity for entity in PATTERNS},
}
_NEEDS_CONTEXT = frozenset({"UK_NHS", "IN_AADHAAR", "IN_PAN", "US_SSN"})
"""Checked by one digit or none: without a word for it nearby, any order number would do."""

_BEFORE = 80
"""Characters before something found that say what it is not."""
_ANYTHING = 0.05
"""The score of a pattern that fits nearly anything, and takes long to."""
_COMPONENT = "hushtape_lower_case_lemmas"
_LONGEST_WORD = 100
"""Characters. spaCy takes time with the square of what stands between two blanks."""
_LONGEST_TEXT = 4_000
"""Characters that are looked at at once: patterns, too, are superlinear in them."""
_SHARED = 200
"""Characters that two stretches share, so that nothing is cut in half."""
_BEFORE_FIGURE, _AFTER_FIGURE = 100, 60
"""Characters around a figure that are looked at: what it is part of, and what is said of it."""
_FIGURE = re.compile(r"[\d@]")
"""Everything presidio is asked for has one in it."""
_DIALLED = re.compile(r"(?:\d[^\w,;:?!]{0,3}){7}")
_BEFORE_NUMBER, _AFTER_NUMBER = 8, 24
"""Characters around seven figures that may belong to the number."""
_TOKEN = re.compile(rf"(\S{{1,{_LONGEST_WORD}}})( ?)|(\s)")


@dataclass(frozen=True, slots=True)
class Hit:
    """What presidio found in a text, by character."""

    entity: Entity
    start: int
    end: int
    score: float
    rule: str


@Language.component(_COMPONENT)
def _lower_case_lemmas(doc: Doc) -> Doc:
    """Context words are compared by lemma; a blank pipeline has none."""
    for token in doc:
        token.lemma_ = token.lower_
    return doc


class _BlankEngine(SpacyNlpEngine):
    """spaCy's tokens without a model to download."""

    def load(self) -> None:
        nlp = spacy.blank("en")
        nlp.add_pipe(_COMPONENT)
        nlp.tokenizer = _tokens(nlp.vocab)
        self.nlp = {"en": nlp}  # type: ignore[assignment]  # the base class says only None


def _tokens(vocab: Vocab) -> Callable[[str], Doc]:
    """What stands between two blanks, in pieces where it is longer than words are.

    Quicker than spaCy's own tokens, and enough to find the words near something.
    """

    def tokens(text: str) -> Doc:
        found = _TOKEN.findall(text)
        words = [word or blank for word, _, blank in found]
        return Doc(vocab, words=words, spaces=[bool(space) for _, space, _ in found])

    return tokens


class _OfflineEmailRecognizer(EmailRecognizer):
    """The e-mail recogniser, with the list of suffixes that came with the package."""

    _extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)

    def validate_result(self, pattern_text: str) -> bool:
        return bool(self._extract(pattern_text).fqdn)


class _QuickPhoneRecognizer(PhoneRecognizer):
    """The telephone recogniser, where there are enough figures in a row for a number."""

    def analyze(self, text: str, *args: Any, **kwargs: Any) -> Any:
        found = []
        for start, end in _dialled(text):
            for result in super().analyze(text[start:end], *args, **kwargs):
                result.start, result.end = result.start + start, result.end + start
                found.append(result)
        return found


class Analyzer:
    """Analyses one text at a time; loading takes a second or two, once."""

    def __init__(self) -> None:
        logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
        engine = _BlankEngine()
        engine.load()
        registry = RecognizerRegistry(recognizers=_recognizers(), supported_languages=["en"])
        self._analyzer = AnalyzerEngine(
            registry=registry, nlp_engine=engine, supported_languages=["en"]
        )
        # A bare spaCy recogniser registers itself, and claims names it cannot find.
        registry.remove_recognizer("SpacyRecognizer")

    def analyze(self, text: str) -> Iterator[Hit]:
        """What is in `text`, in time that grows with it; what is found may overlap."""
        # Half a character, which JSON can say and spaCy cannot read, is read as "?".
        text = text.encode("utf-8", "replace").decode("utf-8")
        for first, last in _worth_reading(text):
            for start in range(first, max(first + 1, last - _SHARED), _LONGEST_TEXT - _SHARED):
                for hit in self._stretch(text[start : min(last, start + _LONGEST_TEXT)]):
                    yield replace(hit, start=start + hit.start, end=start + hit.end)

    def _stretch(self, text: str) -> Iterator[Hit]:
        for found in self._analyzer.analyze(
            text, language="en", entities=list(_ENTITIES), score_threshold=0.3
        ):
            explained = found.analysis_explanation
            helped = bool(explained and explained.supportive_context_word)
            if found.entity_type in _NEEDS_CONTEXT and not helped:
                continue
            rule = str(explained.recognizer) if explained else found.entity_type
            entity = _ENTITIES[found.entity_type]
            said, before = text[found.start : found.end], text[: found.start][-_BEFORE:]
            if not is_plausible(entity, said, before, helped=helped):
                continue
            yield Hit(entity, found.start, found.end, float(found.score), rule)


def _worth_reading(text: str) -> Iterator[tuple[int, int]]:
    """From where to where there may be something: around figures and "@", to the next blanks."""
    first = last = 0
    for mark in _FIGURE.finditer(text):
        if mark.start() - _BEFORE_FIGURE > last:
            if last:
                yield first, last
            first = text.rfind(" ", 0, max(0, mark.start() - _BEFORE_FIGURE)) + 1
        blank = text.find(" ", min(len(text), mark.end() + _AFTER_FIGURE))
        last = blank if blank >= 0 else len(text)
    if last:
        yield first, last


def _dialled(text: str) -> Iterator[tuple[int, int]]:
    """From where to where there are enough figures in a row for a telephone number."""
    first = last = -1
    for mark in _DIALLED.finditer(text):
        start = text.rfind(" ", 0, max(0, mark.start() - _BEFORE_NUMBER)) + 1
        blank = text.find(" ", min(len(text), mark.end() + _AFTER_NUMBER))
        if start > last:
            if last >= 0:
                yield first, last
            first = start
        last = blank if blank >= 0 else len(text)
    if last >= 0:
        yield first, last


def _recognizers() -> list[Any]:
    """Named here in Python: configuration chooses values, never classes."""
    return [
        _OfflineEmailRecognizer(),
        IbanRecognizer(),
        IpRecognizer(context=["ip", "address", "router", "server", "ping", "login", "network"]),
        _QuickPhoneRecognizer(supported_regions=REGIONS, leniency=1),
        NhsRecognizer(),
        UkNinoRecognizer(),
        UsSsnRecognizer(),
        InAadhaarRecognizer(),
        InPanRecognizer(patterns=[p for p in InPanRecognizer.PATTERNS if p.score > _ANYTHING]),
        *(
            PatternRecognizer(
                supported_entity=str(entity),
                name=f"Hushtape {entity}",
                patterns=[Pattern(name, regex, score) for name, regex, score in patterns],
                context=list(context),
            )
            for entity, (patterns, context) in PATTERNS.items()
        ),
    ]
