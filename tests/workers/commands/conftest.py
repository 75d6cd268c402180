"""The command line over an installation in which two calls were released."""

from __future__ import annotations

import json
import shutil
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.recorded_site import RecordedSite, recorded_site
from workers.cli import main
from workers.redactor import work
from workers.rehearsal import take_in

CALLS = 2


@dataclass(frozen=True)
class Said:
    """What a command said and left with."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Of --json: an object a line."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True)
class CommandLine:
    """`hushtape` as its user runs it, in this process."""

    site: RecordedSite
    capture: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str) -> Said:
        self.capture.readouterr()
        code: Any = 0
        try:
            main(["--config", str(self.site.config), *arguments])
        except SystemExit as left:
            code = left.code
        said = self.capture.readouterr()
        return Said(int(code or 0), said.out, said.err)

    def row(self) -> dict[str, Any]:
        """One of the calls, as `calls list --json` tells it."""
        row: dict[str, Any] = self("calls", "list", "--json").rows[0]
        return row

    def state(self) -> dict[str, bytes]:
        """Every file that is kept, to see whether a command changed anything."""
        data = self.site.folder / "data"
        kept = [path for place in ("vault", "keyring") for path in (data / place).rglob("*.*")]
        ledger = [f"{entry.seq}".encode() for entry in self.site.open().ledger.entries()]
        rows = [self("calls", "list", "--json").out.encode()]
        return {str(path): path.read_bytes() for path in kept} | {
            "rows": b"".join(rows),
            "ledger": b",".join(ledger),
        }


@pytest.fixture(scope="session")
def a_released_site(tmp_path_factory: pytest.TempPathFactory) -> RecordedSite:
    made = recorded_site(tmp_path_factory.mktemp("released") / "site")
    for number in range(CALLS):
        made.put(number)
    site = made.open()
    take_in(site)
    work(site, threading.Event(), until_empty=True)
    from django.db import connection

    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    site.ledger.close()
    return made


@pytest.fixture
def hushtape(
    a_released_site: RecordedSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    shutil.copytree(a_released_site.folder, tmp_path / "site")
    return CommandLine(RecordedSite(tmp_path / "site"), capsys)


@pytest.fixture
def nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The command line where nothing was configured yet."""
    return CommandLine(RecordedSite(tmp_path / "empty"), capsys)
