"""Card numbers that nobody asked for, and numbers that are none."""

from __future__ import annotations

import pytest

from pipeline.cards import CardDetector
from pipeline.digits import Sort, read_word
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


@pytest.mark.parametrize(
    "said",
    [
        "i've a diners here 3056 2451 4361 93 it is 7/28 448",
        "3056 2451 4361 93 yeah and oh seven twenty eight",
        "3714 496353 98430 oh nine 27 4418",
        "it's 4539 5787 6362 1480 that's 11 29",
    ],
)
def test_a_date_after_the_groups_of_a_card_says_what_they_are(said: str) -> None:
    assert found("agent: that is two hundred to hold the table", said) >= 4


@pytest.mark.parametrize(
    ("first", "rest"),
    [
        ("four one one one one one one one", "one one one one one one one one yes still on here"),
        ("it's 5555", "5555 5555 4444 got it"),
        ("4539 5787 6362", "1486 got you"),
    ],
)
def test_a_card_that_the_other_party_finishes_is_found(first: str, rest: str) -> None:
    said = found(f"i was on last spring you should have it {first}", f"agent: {rest}")
    assert said == sum(read_word(word).sort is Sort.NUMBER for word in f"{first} {rest}".split())


def test_a_quarter_past_nine_between_two_groups_hides_no_card() -> None:
    said = "it's four five three nine and it's a quarter past nine here on air 5787 6362 1486"
    assert found(said) == 7


@pytest.mark.parametrize("asked", ["what's the number", "go on then read me the numbers", "number"])
def test_what_breaks_off_after_a_question_for_the_number_is_masked(asked: str) -> None:
    assert found(f"agent: {asked}", "4111 6418, no, I'll not. Who are you again?") == 2


@pytest.mark.parametrize("asked", ["what's the order number", "what's the serial number on it"])
def test_the_number_of_another_thing_is_no_beginning_of_a_card(asked: str) -> None:
    assert found(f"agent: {asked}", "4111 6418, no hang on 4111 6419") == 0


@pytest.mark.parametrize(
    "said",
    [
        "card number's for to four eight eight eight two two nine ate three eight for one five to",
        "it's to four eight eight eight two two nine three three eight four one five nine too",
    ],
)
def test_sound_alikes_at_both_ends_of_a_misheard_number_belong_to_it(said: str) -> None:
    transcript = call("agent: and your card", said)
    text = masked(transcript, CardDetector().find(transcript))
    assert text.rpartition(" <PAN>")[2] == ""
    assert text.partition("<PAN>")[0].split()[-1] in {"number's", "it's"}


def test_a_number_said_again_four_by_four_is_one_though_nobody_speaks_of_a_card() -> None:
    lines = ("five three three three", "agent: what", "five three three three", "agent: right")
    rest = ("three nine nine oh", "five five one three six five five three", "nine twenty six")
    assert found(*lines, *rest) >= 16


def test_the_first_half_of_a_number_is_found_by_its_second() -> None:
    said = ("four five seven one five three two nine are you getting this", "agent: i am")
    assert found(*said, "nine nine two six one one nought three", "agent: and the expiry") == 16


def test_what_was_read_long_before_the_question_for_its_date_is_all_of_it_a_card() -> None:
    lines = ("agent: have you got your card", "it's four seven five eight then six one hang on")
    meanwhile = ("agent: take your time", "get down you silly thing right where was i")
    rest = ("oh yes five five and then six five nine nought and two six six six",)
    assert found(*lines, *meanwhile, *rest, "agent: and when does it expire") >= 16


@pytest.mark.parametrize("pieces", [(7, 22, 31, 48, 61, 77, 84), (16, 20, 16, 50, 17, 20, 17, 55)])
def test_numbers_and_times_that_ascend_are_a_list(pieces: tuple[int, ...]) -> None:
    assert found(" ".join(map(str, pieces))) == 0


