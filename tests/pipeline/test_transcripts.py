from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.cards import CardDetector
from pipeline.errors import UnreadableTranscript
from pipeline.model import CARD_DATA, Entity, Finding, Profile, ProfileName
from pipeline.timeline import Span
from pipeline.transcripts import (
    findings_to_json,
    from_json,
    masked_words,
    read_transcripts,
    to_json,
)
from tests.pipeline.spoken import call

EVIDENCE = Profile(ProfileName("evidence"), CARD_DATA)
CALL = {
    "id": "call-1",
    "channels": ["agent", "customer"],
    "words": [{"text": "four", "start_ms": 1200, "end_ms": 1420, "channel": 1, "confidence": 0.93}],
}


def test_the_format_of_the_design_page_comes_back_as_it_was() -> None:
    named = from_json(CALL)
    assert to_json(named.id, named.transcript) == CALL


def test_a_file_of_lines_holds_a_call_a_line(tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    path.write_text(f"{json.dumps(CALL)}\n\n{json.dumps(CALL | {'id': 'call-2'})}\n")
    assert [named.id for named in read_transcripts(path)] == ["call-1", "call-2"]


def test_words_come_in_the_order_of_their_start_and_with_a_length() -> None:
    words = [
        {"text": "b", "start_ms": 900, "end_ms": 800, "channel": 0},
        {"text": "a", "start_ms": 100, "end_ms": 100, "channel": 0},
    ]
    transcript = from_json({"id": "x", "channels": ["mixed"], "words": words}).transcript
    assert [(w.text, w.span) for w in transcript.words] == [
        ("a", Span(100, 101)),
        ("b", Span(900, 901)),
    ]


@pytest.mark.parametrize(
    "content",
    [
        '{"id": "x", "channels": ["customer"], "words": [{"text": "4539 secret"}]}',
        '{"id": "x", "channels": ["nobody secret"], "words": []}',
        '{"id": "x", "channels": [], "words": [{"text": "secret", "start_ms": 0, "end_ms": 1, '
        '"channel": 0}]}',
        '{"id": "x", "channels": ["mixed"], "words": [{"text": "secret", "start_ms": -5, '
        '"end_ms": 1, "channel": 0}]}',
        '["secret"',
        '"secret"',
        "\udcff secret",
    ],
)
def test_a_file_in_another_format_is_named_and_never_quoted(tmp_path: Path, content: str) -> None:
    path = tmp_path / "call.json"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(UnreadableTranscript) as raised:
        list(read_transcripts(path))
    assert "call.json" in str(raised.value)
    assert "secret" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_finding_that_was_heard_masks_the_words_it_overlaps() -> None:
    transcript = call("one two three")
    heard = Finding(Entity.DTMF, 1, Span(320, 700), 0.9, "tones")
    assert masked_words(transcript, [heard], EVIDENCE) == {1: Entity.DTMF, 2: Entity.DTMF}


def test_a_word_found_twice_has_its_best_name() -> None:
    transcript = call("one")
    both = [
        Finding(entity, 1, transcript.words[0].span, 0.9, "x", words=(0,))
        for entity in (Entity.PAYMENT_NUMBER, Entity.PAN)
    ]
    assert masked_words(transcript, both, EVIDENCE) == {0: Entity.PAN}


def test_the_line_of_detect_says_where_and_never_what() -> None:
    transcript = call("agent: the cvv", "4 5 1")
    found = list(CardDetector().find(transcript))
    line = findings_to_json("call-1", found, masked_words(transcript, found, EVIDENCE))
    (finding,) = line["findings"]
    assert sorted(finding) == ["channel", "detector", "end_ms", "entity", "score", "start_ms"]
    assert [(w["index"], w["masked"]) for w in line["words"]] == [
        (2, "CARD_CODE"),
        (3, "CARD_CODE"),
        (4, "CARD_CODE"),
    ]
