from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.adapters.personal.hits import Hit
from pipeline.adapters.personal.united import Chances, is_none, united
from pipeline.model import Entity

NONE = [0.0] * 6
PLAIN = [True] * 6
RARE = [False] * 6


def person(*chances: float, plain: list[bool] = RARE) -> dict[int, Chances]:
    return {0: Chances(list(chances), NONE, plain)}


def hit(first: int, last: int, rule: str) -> Hit:
    return Hit(Entity.PERSON, 0, first, last, 0.6, rule)


def spans(
    hits: list[Hit], chances: dict[int, Chances], *, vetoes: bool = True
) -> list[tuple[int, int, str]]:
    return [(h.first, h.last, h.rule) for h in united(hits, chances, vetoes=vetoes)]


def test_the_model_alone_is_believed_when_it_is_sure() -> None:
    assert spans([], person(0, 0.9, 0.3, 0, 0.6, 0)) == [(1, 2, "model")]


def test_of_everyday_words_it_must_be_surer() -> None:
    assert spans([], person(0, 0.9, 0.3, 0, 0, 0, plain=PLAIN)) == []


def test_beside_what_a_rule_found_less_is_enough() -> None:
    found = [hit(1, 1, "trigger")]
    assert spans(found, person(0, 0.9, 0.4, 0, 0, 0, plain=PLAIN)) == [
        (1, 1, "trigger"),
        (1, 2, "model"),
    ]


def test_a_name_on_a_list_is_none_when_the_model_is_sure_that_it_is_not() -> None:
    assert spans([hit(1, 1, "list")], person(0, 0.01, 0, 0, 0, 0)) == []


def test_a_name_that_was_announced_stays_whatever_the_model_thinks() -> None:
    assert spans([hit(1, 1, "trigger")], person(*NONE)) == [(1, 1, "trigger")]


def test_a_reader_of_another_kind_has_no_veto() -> None:
    found = [hit(1, 1, "list")]
    assert spans(found, person(*NONE), vetoes=False) == [(1, 1, "list")]


@given(
    st.lists(st.floats(0, 1), min_size=6, max_size=6),
    st.lists(st.booleans(), min_size=6, max_size=6),
)
def test_what_is_believed_is_likely_somewhere_and_possible_everywhere(
    chances: list[float], plain: list[bool]
) -> None:
    for found in united([], person(*chances, plain=plain), vetoes=True):
        mine = chances[found.first : found.last + 1]
        assert max(mine) >= 0.85
        assert min(mine) >= 0.25


@pytest.mark.parametrize(
    ("said", "entity", "first", "last", "none"),
    [
        ("a ten by eight green house", Entity.ADDRESS, 3, 5, True),
        ("at eight green house", Entity.ADDRESS, 1, 3, False),
        ("we are from pennhamville", Entity.PERSON, 3, 3, True),
        ("it is oluwaseun", Entity.PERSON, 2, 2, False),
        ("from oluwaseun adeyemi", Entity.PERSON, 1, 2, False),
        ("so Attrition's up again", Entity.PERSON, 1, 1, True),
        ("the MOTs are due", Entity.PERSON, 1, 1, True),
        ("that's Kestrel and Wilja", Entity.PERSON, 1, 3, False),
        ("thirty eight a kilo", Entity.ADDRESS, 0, 3, True),
        ("it's 62 square metres", Entity.ADDRESS, 1, 2, True),
        ("two and eight eighteen house", Entity.ADDRESS, 2, 4, True),
        ("house number twelve", Entity.ADDRESS, 2, 2, False),
        ("at twelve fenwick row", Entity.ADDRESS, 1, 3, False),
        ("it's l s one two a b", Entity.ADDRESS, 1, 6, False),
        ("take plot twenty seven b", Entity.ADDRESS, 1, 4, True),
        ("row h fourteen", Entity.ADDRESS, 0, 2, True),
        ("it's flat twelve b", Entity.ADDRESS, 1, 3, False),
        ("nine oh two one oh", Entity.ADDRESS, 0, 4, False),
    ],
)
def test_its_words_and_those_beside_it_tell_what_is_none(
    said: str, entity: Entity, first: int, last: int, none: bool
) -> None:
    texts = said.split()
    bare = [text.lower() for text in texts]
    assert is_none(Hit(entity, 0, first, last, 0.5, "model"), bare, texts) is none


def test_what_a_rule_found_needs_no_word_before_it() -> None:
    said = ["from", "anna"]
    assert not is_none(Hit(Entity.PERSON, 0, 1, 1, 0.5, "trigger"), said, said)
