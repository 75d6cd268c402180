from __future__ import annotations

from pipeline.adapters.personal.turns import turns
from pipeline.model import Word
from pipeline.timeline import Span
from tests.pipeline.spoken import call


def texts(words: tuple[Word, ...]) -> list[str]:
    return [" ".join(text for text, _ in turn) for turn in turns(words)]


def test_a_turn_ends_where_the_other_party_answers() -> None:
    said = call("agent: and your name is", "mary", "agent: thank you").words
    assert texts(said) == ["and your name is", "mary", "thank you"]


def test_a_yep_ends_nothing() -> None:
    said = call("four kestrel", "agent: yep", "mews in leeds").words
    assert texts(said) == ["four kestrel mews in leeds", "yep"]


def test_talk_at_the_same_time_is_not_cut_into_words() -> None:
    said = tuple(
        Word(text, Span(250 * i, 250 * i + 450), i % 2, 0.9)
        for i, text in enumerate(["my", "yes", "name", "i", "is", "see", "mary", "now"])
    )
    assert texts(said) == ["my name is mary", "yes i see now"]


def test_every_word_is_in_one_turn() -> None:
    said = call("a b", "agent: c", "d", "agent: e f", "g").words
    assert sorted(place for turn in turns(said) for _, place in turn) == list(range(len(said)))
