from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.adapters.struck_text import LONGEST_TURN, StruckText
from pipeline.model import Entity, Party, Transcript, Word
from pipeline.timeline import Span
from tests.pipeline.spoken import call

STRUCK = StruckText()


def read(transcript: Transcript, masked: Mapping[int, Entity]) -> list[str]:
    return [text for _, text in STRUCK.turns(transcript, masked)]


def test_neighbours_of_one_kind_become_one_token() -> None:
    said = call("it is 4539 5787, um 6362 1486.")
    masked = dict.fromkeys((2, 3, 5, 6), Entity.PAN)
    assert read(said, masked) == ["it is [PAN] um [PAN]"]


def test_neighbours_of_two_kinds_stay_two_tokens() -> None:
    assert read(call("4539 123 ok"), {0: Entity.PAN, 1: Entity.CARD_CODE}) == [
        "[PAN] [CARD_CODE] ok"
    ]


def test_a_long_turn_is_written_in_pieces_and_whole() -> None:
    words = [f"w{n}" for n in range(2 * LONGEST_TURN + 1)]
    assert " ".join(read(call(" ".join(words)), {})) == " ".join(words)


@pytest.mark.parametrize("text", ["", " ", "[PAN]", "\u200b", "a  b"])
def test_any_word_can_be_struck_or_stay(text: str) -> None:
    words = tuple(Word(t, Span(n, n + 1), 0, 1.0) for n, t in enumerate(["x", text, "y"]))
    said = Transcript(words, (Party.MIXED,))
    assert read(said, {1: Entity.PAN}) == ["x [PAN] y"]
    assert read(said, {}) == [f"x {text} y"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1), st.sampled_from([None, Entity.PAN, Entity.PIN]))))
def test_nothing_that_is_masked_can_be_read_and_everything_else_can(
    words: list[tuple[int, Entity | None]],
) -> None:
    said = Transcript(
        tuple(
            Word(f"{'public' if entity is None else 'secret'}{n}", Span(n, n + 1), channel, 1.0)
            for n, (channel, entity) in enumerate(words)
        ),
        (Party.AGENT, Party.CUSTOMER),
    )
    text = " ".join(read(said, {n: e for n, (_, e) in enumerate(words) if e}))
    assert "secret" not in text
    assert [w for w in text.split() if w[0] != "["] == [
        w.text for w in said.words if w.text.startswith("public")
    ]
