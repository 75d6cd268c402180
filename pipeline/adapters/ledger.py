"""The ledger as an SQLite file of its own: appended to by many processes, changed by none."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import RLock

from pipeline import ledger_chain
from pipeline.adapters.durable import PRIVATE_FILE, PRIVATE_FOLDER, disk_errors, sync_folder
from pipeline.adapters.signing import PublicKey, SigningKey
from pipeline.errors import BadConfig, Tampered, Unavailable
from pipeline.ledger_chain import CHECKPOINT, SIGNATURE, Anchor, Verdict
from pipeline.model import Details, Entry

CHECKPOINT_EVERY = 100
"""Entries after which a checkpoint is made that nobody asked for."""
_PAGE = 500
"""Entries read at once: a slow reader must not keep the write-ahead log from ending."""
_BUSY_SECONDS = 30.0
_COLUMNS = "seq, at, act, about, details, previous, hash"
_SCHEMA = (
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


def verify_export(lines: Iterable[str], public_key: Path, anchor: Anchor | None = None) -> Verdict:
    """Check an export with nothing but the site's public key. Raises BadConfig for the key."""
    return ledger_chain.verify(lines, PublicKey.load(public_key).signed, anchor)


class SqliteLedger:
    """Implements the port `Ledger`.

    One object may be shared by threads and carried over a fork; any number of
    processes may have the file open. Without a signing key entries are chained, but
    no checkpoint is made.
    """

    def __init__(self, path: Path, signing_key: Path | None, clock: Callable[[], datetime]) -> None:
        self._path, self._clock = path, clock
        self._key = SigningKey.load(signing_key) if signing_key else None
        self._connections: dict[int, _Connection] = {}
        """By process: one that was inherited over a fork is neither used nor closed."""
        with disk_errors(path):
            path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE))
        with self._writing() as db:
            if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'entries'").fetchone():
                for statement in _SCHEMA:
                    db.execute(statement)

    def record(
        self, act: str, about: str, details: Details | None = None, *, once: str | None = None
    ) -> Entry:
        """On disk for good when it returns. Raises ValueError for details that are not plain."""
        if act == CHECKPOINT:
            raise ValueError("checkpoints are made by the ledger alone")
        with self._writing() as db:
            if once and (known := _first(db, "WHERE once = ?", once)):
                return known
            entry = ledger_chain.chained(
                _last(db), at=self._clock(), act=act, about=about, details=details or {}
            )
            _insert(db, entry, once)
            if entry.seq - _signed_up_to(db) >= CHECKPOINT_EVERY:
                self._sign(db, entry)
            return entry

    def entries(self, *, act: str | None = None, about: str | None = None) -> Iterator[Entry]:
        condition, values = _condition(act, about)
        seq = 0
        while page := self._page(condition, seq, values):
            yield from page
            seq = page[-1].seq

    def checkpoint(self) -> Entry | None:
        """Sign all that is not signed yet; None when there is nothing, or no key to do it."""
        with self._writing() as db:
            head = _last(db)
            return self._sign(db, head) if head and head.act != CHECKPOINT else None

    def lines(self) -> Iterator[str]:
        """The whole ledger as an export has it, line by line, without line ends."""
        return map(ledger_chain.line_of, self.entries())

    def export(self, path: Path) -> None:
        """Write the whole ledger to a new file as JSON lines, after a checkpoint."""
        self.checkpoint()
        with disk_errors(path), path.open("x", encoding="ascii", newline="\n") as file:
            for line in self.lines():
                file.write(f"{line}\n")
            file.flush()
            os.fsync(file.fileno())
            sync_folder(path.parent)

    def verify(self, anchor: Anchor | None = None) -> Verdict:
        """Check the site's own ledger, from its first entry to its last."""
        return ledger_chain.verify(self.lines(), self._signed, anchor)

    def close(self) -> None:
        """Give the file back; the next use opens it again."""
        if connection := self._connections.pop(os.getpid(), None):
            connection.close()

    def _page(self, condition: str, after: int, values: list[str]) -> list[Entry]:
        page = f"WHERE seq > ? {condition} ORDER BY seq LIMIT {_PAGE}"
        with self._errors(), self._connection() as db:
            return _select(db, page, after, *values)

    def _sign(self, db: sqlite3.Connection, head: Entry) -> Entry | None:
        if not self._key:
            return None
        at = self._clock()
        details = {SIGNATURE: self._key.sign(ledger_chain.to_sign(head, at)).hex()}
        entry = ledger_chain.chained(head, at=at, act=CHECKPOINT, about="ledger", details=details)
        _insert(db, entry, once=None)
        return entry

    def _signed(self, message: bytes, signature: bytes) -> bool:
        if not self._key:
            raise BadConfig(
                f"no signing key is configured, so the checkpoints of {self._path} stay unchecked",
                hint="Name the key in the configuration, or check an export with the public key.",
            )
        return self._key.public.signed(message, signature)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that no other writer can get into."""
        with self._errors(), self._connection() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    def _connection(self) -> _Connection:
        return self._connections.setdefault(os.getpid(), _Connection(self._path))

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise Unavailable(
                f"the ledger {self._path} cannot be used: {error.sqlite_errorname}",
                hint="Is its disk full or read only, or does another program hold the file?",
            ) from error
        except sqlite3.DatabaseError as error:
            raise Tampered(
                f"the ledger {self._path} is damaged: {error.sqlite_errorname}",
                hint="Keep the file as it is, and compare it with the last export.",
            ) from error


class _Connection:
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


def _condition(act: str | None, about: str | None) -> tuple[str, list[str]]:
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


def _select(db: sqlite3.Connection, condition: str, *values: str | int) -> list[Entry]:
    query = f"SELECT {_COLUMNS} FROM entries {condition}"  # noqa: S608  none of it comes from outside
    return [_entry(*row) for row in db.execute(query, values)]


def _first(db: sqlite3.Connection, condition: str, *values: str) -> Entry | None:
    return next(iter(_select(db, f"{condition} LIMIT 1", *values)), None)


def _last(db: sqlite3.Connection) -> Entry | None:
    return _first(db, "ORDER BY seq DESC")


def _signed_up_to(db: sqlite3.Connection) -> int:
    query = "SELECT COALESCE(MAX(seq), 0) FROM entries WHERE act = ?"
    return int(db.execute(query, (CHECKPOINT,)).fetchone()[0])


def _insert(db: sqlite3.Connection, entry: Entry, once: str | None) -> None:
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
