"""File names and details that are no text, or are meant for a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from pipeline.adapters.rejected import RejectedArea
from pipeline.calldetails import call_detail, read_name
from pipeline.errors import NotAudio
from pipeline.ports import Keeping
from pipeline.presets import Witnesses
from pipeline.settings.files import DEFAULTS
from tests.calls import a_recording
from tests.intake_site import NOW, IntakeSite

LATIN_1 = os.fsdecode(b"out-J\xfcrgen-07700900001-20250327-172045-1774632045.1.wav")


def test_a_call_whose_name_is_not_utf_8_can_be_entered(tmp_path: Path, keeping: Keeping) -> None:
    preset = IntakeSite(tmp_path).source.preset
    told = Witnesses(read_name(LATIN_1, preset).fields, {"queue": "\0\ud800"}, None, None)
    call = call_detail("pbx", preset, told, call_id="x", duration=1, received=NOW)
    plain = a_recording()
    recording = type(plain)(**{f: getattr(plain, f) for f in plain.__slots__} | {"call": call})
    assert keeping.catalogue.admit(recording) == recording
    assert r"\x00\ud800" in str(call.queue)


def test_rejected_names_are_listed_without_harm_to_the_terminal(tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.mkdir()
    (config / "site.toml").write_text('data = "../data"\n')
    name = os.fsdecode(b"a\xff\x1b[2J.wav")
    (tmp_path / name).write_bytes(b"no sound")
    RejectedArea(tmp_path / "data/rejected").put(
        "pbx", tmp_path, [name], NotAudio("x"), as_="1" * 32, now=datetime.now(UTC)
    )
    main = [sys.executable, "-c", "from workers.cli import main; main()"]
    listed = subprocess.run(
        [*main, "--config", config, "intake", "rejected"],
        env={**os.environ, "PYTHONIOENCODING": "utf-8:strict"},
        capture_output=True,
        check=True,
        cwd=DEFAULTS.parent,
    )
    assert rb"a\udcff\x1b[2J.wav" in listed.stdout
    assert b"\x1b" not in listed.stdout
