from __future__ import annotations

from io import BytesIO
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.adapters.engines.pieces import (
    PER_MS,
    Samples,
    pieces,
    quietest,
    stretches,
    utterances,
)
from pipeline.ports import Sound
from pipeline.timeline import Span
from tests.pipeline.adapters.engines.speech import noise, silence, sound_of


def test_a_long_channel_is_cut_where_nobody_speaks() -> None:
    samples = np.concatenate([noise(7_000), silence(600), noise(4_000)])
    sound, read = sound_of(samples)
    spans = [
        span for span, _ in pieces(read, sound, 0, (sound.span,), longest=10_000, search=5_000)
    ]
    assert spans[0].end == spans[1].start
    assert 7_000 < spans[0].end < 7_600


def test_the_pieces_of_a_channel_miss_nothing_and_say_nothing_twice() -> None:
    samples = noise(31_000)
    sound, read = sound_of(samples)
    heard = [part for _, part in pieces(read, sound, 0, (sound.span,), longest=9_000, search=3_000)]
    assert np.array_equal(np.concatenate(heard), samples)


def test_no_more_than_one_piece_is_in_memory_however_long_the_call() -> None:
    four_hours = Sound(BytesIO, (), 4 * 3_600_000, "call")
    longest: list[int] = []

    def read(sound: Sound, channel: int, span: Span) -> Samples:
        longest.append(span.duration)
        return noise(1_000)

    list(pieces(read, four_hours, 0, (four_hours.span,)))
    assert max(longest) <= 300_000
    assert len(longest) >= 48


def test_digital_silence_is_not_heard() -> None:
    sound, read = sound_of(silence(5_000))
    assert list(pieces(read, sound, 0, (sound.span,))) == []


def test_windows_are_heard_with_context_and_each_moment_once() -> None:
    sound, _ = sound_of(noise(20_000))
    asked = (Span(1_000, 2_000), Span(5_000, 6_000), Span(15_000, 99_000), Span(30_000, 31_000))
    assert stretches(sound, asked, 2_000) == (Span(0, 8_000), Span(13_000, 20_000))


def test_silence_between_utterances_is_not_heard_and_no_speech_is_lost() -> None:
    call = np.concatenate([silence(5_000), noise(1_000), silence(5_000), noise(2_000, 0.01)])
    first, second = utterances(call)
    assert first.covers(Span(5_000, 6_000))
    assert second.covers(Span(11_000, 13_000))
    assert first.duration + second.duration < 4_500


def test_a_short_pause_does_not_end_an_utterance() -> None:
    call = np.concatenate([noise(1_000), silence(1_500), noise(1_000)])
    assert list(utterances(call)) == [Span(0, 3_500)]


def test_a_click_in_the_silence_is_no_word_and_the_shortest_word_is() -> None:
    def with_sound_of(ms: int) -> Samples:
        return np.concatenate([noise(1_000), silence(4_500), noise(ms), silence(4_500)])

    assert len(list(utterances(with_sound_of(30)))) == 1
    assert len(list(utterances(with_sound_of(90)))) == 2


def test_a_channel_that_is_loud_all_the_time_is_heard_all_the_time() -> None:
    spans = list(utterances(noise(70_000)))
    assert (spans[0].start, spans[-1].end) == (0, 70_000)
    assert all(one.end == other.start for one, other in pairwise(spans))
    assert max(span.duration for span in spans) <= 28_000


def test_comfort_noise_alone_is_nobody_speaking() -> None:
    assert list(utterances(noise(10_000, 0.0005))) == []


@given(st.integers(1, 40_000), st.integers(1_000, 20_000))
def test_a_cut_always_lies_inside_and_always_moves_on(duration: int, search: int) -> None:
    samples = np.ones(duration * PER_MS, np.float32)
    assert 0 < quietest(samples, duration, search) <= duration
