from __future__ import annotations

from random import Random

import pytest

from benchmarks.spoken_data.calls import INTERRUPTIONS, payment_call
from benchmarks.spoken_data.dictation import BRANDS, HELD_OUT, STYLES, card_number
from benchmarks.spoken_data.measure import measure
from benchmarks.spoken_data.personal import personal_calls
from pipeline.brands import brand, luhn
from pipeline.cards import CardDetector
from pipeline.model import Entity


@pytest.mark.parametrize("name", sorted(BRANDS))
def test_a_made_up_number_is_of_its_brand_and_has_a_right_check_digit(name: str) -> None:
    rng = Random(7)
    for _ in range(50):
        digits = card_number(name, rng)
        assert luhn(digits)
        assert brand(digits) == name


def test_no_style_is_both_tuned_on_and_held_out() -> None:
    assert not STYLES.keys() & HELD_OUT.keys()
    assert len(STYLES) + len(HELD_OUT) >= 25
    assert len(INTERRUPTIONS) >= 10


def test_the_same_seed_makes_the_same_call() -> None:
    one, other = (
        payment_call("words", STYLES["words"], "read back", "visa", Random(3)) for _ in range(2)
    )
    assert one == other


def test_a_detector_that_finds_nothing_leaks_every_card() -> None:
    calls = [payment_call("words", STYLES["words"], "none", "visa", Random(n)) for n in range(5)]
    blind, ours = measure(calls, []), measure(calls, [CardDetector()])
    assert (blind.leaks, blind.recall(Entity.PAN), blind.masked) == (5, 0.0, 0)
    assert (ours.leaks, ours.recall(Entity.PAN)) == (0, 1.0)


def test_every_kind_of_personal_data_is_said_in_its_calls() -> None:
    for entity, call in personal_calls(2, seed=1):
        assert entity in call.gold
