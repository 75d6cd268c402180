"""A private folder whose files appear whole or not at all, and stay when the power goes.

Files lie at <root>/<first two letters of the name>/<name><suffix>. They are written
under <root>/drafts first, locked by the writer: a draft that nobody holds was left by
a crash, and the next process that opens the folder removes it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from pipeline.adapters.durable import PRIVATE_FILE, PRIVATE_FOLDER, disk_errors, sync_folder


class Folder:
    """Names are safe in a path; the caller sees to that. What the disk refuses is Unavailable."""

    def __init__(self, root: Path, suffix: str) -> None:
        self._root, self._suffix = root, suffix
        self._drafts = root / "drafts"
        with disk_errors(root):
            root.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            self._drafts.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
            self._sweep()

    def path(self, name: str) -> Path:
        return self._shard(name) / f"{name}{self._suffix}"

    def has(self, name: str) -> bool:
        with disk_errors(self._root):
            return self.path(name).exists()

    def names(self) -> Iterator[str]:
        """Of all files, in order."""
        for shard in self._listing(self._root):
            if len(shard) == 2:
                for name in self._listing(self._root / shard):
                    if name.endswith(self._suffix):
                        yield name.removesuffix(self._suffix)

    @contextmanager
    def draft(self) -> Iterator[Draft]:
        """A file to write; it is gone on leaving unless it was kept."""
        with disk_errors(self._drafts):
            draft = self._new_draft()
        try:
            yield draft
        finally:
            with disk_errors(self._drafts):
                draft.discard()

    def keep(self, draft: Draft, name: str) -> None:
        """Make the draft the file of this name; when it returns, it is on disk for good."""
        with disk_errors(self._root):
            draft.sync()
            self._make_shard(name)
            draft.path.replace(self.path(name))
            sync_folder(self._shard(name))

    def remove(self, name: str, *, overwrite: bool = False) -> None:
        """Remove the file for good; that there is none is fine."""
        with disk_errors(self._root), suppress(FileNotFoundError):
            if overwrite:
                _overwrite(self.path(name))
            self.path(name).unlink()
            sync_folder(self._shard(name))

    @contextmanager
    def lock(self, name: str, *, shared: bool = False) -> Iterator[None]:
        """Wait until no other process or thread works on files that begin like this one."""
        with disk_errors(self._root):
            self._make_shard(name)
            lock = os.open(self._shard(name) / "lock", os.O_RDONLY | os.O_CREAT, PRIVATE_FILE)
        try:
            with disk_errors(self._root):
                fcntl.flock(lock, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _shard(self, name: str) -> Path:
        return self._root / name[:2]

    def _make_shard(self, name: str) -> None:
        with suppress(FileExistsError):
            self._shard(name).mkdir(mode=PRIVATE_FOLDER)
            sync_folder(self._root)

    def _listing(self, folder: Path) -> list[str]:
        with disk_errors(folder):
            return sorted(path.name for path in folder.iterdir())

    def _new_draft(self) -> Draft:
        while True:
            draft = Draft(self._drafts / token_hex(16))
            if draft.is_ours():
                return draft
            draft.discard()

    def _sweep(self) -> None:
        for path in self._drafts.iterdir():
            with suppress(FileNotFoundError, BlockingIOError), path.open("rb") as draft:
                fcntl.flock(draft, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()


class Draft:
    """A new file, locked as long as it is written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        self._file: BinaryIO = os.fdopen(handle, "r+b")
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def write(self, piece: bytes) -> None:
        with disk_errors(self.path.parent):
            self._file.write(piece)

    def sync(self) -> None:
        with disk_errors(self.path.parent):
            self._file.flush()
            os.fsync(self._file.fileno())

    def is_ours(self) -> bool:
        """Whether it is still there: a sweep may have come between making and locking it."""
        return os.fstat(self._file.fileno()).st_nlink > 0

    def discard(self) -> None:
        # Unlinked before it is closed: a full disk makes closing fail, never this.
        self.path.unlink(missing_ok=True)
        self._file.close()


def _overwrite(path: Path) -> None:
    """Zeroes over what it holds, for disks that write in place."""
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
