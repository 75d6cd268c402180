from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.anchoring import REACH, SLACK, anchor
from pipeline.cards import CardDetector
from pipeline.masking import Margins, plan_masks, uncovered
from pipeline.model import Entity, Finding, Transcript, Word
from pipeline.timeline import Span, clipped, covered, support
from tests.pipeline.saying import CALL, EVIDENCE, PARTIES, pan, said, word


def name(span: Span, *words: int, channel: int = 1) -> Finding:
    return Finding(Entity.PERSON, channel, span, 0.9, "personal", words=words)


def run(start: int, end: int, channel: int = 1) -> Finding:
    return Finding(Entity.DIGITS, channel, Span(start, end), 0.8, "digit-listener")


def anchored(finding: Finding, transcript: Transcript, *speech: Span) -> Span:
    [settled] = anchor([finding], transcript, [[], list(speech)], within=CALL)
    return settled.span


def test_a_secret_is_silenced_to_the_edges_of_the_speech_it_lies_in() -> None:
    call = said(word("4539", 2_000, 3_000))
    assert anchored(name(Span(2_000, 3_000), 0), call, Span(1_500, 3_400)) == Span(1_500, 3_400)


def test_the_neighbouring_words_stop_it() -> None:
    call = said(
        word("it's", 1_000, 1_800), word("4539", 2_000, 3_000), word("thanks", 3_100, 3_500)
    )
    span = anchored(name(Span(2_000, 3_000), 1), call, Span(900, 4_000))
    assert span == Span(1_800, 3_100)


def test_a_neighbour_whose_time_is_not_its_own_is_no_anchor() -> None:
    call = said(word("it's", 1_000, 1_800, confidence=0.0), word("4539", 2_000, 3_000))
    assert anchored(name(Span(2_000, 3_000), 1), call, Span(900, 3_000)) == Span(900, 3_000)


def test_card_data_runs_into_a_neighbour_whose_time_looks_sound() -> None:
    call = said(word("that's", 19_800, 20_320), word("8374", 20_320, 21_600))
    span = anchored(pan(Span(20_320, 21_600), 1), call, Span(19_700, 21_600))
    assert span == Span(20_320 - SLACK, 21_600 + SLACK)


def test_what_is_said_to_lie_in_silence_was_said_in_the_speech_it_touches() -> None:
    call = said(word("that's", 19_800, 20_320), word("8374", 20_320, 23_400))
    span = anchored(pan(Span(20_320, 23_400), 1), call, Span(19_700, 21_500))
    assert span.covers(Span(19_700, 21_500))


def test_what_is_said_to_lie_in_nothing_but_silence_was_said_somewhere_around() -> None:
    call = said(word("8374", 20_000, 21_000))
    span = anchored(pan(Span(20_000, 21_000), 0), call, Span(30_000, 31_000))
    assert span == Span(20_000 - REACH, 21_000 + REACH)


def test_sixteen_digits_in_half_a_second_were_said_somewhere_around() -> None:
    call = said(word("4539578763621486", 20_000, 20_500))
    span = anchored(pan(Span(20_000, 20_500), 0), call, Span(19_900, 20_500))
    assert span == Span(20_000 - REACH, 20_500 + REACH)


def test_digits_without_a_time_were_said_somewhere_between_words_that_have_one() -> None:
    call = said(
        word("number", 4_000, 4_600),
        word("4539578763621486", 20_000, 20_500, confidence=0.0),
        word("thanks", 31_000, 31_400),
    )
    speech = [Span(3_800, 21_000), Span(30_500, 31_600)]
    assert anchored(pan(Span(20_000, 20_500), 1), call, *speech) == Span(4_600, 31_000)


def test_without_such_a_word_they_were_said_anywhere() -> None:
    call = said(
        word("number", 4_000, 4_600, confidence=0.1), word("4539", 20_000, 20_900, confidence=0.0)
    )
    assert anchored(pan(Span(20_000, 20_900), 1), call, Span(3_800, 21_000)) == CALL


def test_digits_were_said_where_a_listener_heard_some_and_none_were_written() -> None:
    call = said(word("4539", 20_000, 21_300), word("5787", 21_300, 22_600))
    number = pan(Span(20_000, 22_600), 0, 1)
    [settled] = anchor([number], call, [], within=CALL, heard=[run(17_500, 19_000)])
    assert settled.span.covers(Span(17_500, 22_600))


def test_a_listener_on_the_other_channel_says_nothing_of_this_one() -> None:
    call = said(word("4539", 20_000, 21_300))
    number = name(Span(20_000, 21_300), 0)
    heard = [run(17_500, 19_000, channel=0)]
    [settled] = anchor([number], call, [[], [Span(19_900, 21_400)]], within=CALL, heard=heard)
    assert settled.span == Span(19_900, 21_400)


def test_where_the_clock_is_wrong_neighbours_stop_nothing() -> None:
    words = [
        word("so", 15_000, 15_400),
        word("it", 15_400, 15_800),
        word("is", 15_800, 16_200),
        word("4539", 20_000, 21_300),
        word("thanks", 21_400, 21_900),
    ]
    true = [Span(17_300, 24_500)]  # all of it was said 2.5 s later
    [settled] = anchor([name(words[3].span, 3)], said(*words), [[], true], within=CALL)
    assert settled.span.covers(Span(22_500, 23_800))