def test_a_day_before_the_month_of_an_expiry_date_goes_with_it() -> None:
    card = ("agent: your card number", "4111 1111 1111 1111", "agent: and the expiry date")
    transcript = call(*card, "the thirty-first of may 2027")
    assert masked(transcript, CardDetector().find(transcript)).endswith(
        "the <CARD_EXPIRY> <CARD_EXPIRY> <CARD_EXPIRY> <CARD_EXPIRY>"
    )


def test_a_turn_as_long_as_a_card_is_one_by_itself() -> None:
    """What somebody else said before, or a second reading after, hides it no more."""
    read = "four six two one three three one one oh nine two nine seven nine double four five"
    assert found("the two fifteen", "agent: it's thirty one pounds more", f"okay {read}") >= 16
    first, second = "5250 3329 5051 9280", "5250 3329 5051 9820"
    lines = (f"agent: i've got {first}", "no it's 9820 at the end", f"agent: {second} sorry")
    assert found(*lines) >= 8


def test_what_begins_like_a_card_near_one_is_one() -> None:
    lines = (
        "five two five six oh three two nine no that's my work one don't use that",
        "agent: okay i've deleted that",
        "it's five four two seven two two three oh six eight two eight four eight oh three",
    )
    assert found(*lines) >= 24
    assert found(lines[0], lines[1]) == 0


def test_what_follows_a_beginning_is_the_rest_of_it() -> None:
    said = "four oh eight nine seven double five eight two eight three one erm mumble oh nine six"
    assert found(said, "agent: yeah") >= 15


def test_an_amount_between_two_halves_hides_no_card() -> None:
    lines = (
        "so it's two two two one two two six one",
        "agent: is that for the year eight or the year nine trip",
        "year nine the one to ypres two hundred and forty",
        "agent: got it carry on from there",
        "two eight oh five three three six oh",
    )
    assert found(*lines) >= 16


@pytest.mark.parametrize(
    "lines",
    [
        (
            "one eight four",
            "agent: at forty five pence",
            "eighty two eighty",
            "agent: and parking",
            "fourteen and seventy two thirty one",
        ),
        ("4 11 19 27 38 49", "agent: the draw was 4 8 41 52", "so that's four nineteen thirty"),
        ("one three six over eighty two", "agent: and", "seventy two sixty eight eighty one"),
        (
            "agent: the pnr number",
            "two four one",
            "agent: 2 4 1",
            "five six seven eight nine 0 1 2 2 4",
        ),
        (
            "agent: can i take your quote reference",
            "4929",
            "agent: 4929",
            "1160",
            "agent: 1160",
            "77345",
        ),
    ],
)
def test_numbers_of_a_conversation_and_of_other_things_are_no_card(lines: tuple[str, ...]) -> None:
    assert found(*lines) == 0


def test_an_order_number_read_piece_by_piece_and_whole_is_no_card() -> None:
    lines = (
        "agent: can you give me your order number",
        "yeah it's four one one two",
        "agent: four one one two",
        "eight three nine eight",
        "agent: eight three nine eight",
        "and then oh oh six",
        "agent: four one one two eight three nine eight zero zero six",
    )
    assert found(*lines) == 0


def test_what_only_looks_like_a_maestro_is_an_order_where_one_is_announced() -> None:
    assert (
        found("agent: the number under the barcode", "five oh one oh four seven eight 226319") == 0
    )


def test_a_price_between_two_groups_hides_no_misread_card() -> None:
    assert found("four five three nine", "agent: that's 42 pounds", "5787 6362 1487") >= 7


def test_an_order_number_that_was_given_does_not_hide_the_long_number_after_it() -> None:
    lines = (
        "agent: what's the order reference",
        "four four seven one nine two",
        "agent: thanks and the long number",
        "four five three nine",
        "agent: mm hmm lovely weather we are having isn't it",
        "five seven eight seven six three six two one four eight seven",
    )
    assert found(*lines) >= 16
