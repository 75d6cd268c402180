from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from pipeline.adapters.engines.pieces import RATE, Samples
from pipeline.adapters.engines.times import RawSegment, RawWord
from pipeline.adapters.engines.whisper import (
    BY_CALL,
    FIRST,
    SECOND,
    Options,
    Whisper,
    grade_of,
    open_whisper,
)
from pipeline.errors import BadConfig, ModelMissing
from pipeline.model import Grade, Hearing, Party
from pipeline.timeline import Span
from pipeline.wiring import open_sound
from tests.pipeline.adapters.engines.speech import MODELS, Read, noise, shared, silence, sound_of

TINY = MODELS / "tiny.en"
BASE = MODELS / "judge" / "base"
SPOKEN = Path(__file__).parents[5] / "shared" / "data" / "speech" / "multilingual.mp3"

needs_tiny = pytest.mark.skipif(
    not (TINY / "model.bin").is_file(),
    reason=f"no speech model in {TINY}: hushtape models fetch tiny.en, or set $HUSHTAPE_MODELS",
)


class SaysOneWord:
    """A model that hears "hello" in the first half second of whatever it is given."""

    def __init__(self) -> None:
        self.heard: list[tuple[float, Options]] = []

    def hear(self, samples: Samples, options: Options) -> Iterator[RawSegment]:
        self.heard.append((len(samples) / RATE, options))
        yield RawSegment(" hello", 0.1, 0.5, (RawWord(" hello", 0.1, 0.5, 0.8),))

    def languages(self, samples: Samples) -> Mapping[str, float]:
        """Welsh, the louder it is."""
        loud = min(1.0, 4 * float(np.abs(samples).max()))
        return {"cy": loud, "en": 1 - loud}


def engine(model: SaysOneWord, read: Read) -> Whisper:
    return Whisper(model, name="double", grade=Grade.FULL, read=read)


def test_each_channel_is_heard_by_itself_on_the_time_line_of_the_sound() -> None:
    sound, read = sound_of(noise(2_000), noise(2_000, seed=2))
    words = engine(SaysOneWord(), read).transcribe(sound).words
    assert [(word.channel, word.span) for word in words] == [
        (0, Span(100, 500)),
        (1, Span(100, 500)),
    ]


def test_a_silent_channel_is_not_given_to_the_model_to_imagine_things() -> None:
    sound, read = sound_of(silence(2_000), noise(2_000))
    model = SaysOneWord()
    assert [word.channel for word in engine(model, read).transcribe(sound).words] == [1]
    assert len(model.heard) == 1


def test_the_second_hearing_uses_other_settings() -> None:
    sound, read = sound_of(noise(1_000))
    model = SaysOneWord()
    hears = engine(model, read)
    hears.transcribe(sound)
    hears.transcribe(sound, hearing=Hearing.SECOND)
    assert [options for _, options in model.heard] == [FIRST, SECOND]
    assert FIRST != SECOND


def test_every_piece_is_heard_in_the_same_language_both_times() -> None:
    sound, read = sound_of(noise(400_000), noise(1_000))
    model = SaysOneWord()
    for hearing in Hearing:
        engine(model, read).transcribe(sound, hearing=hearing)
    assert len(model.heard) > 4
    assert {options.language for _, options in model.heard} == {"en"}


def by_call(model: SaysOneWord, read: Read) -> Whisper:
    return Whisper(model, name="double", grade=Grade.FULL, language=BY_CALL, read=read)


@pytest.mark.parametrize(("level", "language"), [(0.3, "cy"), (0.02, "en")])
def test_by_call_each_call_is_heard_in_what_it_is_spoken_in(level: float, language: str) -> None:
    sound, read = sound_of(noise(3_000) * (level / np.abs(noise(3_000)).max()))
    model = SaysOneWord()
    assert by_call(model, read).transcribe(sound).language == language
    assert [options.language for _, options in model.heard] == [language]


def test_what_is_not_english_is_not_told_to_expect_english_numbers() -> None:
    sound, read = sound_of(noise(3_000) * (0.5 / np.abs(noise(3_000)).max()))
    model = SaysOneWord()
    by_call(model, read).transcribe(sound)
    assert [options.prompt for _, options in model.heard] == [""]


def test_the_second_hearing_takes_the_language_of_the_first() -> None:
    sound, read = sound_of(noise(3_000) * (0.02 / np.abs(noise(3_000)).max()))
    model = SaysOneWord()
    again = by_call(model, read).transcribe(replace(sound, language="pl"), hearing=Hearing.SECOND)
    assert again.language == "pl"
    assert [options.language for _, options in model.heard] == ["pl"]


def test_silence_is_taken_for_english() -> None:
    sound, read = sound_of(silence(3_000))
    assert by_call(SaysOneWord(), read).transcribe(sound).language == "en"


@needs_tiny
@pytest.mark.parametrize("language", ["cy", BY_CALL])
def test_a_model_of_english_says_that_it_hears_no_other_language(language: str) -> None:
    with pytest.raises(BadConfig, match=re.escape("tiny.en")) as refused:
        open_whisper(TINY, "cpu", "int8", 1, language)
    assert "[speech]" in refused.value.hint


