from __future__ import annotations

import pytest

from pipeline.doublechecking import not_read
from pipeline.model import Entity, Finding, Party, Transcript, Word
from pipeline.timeline import Span

HEARD = Finding(Entity.DIGITS, 0, Span(0, 20_000), 0.7, "digit-listener")


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


def test_what_was_found_by_other_means_is_no_business_of_it() -> None:
    keyed = Finding(Entity.DTMF, 0, Span(0, 20_000), 1.0, "dtmf")
    assert not_read([keyed], said(HARMLESS)) == (keyed,)
