"""What must hold of detection whatever is said: masked, in time, without a crash."""

from __future__ import annotations

from functools import cache
from time import process_time

import pytest

from pipeline.adapters.personal import PersonalDataDetector
from pipeline.cards import CardDetector
from pipeline.model import Entity
from tests.pipeline.spoken import call, masked


@cache
def personal() -> PersonalDataDetector:
    return PersonalDataDetector()


def read(*lines: str) -> str:
    transcript = call(*lines)
    return masked(transcript, CardDetector().find(transcript))


@pytest.mark.parametrize("price", ["£4.50", "9:30", "40%", "12th"])
def test_a_price_right_before_a_card_number_does_not_save_it(price: str) -> None:
    assert "1486" not in read(f"that is {price} 4539578763621486 thanks")
    assert "1486" not in read(f"4539 5787 6362 1486 {price}")


@pytest.mark.parametrize("end", ["", "a", "1@!", "-"])
@pytest.mark.parametrize("part", ["4", "4-", "1,", "1.", "four-", "£", "٣", ".", "["])
def test_a_giant_word_is_read_in_time_that_grows_with_it(part: str, end: str) -> None:
    transcript = call(f"number {(part * 100_000)[:100_000]}{end} 4")
    start = process_time()
    list(CardDetector().find(transcript))
    assert process_time() - start < 1


@pytest.mark.parametrize("part", ["£", "'", "a.", "a@b.com,", "4-", "x"])
def test_personal_data_beside_a_giant_word_is_found_in_time(part: str) -> None:
    transcript = call(f"jo@example.com {part * (6_000 // len(part))} anna@example.com")
    start = process_time()
    found = {i for finding in personal().find(transcript) for i in finding.words}
    assert {0, 2} <= found
    assert process_time() - start < 6


@pytest.mark.parametrize("word", ["1" * 5000, "1" * 5000 + "st", "1." * 5000, "£" + "9" * 5000])
def test_a_number_too_long_to_count_with_is_read_as_any_other(word: str) -> None:
    transcript = call(f"born on the {word} of may {word} card {word} {word} 12 13 14 15")
    for detector in (CardDetector(), personal()):
        list(detector.find(transcript))


@pytest.mark.parametrize("half", ["\ud800", "me\udfff"])
def test_half_a_character_stops_no_reader(half: str) -> None:
    transcript = call(f"{half} my email is jo@example.com {half}")
    found = list(personal().find(transcript))
    assert [finding.entity for finding in found] == [Entity.EMAIL]
