"""What must hold of detection whatever is said: masked, in time, without a crash."""

from __future__ import annotations

from time import process_time

import pytest

from pipeline.cards import CardDetector
from tests.pipeline.spoken import call, masked


def read(*lines: str) -> str:
    transcript = call(*lines)
    return masked(transcript, CardDetector().find(transcript))


@pytest.mark.parametrize("price", ["£4.50", "9:30", "40%", "12th"])
def test_a_price_right_before_a_card_number_does_not_save_it(price: str) -> None:
    assert read(f"that is {price} 4539578763621486 thanks").count("<PAN>") == 2
    assert read(f"4539 5787 6362 1486 {price}").count("<PAN>") == 5


@pytest.mark.parametrize("end", ["", "a", "1@!", "-"])
@pytest.mark.parametrize("part", ["4", "4-", "1,", "1.", "four-", "£", "٣", ".", "["])
def test_a_giant_word_is_read_in_time_that_grows_with_it(part: str, end: str) -> None:
    def seconds(size: int) -> float:
        transcript = call(f"number {(part * size)[:size]}{end} 4")
        start = process_time()
        list(CardDetector().find(transcript))
        return process_time() - start

    assert seconds(100_000) < 1
