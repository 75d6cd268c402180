"""The ledger's file: its table, its connections, and entries to and from rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import RLock

from pipeline.errors import Tampered, Unavailable
from pipeline.ledger_chain import CHECKPOINT
from pipeline.model import Entry

_BUSY_SECONDS = 30.0
_COLUMNS = "seq, at, act, about, details, previous, hash"
SCHEMA = (
    """CREATE TABLE entries (
        seq INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        act TEXT NOT NULL,
        about TEXT NOT NULL,
        details TEXT NOT NULL,
        previous TEXT NOT NULL,
        hash TEXT NOT NULL UNIQUE,
        once TEXT UNIQUE
    ) STRICT""",
    "CREATE INDEX entries_about ON entries (about)",
    "CREATE INDEX entries_act ON entries (act)",
    """CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries
        BEGIN SELECT RAISE(ABORT, 'the ledger is append only'); END""",
    """CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries
        BEGIN SELECT RAISE(ABORT, 'the ledger is append only'); END""",
    # INSERT OR REPLACE deletes without the trigger above: refuse what it would replace.
    """CREATE TRIGGER entries_in_order BEFORE INSERT ON entries
        WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM entries)
            OR EXISTS (SELECT 1 FROM entries WHERE once = NEW.once OR hash = NEW.hash)
        BEGIN SELECT RAISE(ABORT, 'the ledger is append only'); END""",
)


class Connection:
    """One process' connection, opened when it is first needed, lent to one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = RLock()
        self._db: sqlite3.Connection | None = None

    def __enter__(self) -> sqlite3.Connection:
        self._lock.acquire()
        try:
            self._db = self._db or self._opened()
        except BaseException:
            self._lock.release()
            raise
        return self._db

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    def close(self) -> None:
        with self._lock:
            if self._db:
                self._db.close()

    def _opened(self) -> sqlite3.Connection:
        db = sqlite3.connect(
            self._path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        return db


def condition_on(act: str | None, about: str | None) -> tuple[str, list[str]]:
    """SQL that narrows to these entries, and its values."""
    parts, values = [], []
    if act is not None:
        parts.append("AND act = ?")
        values.append(act)
    if about is not None:
        # "/" is the character after ".", so the range holds what is below `about`, and
        # a few neighbours that begin with a lesser character.
        parts.append("AND about >= ? AND about < ? AND (about = ? OR about >= ?)")
        values += [about, f"{about}/", about, f"{about}."]
    return " ".join(parts), values


def select(db: sqlite3.Connection, condition: str, *values: str | int) -> list[Entry]:
    query = f"SELECT {_COLUMNS} FROM entries {condition}"  # noqa: S608  none of it comes from outside
    return [_entry(*row) for row in db.execute(query, values)]


def first(db: sqlite3.Connection, condition: str, *values: str) -> Entry | None:
    return next(iter(select(db, f"{condition} LIMIT 1", *values)), None)


def last(db: sqlite3.Connection) -> Entry | None:
    return first(db, "ORDER BY seq DESC")


def signed_up_to(db: sqlite3.Connection) -> int:
    query = "SELECT COALESCE(MAX(seq), 0) FROM entries WHERE act = ?"
    return int(db.execute(query, (CHECKPOINT,)).fetchone()[0])


def insert(db: sqlite3.Connection, entry: Entry, once: str | None) -> None:
    db.execute(
        f"INSERT INTO entries ({_COLUMNS}, once) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        (
            entry.seq,
            entry.at.isoformat(timespec="microseconds"),
            entry.act,
            entry.about,
            json.dumps(dict(entry.details), sort_keys=True),
            entry.previous,
            entry.hash,
            once,
        ),
    )


def _entry(
    seq: int, at: str, act: str, about: str, details: str, previous: str, hash_: str
) -> Entry:
    try:
        return Entry(
            seq, datetime.fromisoformat(at), act, about, json.loads(details), previous, hash_
        )
    except ValueError:
        raise Tampered(f"entry {seq} of the ledger was changed after it was written") from None


@contextmanager
def ledger_errors(path: Path) -> Iterator[None]:
    """What SQLite refuses, as Unavailable or Tampered."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise Unavailable(
            f"the ledger {path} cannot be used: {error.sqlite_errorname}",
            hint="Is its disk full or read only, or does another program hold the file?",
        ) from error
    except sqlite3.DatabaseError as error:
        raise Tampered(
            f"the ledger {path} is damaged: {error.sqlite_errorname}",
            hint="Keep the file as it is, and compare it with the last export.",
        ) from error
