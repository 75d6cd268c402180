from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.adapters.engines.packing import GAP_MS, Pack, packs
from pipeline.adapters.engines.pieces import ONE_LOOK_MS, PER_MS, RATE, Samples
from pipeline.adapters.engines.times import RawSegment, RawWord
from pipeline.adapters.engines.whisper import Options, Whisper
from pipeline.model import Grade, Hearing, Word
from pipeline.timeline import Span
from tests.pipeline.adapters.engines.speech import noise, silence, sound_of


def utterance(start: int, end: int) -> tuple[Span, Samples]:
    return Span(start, end), np.full((end - start) * PER_MS, start / 1e6, np.float32)


def packed(*utterances: tuple[Span, Samples]) -> Pack:
    (pack,) = packs(utterances)
    return pack


def word(start: int, end: int, confidence: float = 0.9) -> Word:
    return Word("four", Span(start, end), 0, confidence)


lengths = st.lists(st.tuples(st.integers(1, 5_000), st.integers(1, 30_000)), min_size=1, max_size=8)
"""A pause and then an utterance, in ms."""


def laid_out(given_lengths: list[tuple[int, int]]) -> Iterator[tuple[Span, Samples]]:
    at = 0
    for pause, length in given_lengths:
        at += pause
        yield Span(at, at + length), np.zeros(length * PER_MS, np.float32)
        at += length


@settings(deadline=None, max_examples=50)
@given(lengths)
def test_every_utterance_is_in_one_pack_in_order_and_no_pack_of_several_is_too_long(
    given_lengths: list[tuple[int, int]],
) -> None:
    made = list(packs(laid_out(given_lengths)))
    assert [part.there for pack in made for part in pack.parts] == [
        span for span, _ in laid_out(given_lengths)
    ]
    assert all(pack.span.duration * PER_MS == len(pack.samples) for pack in made)
    assert all(len(p.parts) == 1 or p.span.duration <= ONE_LOOK_MS for p in made)


@settings(deadline=None, max_examples=50)
@given(lengths, st.data())
def test_a_word_with_a_time_of_its_own_goes_back_to_where_it_was_said(
    given_lengths: list[tuple[int, int]], data: st.DataObject
) -> None:
    pack = data.draw(st.sampled_from(list(packs(laid_out(given_lengths)))))
    part = data.draw(st.sampled_from(pack.parts))
    start = data.draw(st.integers(part.there.start, part.there.end - 1))
    end = data.draw(st.integers(start + 1, part.there.end))
    by = part.here - part.there.start
    assert pack.placed(word(start + by, end + by)).span == Span(start, end)


def test_a_word_over_a_seam_belongs_where_most_of_it_is() -> None:
    pack = packed(utterance(10_000, 12_000), utterance(50_000, 53_000))
    seam = 2_000 + GAP_MS
    assert pack.placed(word(1_500, seam + 100)).span == Span(11_500, 12_000)
    assert pack.placed(word(1_900, seam + 800)).span == Span(50_000, 50_800)


def test_a_word_in_the_silence_between_belongs_to_the_nearest_utterance() -> None:
    pack = packed(utterance(10_000, 12_000), utterance(50_000, 53_000))
    assert pack.placed(word(2_050, 2_150)).span == Span(11_999, 12_000)


def test_a_word_without_a_time_of_its_own_may_have_been_said_in_each() -> None:
    pack = packed(utterance(10_000, 12_000), utterance(50_000, 53_000))
    assert pack.placed(word(1_000, 4_000, confidence=0.0)).span == Span(11_000, 51_400)


class HearsWhereItIsLoud:
    """A model that says one word for each stretch of sound, at its time."""

    def __init__(self) -> None:
        self.heard: list[float] = []

    def hear(self, samples: Samples, options: Options) -> Iterator[RawSegment]:
        self.heard.append(len(samples) / RATE)
        tenths = np.pad(samples, (0, -len(samples) % (RATE // 10))).reshape(-1, RATE // 10)
        loud = np.abs(tenths).max(axis=1) > 0.01
        edges = np.flatnonzero(np.diff(np.concatenate(([0], loud.view(np.int8), [0]))))
        words = tuple(RawWord(" four", a / 10, b / 10, 0.9) for a, b in edges.reshape(-1, 2))
        yield RawSegment(" four" * len(words), 0.0, len(samples) / RATE, words)

    def languages(self, samples: Samples) -> Mapping[str, float]:
        raise AssertionError("the language is fixed")


def test_the_second_hearing_packs_its_windows_and_hears_nothing_under_a_cover() -> None:
    quiet, loud = silence(4_000), noise(1_000)
    samples = np.concatenate((quiet, loud, quiet, quiet, loud, quiet, noise(6_000), quiet, loud))
    sound, read = sound_of(samples)
    covered = Span(18_000, 24_000)
    sound = type(sound)(
        sound.open, sound.channels, sound.duration, sound.name, silent={0: (covered,)}
    )
    model = HearsWhereItIsLoud()
    hears = Whisper(model, name="double", grade=Grade.FULL, read=read)
    words = hears.transcribe(sound, hearing=Hearing.SECOND).words
    assert len(model.heard) == 1
    assert model.heard[0] < 6
    said = [Span(4_000, 5_000), Span(13_000, 14_000), Span(28_000, 29_000)]
    assert len(words) == len(said)
    for heard, true in zip(words, said, strict=True):
        assert abs(heard.span.start - true.start) <= 100
        assert abs(heard.span.end - true.end) <= 100
