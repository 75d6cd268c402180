from __future__ import annotations

import random

import pytest

from listener.labels import BLANK, OTHER, SYMBOLS, numbers_of, symbols_of
from listener.texts import NUMBER_WORD, Line, a_line

LINES = [a_line(random.Random(seed)) for seed in range(600)]


def of(*kinds: str) -> list[Line]:
    return [line for line in LINES if line.kind in kinds]


def test_every_number_word_is_to_be_written_down() -> None:
    for line in LINES:
        assert len(numbers_of(symbols_of(line.text))) == len(NUMBER_WORD.findall(line.text))


def test_prose_says_no_number() -> None:
    for line in of("prose"):
        assert set(symbols_of(line.text)) == {OTHER}


def test_a_number_said_with_a_filler_is_no_more_than_the_number() -> None:
    assert symbols_of("four nine, er, two") == symbols_of("four nine two") == (5, 10, 3)


def test_no_symbol_is_the_blank_or_unknown_to_the_network() -> None:
    assert all(BLANK < symbol < SYMBOLS for line in LINES for symbol in symbols_of(line.text))


@pytest.mark.parametrize("kind", ["bare", "card", "short", "numbers", "prose"])
def test_every_kind_of_line_is_said_often_enough_to_be_learned(kind: str) -> None:
    assert len(of(kind)) > 25


def test_the_same_seed_says_the_same() -> None:
    assert a_line(random.Random(7)) == a_line(random.Random(7))
