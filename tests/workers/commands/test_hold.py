from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pipeline.errors import Exit
from tests.workers.commands.conftest import CommandLine

YEARS_LATER = f"{datetime.now(UTC) + timedelta(days=366 * 8):%Y-%m-%d}"


def test_what_is_held_is_frozen_and_the_rest_goes(hushtape: CommandLine) -> None:
    id_ = hushtape.row()["id"]
    assert hushtape("hold", "place", id_, "--matter", "a dispute").code == 0
    rows = hushtape("expire", "--as-of", YEARS_LATER, "--json").rows
    assert {row["verdict"] for row in rows if row["rendition"].startswith(id_)} == {"frozen"}
    assert [row["id"] for row in hushtape("calls", "list", "--json").rows] == [id_]


def test_it_takes_two_people_to_release_one(hushtape: CommandLine) -> None:
    hushtape("hold", "place", hushtape.row()["id"], "--matter", "a dispute")
    [placed] = hushtape("hold", "list", "--json").rows
    alone = hushtape("hold", "release", placed["id"], "--by", "anna", "--with", "anna")
    assert alone.code == Exit.REFUSED
    assert "→" in alone.err
    assert hushtape("hold", "list", "--json").rows == [placed]
    assert hushtape("hold", "release", placed["id"], "--by", "anna", "--with", "ben").code == 0
    assert hushtape("hold", "list").out == "no hold is in force\n"


def test_a_hold_that_is_not_there_is_told_with_where_to_look(hushtape: CommandLine) -> None:
    said = hushtape("hold", "release", "none", "--by", "anna", "--with", "ben")
    assert said.code == Exit.USAGE
    assert "hushtape hold list" in said.err
