"""The network looks at all that can be heard, in pieces, and tells of every word once."""

from __future__ import annotations

import time

import numpy as np
import pytest

from benchmarks.audio.people import person
from pipeline.adapters.digit_runs import Heard
from pipeline.adapters.digit_words import number_words
from pipeline.adapters.spectra import RATE
from pipeline.timeline import Span
from tests.pipeline.adapters.test_digit_listener import (
    Samples,
    a_number,
    quiet,
    with_people,
)


def sure(words: list[Heard]) -> list[int]:
    return [word.at for word in words if word.number and word.sure > 0.5]


@pytest.fixture(scope="module")
def call() -> tuple[Samples, list[Span]]:
    """50 s with a number in the middle, where two of the network's looks meet."""
    number, digits = a_number("jackson", 16)
    sound = np.concatenate((quiet(12), number, quiet(38)))[: 50 * RATE]
    return sound, [span.shifted(12_000) for span in digits]


@with_people
def test_nearly_every_digit_is_marked_where_it_is_said(call: tuple[Samples, list[Span]]) -> None:
    sound, digits = call
    marks = sure(number_words(sound))
    near = [any(d.start - 100 <= at <= d.end + 250 for at in marks) for d in digits]
    assert sum(near) >= 15
    assert all(digits[0].start - 200 <= at <= digits[-1].end + 300 for at in marks)


@with_people
def test_what_lies_elsewhere_is_not_told(call: tuple[Samples, list[Span]]) -> None:
    sound, digits = call
    here = Span(digits[4].start, digits[8].end)
    marks = [word.at for word in number_words(sound, here)]
    assert marks
    assert all(here.start - 40 <= at <= here.end for at in marks)


@with_people
def test_no_digit_is_told_twice_where_two_looks_meet(call: tuple[Samples, list[Span]]) -> None:
    sound, digits = call
    assert len(sure(number_words(sound))) <= len(digits) + 1


@with_people
def test_a_call_recorded_far_too_quietly_is_heard_all_the_same(
    call: tuple[Samples, list[Span]],
) -> None:
    sound, digits = call
    assert len(sure(number_words(sound * np.float32(0.003)))) >= len(digits) - 2


@with_people
def test_other_words_are_no_numbers() -> None:
    marks = number_words(np.asarray(person("jfk.flac"), np.float32))
    others = [word.at for word in marks if not word.number and word.sure > 0.5]
    assert len(others) >= 12
    assert len(sure(marks)) <= 2


@pytest.mark.parametrize("samples", [0, 10, 79, 799])
def test_hardly_any_sound_holds_no_words(samples: int) -> None:
    assert number_words(np.zeros(samples, np.float32)) == []


@with_people
def test_what_was_heard_is_not_looked_at_again(call: tuple[Samples, list[Span]]) -> None:
    sound, _ = call
    first, second = _timed(sound), _timed(sound.copy())
    assert second[0] == first[0]
    assert second[1] < first[1] / 4


def _timed(sound: Samples) -> tuple[list[Heard], float]:
    began = time.process_time()
    heard = number_words(sound + np.float32(1e-7))
    return heard, time.process_time() - began
