from __future__ import annotations

import pytest

from pipeline.payment_prompts import PAYMENT, Topic
from pipeline.prompts import Phrases


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("the long number across the front of the card", Topic.CARD),
        ("your debit card number", Topic.CARD),
        ("the sixteen digit number", Topic.CARD),
        ("can i get the first part of the card", Topic.CARD),
        ("now the rest of the number", Topic.CARD),
        ("please enter your card", Topic.CARD),
        ("the three digits on the back", Topic.CODE),
        ("the free digits from the back", Topic.CODE),
        ("the three little numbers on the reverse", Topic.CODE),
        ("the c v v", Topic.CODE),
        ("the last three digits", Topic.CODE),
        ("what is the expiry date", Topic.EXPIRY),
        ("and it expires when", Topic.EXPIRY),
        ("your pin number", Topic.PIN),
    ],
)
def test_what_agents_ask_for_is_understood(said: str, topic: Topic) -> None:
    assert topic in {prompt.topic for prompt in PAYMENT.find(said.split())}


def test_the_longest_phrase_wins_and_takes_its_words() -> None:
    phrases = Phrases({"short": ["card number"], "long": ["card number please"]})
    (found,) = phrases.find(["the", "card", "number", "please"])
    assert (found.topic, found.first, found.last) == ("long", 1, 3)


def test_a_word_that_may_be_missing_may_be_missing() -> None:
    phrases = Phrases({"x": ["your full|first? name"]})
    for said in ("your name", "your full name", "your first name"):
        assert [p.topic for p in phrases.find(said.split())] == ["x"]
    assert not list(phrases.find(["your", "last", "name"]))
