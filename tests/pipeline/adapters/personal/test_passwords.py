"""Passwords and memorable words: asked for, spelled, told and typed."""

from __future__ import annotations

from functools import cache

import pytest

from pipeline.adapters.personal import PersonalDataDetector
from tests.pipeline.spoken import call, masked


@cache
def detector() -> PersonalDataDetector:
    return PersonalDataDetector()


def left(*lines: str) -> str:
    """What stays readable of the last line."""
    transcript = call(*lines)
    said = masked(transcript, detector().find(transcript)).split()
    last = len(lines[-1].rpartition(": ")[2].split())
    return " ".join(word for word in said[-last:] if not word.startswith("<"))


@pytest.mark.parametrize(
    ("lines", "readable"),
    [
        (("agent: and the wifi password", "it's capital h 7 q q 4 capital m w 9 z 3"), "it's"),
        (("agent: your memorable word", "it's blackberry"), "it's"),
        (("agent: and your codeword", "i think it was kestrel"), "i think it was"),
        (("agent: what was your first car", "a mini metro"), "a"),
        (("agent: the second letter of your password", "a"), ""),
        (
            ("agent: your one time code", "hang on it's come through 8 2 9 4 one oh"),
            "hang on it's come through",
        ),
        (("agent: what's the new password to be", "um mayflower sixteen twenty"), "um"),
        (("agent: is there a password", "there is it's liverpool"), "there is it's"),
        (("agent: your memorable date", "the eleventh of june two thousand and four"), ""),
        (("agent: characters one four and seven please", "r then a 6 then e"), ""),
        (
            ("agent: what's the answer which is your first pet", "that'd be mister tibbs"),
            "that'd be",
        ),
        (("agent: the password's otter dash river dash 9 9 3",), "the password's"),
        (("agent: the door code's four seven one nine",), "the door code's"),
        (
            ("agent: memorable word", "blackberry", "agent: only the letters", "sorry l and k"),
            "sorry",
        ),
    ],
)
def test_what_was_asked_for_is_masked_to_its_last_character(
    lines: tuple[str, ...], readable: str
) -> None:
    assert left(*lines) == readable


@pytest.mark.parametrize(
    ("lines", "readable"),
    [
        (
            ("agent: your password has been locked", "i put rainyday77 in three times"),
            "i put in three times",
        ),
        (
            ("i can't log in", "agent: so i've set it to sunflower capital s 2 8"),
            "so i've set it to",
        ),
        (("my password doesn't work", "i keep typing Penguin1984"), "i keep typing"),
        (("i'm locked out", "agent: your temporary one is Harbour47"), "your temporary one is"),
        (("it wants a new password", "i'll use marmalade44 then"), "i'll use then"),
        (("agent: the wifi is under the telly", "is it 44bluehouse"), "is it"),
    ],
)
def test_what_looks_like_a_password_is_one_where_passwords_are_spoken_of(
    lines: tuple[str, ...], readable: str
) -> None:
    assert left(*lines) == readable


@pytest.mark.parametrize(
    "lines",
    [
        ("i've forgotten my password", "agent: click forgot password and it sends you a link"),
        ("agent: you'll change your password every ninety days", "it has twelve characters"),
        ("i can't log in", "agent: is it windows11 or windows10"),
        ("the thermostat won't work", "agent: set it to twenty and press the button"),
        ("the part is rainyday77", "agent: we have two of them in"),
        ("agent: it's one code for both of them", "which row is it then"),
    ],
)
def test_a_password_that_is_only_spoken_of_masks_nothing(lines: tuple[str, ...]) -> None:
    assert left(*lines) == lines[-1].rpartition(": ")[2]


def test_what_is_said_of_its_characters_makes_a_password_of_a_turn() -> None:
    lines = ("agent: the password's on the card by the router", "it's rubbed off")
    assert left(*lines, "agent: okay it's seagull capital t rope nine four") == "okay it's"


def test_a_password_is_masked_whole_when_it_is_said_again() -> None:
    told = "agent: i've reset it your temporary one is quartz-river-58"
    assert left(told, "quartz river is that with a z") == "is that with a z"


def test_the_new_one_is_no_password_where_none_is_spoken_of() -> None:
    assert left("the new one is nineteen ninety nine") == "the new one is nineteen ninety nine"


def test_a_place_with_an_on_in_it_is_an_answer_to_its_end() -> None:
    assert left("agent: your memorable place", "it's stoke on trent") == "it's"
