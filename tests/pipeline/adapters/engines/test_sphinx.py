from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import soundfile

from pipeline.adapters.engines.pieces import RATE, Samples
from pipeline.adapters.engines.sphinx import Sphinx
from pipeline.adapters.engines.times import RawSegment, RawWord
from pipeline.model import Grade, Hearing
from pipeline.timeline import Span
from tests.pipeline.adapters.engines.speech import noise, shared, silence, sound_of


class CountsUtterances:
    def __init__(self) -> None:
        self.lengths: list[float] = []

    def hear(self, samples: Samples, hearing: Hearing) -> Iterator[RawSegment]:
        self.lengths.append(len(samples) / RATE)
        yield RawSegment("yes", 0.0, 1.0, (RawWord("yes", 0.2, 0.5, 0.7),))


def test_a_call_is_heard_by_the_utterance() -> None:
    call = np.concatenate([part for _ in range(5) for part in (noise(9_000), silence(600))])
    sound, read = sound_of(call)
    decoder = CountsUtterances()
    words = Sphinx(decoder, read).transcribe(sound).words
    assert len(words) == len(decoder.lengths) >= 4
    assert max(decoder.lengths) <= 15.0


def test_only_the_windows_that_are_asked_for_are_heard() -> None:
    sound, read = sound_of(noise(60_000))
    decoder = CountsUtterances()
    Sphinx(decoder, read).transcribe(sound, windows={0: [Span(10_000, 12_000)]})
    assert decoder.lengths == [4.0]


@pytest.mark.parametrize("hearing", Hearing)
def test_both_hearings_of_the_real_engine_find_words_where_somebody_speaks(
    hearing: Hearing,
) -> None:
    take, _ = soundfile.read(shared("fsdd/5_george_1.wav"), dtype="float32")
    spoken = np.interp(np.arange(2 * len(take)) / 2, np.arange(len(take)), take)
    sound, read = sound_of(np.concatenate([silence(500), spoken.astype(np.float32), silence(500)]))
    words = Sphinx(read=read).transcribe(sound, hearing=hearing).words
    assert any(word.span.overlaps(Span(500, sound.duration - 500)) for word in words)
    assert all(sound.span.covers(word.span) and word.text.isalpha() for word in words)


def test_its_grade_is_basic_and_its_name_says_what_it_is() -> None:
    assert (Sphinx().name, Sphinx().grade) == ("pocketsphinx en-us", Grade.BASIC)
