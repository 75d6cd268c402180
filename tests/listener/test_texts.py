from __future__ import annotations

import random

import pytest

from listener.labels import BLANK, SYMBOLS, symbols_of
from listener.texts import NUMBER_WORD, Line, a_line

LINES = [a_line(random.Random(seed)) for seed in range(600)]


def of(*kinds: str) -> list[Line]:
    return [line for line in LINES if line.kind in kinds]


def test_every_number_word_of_a_long_number_is_to_be_written_down() -> None:
    for line in of("bare", "card", "short"):
        assert tuple(symbols_of(NUMBER_WORD.findall(line.text))) == line.symbols


def test_prose_leaves_no_trace_and_says_no_number_but_oh() -> None:
    for line in of("prose"):
        assert line.symbols == ()
        assert set(NUMBER_WORD.findall(line.text)) <= {"oh"}


def test_no_symbol_is_the_blank_or_unknown_to_the_network() -> None:
    assert all(BLANK < symbol < SYMBOLS for line in LINES for symbol in line.symbols)


@pytest.mark.parametrize("kind", ["bare", "card", "short", "numbers", "prose"])
def test_every_kind_of_line_is_said_often_enough_to_be_learned(kind: str) -> None:
    assert len(of(kind)) > 25


def test_the_same_seed_says_the_same() -> None:
    assert a_line(random.Random(7)) == a_line(random.Random(7))
