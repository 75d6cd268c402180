from __future__ import annotations

import json
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cards import CardDetector
from pipeline.errors import UnreadableTranscript
from pipeline.model import CARD_DATA, Entity, Finding, Profile, ProfileName
from pipeline.timeline import Span
from pipeline.transcripts import (
    LONGEST_CALL,
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


def test_a_call_in_another_language_says_so() -> None:
    named = from_json(CALL | {"language": "cy"})
    assert named.transcript.language == "cy"
    assert to_json(named.id, named.transcript) == CALL | {"language": "cy"}
    with pytest.raises(ValueError, match="language"):
        from_json(CALL | {"language": "Welsh, mostly"})


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


def odd(**changes: object) -> str:
    """The call with something else in its only word, or, with a `_`, in itself."""
    word = CALL["words"][0] | {k: v for k, v in changes.items() if k[0] != "_"}  # type: ignore[operator]
    return json.dumps(
        CALL | {"words": [word]} | {k[1:]: v for k, v in changes.items() if k[0] == "_"}
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (odd(start_ms=float("nan")), "words[0].start_ms is missing or no time in a call"),
        (odd(end_ms=float("inf")), "words[0].end_ms is missing or no time in a call"),
        (odd(start_ms=-5), "words[0].start_ms is missing or no time in a call"),
        (odd(start_ms=10**400), "words[0].start_ms is missing or no time in a call"),
        (odd(end_ms="9" * 20), "words[0].end_ms is missing or no time in a call"),
        (odd(start_ms=True), "words[0].start_ms is missing or no time in a call"),
        (odd(channel=2), "words[0].channel is missing or none of channels"),
        (odd(channel=0.5), "words[0].channel is missing or none of channels"),
        (odd(confidence=float("nan")), "words[0].confidence is no number from 0 to 1"),
        (odd(text=None), "words[0].text is missing or no text"),
        (odd(_id=None), "id is missing or no text"),
        (
            odd(_channels=["agent", "secret"]),
            "channels has names other than agent, customer, mixed",
        ),
        (odd(_channels="agent"), "channels is no list of 32 at most"),
        (odd(_channels=["mixed"] * 33), "channels is no list of 32 at most"),
        (odd(_words={"secret": 1}), "words is missing or no list"),
        (odd(_words=[[]]), "words[0] is no object"),
        ("[]", "not an object with id, channels and words"),
        ("[" * 100_000, "nested too deep"),
        ('{"id": ' + "9" * 5_000 + "}", "a number that is too long"),
        ('{"id": "secret\\x"}', "line 1: not JSON"),
        ('{"id":\n "secret" 4}', "line 2: not JSON"),
        ("", "line 1: not JSON"),
        (f"{odd()}\n{odd()}", "line 2: a second call: name it .jsonl"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_by_place(tmp_path: Path, content: str, why: str) -> None:
    path = tmp_path / "call.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableTranscript) as raised:
        list(read_transcripts(path))
    assert str(raised.value).startswith(str(path))
    assert str(raised.value).endswith(f": {why}" if "line" not in why else f", {why}")
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "latin-1"])
def test_a_file_in_another_encoding_is_refused_at_its_line(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "calls.jsonl"
    path.write_bytes(f"{odd()}\n".encode() + '{"id": "secrét"}\n'.encode(encoding))
    read = read_transcripts(path)
    assert next(read).id == "call-1"
    with pytest.raises(UnreadableTranscript, match=r"line 2: not (UTF-8|JSON)$"):
        next(read)


def test_a_byte_order_mark_is_no_matter(tmp_path: Path) -> None:
    path = tmp_path / "call.json"
    path.write_text(odd(), encoding="utf-8-sig")
    assert [named.id for named in read_transcripts(path)] == ["call-1"]


@pytest.mark.parametrize("suffix", [".json", ".jsonl"])
def test_a_line_without_an_end_is_not_read_to_it(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"call{suffix}"
    with path.open("wb") as sparse:
        sparse.truncate(1 << 30)
    tracemalloc.start()
    with pytest.raises(UnreadableTranscript, match="a call of more than 64 MB"):
        list(read_transcripts(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5 * LONGEST_CALL


@pytest.mark.parametrize("make", ["missing", "folder", "unreadable"])
def test_a_file_that_cannot_be_read_is_told_so(tmp_path: Path, make: str) -> None:
    path = tmp_path / "call.json"
    if make == "folder":
        path.mkdir()
    if make == "unreadable":
        path.symlink_to(path)
    with pytest.raises(UnreadableTranscript) as raised:
        list(read_transcripts(path))
    assert str(raised.value).startswith(f"{path}: ")


def test_half_a_character_becomes_a_question_mark() -> None:
    named = from_json(json.loads(odd(text="a\ud800", _id="\udfff")))
    assert (named.id, named.transcript.words[0].text) == ("?", "a?")


def test_a_number_without_its_quotes_is_text() -> None:
    assert from_json(json.loads(odd(text=4539))).transcript.words[0].text == "4539"


def test_each_word_knows_its_place_in_the_file() -> None:
    words = [
        {"text": t, "start_ms": at, "end_ms": at + 1, "channel": 0}
        for t, at in (("c", 30), ("a", 10), ("b", 20))
    ]
    assert from_json(CALL | {"words": words}).order == (1, 2, 0)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["id", "channels", "words", "text", "start_ms", "end_ms", "channel", "confidence"]
            ),
            inner,
        ),
    ),
    max_leaves=30,
)


@settings(deadline=None)
@given(JSON)
def test_any_object_is_a_call_or_is_refused_by_a_value_error(thing: object) -> None:
    with suppress(ValueError):
        named = from_json(thing)
        assert json.loads(json.dumps(to_json(named.id, named.transcript), allow_nan=False))


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
