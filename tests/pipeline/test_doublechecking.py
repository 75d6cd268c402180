from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.digits import Sort, read_word
from pipeline.doublechecking import (
    AROUND_A_MASK,
    card_unread,
    not_read,
    unread_share,
    worth_hearing_again,
)
from pipeline.model import Entity, Finding, Mask, Party, Transcript, Word
from pipeline.timeline import Span

HEARD = Finding(Entity.DIGITS, 0, Span(1_300, 5_300), 0.7, "digit-listener")


def said(text: str, *, confidence: float = 0.9, channel: int = 0) -> Transcript:
    words = (
        Word(word, Span(400 * i, 400 * i + 350), channel, confidence)
        for i, word in enumerate(text.split())
    )
    return Transcript(tuple(words), (Party.MIXED, Party.MIXED))


HARMLESS = "the order number is six one eight four two nine seven three"


def test_an_order_number_that_was_read_well_stays_audible() -> None:
    assert not_read([HEARD], said(HARMLESS)) == ()


@pytest.mark.parametrize(
    "transcript",
    [
        pytest.param(said("let me tell you about the weather today"), id="no number was read"),
        pytest.param(said("it is four or so"), id="hardly a number was read"),
        pytest.param(said("4539 5787 6362 1486"), id="a card number was read"),
        pytest.param(said(HARMLESS, confidence=0.2), id="it was guessed"),
        pytest.param(said(HARMLESS, channel=1), id="it was read on the other channel"),
        pytest.param(said(""), id="nothing was read"),
    ],
)
def test_the_ear_is_believed(transcript: Transcript) -> None:
    assert not_read([HEARD], transcript) == (HEARD,)


@pytest.mark.parametrize("late", [-3_000, -1_500, 1_500, 3_000])
def test_the_ear_is_believed_where_a_harmless_number_was_read_at_another_time(late: int) -> None:
    elsewhere = replace(HEARD, span=Span(5_000, 9_000))
    moved = tuple(
        replace(word, span=word.span.shifted(3_700 + late)) for word in said(HARMLESS).words
    )
    assert not_read([elsewhere], Transcript(moved, (Party.MIXED,))) == (elsewhere,)


def test_the_ear_is_believed_where_part_of_what_it_heard_was_read() -> None:
    longer = replace(HEARD, span=Span(1_300, 9_000))
    assert not_read([longer], said(HARMLESS)) == (longer,)


PRICES = "it is four twenty nine euro or thirty eight ninety nine a month or six fifty five"


def heard_over(text: str, words: int) -> Finding:
    """So many number words, heard from the first that `said` has in `text` to the last."""
    numbers = [w.span for w in said(text).words if read_word(w.text).sort is Sort.NUMBER]
    return replace(HEARD, span=numbers[0].hull(numbers[-1]), heard=words)


def test_a_price_list_that_was_read_well_stays_audible() -> None:
    assert not_read([heard_over(PRICES, 10)], said(PRICES)) == ()


def test_the_ear_is_believed_where_it_heard_more_digits_than_were_read() -> None:
    """A card number of which some digits were read as other words."""
    misread = "four five three nine shine said eight seven six three said shine one for the road"
    assert not_read([heard_over(misread, 16)], said(misread)) != ()


def test_a_digit_misread_as_a_word_does_not_part_a_card_number() -> None:
    misread = "four five three nine five seven shine seven six three six two one four eight six"
    assert not_read([heard_over(misread, 16)], said(misread)) != ()


def test_what_was_found_by_other_means_is_no_business_of_it() -> None:
    keyed = Finding(Entity.DTMF, 0, Span(0, 20_000), 1.0, "dtmf")
    assert not_read([keyed], said(HARMLESS)) == (keyed,)


CALL = Span(0, 60_000)


def test_the_second_hearing_listens_around_every_mask() -> None:
    mask = Mask(1, Span(20_000, 21_000), ())
    windows = worth_hearing_again([mask], said(""), [], within=CALL)
    assert windows == {1: (mask.span.widened(AROUND_A_MASK, within=CALL),)}


def test_it_listens_around_numbers_that_stay_audible() -> None:
    [window] = worth_hearing_again([], said("it costs nineteen pounds"), [], within=CALL)[0]
    assert window.covers(Span(800, 1_150))


def test_it_listens_where_somebody_spoke_and_nothing_was_read() -> None:
    speech = [[Span(0, 3_000), Span(30_000, 34_000)], []]
    windows = worth_hearing_again([], said("let me tell you about it"), speech, within=CALL)
    assert windows == {0: (Span(30_000, 34_000),)}


def test_it_listens_to_both_parties_from_a_question_for_the_card_until_after_its_answer() -> None:
    call = said("could i have the long number on the front of your card please")
    windows = worth_hearing_again([], call, [], within=CALL)
    assert all(
        any(span.covers(Span(2_000, 40_000)) for span in windows[channel]) for channel in (0, 1)
    )


def test_what_was_read_and_holds_no_number_is_not_heard_again() -> None:
    speech = [[Span(0, 3_000)], []]
    assert worth_hearing_again([], said("let me tell you about it"), speech, within=CALL) == {}


def test_speech_without_words_is_unread() -> None:
    speech = [[Span(0, 1_000), Span(5_000, 8_000)], []]
    assert unread_share(said("hello"), speech) == 0.75
    assert unread_share(said("hello"), []) == 0.0


def test_speech_over_which_words_were_guessed_is_unread() -> None:
    speech = [[Span(0, 4_000)], []]
    assert unread_share(said("and the tv too so there we are then", confidence=0.05), speech) == 1.0
    assert unread_share(said("and the tv too so there we are then", confidence=0.5), speech) == 0.0


ASKED = "could i have the long number on the front of your card please"


def pan(transcript: Transcript, *words: int) -> Finding:
    return Finding(Entity.PAN, 0, Span(0, 1), 0.9, "cards", words=words)


def test_a_card_that_was_asked_for_and_hardly_read_needs_a_person() -> None:
    call = said(f"{ASKED} 4539 57")
    assert card_unread(call, [pan(call, 13, 14)])
    assert card_unread(call, [])


def test_a_card_that_was_read_does_not() -> None:
    call = said(f"{ASKED} 4539 5787 6362 1486")
    assert not card_unread(call, [pan(call, 13, 14, 15, 16)])


def test_neither_does_one_that_was_keyed_nor_a_call_without_a_card() -> None:
    keyed = Finding(Entity.DTMF, 0, Span(0, 9_000), 1.0, "dtmf")
    assert not card_unread(said(ASKED), [keyed])
    assert not card_unread(said(HARMLESS), [])
