from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from pipeline.adapters.personal.analyzer import Analyzer

CHATTER = "so i said to them it is not what was agreed and they never rang me back " * 60


@cache
def analyzer() -> Analyzer:
    return Analyzer()


@pytest.mark.parametrize(
    "said",
    [
        "my phone number is 020 7946 0123 thanks",
        "my email is jo.bloggs82@example.com thanks",
        "the iban is GB29NWBK60161331926819 okay",
        "my national insurance number is AB123456C okay",
    ],
)
def test_what_is_found_does_not_depend_on_how_much_is_said_around_it(said: str) -> None:
    alone = set(analyzer().analyze(said))
    amid = set(analyzer().analyze(CHATTER + said + " " + CHATTER))
    shifted = {replace(h, start=h.start + len(CHATTER), end=h.end + len(CHATTER)) for h in alone}
    assert alone
    assert amid == shifted


def test_two_things_far_apart_are_both_found() -> None:
    said = f"call 020 7946 0123 please {CHATTER} or write to jo.bloggs82@example.com"
    assert {hit.entity for hit in analyzer().analyze(said)} == {"PHONE", "EMAIL"}
