from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest

from pipeline.adapters.engines.recorded import Recorded
from pipeline.errors import BadConfig, ModelMissing
from pipeline.model import Grade, Hearing, Party
from pipeline.ports import Sound
from pipeline.timeline import Span

CALL = {
    "id": "a",
    "channels": ["agent", "customer"],
    "words": [
        {"text": "hello", "start_ms": 100, "end_ms": 400, "channel": 0, "confidence": 0.9},
        {"text": "hi", "start_ms": 500, "end_ms": 700, "channel": 1, "confidence": 0.8},
        {"text": "bye", "start_ms": 4_900, "end_ms": 5_300, "channel": 1, "confidence": 0.8},
    ],
}


def sound(name: str, *channels: Party) -> Sound:
    return Sound(BytesIO, channels or (Party.AGENT, Party.CUSTOMER), 5_000, name)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    (tmp_path / "a.json").write_text(json.dumps(CALL))
    return tmp_path


def test_it_recites_the_transcript_named_like_the_sound(written: Path) -> None:
    words = Recorded(written).transcribe(sound("calls/a.wav")).words
    assert [word.text for word in words] == ["hello", "hi", "bye"]


def test_it_recites_for_every_rendition_of_a_recording(written: Path) -> None:
    said = Recorded(written).transcribe(sound("a.quality.audio"), hearing=Hearing.SECOND)
    assert len(said.words) == 3


def test_a_transcript_can_be_named_by_itself(written: Path) -> None:
    assert Recorded(written / "a.json").transcribe(sound("other.wav")).words


def test_no_word_is_recited_past_the_end_of_the_sound(written: Path) -> None:
    bye = Recorded(written).transcribe(sound("a")).words[-1]
    assert bye.span == Span(4_900, 5_000)


def test_only_the_windows_that_are_asked_for_are_recited(written: Path) -> None:
    windows = {0: [Span(0, 50)], 1: [Span(600, 1_000)]}
    words = Recorded(written).transcribe(sound("a"), windows=windows).words
    assert [word.text for word in words] == ["hi"]


def test_it_tells_the_language_that_was_written_down(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(CALL | {"language": "cy"}))
    assert Recorded(tmp_path).transcribe(sound("a")).language == "cy"


def test_a_sound_nobody_wrote_down_has_no_engine(written: Path) -> None:
    with pytest.raises(ModelMissing, match="No transcript of b"):
        Recorded(written).transcribe(sound("b.wav"))


def test_a_transcript_of_more_channels_than_the_sound_has_is_of_another_sound(
    written: Path,
) -> None:
    with pytest.raises(BadConfig, match="more channels"):
        Recorded(written).transcribe(sound("a", Party.MIXED))


def test_a_recital_is_trusted_only_when_somebody_vouches_for_it(written: Path) -> None:
    assert Recorded(written).grade is Grade.BASIC
    assert Recorded(written, Grade.FULL).grade is Grade.FULL


def test_words_are_recited_in_the_order_they_were_written_in_whatever_their_times(
    tmp_path: Path,
) -> None:
    """Sorted by times that are 3 s wrong, a card number is no number any more."""
    digits = [("four", 4_000), ("five", 2_200), ("three", 3_900), ("nine", 2_000)]
    words = [
        {"text": text, "start_ms": start, "end_ms": start + 300, "channel": 1, "confidence": 0.9}
        for text, start in digits
    ]
    (tmp_path / "a.json").write_text(json.dumps({**CALL, "words": words}))
    said = Recorded(tmp_path).transcribe(sound("a")).words
    assert [word.text for word in said] == ["four", "five", "three", "nine"]
    assert [word.confidence for word in said] == [0.9, 0.0, 0.0, 0.0]
