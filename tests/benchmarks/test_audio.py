from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from random import Random
from typing import BinaryIO

import numpy as np
import pytest

from benchmarks.audio import keys
from benchmarks.audio.__main__ import with_part
from benchmarks.audio.examining import Call, Examiner
from benchmarks.audio.judging import runs
from benchmarks.audio.reciting import (
    EXACT,
    NO_WORDS,
    TURNS_SHIFTED,
    UNTIMED,
    WORDS_SHIFTED,
    Mode,
    Reciter,
)
from benchmarks.audio.sameness import as_wav, compare
from benchmarks.audio.site import Site, a_site
from benchmarks.unseen.building import OTHER, Case, Piece
from pipeline.adapters.silencing import BlockSilencer
from pipeline.model import Cover, Form, Hearing, Mask, Party
from pipeline.ports import Sound
from pipeline.timeline import Span

SAID = [
    Piece(OTHER, 0, Span(1_000, 3_000), text="What is the number?", turn=0),
    *(
        Piece("pan", 1, Span(4_000 + 400 * n, 4_300 + 400 * n), 1, word, 1)
        for n, word in enumerate(["four", "five", "three", "nine", "one", "four", "eight", "eight"])
    ),
]
RATE = 8_000
NOISE = np.random.default_rng(1).integers(-3_000, 3_000, (2 * RATE, 1)).astype(np.int16)


def sound_of(samples: object, seconds: int, parties: tuple[Party, ...]) -> Sound:
    wav = as_wav(np.asarray(samples), RATE).getvalue()
    return Sound(lambda: BytesIO(wav), parties, seconds * 1000, "made up")


LONG = sound_of(np.zeros((20 * RATE, 2), np.int16), 20, (Party.AGENT, Party.CUSTOMER))


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with a_site() as opened:
        yield opened


def recited(mode: Mode, hearing: Hearing = Hearing.FIRST) -> list[tuple[str, Span, float]]:
    told = Reciter(SAID, mode, "a seed").transcribe(LONG, hearing=hearing)
    return [(word.text, word.span, word.confidence) for word in told.words]


def test_a_reciter_tells_every_word_when_it_was_said() -> None:
    told = recited(EXACT)
    assert [text for text, _, _ in told] == " ".join(p.text for p in SAID).split()
    assert told[4:] == [(p.text, p.span, 0.9) for p in SAID[1:]]


@pytest.mark.parametrize("mode", [WORDS_SHIFTED, TURNS_SHIFTED])
def test_shifted_words_are_all_there_and_not_where_they_were(mode: Mode) -> None:
    told, true = recited(mode), recited(EXACT)
    assert sorted(text for text, _, _ in told) == sorted(text for text, _, _ in true)
    assert max(abs(t[1].start - e[1].start) for t, e in zip(told, true, strict=True)) > 300


def test_words_without_times_are_not_trusted() -> None:
    assert {confidence for _, _, confidence in recited(UNTIMED)} == {0.0}


def test_the_second_hearing_is_told_no_better() -> None:
    assert recited(WORDS_SHIFTED, Hearing.SECOND) == recited(WORDS_SHIFTED)


def test_without_words_there_is_nothing_to_read() -> None:
    assert recited(NO_WORDS) == []


@pytest.mark.parametrize(
    ("heard", "digits"),
    [("4539 1488", [8]), ("four, five and six", [3]), ("twenty five Main", [3]), ("for one", [1])],
)
def test_the_judge_counts_what_may_be_digits(heard: str, digits: list[int]) -> None:
    words = [(word, float(n), n + 0.9) for n, word in enumerate(heard.split())]
    assert [run.digits for run in runs(words)] == digits


def test_a_long_pause_ends_what_the_judge_takes_for_a_number() -> None:
    assert [r.digits for r in runs([("four", 0, 1), ("five", 2, 3), ("six", 9, 10)])] == [2, 1]


class Trickles(BlockSilencer):
    """Lets a hundredth of the original through."""

    def silence(
        self, sound: Sound, masks: Sequence[Mask], cover: Cover, sink: BinaryIO, form: Form
    ) -> bytes:
        with BytesIO() as quiet, sound.open() as loud:
            from soundfile import read, write

            peaks = super().silence(sound, masks, cover, quiet, form)
            quiet.seek(0)
            mixed = read(quiet, dtype="int16")[0] + read(loud, dtype="int16")[0] // 100
            write(sink, mixed, RATE, "PCM_16", format="FLAC")
        return peaks


@pytest.mark.parametrize(("silencer", "clean"), [(BlockSilencer(), True), (Trickles(), False)])
def test_a_hundredth_of_the_original_under_a_mask_is_found(
    silencer: BlockSilencer, clean: bool, site: Site
) -> None:
    sound, masks = sound_of(NOISE, 2, (Party.MIXED,)), [Mask(0, Span(500, 1_500), ())]
    with BytesIO() as sink:
        silencer.silence(sound, masks, site.policy.cover, sink, site.policy.form)
        sink.seek(0)
        same = compare(sound, sink, masks, silencer, site.policy)
    assert same.as_long
    assert (same.depends_inside == 0) is clean
    assert (same.changed_outside == 0) is clean


def test_a_keyed_number_goes_through_all_of_it_and_is_silent(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "keyed.wav"
    pieces = keys.write(path, "noise", 50, 15, 1, Random(1))
    call = Call(Case("keyed", (), "", "", mono=True), path, pieces)
    outcome = Examiner(site).recite(call, NO_WORDS)
    assert outcome.result.digits_left("dtmf") == 0
    assert outcome.same is not None
    assert outcome.same.holds
    assert outcome.same.masks


def test_without_a_listener_the_same_number_is_audible(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "keyed.wav"
    pieces = keys.write(path, "noise", 50, 15, 1, Random(1))
    call = Call(Case("keyed", (), "", "", mono=True), path, pieces)
    deaf = replace(site, tools=replace(site.tools, listeners=()))
    assert Examiner(deaf).recite(call, EXACT).result.digits_left("dtmf") == keys.KEYS


def test_a_part_is_written_into_its_place_and_nowhere_else() -> None:
    page = "a\n<!-- keys -->\nold\n<!-- end of keys -->\nb\n"
    assert with_part(page, "keys", r"\1 new") == page.replace("old", r"\1 new")
    with pytest.raises(ValueError, match="no place"):
        with_part(page, "speed", "new")
