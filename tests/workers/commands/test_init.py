from __future__ import annotations

from pathlib import Path

from pipeline.errors import Exit
from tests.workers.commands.conftest import CommandLine


def test_it_writes_a_configuration_that_works_and_says_what_comes_next(
    nowhere: CommandLine,
) -> None:
    said = nowhere("init")
    assert said.code == 0
    assert "back it up" in said.out
    assert "hushtape doctor" in said.out.splitlines()[-1]
    assert nowhere("calls", "list").code == 0


def test_done_twice_it_leaves_every_file_alone(nowhere: CommandLine) -> None:
    nowhere("init")
    before = files_in(nowhere)
    said = nowhere("init")
    assert said.code == 0
    assert said.out.count("is there already") == 5
    assert files_in(nowhere) == before


def test_it_makes_keys_that_nobody_else_may_read(nowhere: CommandLine) -> None:
    nowhere("init")
    keys = nowhere.site.folder / "hushtape-data" / "keys"
    assert {key.stat().st_mode & 0o077 for key in keys.glob("*.key")} == {0}


def test_it_starts_from_an_example(nowhere: CommandLine) -> None:
    assert nowhere("init", "--policy", "training-only").code == 0
    policy = nowhere.site.config / "purposes.toml"
    assert "sales_record" not in policy.read_text().replace("#", "")


def test_a_key_that_cannot_be_written_is_named(nowhere: CommandLine) -> None:
    nowhere("init")
    (nowhere.site.folder / "a-file").touch()
    toml = nowhere.site.config / "site.toml"
    toml.write_text(toml.read_text().replace('"keys/master.key"', '"../a-file/master.key"'))
    said = nowhere("init")
    assert said.code == Exit.CONFIG
    assert "master.key" in said.err


def files_in(line: CommandLine) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in line.site.folder.rglob("*") if path.is_file()}
