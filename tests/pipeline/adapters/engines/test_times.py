"""Every known way in which recognisers' times go wrong, one by one."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.adapters.engines.times import (
    RawSegment,
    RawWord,
    as_written,
    believable,
    in_spoken_order,
    settled,
    without_loops,
)
from pipeline.model import Word
from pipeline.timeline import Span

PIECE = Span(10_000, 20_000)


def said(text: str, start: float | None, end: float | None) -> RawWord:
    return RawWord(f" {text}", start, end, 0.9)


def phrase(*words: RawWord, start: float = 0.0, end: float = 10.0) -> RawSegment:
    return RawSegment("".join(word.text for word in words), start, end, words)


def heard(*words: RawWord, start: float = 0.0, end: float = 10.0) -> tuple[Word, ...]:
    return settled([phrase(*words, start=start, end=end)], PIECE, 1)


def test_a_word_with_a_time_of_its_own_keeps_it_and_its_confidence() -> None:
    assert heard(said("hello", 1.0, 1.4)) == (Word("hello", Span(11_000, 11_400), 1, 0.9),)


def test_a_word_that_ends_after_the_piece_is_cut_to_it() -> None:
    (word,) = heard(said("bye", 9.8, 10.4))
    assert (word.span, word.confidence) == (Span(19_800, 20_000), 0.9)


def test_a_word_wholly_past_the_end_is_put_where_there_is_sound_and_not_trusted() -> None:
    (_, lost) = heard(said("good", 9.0, 9.4), said("bye", 12.0, 12.4))
    assert (lost.span, lost.confidence) == (Span(19_400, 20_000), 0.0)


def test_a_word_that_starts_after_its_end_gets_the_room_between_its_neighbours() -> None:
    words = heard(said("four", 1.0, 1.3), said("five", 3.0, 2.0), said("six", 4.0, 4.3))
    assert (words[1].span, words[1].confidence) == (Span(11_300, 14_000), 0.0)


def test_a_word_without_length_gets_the_room_between_its_neighbours() -> None:
    words = heard(said("four", 1.0, 1.3), said("five", 1.5, 1.5), said("six", 2.0, 2.3))
    assert (words[1].span, words[1].confidence) == (Span(11_300, 12_000), 0.0)


def test_a_word_without_length_between_touching_words_gets_both_of_them() -> None:
    words = heard(said("four", 1.0, 1.3), said("five", 1.3, 1.3), said("six", 1.3, 1.6))
    assert (words[1].span, words[1].confidence) == (Span(11_000, 11_600), 0.0)


@pytest.mark.parametrize("nowhere", [None, math.nan, math.inf])
def test_words_without_times_share_the_span_of_their_segment(nowhere: float | None) -> None:
    words = heard(said("four", nowhere, nowhere), said("five", nowhere, nowhere), start=2, end=5)
    assert [word.text for word in words] == ["four", "five"]
    assert {(word.span, word.confidence) for word in words} == {(Span(12_000, 15_000), 0.0)}


def test_a_segment_without_words_still_gives_the_words_of_its_text() -> None:
    words = settled([RawSegment(" thank you", 2.0, 3.0)], PIECE, 0)
    assert [(word.text, word.span, word.confidence) for word in words] == [
        ("thank", Span(12_000, 13_000), 0.0),
        ("you", Span(12_000, 13_000), 0.0),
    ]


def test_a_segment_whose_own_times_are_nonsense_may_be_anywhere_in_the_piece() -> None:
    (word,) = settled([RawSegment(" hello", math.nan, math.nan)], PIECE, 0)
    assert word.span == PIECE


def test_a_first_word_that_starts_long_before_the_speech_is_not_trusted() -> None:
    early, second = heard(said("Hello", 0.0, 7.4), said("there", 7.4, 7.8))
    assert (early.span, early.confidence) == (Span(10_000, 17_400), 0.0)
    assert second.confidence == 0.9


def test_a_word_stretched_over_a_pause_is_not_trusted() -> None:
    assert heard(said("and", 1.0, 3.5))[0].confidence == 0.0


def test_a_number_squeezed_into_less_time_than_its_digits_need_is_not_trusted() -> None:
    assert heard(said("4539", 1.0, 1.1))[0].confidence == 0.0
    assert heard(said("4539", 1.0, 2.1))[0].confidence == 0.9


def test_numbers_glued_together_stay_as_they_were_written() -> None:
    assert heard(RawWord(" 4539 -5787 ", 1.0, 4.0, 0.8))[0].text == "4539-5787"


def test_a_full_stop_by_itself_is_no_word() -> None:
    assert [word.text for word in heard(said(".", 1.0, 1.2), said("yes.", 2.0, 2.2))] == ["yes."]


def test_a_word_that_steps_back_behind_the_one_before_it_keeps_its_place_in_the_order() -> None:
    words = heard(said("one", 1.0, 1.3), said("two", 0.2, 0.5), said("three", 2.0, 2.3))
    assert [word.text for word in in_spoken_order(words)] == ["one", "two", "three"]
    assert words[1].confidence == 0.0


def test_a_segment_that_steps_back_keeps_its_place_in_the_order() -> None:
    segments = [phrase(said("one", 5.0, 5.3)), phrase(said("two", 1.0, 1.3), start=1, end=2)]
    words = settled(segments, PIECE, 0)
    assert [word.text for word in in_spoken_order(words)] == ["one", "two"]
    assert words[1].span.start >= words[0].span.start


def test_a_hallucination_in_a_loop_stays_once_and_is_not_trusted() -> None:
    loop = [said(text, i, i + 0.3) for i, text in enumerate(["Thank", "you."] * 4)]
    words = heard(*loop, said("Goodbye", 9.0, 9.4))
    assert [(word.text, word.confidence) for word in words] == [
        ("Thank", 0.0),
        ("you.", 0.0),
        ("Goodbye", 0.9),
    ]


def test_a_digit_said_four_times_is_no_hallucination() -> None:
    words = heard(*(said("seven", i, i + 0.3) for i in range(4)))
    assert [word.confidence for word in words] == [0.9] * 4


def test_a_digit_in_an_endless_loop_stays_but_is_not_trusted() -> None:
    words = heard(*(said("9,", i / 2, i / 2 + 0.3) for i in range(18)))
    assert [word.confidence for word in words] == [0.0] * 18


def test_a_written_word_that_steps_back_keeps_its_place_and_has_no_time_of_its_own() -> None:
    four, five, six = (
        Word(text, Span(start, start + 300), 0, 0.9)
        for text, start in (("four", 5_000), ("five", 2_500), ("six", 5_700))
    )
    words = in_spoken_order(as_written([four, five, six]))
    assert [word.text for word in words] == ["four", "five", "six"]
    assert (words[1].span.start, words[1].confidence) == (5_000, 0.0)


def test_a_file_written_part_by_part_is_put_in_the_order_of_its_times() -> None:
    late, early = Word("bye", Span(50_000, 50_300), 0, 0.9), Word("hello", Span(0, 300), 0, 0.9)
    assert in_spoken_order(as_written([late, early])) == (early, late)


def test_two_channels_are_put_in_the_order_of_their_start() -> None:
    agent, customer = Word("a", Span(0, 5), 0, 1.0), Word("c", Span(2, 4), 1, 1.0)
    assert in_spoken_order([customer, agent]) == (agent, customer)


seconds = st.one_of(st.none(), st.floats(allow_nan=True), st.floats(-5, 20))
raw_words = st.builds(
    RawWord,
    text=st.sampled_from([" four", " 45", "-39", " thank", " you.", " um", " "]),
    start=seconds,
    end=seconds,
    probability=st.floats(0, 1),
)
raw_segments = st.builds(
    RawSegment,
    text=st.just(" four 45"),
    start=st.floats(),
    end=st.floats(),
    words=st.lists(raw_words, max_size=8).map(tuple),
)


@given(st.lists(raw_segments, max_size=5))
def test_whatever_the_model_says_every_word_lies_in_the_piece_and_in_spoken_order(
    segments: list[RawSegment],
) -> None:
    words = settled(segments, PIECE, 0)
    assert all(PIECE.covers(word.span) for word in words)
    assert all(0 <= word.confidence <= 1 for word in words)
    assert all(one.span.start <= other.span.start for one, other in pairwise(words))


@given(st.lists(raw_segments, max_size=5))
def test_a_trusted_word_ends_when_the_model_said_and_has_a_believable_length(
    segments: list[RawSegment],
) -> None:
    given_times = {
        (PIECE.start + round(word.start * 1000), PIECE.start + round(word.end * 1000))
        for segment in segments
        for word in segment.words
        if word.start is not None and word.end is not None
        if abs(word.start) < 1e6 and abs(word.end) < 1e6
    }
    for word in settled(segments, PIECE, 0):
        if word.confidence and PIECE.start < word.span.start and word.span.end < PIECE.end:
            assert any(word.span.end == end for _, end in given_times)
            assert believable(word.text, word.span.duration)


digits = st.sampled_from(["one", "2", "three", "44"])


@given(st.lists(digits, max_size=40))
def test_no_number_is_ever_taken_for_a_copy(texts: list[str]) -> None:
    words = tuple(Word(t, Span(i * 400, i * 400 + 300), 0, 0.9) for i, t in enumerate(texts))
    assert [word.text for word in without_loops(words)] == texts
