"""Card numbers that nobody asked for, and numbers that are none."""

from __future__ import annotations

import pytest

from pipeline.cards import CardDetector
from tests.pipeline.spoken import call, masked


def found(*lines: str) -> int:
    """How many words are masked as a card number."""
    transcript = call(*lines)
    return masked(transcript, CardDetector().find(transcript)).count("<PAN>")


@pytest.mark.parametrize(
    "said",
    [
        "one two three four five six seven eight nine ten eleven twelve",
        "we had 412, 538, 467. that's 1,417.",
        "the codes are 50718, 50719 and 50721",
        "it's 2 it's 180 and 5 it's 365. It's 120,000",
        "two 14, one 22, one 45, three 54, one 61, one 78, one 83",
    ],
)
def test_counting_and_lists_are_no_card(said: str) -> None:
    assert found(said) == 0


def test_a_price_before_a_card_does_not_hide_it() -> None:
    assert found("I'll clear the £400. 5488 1253 2870 4650.") == 4


def test_a_code_in_the_same_breath_does_not_hide_it() -> None:
    assert found("5488 1253 2870 4650 yeah and it's 6-0-1") >= 5


def test_groups_with_sighs_and_read_backs_are_one_card() -> None:
    said = (
        "he says four two six three",
        "agent: four two six three",
        "he says seven eight six eight yes dad i know",
        "agent: seven eight six eight",
        "what then oh four three three five and three two six seven thanks dad",
    )
    assert found(*said) >= 4 * 6


def test_two_groups_are_a_beginning_where_a_payment_is_spoken_of() -> None:
    assert found("it's 4000 8885", "agent: sorry hold on that's the payment taken") == 2
    assert found("it's 4000 8885", "agent: sorry hold on that's the lorry booked") == 0


def test_three_groups_are_one_unless_they_are_announced() -> None:
    assert found("four oh oh oh three seven eight six five seven nine seven") == 12
    assert found("my order is four oh oh oh three seven eight six five seven nine seven") == 0


def test_who_writes_figures_writes_no_oh() -> None:
    assert found("It's 3768 279584 oh do you take Amex?") == 2


def test_a_misread_number_of_the_right_shape_is_one() -> None:
    assert found("4539 5787 6362 1487") == 4


def test_a_list_of_codes_is_no_card_where_no_payment_is_spoken_of() -> None:
    listed = "4453 2210 7781 5512 9031 4420 and 6204 is the last"
    assert found(listed) == 0
    assert found("4453 2210 7781 and the seal is", "4453 2211 0023 that one") == 0
    assert found("agent: your card number", listed) > 0


def test_a_long_number_announced_as_another_thing_is_that_thing() -> None:
    said = "my tracking number is 9998 4321 7654 3218"
    assert found(said) == 0
    assert found(said, "agent: and how would you like to pay") == 4


def test_a_date_and_a_code_in_the_same_breath_make_a_misread_card_one() -> None:
    assert found("5488 1253 2870 4651 05 28 601") == 7


@pytest.mark.parametrize("digits", ["4222222222222", "36700102000000", "6221260000000000"])
def test_a_check_digit_makes_a_card_of_what_is_announced_as_an_order(digits: str) -> None:
    assert found(f"my order number is {digits} thanks") == 1