def test_what_was_heard_and_not_read_keeps_its_own_time() -> None:
    tones = Finding(Entity.DTMF, 1, Span(5_000, 6_000), 1.0, "dtmf")
    assert anchored(tones, said(word("hello", 0, 900)), Span(0, 9_000)) == tones.span


def test_the_other_channel_anchors_nothing() -> None:
    call = said(word("right", 1_900, 1_990, channel=0), word("4539", 2_000, 3_000))
    assert anchored(name(Span(2_000, 3_000), 1), call, Span(1_000, 3_000)) == Span(1_000, 3_000)


words = st.builds(
    lambda start, length, channel, confidence: word(
        "nine", start, start + length, channel, confidence
    ),
    st.integers(0, 55_000),
    st.integers(1, 4_000),
    st.integers(0, 1),
    st.floats(0, 1),
)
stretches = st.lists(
    st.builds(lambda a, n: Span(a, a + n), st.integers(0, 50_000), st.integers(1, 9_000)),
    max_size=8,
)


@given(st.lists(words, min_size=1, max_size=12), st.data(), stretches)
def test_a_mask_is_never_narrower_than_its_evidence(
    given_words: list[Word], data: st.DataObject, speech: list[Span]
) -> None:
    call = said(*sorted(given_words, key=lambda w: w.span.start))
    index = data.draw(st.integers(0, len(call.words) - 1))
    evidence = call.words[index]
    finding = pan(evidence.span, index, channel=evidence.channel)
    activity = [sorted(speech), sorted(speech)]
    masks = plan_masks(
        anchor([finding], call, activity, within=CALL),
        EVIDENCE,
        within=CALL,
        margins=Margins(100, 50),
    )
    assert any(m.channel == finding.channel and m.span.covers(finding.span) for m in masks)
    assert all(CALL.covers(m.span) for m in masks)
    assert not uncovered([finding], masks)


PAYMENT = (
    (0, "could i have the long number on the front of your card please"),
    (1, "yes it is four five three nine five seven eight seven six three six two one four eight"),
    (0, "thank you and when does it expire"),
    (1, "oh seven twenty eight"),
    (0, "and the three digits on the back of the card please"),
    (1, "six one four"),
    (0, "that has gone through thank you very much for calling"),
    (1, "okay thanks a lot goodbye"),
)
DIGITS = {*["oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "twenty"]}


def a_payment() -> tuple[list[Word], list[list[Span]], list[Span]]:
    """Its words with their true times, the speech of each channel, the caller's digits."""
    words: list[Word] = []
    at = 1_000
    for channel, line in PAYMENT:
        for text in line.split():
            words.append(word(text, at, at + 330, channel))
            at += 350
        at += 1_200
    activity = [
        list(
            support((w.span.widened(400, within=CALL) for w in words if w.channel == c), collar=99)
        )
        for c in (0, 1)
    ]
    digits = [w.span for w in words if w.channel == 1 and w.text in DIGITS]
    return words, activity, digits


def silenced(words: list[Word], activity: list[list[Span]], digits: list[Span]) -> float:
    """The share of the time of `digits`, which the caller says, under the masks."""
    call = Transcript(tuple(sorted(words, key=lambda w: w.span.start)), PARTIES)
    found = anchor(tuple(CardDetector().find(call)), call, activity, within=CALL)
    masks = plan_masks(found, EVIDENCE, within=CALL, margins=Margins(250, 400))
    spans = [m.span for m in masks if m.channel == 1]
    return covered(digits, by=spans) / sum(d.duration for d in digits)


def moved(one: Word, by: int) -> Word:
    start, end = max(0, one.span.start + by), max(1, one.span.end + by)
    return replace(one, span=clipped(start, end, within=CALL))


@pytest.mark.parametrize("by", [-3_000, -2_000, -1_200, -600, 0, 600, 1_200, 2_000, 3_000])
def test_all_times_of_a_call_may_be_wrong_by_three_seconds(by: int) -> None:
    words, activity, digits = a_payment()
    assert silenced([moved(w, by) for w in words], activity, digits) == 1.0


@pytest.mark.parametrize("seed", range(20))
def test_each_turn_may_be_wrong_by_three_seconds_in_its_own_way(seed: int) -> None:
    rng = random.Random(seed)
    words, activity, digits = a_payment()
    turns = [
        [w for w in words if w.span.overlaps(turn) and w.channel == channel]
        for channel in (0, 1)
        for turn in activity[channel]
    ]
    shifted = [moved(w, by) for turn in turns for by in [rng.randint(-3_000, 3_000)] for w in turn]
    assert silenced(shifted, activity, digits) >= 0.99


def test_the_times_of_a_call_may_be_missing() -> None:
    words, activity, digits = a_payment()
    timeless = [replace(w, span=CALL, confidence=0.0) for w in words]
    assert silenced(timeless, activity, digits) == 1.0
