"""What must hold of any input; each target takes bytes and raises if it does not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.adapters.personal import PersonalDataDetector
from pipeline.brands import brand, luhn
from pipeline.cards import CardDetector
from pipeline.errors import UnreadableTranscript
from pipeline.flags import SensitiveFlagger
from pipeline.model import CARD_DATA, Finding, Transcript
from pipeline.phrases import Phrase, first_said
from pipeline.transcripts import NamedTranscript, from_json, read_transcripts, to_json
from tests.fuzz.soups import soup

Target = Callable[[bytes], None]

_PHRASES = tuple(map(Phrase.of, ("i would like to pay by card", "never mind", "my account number")))
_WHOLE_CARD = re.compile(r"[0-9]{13,}")


def cards(data: bytes) -> None:
    """No transcript trips the reading of cards, and no card in one word stays."""
    transcript = soup(data)
    found = list(CardDetector().find(transcript))
    _well_made(transcript, found)
    assert all(finding.entity in CARD_DATA for finding in found)
    masked = {i for finding in found for i in finding.words}
    for index, word in enumerate(transcript.words):
        if _WHOLE_CARD.fullmatch(word.text) and brand(word.text) and luhn(word.text):
            assert index in masked, "a whole card number stays"


def personal(data: bytes) -> None:
    """No transcript trips the reading of personal data."""
    transcript = soup(data)
    _well_made(transcript, _personal().find(transcript))


def listening(data: bytes) -> None:
    """No transcript trips flags and phrases."""
    transcript = soup(data)
    for flag in SensitiveFlagger().flag(transcript):
        assert any(flag.span.covers(word.span) for word in transcript.words)
    first_said(_PHRASES, transcript)


def files(data: bytes) -> None:
    """Any file is a transcript or is refused by name, and what was read is written alike."""
    path = _place(".jsonl" if data[:1] >= b"\x80" else ".json")
    path.write_bytes(data[1:])
    calls: list[NamedTranscript] = []
    refused: UnreadableTranscript | None = None
    try:
        calls = list(read_transcripts(path))
    except UnreadableTranscript as error:
        refused = error
    if refused is not None:
        assert str(refused).startswith(str(path))
        assert refused.__cause__ is refused.__context__ is None
    for call in calls:
        assert from_json(to_json(call.id, call.transcript)).transcript.words == tuple(
            call.transcript.words
        ) or any(round(w.confidence, 3) != w.confidence for w in call.transcript.words)
        _well_made(call.transcript, CardDetector().find(call.transcript))


TARGETS: Mapping[str, Target] = {
    "cards": cards,
    "personal": personal,
    "listening": listening,
    "files": files,
}


def _well_made(transcript: Transcript, found: Iterable[Finding]) -> None:
    words = transcript.words
    for finding in found:
        assert finding.words, "a finding says where"
        assert finding.words == tuple(sorted(set(finding.words)))
        assert all(words[i].channel == finding.channel for i in finding.words)
        assert all(finding.span.covers(words[i].span) for i in finding.words)
        assert 0 <= finding.score <= 1


@cache
def _personal() -> PersonalDataDetector:
    return PersonalDataDetector()


@cache
def _folder() -> TemporaryDirectory[str]:
    """Of this process alone, and gone with it."""
    return TemporaryDirectory(prefix="hushtape-fuzz-")


def _place(suffix: str) -> Path:
    return Path(_folder().name, f"call{suffix}")
