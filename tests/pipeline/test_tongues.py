"""Digits in other languages: a number from four in a row on, else words like any other."""

from __future__ import annotations

import pytest

from pipeline.cards import CardDetector
from pipeline.tongues import digits_in_other_tongues
from tests.pipeline.spoken import call, masked


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("chaar paanch chaar saat phir chhe ek shunya teen", "45476103"),
        ("pedwar pump pedwar saith wedyn un wyth dim pump", "45471805"),
        ("cuatro cinco cuatro siete seis uno", "454761"),
    ],
)
def test_a_row_of_them_is_a_number(said: str, digits: str) -> None:
    assert "".join(digit for _, digit in digits_in_other_tongues(said.split())) == digits


@pytest.mark.parametrize(
    "said", ["do do do do do", "the pump is dim and the sat nav is on", "do tin"]
)
def test_a_few_of_them_are_words(said: str) -> None:
    assert not list(digits_in_other_tongues(said.split()))


def test_a_card_in_hindi_is_masked() -> None:
    transcript = call(
        "agent: card number please",
        "chaar paanch chaar saat chhe chhe chhe ek",
        "agent: ji",
        "saat",
    )
    assert masked(transcript, CardDetector().find(transcript)).count("<PAN>") == 8
