from __future__ import annotations

import json
from pathlib import Path

import soundfile

from pipeline.errors import Exit
from tests.recorded_site import MILLISECONDS
from tests.workers.commands.conftest import CommandLine

WHY = ("--reason", "a sample")


def test_a_reader_hears_the_redacted_call_and_the_ledger_knows(
    hushtape: CommandLine, tmp_path: Path
) -> None:
    id_, out = hushtape.row()["id"], tmp_path / "call.flac"
    said = hushtape("listen", id_, str(out), "--purpose", "training_quality", "--by", "anna", *WHY)
    assert said.code == 0
    assert soundfile.info(out).duration == MILLISECONDS / 1000
    assert "played" in {entry.act for entry in hushtape.site.open().ledger.entries(about=id_)}


def test_a_name_of_another_form_is_refused_before_anything_is_played(
    hushtape: CommandLine, tmp_path: Path
) -> None:
    id_, out = hushtape.row()["id"], tmp_path / "call.opus"
    said = hushtape("listen", id_, str(out), "--purpose", "training_quality", "--by", "anna", *WHY)
    assert said.code == Exit.USAGE
    assert "call.flac" in said.err
    assert not out.exists()
    assert "played" not in {entry.act for entry in hushtape.site.open().ledger.entries(about=id_)}


def test_the_transcript_is_struck(hushtape: CommandLine, tmp_path: Path) -> None:
    id_, out = hushtape.row()["id"], tmp_path / "call.json"
    options = ("--purpose", "sales_record", "--by", "ben", "--transcript", *WHY)
    assert hushtape("listen", id_, str(out), *options).code == 0
    words = [word["text"] for word in json.loads(out.read_text())["words"]]
    assert "[PAN]" in words
    assert "four" not in words


def test_who_does_not_read_for_a_purpose_hears_nothing(
    hushtape: CommandLine, tmp_path: Path
) -> None:
    out = tmp_path / "call.flac"
    options = ("--purpose", "sales_record", "--by", "anna", *WHY)
    said = hushtape("listen", hushtape.row()["id"], str(out), *options)
    assert said.code == Exit.REFUSED
    assert not out.exists()


def test_where_nothing_can_be_written_nothing_is_played(
    hushtape: CommandLine, tmp_path: Path
) -> None:
    id_, out = hushtape.row()["id"], tmp_path / "no" / "folder.flac"
    said = hushtape("listen", id_, str(out), "--purpose", "training_quality", "--by", "anna", *WHY)
    assert said.code == Exit.USAGE
    assert "played" not in {entry.act for entry in hushtape.site.open().ledger.entries(about=id_)}
