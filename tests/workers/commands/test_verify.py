from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.adapters.ledger import SqliteLedger
from pipeline.adapters.signing import SigningKey
from pipeline.errors import Tampered, Unavailable
from tests.support import local_ledger, ticking
from workers.commands.verify import verify


@pytest.fixture
def export(tmp_path: Path) -> Path:
    ledger = local_ledger(tmp_path)
    for about in ("r1", "r2"):
        ledger.record("stored", about)
    ledger.export(tmp_path / "ledger.jsonl")
    ledger.close()
    return tmp_path / "ledger.jsonl"


def run(export: Path, *options: str) -> Result:
    key = export.with_name("ledger.pub")
    return CliRunner().invoke(verify, [str(export), "--public-key", str(key), *options])


def test_a_sound_export_is_told_with_the_head_to_write_down(export: Path) -> None:
    result = run(export)
    head = json.loads(export.read_text().splitlines()[-1])["hash"]
    assert result.exit_code == 0
    assert (
        "entries that hold: 3; signed checkpoints: 1; entries since the last one: 0"
        in result.output
    )
    assert f"head 3:{head}" in result.output


def test_a_machine_gets_the_verdict_as_json(export: Path) -> None:
    verdict = json.loads(run(export, "--json").output)
    assert (verdict["entries"], verdict["head"]["seq"], verdict["trouble"]) == (3, 3, None)


def test_the_first_bad_entry_is_named(export: Path) -> None:
    export.write_text(export.read_text().replace('"r2"', '"r3"'))
    result = run(export)
    assert isinstance(result.exception, Tampered)
    assert str(result.exception) == "entry 2 was changed after it was written"


def test_an_end_that_was_cut_off_shows_against_the_anchor(export: Path) -> None:
    head = run(export).output.split()[-1]
    export.write_text("\n".join(export.read_text().splitlines()[:1]))
    assert run(export).exit_code == 0
    assert isinstance(run(export, "--anchor", head).exception, Tampered)


def test_an_export_needs_the_public_key(export: Path) -> None:
    result = CliRunner().invoke(verify, [str(export)])
    assert "go together" in result.output


def test_what_is_no_anchor_is_a_wrong_use(export: Path) -> None:
    result = run(export, "--anchor", "yesterday's")
    assert "an anchor is" in result.output


def test_an_export_that_is_not_there_is_named(export: Path) -> None:
    result = run(export.with_name("absent.jsonl"))
    assert isinstance(result.exception, Unavailable)
    assert "absent.jsonl" in str(result.exception)


def test_a_file_that_is_no_text_is_no_export(export: Path) -> None:
    export.write_bytes(b"\xff\xfe\x00")
    assert isinstance(run(export).exception, Tampered)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "site.toml").write_text('data = "data"\n[keys]\nsigning = "../ledger.key"\n')
    (tmp_path / "data" / "ledger").mkdir(parents=True)
    SigningKey.create(tmp_path / "ledger.key")
    ledger = SqliteLedger(tmp_path / "data/ledger/ledger.db", tmp_path / "ledger.key", ticking())
    ledger.record("stored", "r1")
    ledger.close()
    return tmp_path


def test_the_ledger_of_the_site_is_checked_without_naming_it(site: Path) -> None:
    result = CliRunner().invoke(verify, obj=site)
    assert (
        "entries that hold: 1; signed checkpoints: 0; entries since the last one: 1"
        in result.output
    )


def test_what_the_site_writes_is_a_signed_export(site: Path) -> None:
    CliRunner().invoke(verify, ["--write", str(site / "ledger.jsonl")], obj=site)
    assert (
        "entries that hold: 2; signed checkpoints: 1; entries since the last one: 0"
        in run(site / "ledger.jsonl").output
    )
