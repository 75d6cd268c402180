"""What is known is found where it is said again."""

from __future__ import annotations

from functools import cache

import pytest

from pipeline.adapters.personal import PersonalDataDetector
from tests.pipeline.spoken import call, masked


@cache
def detector() -> PersonalDataDetector:
    return PersonalDataDetector()


def read(*lines: str) -> str:
    transcript = call(*lines)
    return masked(transcript, detector().find(transcript))


def test_a_name_is_one_before_it_is_known_and_after() -> None:
    said = read("tell ruqayyah i rang", "agent: your name is ruqayyah", "yes ruqayyahs fine")
    assert "uqayyah" not in said


def test_an_everyday_word_is_a_name_again_only_where_it_names_somebody() -> None:
    said = read("my name is frank", "agent: thanks frank to be frank it's late")
    assert said == "my name is <PERSON> thanks <PERSON> to be frank it's late"


def test_initials_belong_to_the_name_after_them() -> None:
    assert read("agent: and the name on the card", "j p mulvaney") == (
        "and the name on the card <PERSON> <PERSON> <PERSON>"
    )


def test_a_letter_of_a_code_is_no_name() -> None:
    said = "it's charlie victor nine oscar two"
    assert read(said) == said


@pytest.mark.parametrize(
    "again",
    ["so mill lane is that right", "ludbrooke is lovely", "mill lane"],
)
def test_a_part_of_an_address_is_found_again(again: str) -> None:
    address = "it's fourteen mill lane ludbrooke"
    said = read("agent: what's your address", address, f"agent: {again}")
    assert "mill lane" not in said
    assert "ludbrooke" not in said


@pytest.mark.parametrize(
    "address",
    [
        "a hundred and four lister street",
        "two stroke one leith walk",
        "flat nine poplar court",
        "12 Station Road, Abbots Langley",
    ],
)
def test_an_address_is_read_from_its_number_to_its_town(address: str) -> None:
    words = len(address.split())
    assert read("agent: where do we send it", address).endswith(" ".join(["<ADDRESS>"] * words))


def test_a_date_that_nobody_asked_for_is_none_where_nobody_is_spoken_of() -> None:
    said = "the guitar was finished on the 1st of June 1983"
    assert read(said) == said
