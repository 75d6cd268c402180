from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from pipeline.errors import Exit
from tests.doubles import wav
from tests.recorded_site import MILLISECONDS
from tests.workers.commands.conftest import CommandLine


@pytest.fixture
def call(tmp_path: Path) -> Path:
    place = tmp_path / "call.wav"
    place.write_bytes(wav(MILLISECONDS))
    return place


def test_one_file_in_one_verified_file_out_and_a_report(
    hushtape: CommandLine, call: Path, tmp_path: Path
) -> None:
    out, report = tmp_path / "quiet.flac", tmp_path / "report.json"
    said = hushtape("redact", str(call), str(out), "--report", str(report))
    assert said.code == 0
    assert soundfile.info(out).frames == soundfile.info(call).frames
    told = json.loads(report.read_text())
    assert (told["duration_ms"], told["channels"]) == (MILLISECONDS, ["mixed"])
    assert (told["verified"], told["engine"]) == (True, "recorded")
    assert any("PAN" in mask["entities"] for mask in told["masks"])
    assert "[PAN]" in {word["text"] for word in told["words"]}


@pytest.mark.parametrize(
    ("name", "format_"), [("q.flac", "FLAC"), ("q.WAV", "WAV"), ("q.opus", "OGG"), ("q.ogg", "OGG")]
)
def test_the_name_says_in_which_form_it_is_written(
    hushtape: CommandLine, call: Path, tmp_path: Path, name: str, format_: str
) -> None:
    out = tmp_path / name
    assert hushtape("redact", str(call), str(out)).code == 0
    info = soundfile.info(out)
    assert (info.format, info.duration) == (format_, MILLISECONDS / 1000)


def test_a_name_that_ends_in_no_form_of_ours_is_refused_before_anything_is_heard(
    hushtape: CommandLine, call: Path, tmp_path: Path
) -> None:
    said = hushtape("redact", str(call), str(tmp_path / "quiet.mp3"))
    assert said.code == Exit.USAGE
    assert ".opus" in said.err


def test_more_channels_than_opus_holds_are_refused(
    hushtape: CommandLine, call: Path, tmp_path: Path
) -> None:
    soundfile.write(call, np.zeros((8_000, 3)), 8_000)
    said = hushtape("redact", str(call), str(tmp_path / "quiet.opus"))
    assert said.code == Exit.USAGE
    assert ".flac" in said.err


def test_what_is_not_audio_is_rejected_and_nothing_is_written(
    hushtape: CommandLine, call: Path, tmp_path: Path
) -> None:
    call.write_bytes(b"a letter")
    before = sorted(tmp_path.iterdir())
    said = hushtape("redact", str(call), str(tmp_path / "quiet.flac"))
    assert said.code == Exit.REJECTED
    assert "→" in said.err
    assert sorted(tmp_path.iterdir()) == before


def test_a_profile_that_the_policy_does_not_know_is_named(
    hushtape: CommandLine, call: Path, tmp_path: Path
) -> None:
    said = hushtape("redact", str(call), str(tmp_path / "q.flac"), "--profile", "marketing")
    assert said.code != 0
    assert "marketing" in said.err
