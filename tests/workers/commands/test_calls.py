from __future__ import annotations

from pipeline.errors import Exit
from pipeline.model import State
from tests.recorded_site import SPOKEN, UNHEARD_OF
from tests.workers.commands.conftest import CALLS, CommandLine


def test_each_call_is_told_on_a_line_with_what_it_is_kept_for(hushtape: CommandLine) -> None:
    said = hushtape("calls", "list")
    assert said.code == 0
    assert said.out.count("released") == CALLS


def test_a_machine_gets_masks_and_purposes_and_no_word_that_was_said(
    hushtape: CommandLine,
) -> None:
    rows = hushtape("calls", "list", "--json").rows
    assert len(rows) == CALLS
    assert {"training_quality", "sales_record"} <= set(rows[0]["purposes"])
    assert any("PAN" in mask["entities"] for mask in rows[0]["masks"])
    assert UNHEARD_OF not in str(rows)
    assert SPOKEN.split()[-1] not in str(rows[0]["masks"])


def test_only_the_calls_of_one_state_are_listed(hushtape: CommandLine) -> None:
    assert hushtape("calls", "list", "--state", "quarantined", "--json").rows == []
    assert len(hushtape("calls", "list", "--state", "released", "--json").rows) == CALLS


def test_a_call_is_shown_by_the_beginning_of_its_id(hushtape: CommandLine) -> None:
    id_ = hushtape.row()["id"]
    said = hushtape("calls", "show", id_[:10])
    assert said.code == 0
    assert "sales_record" in said.out
    assert f"{id_}.quality.audio" in said.out


def test_a_call_that_does_not_wait_cannot_be_released(hushtape: CommandLine) -> None:
    said = hushtape("calls", "release", hushtape.row()["id"])
    assert said.code == Exit.REFUSED
    assert "is released" in said.err


def test_a_call_that_waits_is_released_by_a_person_with_a_name(hushtape: CommandLine) -> None:
    id_ = hushtape.row()["id"]
    catalogue = hushtape.site.open().catalogue
    catalogue.move(id_, State.REVIEW, since=(State.RELEASED,), by="ben")
    assert hushtape("calls", "release", id_, "--by", "anna").code == 0
    assert catalogue.state(id_) is State.RELEASED
    last = list(hushtape.site.open().ledger.entries(act="released", about=id_))[-1]
    assert last.details["by"] == "anna"


def test_a_dated_call_keeps_its_date(hushtape: CommandLine) -> None:
    said = hushtape("calls", "date", hushtape.row()["id"], "--ended", "2026-01-01")
    assert said.code == Exit.REFUSED
    assert "has a date" in said.err
