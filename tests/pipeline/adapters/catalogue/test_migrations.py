from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.db import transaction

from pipeline.adapters.catalogue import _alone, connect


def test_the_migrations_make_the_tables_that_the_models_describe(tmp_path: Path) -> None:
    connect(tmp_path / "catalogue.db")
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_connecting_again_changes_nothing(tmp_path: Path) -> None:
    for _ in range(2):
        connect(tmp_path / "catalogue.db")


@pytest.mark.sqlite
def test_the_catalogue_outlives_the_power_and_forgets_what_it_deletes(tmp_path: Path) -> None:
    connect(tmp_path / "catalogue.db")
    from django.db import connection

    with connection.cursor() as cursor:
        pragmas = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "secure_delete")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}


@pytest.mark.sqlite
def test_connecting_again_lets_go_of_no_lock_that_this_process_has(tmp_path: Path) -> None:
    """POSIX locks go with the first descriptor of a file that is closed, whichever it is."""
    connect(tmp_path / "catalogue.db")
    from django.db import connection

    with transaction.atomic():
        connection.cursor().execute("SELECT 1")
        before = locks_of_this_process()
        with _alone(tmp_path / "catalogue.db"):
            pass
        assert locks_of_this_process() == before
        assert before


def locks_of_this_process() -> list[str]:
    held = Path("/proc/locks").read_text().splitlines()
    mine = (line.split() for line in held)
    return sorted(" ".join(line[1:]) for line in mine if line[4] == str(os.getpid()))
