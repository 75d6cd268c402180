from __future__ import annotations

import pytest

from pipeline.adapters.personal.asked_places import asked_places
from pipeline.adapters.personal.calls import Said
from pipeline.adapters.personal.known_names import common_words
from pipeline.digits import read_words
from tests.pipeline.spoken import call, mono


def found(*lines: str, one_channel: bool = False) -> list[str]:
    transcript = mono(*lines) if one_channel else call(*lines)
    texts = tuple(word.text for word in transcript.words)
    said = Said(texts, tuple(read_words(texts)), tuple(w.channel for w in transcript.words))
    answers = dict.fromkeys((a.first, a.last) for a in asked_places(said, set(), common_words()))
    return [" ".join(texts[first : last + 1]) for first, last in answers]


@pytest.mark.parametrize(
    ("asked", "answer", "address"),
    [
        ("house name or number", "hillcrest", "hillcrest"),
        ("and the first line of the address please", "yeah it's the old forge", "the old forge"),
        ("town", "otley", "otley"),
        ("where do you live", "Croft 8, Balmacara. There's no street.", "Croft 8, Balmacara."),
        ("which street is that", "it's dale lane can you hear me", "dale lane"),
    ],
)
def test_the_answer_to_a_question_for_an_address_is_one(
    asked: str, answer: str, address: str
) -> None:
    assert found(f"agent: {asked}", answer, "agent: thanks") == [address]


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("and your email address", "hillcrest at gmail dot com"),
        ("is it the same address", "same as before"),
        ("the shop's in the middle of the street", "lovely thanks"),
        ("what's the address", "don't know it by heart"),
    ],
)
def test_other_answers_are_none(asked: str, answer: str) -> None:
    assert found(f"agent: {asked}", answer, "agent: ok") == []


def test_on_one_channel_an_answer_is_what_looks_like_an_address() -> None:
    said = "and your address it's the coach house abbots lane lovely"
    assert found(said, one_channel=True) == ["the coach house abbots lane"]
    assert found("and is that the right address for you", one_channel=True) == []
