"""Speech of people on one channel; the other carries it, or speaks for itself."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from pipeline.adapters.echo import LAG_MS, Echo
from pipeline.model import Entity, Finding, Party
from pipeline.ports import Sound
from pipeline.timeline import Span

RATE = 8_000
CARD = Finding(Entity.PAN, 1, Span(2_500, 7_500), 0.9, "cards", words=(3, 4))
Samples = NDArray[np.float64]


def voice(seed: int) -> Samples:
    """Ten seconds like speech: a buzzing pitch through changing resonances, with pauses."""
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(50):
        length = RATE // 5
        pitch = np.cumsum(np.full(length, rng.uniform(90, 240) / RATE))
        buzz = np.where(np.diff(np.floor(pitch), prepend=0) > 0, 1.0, 0.0)
        time = np.arange(200) / RATE
        ring = sum(
            np.exp(-time * 300) * np.sin(2 * np.pi * hertz * time)
            for hertz in rng.uniform(300, 3_200, 3)
        )
        made.append(np.convolve(buzz, ring)[:length] * (rng.random() > 0.2))
    whole = np.concatenate(made)
    return np.asarray(whole / np.abs(whole).max() * 0.5)


def a_call(agent: Samples, customer: Samples) -> Sound:
    noise = np.random.default_rng(9).standard_normal((len(agent), 2)) * 0.002
    file = io.BytesIO()
    both = np.stack([agent, customer], axis=1) + noise
    soundfile.write(file, both, RATE, format="WAV", subtype="ULAW")
    parties = (Party.AGENT, Party.CUSTOMER)
    return Sound(lambda: io.BytesIO(file.getvalue()), parties, len(agent) // 8, "a test")


def echo_of(said: Samples, decibels: float, late_ms: int) -> Samples:
    """`said` through a short random line, weaker and later."""
    line = np.random.default_rng(4).standard_normal(40) * np.exp(-np.arange(40) / 8)
    line *= 10 ** (decibels / 20) / np.sqrt(np.square(line).sum())
    late = np.concatenate((np.zeros(late_ms * RATE // 1000), np.convolve(said, line)))
    return np.asarray(late[: len(said)])


@pytest.mark.parametrize("decibels", [-10, -20, -26])
@pytest.mark.parametrize("late_ms", [0, 60, 400])
def test_a_card_number_that_comes_back_on_the_other_channel_is_found_there(
    decibels: int, late_ms: int
) -> None:
    said = voice(1)
    [echo] = Echo().echoes(a_call(echo_of(said, decibels, late_ms), said), [CARD])
    assert (echo.entity, echo.channel, echo.words) == (Entity.PAN, 0, ())
    assert echo.span == CARD.span.widened(LAG_MS, within=Span(0, 10_000))


def test_it_is_found_under_what_is_said_there_meanwhile() -> None:
    said, talk = voice(1), voice(2)
    assert list(Echo().echoes(a_call(talk * 0.5 + echo_of(said, -15, 120), said), [CARD]))


@pytest.mark.parametrize("seed", range(2, 8))
def test_two_people_who_speak_at_once_are_no_echo(seed: int) -> None:
    assert list(Echo().echoes(a_call(voice(seed), voice(1)), [CARD])) == []


@pytest.mark.parametrize("rest_ms", [20, 100, 400])
def test_the_short_end_of_a_call_is_no_echo_by_chance(rest_ms: int) -> None:
    length = 8 * (8_000 + rest_ms)
    end = replace(CARD, span=Span(8_000, 8_000 + rest_ms))
    sounds = (a_call(voice(seed)[:length], voice(1)[:length]) for seed in range(2, 8))
    assert [list(Echo().echoes(sound, [end])) for sound in sounds] == [[]] * 6


def test_a_silent_channel_carries_nothing() -> None:
    assert list(Echo().echoes(a_call(np.zeros(80_000), voice(1)), [CARD])) == []


def test_a_mono_call_has_no_other_channel() -> None:
    def never() -> io.BytesIO:
        raise AssertionError("read for nothing")

    assert list(Echo().echoes(Sound(never, (Party.MIXED,), 10_000, "mono"), [CARD])) == []
