"""Several readers of one file that has no name to be opened by again."""

from __future__ import annotations

import io
import os
from threading import Lock
from typing import BinaryIO

BUFFER = 1 << 16


class Shared:
    """Gives streams over what `file` holds, each with a place of its own; `file` stays open."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._lock = Lock()
        self._size = file.seek(0, os.SEEK_END)

    def open(self) -> BinaryIO:
        """A new seekable stream, to be closed by whoever asked for it."""
        return io.BufferedReader(_View(self._file, self._lock, self._size), BUFFER)


class _View(io.RawIOBase):
    def __init__(self, file: BinaryIO, lock: Lock, size: int) -> None:
        self._file, self._lock, self._size, self._at = file, lock, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("cannot seek before the start")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        with self._lock:
            self._file.seek(self._at)
            read = self._file.read(len(buffer))
        buffer[: len(read)] = read
        self._at += len(read)
        return len(read)
