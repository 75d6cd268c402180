from __future__ import annotations

from pathlib import Path

import click
import pytest

from pipeline.errors import Exit
from tests.recorded_site import recorded_site
from workers.cli import COMMANDS, cli, main


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_that_is_listed_is_there(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command
    assert command.help


def test_an_error_says_what_to_do_and_leaves_with_the_code_of_its_class(tmp_path: Path) -> None:
    done = recorded_site(tmp_path / "site").run("calls", "show", "nobody")
    assert done.returncode == Exit.USAGE
    assert done.stdout == ""
    assert done.stderr == (
        "NoSuch: no recording begins with nobody\n→ List them: hushtape calls list\n"
    )


def test_without_a_configuration_it_says_how_to_get_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--config", str(tmp_path / "none"), "expire"])
    assert left.value.code == Exit.CONFIG
    assert "hushtape init" in capsys.readouterr().err


def test_what_the_system_refuses_is_no_stack_trace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = recorded_site(tmp_path / "site", site="")
    (site.folder / "data").joinpath("rejected").write_text("a file where a folder should be")
    with pytest.raises(SystemExit) as left:
        main(["--config", str(site.config), "intake", "rejected"])
    assert left.value.code == Exit.FAILED
    assert "Not a directory" in capsys.readouterr().err
