from __future__ import annotations

import pytest

from pipeline.flags import SensitiveFlagger
from pipeline.model import Transcript, Word
from tests.pipeline.spoken import call


def categories(transcript: Transcript) -> list[str]:
    return [flag.category for flag in SensitiveFlagger().flag(transcript)]


@pytest.mark.parametrize(
    ("said", "category"),
    [
        ("i was diagnosed with something last week", "health"),
        ("i'm still waiting for my operation", "health"),
        ("because i'm muslim i can't on fridays", "religion"),
        ("my union rep told me to call", "union"),
        ("it's my ethnicity that's the matter", "ethnicity"),
        ("my partner and i i'm gay by the way", "sexuality"),
        ("i've got a criminal record", "convictions"),
        ("i'm fourteen", "minor"),
        ("i am 12 years old", "minor"),
        ("i'm in year nine", "minor"),
    ],
)
def test_what_should_not_be_here_is_named(said: str, category: str) -> None:
    assert category in categories(call(said))


@pytest.mark.parametrize(
    "said",
    [
        "i'm fifteen miles away from the depot",
        "i'm forty two",
        "i'm 15 minutes early",
        "the green box and the black one please",
        "my age group is fine and the church road branch is shut",
        "the unit has a two year warranty and year nine is not covered",
    ],
)
def test_everyday_talk_raises_no_flag(said: str) -> None:
    assert categories(call(said)) == []


def test_a_flag_names_its_cue_and_its_place_and_no_word_of_the_caller() -> None:
    transcript = call("agent: hello", "i was diagnosed with it in may")
    (flag,) = SensitiveFlagger().flag(transcript)
    assert (flag.channel, flag.cue) == (1, "illness")
    said: tuple[Word, ...] = transcript.words[3:5]
    assert (flag.span.start, flag.span.end) == (said[0].span.start, said[1].span.end)
