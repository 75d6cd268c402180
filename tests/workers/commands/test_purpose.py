from __future__ import annotations

from typing import Any

from pipeline.errors import Exit
from tests.workers.commands.conftest import CommandLine

FACTS = "fact_verification"


def test_a_purpose_is_added_and_taken_away_with_a_reason(hushtape: CommandLine) -> None:
    id_ = hushtape.row()["id"]
    assert hushtape("purpose", "add", id_, FACTS, "--reason", "she complained").code == 0
    assert FACTS in shown(hushtape, id_)["purposes"]
    assert hushtape("purpose", "remove", id_, FACTS, "--reason", "by mistake").code == 0
    assert FACTS not in shown(hushtape, id_)["purposes"]
    acts = [entry.act for entry in hushtape.site.open().ledger.entries(about=id_)]
    assert acts.count("retagged") == 2


def test_no_reason_is_a_wrong_use(hushtape: CommandLine) -> None:
    said = hushtape("purpose", "add", hushtape.row()["id"], FACTS)
    assert said.code == Exit.USAGE
    assert "--reason" in said.err


def test_a_purpose_that_the_policy_does_not_know_is_named(hushtape: CommandLine) -> None:
    before = hushtape.row()
    for act in (("add",), ("extend", "--until", "2040-01-01")):
        verb, *more = act
        said = hushtape("purpose", verb, before["id"], "marketing", "--reason", "why not", *more)
        assert said.code != 0
        assert "marketing" in said.err
    assert hushtape.row() == before


def test_an_extension_keeps_a_call_longer_for_one_purpose(hushtape: CommandLine) -> None:
    id_ = hushtape.row()["id"]
    until = ("--until", "2090-01-01", "--reason", "an appeal")
    assert hushtape("purpose", "extend", id_, "sales_record", *until).code == 0
    assert "until 01 Jan 2090" in hushtape("calls", "show", id_).out


def shown(line: CommandLine, id_: str) -> dict[str, Any]:
    return line("calls", "show", id_, "--json").rows[0]
