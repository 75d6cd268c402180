"""Calls that name nobody and pay nothing stay readable, however full of numbers they are."""

from __future__ import annotations

from functools import cache

import pytest

from pipeline.adapters.personal import PersonalDataDetector
from pipeline.cards import CardDetector
from tests.pipeline.spoken import call


@cache
def detectors() -> tuple[CardDetector, PersonalDataDetector]:
    return CardDetector(), PersonalDataDetector()


def hidden(*lines: str) -> list[str]:
    """The words that are masked, by either detector."""
    transcript = call(*lines)
    masked = {i for d in detectors() for f in d.find(transcript) for i in f.words}
    return [transcript.words[i].text for i in sorted(masked)]


@pytest.mark.parametrize(
    "lines",
    [
        (
            "agent: so it's two oh five fifty five sixteen you want",
            "yeah four of them budget ones",
            "agent: three pound a corner for the old ones quarter to nine thursday",
        ),
        (
            "agent: order number is four four seven one double oh nine eight two two",
            "and the staples",
            "agent: that's product code one one seven six two nine oh eight double three",
        ),
        ("It's a Bosch GSB 18V-55, part number 06019H5301, serial 3601JH53 00.",),
        (
            "agent: so it's the valve",
            "i'd say so the part's oh oh two oh one four eight three eight four",
            "agent: oh oh two oh one four eight three eight four and the gasket",
        ),
        ("that's three seven six one nine oh double oh four it's twenty six seventy a sheet",),
        ("the stinking bishop's thirty eight a kilo", "agent: and the poacher"),
        ("agent: what's the twist pile", "twenty two ninety nine a square metre on a roll"),
        ("torque it to ninety newton metres", "agent: and the other two"),
        ("It's 62 square metres and they go 60 to the metre.",),
        ("the 47 goes at 10:14 and 10:44 from the hospital", "agent: and the last one back"),
        ("Row F, 12 to 15, 28.50 each, so 114 and a 2.50 fee.", "agent: Are those near the front?"),
        ("i'm on version fourteen point two point one build two three oh four one nine",),
        ("it's nine seven eight oh one four one oh three six one four four", "agent: ninety nine"),
        ("The tracking's JD 0002 2511 8837 4410 and it's out for delivery.",),
        (
            "agent: have you any amoxicillin",
            "twenty one caps expiry oh three twenty seven batch a j four four one nine",
        ),
        ("agent: What's the batch?", "F W 2 2 1 9.", "agent: And the expiry?", "03/27."),
        ("and I'm one short.", "agent: Which row?", "It's the edge, 11 along. I'll send it."),
        (
            "agent: do you take american express",
            "no love only visa and mastercard up to a hundred yeah and over fifty in cash",
            "agent: and is there a minimum",
            "there's a three pound minimum on the card",
        ),
        ("Worktops are 38 mil, the MOTs are in November and Attrition's 2.6 for the month.",),
        (
            *("agent: merchant number please", "five four two two oh one nine eight seven six"),
            *("agent: and the terminal ID", "two two one four seven seven oh three"),
            "agent: and which card types aren't going through",
        ),
        (
            "agent: the seal number is 0044817",
            "0044817. And the trailer's the 45 footer?",
        ),
        ("thermostat's set it to twenty and the timer to six thirty",),
        (
            *("agent: the numbers were 7, 22, 31, 48, 61, 77 and 84", "I had 22, 31 and 77"),
            *("agent: 3 numbers is £30, split between 8", "£3.75 each"),
        ),
        ("agent: 16 20 16 50 17 20 17 55 and the last one's 19 25", "is it still two pounds"),
        (
            *("agent: your claim reference is 4 4 1 8 0 0 2 3 9 1 6.", "Hang on, 4 4 1 8 0 0?"),
            *("agent: 2 3 9 1 6.", "44180023916. And when do you pay it?"),
        ),
        ("agent: so your order number's 8 8 2 0 4 1 7 3 5 6", "8 8 2 0 4 1 7 3 5 6 thanks"),
        (
            *("can i get a number nineteen a number thirty six and a twenty two", "agent: rice"),
            *("three prawn toast", "agent: twenty eight pound forty half an hour"),
        ),
        ("agent: the serial number's on the plate", "it says W 4 4 0 2 1 9 8 8 dash 03"),
        ("agent: and the model number on the front", "eight two five", "agent: for sixty seconds"),
        ("the doctor changed it on the ninth", "agent: twenty eight of each"),
        ("agent: the shelf mark's eight two three point nine one four two oh one six six one",),
        (
            *("with a 250 excess it's 388 pounds 14 or with 400 it's 351", "agent: 10 payments"),
            "of 41 pounds 2 or the year by card",
        ),
    ],
)
def test_nothing_is_masked_where_there_is_no_secret(lines: tuple[str, ...]) -> None:
    assert hidden(*lines) == []


@pytest.mark.parametrize(
    "lines",
    [
        ("have you a Nelly Moser in", "agent: I've 2 Nelly Moser left, at 14.99"),
        ("agent: It's the Rosalind in sage.", "Not Rosalind, too busy."),
        ("And David Howard's just come in.", "agent: Can you hold 3 of the David Howard?"),
        ("agent: The Charlotte's going fast.", "I'll have two Charlotte then."),
        ("two and a half litres of olivia please", "agent: olivia's thirty six ninety nine"),
        ("there's one called olivia", "agent: is olivia the green one"),
    ],
)
def test_what_is_sold_under_a_name_is_nobody(lines: tuple[str, ...]) -> None:
    assert hidden(*lines) == []


@pytest.mark.parametrize(
    "said",
    [
        "have you anything by hilary mantel or the new richard osman",
        "do you stock ralph lauren or is it all laura ashley",
        "two arran pilot and a net of king edward please",
        "a chicken jalfrezi a rogan josh and some gyoza",
        "are ye comin the morra or are ye no",
    ],
)
def test_what_everybody_knows_the_name_of_is_nobody(said: str) -> None:
    assert hidden(said) == []


def test_who_bears_a_name_that_everybody_knows_is_somebody() -> None:
    assert hidden("hello my name is james grieve") == ["james", "grieve"]


@pytest.mark.parametrize(
    "lines",
    [
        ("it's to a Giulia Ferrante", "agent: thank you"),
        ("the Sarah who rang on monday", "agent: I'll ask Sarah"),
        ("my name is Rosalind and i want the Rosalind in sage", "agent: thanks Rosalind"),
    ],
)
def test_somebody_who_is_introduced_is_somebody(lines: tuple[str, ...]) -> None:
    assert {"Giulia", "Sarah", "Rosalind"} & set(hidden(*lines))