@pytest.mark.skipif(
    not (BASE / "model.bin").is_file() or not SPOKEN.is_file(),
    reason=f"no {BASE} (make bench-audio fetches it) or no {SPOKEN}",
)
@pytest.mark.parametrize(("start", "language"), [(0, "en"), (30, "de")])
def test_people_are_heard_in_their_language(tmp_path: Path, start: int, language: str) -> None:
    """Half a minute each of multilingual.mp3, which is in two."""
    samples, rate = soundfile.read(SPOKEN)
    soundfile.write(tmp_path / "call.wav", samples[start * rate : (start + 28) * rate], rate)
    engine = open_whisper(BASE, "cpu", "int8", 1, BY_CALL)
    assert (
        engine.transcribe(open_sound(tmp_path / "call.wav", (Party.AGENT, Party.CUSTOMER))).language
        == language
    )


def test_only_the_windows_that_are_asked_for_are_heard_with_a_little_context() -> None:
    sound, read = sound_of(noise(60_000), noise(60_000))
    model = SaysOneWord()
    engine(model, read).transcribe(sound, windows={1: [Span(30_000, 32_000)]})
    assert [seconds for seconds, _ in model.heard] == [6.0]


def test_words_of_the_context_are_not_words_of_the_window() -> None:
    sound, read = sound_of(noise(60_000))
    words = engine(SaysOneWord(), read).transcribe(sound, windows={0: [Span(30_000, 32_000)]}).words
    assert words == ()  # "hello" was said at 28.1 s, before the window


def test_no_windows_at_all_are_heard_in_no_time() -> None:
    sound, read = sound_of(noise(60_000))
    model = SaysOneWord()
    assert engine(model, read).transcribe(sound, windows={}).words == ()
    assert model.heard == []


class ImaginesNumbers:
    """A model that hears nothing but numbers when it is told to expect them."""

    def hear(self, samples: Samples, options: Options) -> Iterator[RawSegment]:
        if options.prompt:
            words = tuple(RawWord(" 2", i / 10, i / 10 + 0.1, 0.9) for i in range(20))
            yield RawSegment(" 2" * 20, 0.0, 2.0, words)

    def languages(self, samples: Samples) -> Mapping[str, float]:
        raise AssertionError("the language is fixed")


def test_a_loop_of_numbers_in_noise_is_heard_again_without_expecting_numbers() -> None:
    sound, read = sound_of(noise(3_000))
    hears = Whisper(ImaginesNumbers(), name="double", grade=Grade.FULL, read=read)
    assert hears.transcribe(sound).words == ()


def test_a_missing_model_says_which_command_fetches_it(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing) as missing:
        open_whisper(tmp_path / "small.en", "cpu", "int8", 1)
    assert "hushtape models fetch small.en" in missing.value.hint


def test_a_model_folder_without_its_weights_is_no_model(tmp_path: Path) -> None:
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (tmp_path / name).write_text("{}")
    with pytest.raises(ModelMissing, match=r"model\.bin"):
        open_whisper(tmp_path, "cpu", "int8", 1)


def test_weights_that_are_no_weights_are_a_matter_of_configuration(tmp_path: Path) -> None:
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt"):
        (tmp_path / name).write_text("{}")
    with pytest.raises(BadConfig, match="does not load"):
        open_whisper(tmp_path, "cpu", "int8", 1)


@pytest.mark.parametrize("model", ["tiny", "tiny.en", "base", "base.en"])
def test_the_smallest_models_are_of_grade_basic(model: str) -> None:
    assert grade_of(model) is Grade.BASIC


@pytest.mark.parametrize("model", ["small.en", "medium", "large-v3", "distil-large-v3", "turbo"])
def test_from_small_up_a_model_is_of_grade_full(model: str) -> None:
    assert grade_of(model) is Grade.FULL


@needs_tiny
def test_the_real_model_puts_human_speech_where_it_was_said() -> None:
    samples = resampled(shared("speech/jfk.flac"))
    sound, read = sound_of(np.concatenate([silence(4_000), samples]))
    hears = open_whisper(TINY, "cpu", "int8", 1)
    words = (
        Whisper(hears._model, name=hears.name, grade=hears.grade, read=read).transcribe(sound).words
    )
    said = [word.text.strip(",.?!").lower() for word in words]
    assert "fellow americans" in " ".join(said)
    country = words[said.index("country")]
    assert 4_000 < country.span.start < sound.duration
    assert all(sound.span.covers(word.span) for word in words)


@needs_tiny
def test_the_second_hearing_writes_each_digit_as_a_word_of_its_own() -> None:
    takes = [resampled(shared(f"fsdd/{digit}_jackson_3.wav")) for digit in (4, 5, 3, 9, 5, 7)]
    sound, read = sound_of(
        np.concatenate([part for take in takes for part in (take, silence(120))])
    )
    hears = open_whisper(TINY, "cpu", "int8", 1)
    again = Whisper(hears._model, name=hears.name, grade=hears.grade, read=read)
    words = again.transcribe(sound, hearing=Hearing.SECOND).words
    assert not any(character.isdigit() for word in words for character in word.text)
    assert len(words) >= 5


@needs_tiny
def test_a_model_is_loaded_once_a_process() -> None:
    assert open_whisper(TINY, "cpu", "int8", 1) is open_whisper(TINY, "cpu", "int8", 1)


def resampled(path: Path) -> Samples:
    """A sound file's first channel at 16 kHz."""
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    length = len(samples) * RATE // rate
    times = np.arange(length) * rate / RATE
    return np.asarray(np.interp(times, np.arange(len(samples)), samples[:, 0]), np.float32)
