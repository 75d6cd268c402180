"""The ledger as an SQLite file of its own: appended to by many processes, changed by none."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from pipeline import ledger_chain
from pipeline.adapters.durable import PRIVATE_FILE, PRIVATE_FOLDER, disk_errors, sync_folder
from pipeline.adapters.fileplaces import write_whole
from pipeline.adapters.ledger_rows import (
    SCHEMA,
    Connection,
    condition_on,
    first,
    insert,
    last,
    ledger_errors,
    select,
    signed_up_to,
)
from pipeline.adapters.signing import PublicKey, SigningKey
from pipeline.errors import BadConfig, Tampered
from pipeline.ledger_chain import CHECKPOINT, SIGNATURE, Anchor, Verdict
from pipeline.model import Details, Entry

CHECKPOINT_EVERY = 100
"""Entries after which a checkpoint is made that nobody asked for."""
_BEYOND = 2**62
"""Greater than the number of any entry."""
_PAGE = 500
"""Entries read at once: a slow reader must not keep the write-ahead log from ending."""


def verify_export(lines: Iterable[str], public_key: Path, anchor: Anchor | None = None) -> Verdict:
    """Check an export with nothing but the site's public key. Raises BadConfig for the key."""
    return ledger_chain.verify(lines, PublicKey.load(public_key).signed, anchor)


class SqliteLedger:
    """Implements the port `Ledger`.

    One object may be shared by threads and carried over a fork; any number of
    processes may have the file open. Without a signing key entries are chained, but
    no checkpoint is made. The last checkpoint is remembered in the file `head`, so that
    a ledger that was lost or put back from an older copy is no valid one.
    """

    def __init__(
        self,
        path: Path,
        signing_key: Path | None,
        clock: Callable[[], datetime],
        *,
        head: Path | None = None,
    ) -> None:
        self._path, self._clock, self._head = path, clock, head
        self._key = SigningKey.load(signing_key) if signing_key else None
        self._connections: dict[int, Connection] = {}
        """By process: one that was inherited over a fork is neither used nor closed."""
        with disk_errors(path):
            path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE))
        with self._writing() as db:
            if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'entries'").fetchone():
                for statement in SCHEMA:
                    db.execute(statement)

    def record(
        self, act: str, about: str, details: Details | None = None, *, once: str | None = None
    ) -> Entry:
        """On disk for good when it returns. Raises ValueError for details that are not plain."""
        if act == CHECKPOINT:
            raise ValueError("checkpoints are made by the ledger alone")
        with self._writing() as db:
            if once and (known := first(db, "WHERE once = ?", once)):
                return known
            entry = ledger_chain.chained(
                last(db), at=self._clock(), act=act, about=about, details=details or {}
            )
            insert(db, entry, once)
            due = entry.seq - signed_up_to(db) >= CHECKPOINT_EVERY
            signed = self._sign(db, entry) if due else None
        self._remember(signed)
        return entry

    def entries(self, *, act: str | None = None, about: str | None = None) -> Iterator[Entry]:
        condition, values = condition_on(act, about)
        seq = 0
        while page := self._page(condition, seq, values):
            yield from page
            seq = page[-1].seq

    def newest(
        self,
        count: int,
        *,
        before: int | None = None,
        act: str | None = None,
        about: str | None = None,
    ) -> list[Entry]:
        """The last `count` entries (of those before that number), the newest first."""
        condition, values = condition_on(act, about)
        end = before if before is not None else _BEYOND
        page = f"WHERE seq < ? {condition} ORDER BY seq DESC LIMIT {count:d}"
        with ledger_errors(self._path), self._connection() as db:
            return select(db, page, end, *values)

    def after(self, seq: int, count: int) -> list[Entry]:
        """The next `count` entries after that number, in order."""
        with ledger_errors(self._path), self._connection() as db:
            return select(db, f"WHERE seq > ? ORDER BY seq LIMIT {count:d}", seq)

    def counts(self) -> dict[str, int]:
        """How many entries there are of each act, in alphabetical order."""
        with ledger_errors(self._path), self._connection() as db:
            return dict(db.execute("SELECT act, COUNT(*) FROM entries GROUP BY act ORDER BY act"))

    def checkpoint(self) -> Entry | None:
        """Sign all that is not signed yet; None when there is nothing, or no key to do it."""
        with self._writing() as db:
            head = last(db)
            signed = self._sign(db, head) if head and head.act != CHECKPOINT else None
        self._remember(signed)
        return signed

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
        """Check the site's own ledger, from its first entry to its last.

        Without an `anchor`, against the last checkpoint that was remembered in `head`.
        """
        return ledger_chain.verify(self.lines(), self._signed, anchor or self._remembered())

    def close(self) -> None:
        """Give the file back; the next use opens it again."""
        if connection := self._connections.pop(os.getpid(), None):
            connection.close()

    def _page(self, condition: str, after: int, values: list[str]) -> list[Entry]:
        page = f"WHERE seq > ? {condition} ORDER BY seq LIMIT {_PAGE}"
        with ledger_errors(self._path), self._connection() as db:
            return select(db, page, after, *values)

    def _sign(self, db: sqlite3.Connection, head: Entry) -> Entry | None:
        if not self._key:
            return None
        at = self._clock()
        details = {SIGNATURE: self._key.sign(ledger_chain.to_sign(head, at)).hex()}
        entry = ledger_chain.chained(head, at=at, act=CHECKPOINT, about="ledger", details=details)
        insert(db, entry, once=None)
        return entry

    def _remember(self, checkpoint: Entry | None) -> None:
        """Write down the last checkpoint apart from the ledger, which may be lost or cut off.

        Killed before it, or overtaken by another process, it names an earlier one, which
        is as true: what is recorded already must not fail because of it. One that the
        ledger does not hold stays, for `verify` to find.
        """
        if checkpoint and self._head:
            new = self._head.with_name(f"{self._head.name}-{os.getpid()}.new")
            with suppress(OSError, Tampered):
                if self._holds(self._remembered()):
                    write_whole(new, str(Anchor(checkpoint.seq, checkpoint.hash)))
                    new.replace(self._head)

    def _holds(self, anchor: Anchor | None) -> bool:
        if anchor is None:
            return True
        with ledger_errors(self._path), self._connection() as db:
            return any(e.hash == anchor.hash for e in select(db, "WHERE seq = ?", anchor.seq))

    def _remembered(self) -> Anchor | None:
        if not self._head or not self._head.exists():
            return None
        try:
            return Anchor.parse(self._head.read_text(encoding="ascii"))
        except ValueError:
            raise Tampered(
                f"{self._head} does not name an entry of the ledger",
                hint="Compare the ledger with its last export, then remove that file.",
            ) from None

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
        with ledger_errors(self._path), self._connection() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    def _connection(self) -> Connection:
        return self._connections.setdefault(os.getpid(), Connection(self._path))
