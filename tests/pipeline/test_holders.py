from __future__ import annotations

import pytest

from pipeline.cards import CardDetector
from tests.pipeline.spoken import call, masked

NAME = "<CARDHOLDER>"


def read(*lines: str) -> str:
    transcript = call(*lines)
    return masked(transcript, CardDetector().find(transcript))


@pytest.mark.parametrize(
    ("asked", "answer", "left"),
    [
        ("and the name on the card", "it's just j smith yeah", f"it's just {NAME} {NAME} yeah"),
        ("And the name as it appears on the card?", "Sarah Whitfield.", f"{NAME} {NAME}"),
        ("and the cardholder's name please", "mrs rita o'hara", f"{NAME} {NAME} {NAME}"),
        ("and the name on the card", "Mr. T. Okafor-Bell.", f"{NAME} {NAME} {NAME}"),
        (
            "name on the card",
            "actually my wife's dr j marsh",
            f"actually my wife's {NAME} {NAME} {NAME}",
        ),
        ("what's the name on it", "as on the card", "as on the card"),
        ("name on card", "same as mine", "same as mine"),
    ],
)
def test_the_name_on_the_card_is_card_data(asked: str, answer: str, left: str) -> None:
    assert read(f"agent: {asked}", answer) == f"{asked} {left}"


def test_a_title_alone_is_no_name() -> None:
    assert NAME not in read("agent: and the name on the card", "mrs")


def test_a_caller_may_say_it_unasked() -> None:
    said = read("the name on the card is aoife byrne and the expiry is oh four twenty seven")
    assert said.startswith(f"the name on the card is {NAME} {NAME} and the expiry is")


def test_another_name_is_no_card_data() -> None:
    assert NAME not in read("agent: who am i speaking with", "john smith")
