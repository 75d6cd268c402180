"""Making a million calls, by the database's fastest way in: `make bench-data`."""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.desk.calls import COLUMNS, EARLIER, NOW, Calls, copying
from pipeline.settings.files import DEFAULTS
from pipeline.wiring import Site, make_keys
from tests.servers import postgres

FOLDER = Path("/tmp/hushtape-bench")  # noqa: S108  gigabytes that nobody wants to keep
PART = 50_000
"""Calls that are made one by one; the database makes the others of them."""
SITE = 'data = "../data"\n[speech]\nengine = "recorded"\nmodel = "said.json"\n'
PG_SETTINGS = {
    "shared_buffers": "6GB",
    "work_mem": "32MB",
    "maintenance_work_mem": "1GB",
    "effective_cache_size": "12GB",
    "random_page_cost": "1.1",
    "max_wal_size": "8GB",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
}


def site_in(folder: Path, database: str = "") -> Site:
    """The installation below `folder`, on the day of the bench."""
    config = folder / "config"
    if not config.exists():
        config.mkdir(parents=True)
        for name in ("purposes.toml", "retention.toml", "masking.toml", "intake.toml"):
            shutil.copyfile(DEFAULTS / name, config / name)
    given = f'[catalogue]\ndatabase = "{database}"\n' if database else ""
    (config / "site.toml").write_text(SITE + given)
    site = Site(config, lambda: NOW)
    make_keys(site.settings)
    return site


@contextmanager
def sites(folder: Path) -> Iterator[dict[str, Callable[[], Site]]]:
    """One on each kind of database."""
    with postgres.server(folder / "server", **PG_SETTINGS) as address:
        yield {
            "SQLite": lambda: site_in(folder / "sqlite"),
            "PostgreSQL": lambda: site_in(folder / "postgresql", address),
        }


def make(site: Site, count: int) -> None:
    """Fill an empty catalogue."""
    from review.configuration import configure

    configure(site)
    place = site.settings.database
    copies = max(1, count // PART)
    calls = Calls(count // copies, site.hashed)
    if isinstance(place, Path):
        _into_sqlite(place, calls, copies)
    else:
        _into_postgresql(place, calls, copies)
    from pipeline.adapters.catalogue.models import Hold, Reckoned, Recording

    Reckoned.objects.create(fingerprint=site.policy.fingerprint)
    hold = Hold.objects.create(id="h1", matter="a matter", placed_by="rita", placed=NOW)
    newest = Recording.objects.order_by("-at", "-id").only("id")
    hold.recordings.set(newest[: 100 * 300 : 100])


def warm(site: Site) -> None:
    """Read it into memory, where it is on a server that has been up for a day."""
    from django.db import connection

    from review.configuration import configure

    configure(site)
    place = site.settings.database
    if isinstance(place, Path):
        with place.open("rb") as file:
            while file.read(1 << 24):
                pass
        return
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
        cursor.execute(
            "SELECT pg_prewarm(oid) FROM pg_class"
            " WHERE relname LIKE 'catalogue%' AND relkind IN ('r', 'i')"
        )


def _into_sqlite(place: Path, calls: Calls, copies: int) -> None:
    from django.db import connection

    connection.close()
    db = sqlite3.connect(place, isolation_level=None)
    db.executescript("PRAGMA synchronous=OFF; PRAGMA cache_size=-500000; PRAGMA temp_store=FILE;")
    later = db.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE tbl_name LIKE 'catalogue_%' AND sql <> ''"
        " AND type IN ('index', 'trigger') AND tbl_name NOT LIKE 'catalogue_said%'"
    ).fetchall()
    for kind, name, _ in later:
        db.execute(f'DROP {kind} "{name}"')
    for chunk in calls.chunks():
        db.execute("BEGIN")
        for table, lines in chunk.items():
            marks = ", ".join("?" * len(COLUMNS[table].split()))
            db.executemany(
                f"INSERT INTO {table} ({_columns(table)}) VALUES ({marks})",  # noqa: S608
                ([_for_sqlite(value) for value in line] for line in lines),
            )
        db.execute("COMMIT")
    for copy in range(1, copies):
        seconds = f"strftime('%Y-%m-%d %H:%M:%S', {{0}}, '-{copy * EARLIER} seconds')"
        for table in COLUMNS:
            db.execute(copying(table, copy, seconds))
    _tell("rows are in; now the indexes")
    for _, _, sql in later:
        db.execute(sql)
    db.execute("INSERT INTO catalogue_said (catalogue_said) VALUES ('rebuild')")
    db.execute("ANALYZE")
    db.close()


def _into_postgresql(place: str, calls: Calls, copies: int) -> None:
    import psycopg

    with psycopg.connect(place, autocommit=True) as db:
        db.execute("SET session_replication_role = replica")
        db.execute("SET synchronous_commit = off")
        later = db.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'catalogue\\_%' AND"
            " indexname NOT IN (SELECT conname FROM pg_constraint)"
        ).fetchall()
        for name, _ in later:
            db.execute(f'DROP INDEX "{name}"')
        for chunk in calls.chunks():
            with db.transaction(), db.cursor() as cursor:
                for table, lines in chunk.items():
                    with cursor.copy(f"COPY {table} ({_columns(table)}) FROM STDIN") as copy:
                        for line in lines:
                            copy.write_row(line)
        for number in range(1, copies):
            for table in COLUMNS:
                seconds = f"{{0}} - interval '{number * EARLIER} seconds'"
                db.execute(copying(table, number, seconds).encode())
        _tell("rows are in; now the indexes")
        for _, sql in later:
            db.execute(sql)
        for table in ("call", "tag", "rendition", "masked"):
            # COPY leaves the counters of keys where they were.
            last = f"(SELECT max(id) FROM catalogue_{table})"  # noqa: S608  our own names
            counter = f"pg_get_serial_sequence('catalogue_{table}', 'id')"
            db.execute(f"SELECT setval({counter}, {last})".encode())
        tables = ", ".join(COLUMNS)
        db.execute(f"VACUUM (ANALYZE) {tables}")


def _columns(table: str) -> str:
    return ", ".join(f'"{name}"' for name in COLUMNS[table].split())


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None))
    return value


def _tell(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--only", choices=("SQLite", "PostgreSQL"))
    given = parser.parse_args()
    with sites(given.folder) as there:
        for kind, site in there.items():
            if given.only in (None, kind):
                _tell(f"{given.calls} calls into {kind}")
                make(site(), given.calls)
                _tell("done")


if __name__ == "__main__":
    main()
