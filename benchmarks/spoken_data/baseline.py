"""presidio as it comes, on the same words: what a site would have without our readers."""

from __future__ import annotations

import logging
from collections.abc import Iterable

import spacy
import tldextract
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine

from pipeline.model import Entity, Finding, Transcript
from pipeline.timeline import Span

_ENTITIES = {
    "CREDIT_CARD": Entity.PAN,
    "PHONE_NUMBER": Entity.PHONE,
    "EMAIL_ADDRESS": Entity.EMAIL,
    "IBAN_CODE": Entity.IBAN,
    "UK_NHS": Entity.NHS,
    "DATE_TIME": Entity.DATE_OF_BIRTH,
    "PERSON": Entity.PERSON,
    "LOCATION": Entity.ADDRESS,
}


class _Tokens(SpacyNlpEngine):
    """spaCy without a model, as on a machine that can fetch none."""

    def load(self) -> None:
        self.nlp = {"en": spacy.blank("en")}  # type: ignore[assignment]


class VanillaPresidio:
    """presidio's default English recognisers over the text of each channel."""

    name = "presidio"

    def __init__(self) -> None:
        logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
        # Its e-mail recogniser would ask the network for a list of suffixes.
        offline = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
        tldextract.tldextract.TLD_EXTRACTOR = offline
        engine = _Tokens()
        engine.load()
        registry = RecognizerRegistry(supported_languages=["en"])
        registry.load_predefined_recognizers(languages=["en"])
        self._analyzer = AnalyzerEngine(
            registry=registry, nlp_engine=engine, supported_languages=["en"]
        )

    def find(self, transcript: Transcript) -> Iterable[Finding]:
        """What presidio finds, on whole words."""
        for channel in sorted({word.channel for word in transcript.words}):
            text, owners = "", []
            for index, word in enumerate(transcript.words):
                if word.channel == channel:
                    owners += [index] * (len(word.text) + 1)
                    text += word.text + " "
            for hit in self._analyzer.analyze(text, language="en", score_threshold=0.3):
                entity = _ENTITIES.get(hit.entity_type, Entity.NATIONAL_ID)
                words = tuple(sorted(set(owners[hit.start : hit.end])))
                first, last = transcript.words[words[0]], transcript.words[words[-1]]
                span = Span(first.span.start, max(first.span.end, last.span.end))
                yield Finding(entity, channel, span, hit.score, self.name, words=words)
