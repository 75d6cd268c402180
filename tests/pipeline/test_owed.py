"""Answers that come late, or to a single word, and what only looks like one."""

from __future__ import annotations

import pytest

from pipeline.cards import CardDetector
from tests.pipeline.spoken import call, masked

CHAT = "the weather up here has been dreadful and the dog will not go out in it at all " * 12


def read(*lines: str) -> str:
    transcript = call(*lines)
    return masked(transcript, CardDetector().find(transcript))


@pytest.mark.parametrize(
    ("asked", "said", "entity"),
    [
        ("and the three digits on the back of the card", "five oh nine", "CARD_CODE"),
        ("and when does the card expire", "oh four twenty nine", "CARD_EXPIRY"),
        ("and your pin please", "four oh seven one", "PIN"),
    ],
)
def test_an_answer_after_a_long_chat_is_known_by_its_shape(
    asked: str, said: str, entity: str
) -> None:
    assert f"<{entity}>" in read(f"agent: {asked}", CHAT, f"right {said}")
    assert "<" not in read(f"agent: {asked}", CHAT, "that will be twelve").removeprefix(asked)


def test_a_code_that_nobody_asked_for_is_owed_by_a_card() -> None:
    said = "agent: your card number", "4539 5787 6362 1486", CHAT, "and it's three one two"
    assert read(*said).endswith("<CARD_CODE> <CARD_CODE> <CARD_CODE>")


@pytest.mark.parametrize("said", ["three hundred", "412 miles", "room 312", "reference 4 1 2"])
def test_what_is_counted_or_announced_is_no_late_code(said: str) -> None:
    found = read("agent: your card number", "4539 5787 6362 1486", CHAT, f"and it's {said}")
    assert found.endswith(said)


@pytest.mark.parametrize(
    "said", ["it's seven one two on the strip", "oh four twenty nine and seven one two on the back"]
)
def test_where_a_card_is_spoken_of_one_word_is_enough(said: str) -> None:
    assert read("agent: shall i use the visa you have on file", said).count("<CARD_CODE>") >= 3


def test_a_code_repeated_minutes_later_is_masked_again() -> None:
    found = read("agent: the security code", "nine one six", CHAT, "agent: i put nine one six")
    assert found.endswith("<CARD_CODE> <CARD_CODE> <CARD_CODE>")
