"""What asks for card data, how surely, and what only sounds like it."""

from __future__ import annotations

import pytest

from pipeline.asking import Asked, find_prompts
from pipeline.cards import CardDetector
from pipeline.digits import read_words
from pipeline.months import months
from pipeline.payment_prompts import Topic
from pipeline.subjects import Subjects
from tests.pipeline.spoken import call, masked


def asked(*lines: str) -> list[Asked]:
    transcript = call(*lines)
    reads = read_words(word.text for word in transcript.words)
    return find_prompts(transcript, reads, Subjects(transcript, reads))


def topics(*lines: str) -> set[Topic]:
    return {prompt.topic for prompt in asked(*lines)}


def read(*lines: str) -> str:
    transcript = call(*lines)
    return masked(transcript, CardDetector().find(transcript))


@pytest.mark.parametrize(
    "said",
    [
        "now can you turn it over and tell me the little number by where you sign",
        "and the three at the back there lovely",
        "Just the three off the strip?",
        "what are the digits printed on the reverse",
        "and the security number's what",
    ],
)
def test_a_code_is_asked_for_by_where_it_stands(said: str) -> None:
    assert Topic.CODE in topics(f"agent: {said}", "right")


@pytest.mark.parametrize(
    "said",
    [
        "we'll get back to you in three days",
        "the last three months",
        "the number on the back of the headstock",
    ],
)
def test_what_stands_on_the_back_of_something_else_is_no_code(said: str) -> None:
    assert Topic.CODE not in topics(f"agent: {said}", "right")


def test_digits_being_read_are_no_question() -> None:
    """The "three" before "on the back" belongs to the answer here."""
    assert read("agent: cvv", "it's nine oh three on the back").startswith("cvv it's <CARD_CODE>")


def test_the_rest_is_a_question_only_while_a_card_is_read() -> None:
    (weak,) = (p for p in asked("agent: and the rest of it", "ok") if p.topic is Topic.CARD)
    assert weak.weak
    assert read("agent: and the rest of it", "five one eight four") == (
        "and the rest of it five one eight four"
    )


@pytest.mark.parametrize(
    "said",
    [
        "the long number on the meter",
        "the sim card number",
        "there's a label with a long number on the front of it",
        "your business card number",
        "we never ask for your card number",
    ],
)
def test_the_long_number_of_another_thing_is_no_card(said: str) -> None:
    assert not {p.topic for p in asked(f"agent: {said}", "ok") if not p.weak} & {Topic.CARD}


def test_a_pin_that_nobody_has_is_no_pin() -> None:
    assert Topic.PIN not in topics("he missed the last pin")
    assert Topic.PIN in topics("agent: and your pin")
    assert Topic.PIN in topics("agent: your telephone banking passcode please")


def test_a_card_spoken_of_masks_nothing_until_one_is_read() -> None:
    assert read("agent: you can pay by card from 9 to 5", "for 45 pounds") == (
        "you can pay by card from 9 to 5 for 45 pounds"
    )
    found = read("agent: paying by card", "yes it's 4539 5787 63", "agent: sorry")
    assert found == "paying by card yes it's <PAN> <PAN> <PAN> sorry"


@pytest.mark.parametrize(
    ("said", "marked"),
    [
        ("end of next march", "<CARD_EXPIRY> <CARD_EXPIRY> <CARD_EXPIRY> <CARD_EXPIRY>"),
        ("september this year", "<CARD_EXPIRY> <CARD_EXPIRY> <CARD_EXPIRY>"),
        ("eight of twenty-eight", "<CARD_EXPIRY> <CARD_EXPIRY> <CARD_EXPIRY>"),
        ("09:28", "<CARD_EXPIRY>"),
    ],
)
def test_a_date_has_many_forms(said: str, marked: str) -> None:
    assert read("agent: what's the card's expiry", said) == f"what's the card's expiry {marked}"


def test_where_no_payment_is_spoken_of_only_a_date_answers() -> None:
    assert read("agent: when does that run out", "in 12 days") == (
        "when does that run out in 12 days"
    )


@pytest.mark.parametrize("said", ["3:12", "$4.41", "ate for too", "9-0-2"])
def test_a_code_is_masked_however_it_is_written(said: str) -> None:
    assert "<CARD_CODE>" in read("agent: and the security code on the card", f"it's {said}")


def test_a_question_once_answered_stretches_over_nothing_else() -> None:
    found = read(
        "agent: can i take the card number",
        "4539 5787 6362 1486",
        "agent: and the expiry",
        "08 28",
        "does it cover his teeth because the vet says he wants three out",
    )
    assert found.endswith("because the vet says he wants <CARD_EXPIRY> out")


def test_the_last_months_of_a_channel_are_runs_with_their_years() -> None:
    transcript = call("the end of this december")
    reads = read_words(word.text for word in transcript.words)
    (run,) = months(transcript, reads)
    assert [transcript.words[i].text for i in run.words] == ["end", "of", "this", "december"]


@pytest.mark.parametrize(
    "said",
    [
        "the points expire on the thirty first of december",
        "it expires in march twenty twenty seven",
        "the policy runs out on march the 4th 2027",
    ],
)
def test_a_date_that_is_told_or_has_a_day_is_no_cards(said: str) -> None:
    assert read(f"agent: {said}", "right") == f"{said} right"


@pytest.mark.parametrize(
    "said",
    [
        "the fourth month of twenty twenty seven",
        "the end of next year",
        "seven of thirty",
        "04 slash 27",
    ],
)
def test_a_date_may_have_no_month_by_name(said: str) -> None:
    found = read("agent: and when does the card run out", f"er {said}")
    assert not {"fourth", "seven", "thirty", "27", "next", "year"} & set(found.split())


def test_the_card_that_a_driver_left_pays_nothing() -> None:
    assert read(
        "agent: what's the number on the card the driver left", "it's 4471 0098", "agent: right"
    ).endswith("it's 4471 0098 right")


def test_the_same_thing_asked_twice_makes_sure() -> None:
    """Two digits answer only a question that is sure."""
    assert "<CARD_CODE>" in read(
        "agent: and the three numbers on the back", "seven nine and that one is a six"
    )
