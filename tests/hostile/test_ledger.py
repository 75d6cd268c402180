"""A ledger that was lost, cut off or put back from an older copy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.adapters.ledger import SqliteLedger
from pipeline.adapters.signing import SigningKey
from pipeline.errors import Tampered
from tests.support import ticking


@pytest.fixture
def site(tmp_path: Path) -> Path:
    SigningKey.create(tmp_path / "ledger.key")
    return tmp_path


def opened(site: Path) -> SqliteLedger:
    head, key = site / "ledger.head", site / "ledger.key"
    return SqliteLedger(site / "ledger" / "ledger.db", key, ticking(), head=head)


def written(site: Path, *acts: str) -> None:
    ledger = opened(site)
    for act in acts:
        ledger.record(act, "a recording")
    ledger.checkpoint()
    ledger.close()


def test_a_ledger_that_is_as_it_was_holds(site: Path) -> None:
    written(site, "received", "released")
    assert opened(site).verify().trouble is None


def test_a_ledger_that_was_deleted_is_missed(site: Path) -> None:
    written(site, "received")
    shutil.rmtree(site / "ledger")
    assert "the end is missing" in (opened(site).verify().trouble or "")


def test_a_ledger_from_an_older_backup_is_found_out(site: Path) -> None:
    written(site, "received")
    shutil.copytree(site / "ledger", site / "backup")
    written(site, "destroyed")
    shutil.rmtree(site / "ledger")
    shutil.move(site / "backup", site / "ledger")
    assert "the end is missing" in (opened(site).verify().trouble or "")


def test_what_is_written_after_the_end_was_cut_off_does_not_hide_it(site: Path) -> None:
    written(site, "received")
    shutil.rmtree(site / "ledger")
    written(site, "received", "released", "destroyed")
    assert "not the one that was written down" in (opened(site).verify().trouble or "")


def test_a_head_that_names_nothing_is_no_excuse(site: Path) -> None:
    written(site, "received")
    (site / "ledger.head").write_text("")
    with pytest.raises(Tampered, match="does not name an entry"):
        opened(site).verify()


def test_checkpoints_that_nobody_asked_for_are_remembered_too(site: Path) -> None:
    ledger = opened(site)
    for _ in range(120):
        ledger.record("received", "a recording")
    assert (site / "ledger.head").read_text().startswith("101:")
    assert [path.name for path in site.iterdir() if path.suffix in {".new", ".part"}] == []
