from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile
from pydub import AudioSegment

from benchmarks.rivals.calls import OTHER, Call
from benchmarks.rivals.measure import Run, table
from benchmarks.rivals.pydub_presidio import Word, beep, sensitive
from benchmarks.unseen.building import Piece
from pipeline.timeline import Span

CALL = Call(
    "a call",
    Path("a.wav"),
    2,
    (
        Piece("pan", 1, Span(1_000, 5_000), 16),
        Piece(OTHER, 0, Span(6_000, 8_000)),
        Piece(OTHER, 1, Span(9_000, 11_000)),
    ),
)


def run(*masks: tuple[int, Span], given: bool = True) -> Run:
    return Run(CALL, masks, given, 3.0, 2.0, 100)


def test_a_number_is_audible_where_more_than_a_quarter_of_it_is() -> None:
    assert not run((1, Span(0, 4_100))).leaks
    assert run((1, Span(0, 3_900))).leaks
    assert run((0, Span(0, 9_000))).leaks  # the other channel
    assert not run(given=False).leaks


def test_only_what_was_given_out_counts_as_silenced_or_not() -> None:
    runs = [run((1, Span(0, 5_000)), (0, Span(7_000, 9_000))), run(given=False)]
    lines = list(table([("it", runs)]))
    assert "| card numbers silenced | 100.0% |" in lines
    assert "| other speech silenced | 25.0% |" in lines
    assert "| card codes silenced | - |" in lines
    assert "| calls given out | 1 of 2 |" in lines


def test_the_script_finds_a_number_that_is_written_as_one() -> None:
    said = ["the", "number", "is", "4539", "5787", "6362", "1486", "thank", "you"]
    words = [Word(text, 500 * i, 500 * i + 400) for i, text in enumerate(said)]
    assert (1_500, 3_400, "CREDIT_CARD") in sensitive(words)


def test_nothing_is_left_under_the_scripts_tone(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    wave, path = rng.uniform(-0.5, 0.5, (16_000, 2)), tmp_path / "a.wav"
    soundfile.write(path, wave, 8_000)
    quiet = np.array(beep(AudioSegment.from_wav(str(path)), [(500, 1_500)]).get_array_of_samples())
    under = quiet.reshape(-1, 2)[4_100:11_900] / 32_768
    assert abs(np.corrcoef(under[:, 0], wave[4_100:11_900, 0])[0, 1]) < 0.05
    assert np.abs(np.fft.rfft(under[:, 0])).argmax() == round(440 * len(under) / 8_000)
