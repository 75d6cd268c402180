from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from pipeline.adapters.rejected import RejectedArea
from pipeline.errors import NotAudio
from tests.workers.commands.conftest import CALLS, CommandLine

MONTHS_LATER = f"{datetime.now(UTC) + timedelta(days=300):%Y-%m-%d}"
YEARS_LATER = f"{datetime.now(UTC) + timedelta(days=366 * 8):%Y-%m-%d}"


def test_what_is_not_due_is_kept(hushtape: CommandLine) -> None:
    said = hushtape("expire")
    assert said.code == 0
    assert "destroyed" not in said.out


def test_a_dry_run_tells_what_would_go_and_changes_nothing(hushtape: CommandLine) -> None:
    hushtape("purpose", "add", hushtape.row()["id"], "fact_verification", "--reason", "asked")
    before = hushtape.state()
    said = hushtape("expire", "--dry-run", "--as-of", MONTHS_LATER, "--json")
    due = [row for row in said.rows if row["verdict"] == "due"]
    assert len(due) == 3 * CALLS
    assert all("training_quality" in row["why"] for row in due)
    assert not any(row["destroyed"] for row in said.rows)
    assert hushtape.state() == before


def test_what_is_due_is_destroyed_and_certified(hushtape: CommandLine) -> None:
    said = hushtape("expire", "--as-of", YEARS_LATER, "--json")
    gone = [row for row in said.rows if row["destroyed"]]
    assert len(gone) == 6 * CALLS
    assert hushtape("calls", "list", "--json").rows == []
    assert list(hushtape.site.open().vault.renditions()) == []
    assert json.loads(hushtape("verify", "--json").out)["trouble"] is None


def test_done_twice_it_does_nothing_more(hushtape: CommandLine) -> None:
    hushtape("expire", "--as-of", YEARS_LATER)
    before = hushtape.state()
    assert hushtape("expire", "--as-of", YEARS_LATER).out == "nothing is due\n"
    assert hushtape.state() == before


def test_a_rejected_file_goes_after_its_days(hushtape: CommandLine) -> None:
    site = hushtape.site.open()
    (hushtape.site.drop / "x.wav").write_bytes(b"no call")
    area, long_ago = RejectedArea(site.settings.rejected), site.clock() - timedelta(days=31)
    area.put("pbx", hushtape.site.drop, ["x.wav"], NotAudio("x"), as_="r1", now=long_ago)

    assert "due       r1: rejected file: 30 days" in hushtape("expire", "--dry-run").out
    assert hushtape("intake", "rejected", "--json").rows[0]["id"] == "r1"
    assert "destroyed r1: rejected file: 30 days" in hushtape("expire").out
    assert list(area.entries()) == []
    assert [entry.act for entry in site.ledger.entries(about="r1")] == ["destroyed"]


def test_a_date_that_is_none_is_a_wrong_use(hushtape: CommandLine) -> None:
    said = hushtape("expire", "--as-of", "soon")
    assert said.code == 2
    assert "write 2027-03-31" in said.err
