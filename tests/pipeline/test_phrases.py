from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Party, Transcript, Word
from pipeline.phrases import Phrase, first_said
from pipeline.timeline import Span
from pipeline.wording import FILLERS, NEGATIONS, folded, sounds_like
from tests.lives import spoken

Call = dict[str, list[dict[str, str]]]
Calls = Sequence[Call]

CALLS = Path(__file__).parents[2].parent / "shared" / "data" / "calls_text"


def heard(phrase: str, text: str) -> bool:
    return first_said([Phrase.of(phrase)], spoken((Party.CUSTOMER, text))) is not None


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        pytest.param("I'd like to place an order", "I would like to PLACE an order!", id="case"),
        pytest.param("I would like to order", "um I'd er like to, uh, order two", id="fillers"),
        pytest.param("place an order", "I want to to place place an order", id="stutter"),
        pytest.param("I did not make this", "I didn't make this", id="contraction"),
        pytest.param("I can't find my e-mail", "I cannot find my e mail", id="hyphen"),
        pytest.param("it's my order", "it’s my order", id="typographic apostrophe"),
        pytest.param("place an order", "place [noise] an (cough) order", id="noises"),
        pytest.param("your order is confirmed", "so the order is confirmed", id="small word wrong"),
        pytest.param("your order is confirmed", "your order confirmed", id="small word lost"),
        pytest.param("your order is confirmed", "your order is now confirmed", id="word added"),
        pytest.param("your order is confirmed", "your order is conformed", id="sounds alike"),
        pytest.param("your order is confirmed", "your orders is confirmed", id="other ending"),
        pytest.param("I want to report a fraud", "no I want to report a fraud", id="answer first"),
        pytest.param("I want to report a fraud", "it does not work I want to report a fraud",
                     id="another sentence first"),
    ],
)  # fmt: skip
def test_a_phrase_is_heard_however_it_was_written_down(phrase: str, text: str) -> None:
    assert heard(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        pytest.param("your order is confirmed", "your order is not confirmed", id="not"),
        pytest.param("your order is confirmed", "your order isn't confirmed", id="isn't"),
        pytest.param("your order is confirmed", "no order is confirmed", id="no for your"),
        pytest.param("your order is confirmed", "your order is cancelled", id="another word"),
        pytest.param("I did not make this transaction", "I did make this transaction", id="lost"),
        pytest.param("I did not make this transaction", "I did now make this transaction",
                     id="not misheard"),
        pytest.param("I want to report a fraud", "I want to report a fault", id="a fault"),
        pytest.param("I want to make a complaint", "I want to make a compliment", id="praise"),
        pytest.param("want to report a fraud", "I do not want to report a fraud", id="denied"),
        pytest.param("report a fraud", "never had to report a fraud", id="denied shortly before"),
        pytest.param("I want to report a fraud", "I want it to report the fraud", id="two slips"),
        pytest.param("place an order", "place the order", id="a short phrase is exact"),
        pytest.param("place an order", "order place an", id="another order of words"),
        pytest.param("place an order", "please send an invoice", id="something else"),
    ],
)  # fmt: skip
def test_what_means_something_else_is_not_the_phrase(phrase: str, text: str) -> None:
    assert not heard(phrase, text)


def test_the_place_is_where_the_phrase_was_first_said() -> None:
    said = spoken((Party.AGENT, "well your order is confirmed yes your order is confirmed"))
    assert first_said([Phrase.of("your order is confirmed")], said) == Span(300, 580)


def test_of_several_phrases_the_first_one_said_counts() -> None:
    said = spoken((Party.AGENT, "the sun shines and it rains"))
    phrases = [Phrase.of("it rains"), Phrase.of("sun shines")]
    assert first_said(phrases, said) == Span(300, 580)


def test_a_phrase_can_belong_to_one_party() -> None:
    said = spoken((Party.CUSTOMER, "is my order confirmed"), (Party.AGENT, "order confirmed"))
    phrase = Phrase.of("order confirmed")
    assert first_said([phrase], said, by=Party.AGENT) == Span(4 * 300, 4 * 300 + 280)
    assert first_said([Phrase.of("is my order")], said, by=Party.AGENT) is None


