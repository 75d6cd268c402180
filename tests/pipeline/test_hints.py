"""A few digits heard by ear are card data where card data was asked for, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.hints import answers, payment_windows
from pipeline.model import Entity, Finding, Party, Transcript, Word
from pipeline.timeline import Span

STEREO = (Party.AGENT, Party.CUSTOMER)
CODE = "and now the three little digits on the back please"
"""It is asked for after 3.5 s."""


def said(text: str, *, channel: int = 0, parties: tuple[Party, ...] = STEREO) -> Transcript:
    words = (
        Word(word, Span(400 * i, 400 * i + 350), channel, 0.9)
        for i, word in enumerate(text.split())
    )
    return Transcript(tuple(words), parties)


def hint(start: int, end: int, channel: int = 1) -> Finding:
    return Finding(Entity.SOME_DIGITS, channel, Span(start, end), 0.5, "digit-listener")


@pytest.mark.parametrize(
    ("question", "entity"),
    [
        (CODE, Entity.CARD_CODE),
        ("and what is the expiry date on the card please", Entity.CARD_EXPIRY),
        ("what is the long number on your card please", Entity.PAYMENT_NUMBER),
    ],
)
def test_digits_heard_after_the_question_are_its_answer_though_no_words_say_so(
    question: str, entity: Entity
) -> None:
    [answer] = answers([hint(6_000, 8_200)], said(question), [])
    assert (answer.entity, answer.channel, answer.span) == (entity, 1, Span(6_000, 8_200))


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        pytest.param("the weather was nice", hint(2_000, 3_000), id="nothing was asked for"),
        pytest.param(CODE, hint(1_000, 2_500), id="it was heard before the question"),
        pytest.param(CODE, hint(30_000, 31_000), id="it was heard long after"),
        pytest.param(CODE, hint(6_000, 7_500, channel=0), id="who asked went on speaking"),
    ],
)
def test_elsewhere_they_are_left_alone(text: str, heard: Finding) -> None:
    assert list(answers([heard], said(text), [])) == []


def test_in_a_mono_call_the_three_of_the_question_is_no_part_of_the_answer() -> None:
    call = said(CODE, parties=(Party.MIXED,))
    [answer] = answers([hint(300, 6_500, channel=0)], call, [])
    assert answer.span == Span(call.words[-2].span.end, 6_500)


def test_a_caller_who_announces_the_code_says_it_at_once() -> None:
    call = said("the security code on my card is", channel=1)
    assert [f.entity for f in answers([hint(3_000, 4_500)], call, [])] == [Entity.CARD_CODE]
    assert list(answers([hint(9_000, 10_500)], call, [])) == []


def test_a_payment_lasts_from_its_first_question_until_after_the_last() -> None:
    [window] = payment_windows(said(CODE), within=Span(0, 30_000))
    assert window.covers(Span(4_000, 30_000))
    assert payment_windows(said("the weather was nice"), within=Span(0, 30_000)) == ()


def test_after_a_long_number_they_count_though_the_question_was_misheard() -> None:
    """Whisper tiny.en writes "And the TV two" for "and the CVV too"."""
    call = said("and the tv two")
    number = Finding(Entity.DIGITS, 1, Span(4_000, 10_000), 0.9, "digit-listener")
    short = replace(number, entity=Entity.PAN, span=Span(8_000, 10_000))
    code = hint(12_000, 13_500)
    assert [f.span for f in answers([code], call, [number])] == [code.span]
    assert list(answers([code], call, [short])) == []
    read = said("well that is all there is to say " * 8)
    assert list(answers([hint(12_000, 13_500, channel=0)], read, [number])) == []
    read = said("well that is all there is to say " * 8, channel=1)
    assert list(answers([hint(19_000, 20_000)], read, [number])) == []


def test_where_nothing_was_read_they_are_part_of_a_long_number_that_was_heard() -> None:
    number = Finding(Entity.DIGITS, 1, Span(4_000, 10_000), 0.9, "digit-listener")
    read_back, late = hint(12_000, 13_500, channel=0), hint(80_000, 81_000)
    silent = Transcript((), STEREO)
    assert [f.span for f in answers([read_back, late], silent, [number])] == [read_back.span]
    assert list(answers([read_back], silent, [])) == []
    card = replace(number, entity=Entity.PAN)
    assert list(answers([read_back], silent, [card])) == []
