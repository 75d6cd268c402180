from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.adapters.catalogue import connect


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
