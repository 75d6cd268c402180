from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.spoken_data.calls import EITHER
from benchmarks.spoken_data.hand_written import Case, read_cases
from benchmarks.spoken_data.measure import measure, missed
from benchmarks.spoken_data.phrasings import understood
from pipeline.cards import CardDetector
from pipeline.model import Entity, Party


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return read_cases()


def one(tmp_path: Path, *lines: str) -> Case:
    (tmp_path / "x.txt").write_text("\n".join(["## a-name | flags: health, minor", *lines]))
    (case,) = read_cases(tmp_path)
    return case


def test_there_are_at_least_500_and_each_has_a_name_of_its_own(cases: list[Case]) -> None:
    names = Counter(case.name for case in cases)
    assert len(cases) >= 500
    assert max(names.values()) == 1


def test_a_quarter_is_held_out_of_every_file(cases: list[Case]) -> None:
    for file in {case.file for case in cases}:
        held = [case.held_out for case in cases if case.file == file]
        assert 0.15 < sum(held) / len(held) < 0.4


def test_marks_and_waits_are_read(tmp_path: Path) -> None:
    case = one(tmp_path, "A: number please", "+30 C: it's {PAN 4539 5787} {? please} ok")
    words = case.call.transcript.words
    assert [word.text for word in words] == [
        "number",
        "please",
        "it's",
        "4539",
        "5787",
        "please",
        "ok",
    ]
    assert case.call.gold[3:6] == (Entity.PAN, Entity.PAN, EITHER)
    assert case.call.said == ((Entity.PAN, (3, 4)),)
    assert words[2].span.start - words[1].span.end > 30_000
    assert case.flags == {"health", "minor"}


def test_a_mono_case_has_one_channel(tmp_path: Path) -> None:
    case = one(tmp_path, "M: and the code it's {CARD_CODE 123}")
    assert case.call.transcript.channels == (Party.MIXED,)


def test_a_line_that_is_no_turn_is_told_of_by_its_number(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"x\.txt, line 2"):
        one(tmp_path, "Z: hello")


def test_card_numbers_in_held_out_cases_stay_found(cases: list[Case]) -> None:
    """No rule may make this worse; docs/benchmarks/detection.md has the figures of all kinds."""
    tally = measure((case.call for case in cases if case.held_out), [CardDetector()])
    assert tally.leaks == 0
    assert tally.recall(Entity.PAN) >= 0.99
    assert tally.recall(Entity.CARD_CODE) >= 0.8
    assert tally.recall(Entity.CARD_EXPIRY) >= 0.9


def test_what_is_missed_is_named(tmp_path: Path) -> None:
    case = one(tmp_path, "C: it's {PAN 4539 5787 6362 1486}")
    assert missed(case.call, []) == [Entity.PAN]
    assert missed(case.call, [CardDetector()]) == []


@pytest.mark.parametrize(("name", "share"), [("code", 0.85), ("expiry", 0.9), ("card", 0.7)])
def test_most_held_out_ways_to_ask_are_understood(name: str, share: float) -> None:
    right = [right for held_out, right in understood(name) if held_out]
    assert sum(right) >= share * len(right)