def test_on_a_mixed_channel_anybody_may_have_said_it() -> None:
    said = spoken((Party.MIXED, "thank you order confirmed"))
    assert first_said([Phrase.of("order confirmed")], said, by=Party.AGENT) is not None


def test_people_who_talk_at_once_do_not_break_each_others_phrases() -> None:
    words = [("place", 0), ("sure", 1), ("an", 0), ("go", 1), ("order", 0), ("on", 1)]
    said = Transcript(
        tuple(Word(w, Span(200 * i, 200 * i + 150), c, 0.9) for i, (w, c) in enumerate(words)),
        (Party.CUSTOMER, Party.AGENT),
    )
    assert first_said([Phrase.of("place an order")], said) == Span(0, 150)
    assert first_said([Phrase.of("sure go on")], said) == Span(200, 350)


def test_nothing_is_found_in_silence() -> None:
    assert first_said([Phrase.of("place an order")], Transcript((), (Party.MIXED,))) is None


@pytest.mark.parametrize("text", ["", "...", "um", "[noise]"])
def test_a_phrase_without_a_word_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="needs a word"):
        Phrase.of(text)


WORDS = st.sampled_from(["alpha", "bravo", "delta", "hotel", "india", "not", "oscar", "the", "you"])


@given(
    st.lists(WORDS, min_size=1, max_size=8),
    st.lists(WORDS, max_size=8),
    st.lists(WORDS, max_size=8),
)
def test_a_phrase_said_as_it_stands_is_always_heard_unless_denied(
    phrase: list[str], before: list[str], after: list[str]
) -> None:
    denied = NEGATIONS & set(before)
    assert denied or heard(" ".join(phrase), " ".join([*before, *phrase, *after]))


@given(st.lists(WORDS, min_size=1, max_size=8), st.data())
def test_fillers_anywhere_change_nothing(phrase: list[str], data: st.DataObject) -> None:
    said = [
        word
        for part in phrase
        for word in (*data.draw(st.lists(st.sampled_from(sorted(FILLERS)), max_size=2)), part)
    ]
    assert heard(" ".join(phrase), " ".join(said))


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    once = folded(text)
    assert folded(" ".join(once)) == once


@pytest.mark.parametrize(
    ("one", "other"),
    [("confirmed", "conformed"), ("order", "orders"), ("payment", "baymend"), ("renew", "renewed"),
     ("phone", "fone"), ("cancel", "counsel"), ("accept", "except")],
)  # fmt: skip
def test_what_a_line_confuses_sounds_alike(one: str, other: str) -> None:
    assert sounds_like(one, other)
    assert sounds_like(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("fraud", "fault"), ("confirmed", "cancelled"), ("complaint", "compliment"), ("buy", "sell"),
     ("order", "offer")],
)  # fmt: skip
def test_words_of_their_own_do_not_sound_alike(one: str, other: str) -> None:
    assert not sounds_like(one, other)


@pytest.mark.skipif(not CALLS.is_dir(), reason="needs shared/data/calls_text")
def test_a_real_recognisers_errors_lose_few_phrases_and_invent_none() -> None:
    """Against what a person wrote down of the same 24 calls."""
    calls = [json.loads(path.read_text()) for path in sorted(CALLS.glob("*.json"))]
    phrases = [Phrase.of(text) for text in OFTEN_SAID]
    said = set(_pairs(calls, phrases, "human"))
    found = set(_pairs(calls, phrases, "asr"))
    assert len(said) > 100
    assert len(found & said) >= 0.95 * len(said)
    assert not found - said


OFTEN_SAID = (
    "how can I help you today",
    "have a great day",
    "is there anything else I can help you with",
    "thank you for calling",
    "transfer money",
    "my name is",
    "checking account",
    "I would like to",
)


def _pairs(calls: Calls, phrases: Sequence[Phrase], by: str) -> Iterator[tuple[int, Phrase]]:
    """Which phrase is in which call, as written down `by` a person or a recogniser."""
    for i, call in enumerate(calls):
        said = _written(call, by)
        yield from ((i, phrase) for phrase in phrases if first_said([phrase], said))


def _written(call: Call, by: str) -> Transcript:
    return spoken(
        *(
            (Party.AGENT if turn["role"] == "agent" else Party.CUSTOMER, turn[by])
            for turn in call["turns"]
        )
    )
