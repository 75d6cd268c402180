"""Files that nobody else can read: without a name, and sealed under a key that is never kept.

What a killed process leaves behind is nothing in the folder, and noise on the disk.
"""

from __future__ import annotations

import io
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

SECTOR = 4096
"""Bytes sealed together; AES-XTS, as disks are encrypted (NIST SP 800-38E)."""
BUFFER = 1 << 18


def scratch(folder: Path) -> BinaryIO:
    """A new, empty file in `folder` (made if it is not there), to write and read anywhere.

    It is gone when it is closed or when the process dies, whatever kills it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return io.BufferedRandom(_Sealed(folder), BUFFER)


class _Sealed(io.RawIOBase):
    """Bytes kept in sealed sectors; behaves as any other raw file does."""

    def __init__(self, folder: Path) -> None:
        self._disk = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115
        self._key = algorithms.AES(os.urandom(64))
        self._size = 0
        self._at = 0

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        if not self.closed:
            self._disk.close()
        super().close()

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError(f"cannot seek before the start: {base + offset}")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        length = max(0, min(len(buffer), self._size - self._at))
        if length:
            first = self._at // SECTOR
            opened = self._sectors(first, -(-(self._at + length) // SECTOR))
            skip = self._at - first * SECTOR
            buffer[:length] = opened[skip : skip + length]
        self._at += length
        return length

    def write(self, data: memoryview, /) -> int:  # type: ignore[override]
        if not len(data):
            return 0
        if self._at > self._size:
            self._fill(self._at)
        self._put(self._at, bytes(data))
        self._at += len(data)
        self._size = max(self._size, self._at)
        return len(data)

    def truncate(self, size: int | None = None, /) -> int:
        size = self._at if size is None else size
        if size > self._size:
            self._fill(size)
        self._size = size
        self._disk.truncate(-(-size // SECTOR) * SECTOR)
        return size

    def _fill(self, size: int) -> None:
        """Grow to `size` with zeros: a hole in the disk's file would open as noise."""
        while self._size < size:
            length = min(BUFFER, size - self._size)
            self._put(self._size, bytes(length))
            self._size += length

    def _put(self, at: int, data: bytes) -> None:
        first, last = at // SECTOR, -(-(at + len(data)) // SECTOR)
        before = self._sectors(first, first + 1)[: at - first * SECTOR]
        end = at + len(data)
        after = self._sectors(last - 1, last)[end - (last - 1) * SECTOR :]
        plain = b"".join((before, data, after))
        sealed = b"".join(
            self._cipher(number).encryptor().update(plain[i : i + SECTOR])
            for number, i in zip(range(first, last), range(0, len(plain), SECTOR), strict=True)
        )
        self._disk.seek(first * SECTOR)
        view = memoryview(sealed)
        while view:
            view = view[self._disk.write(view) :]

    def _sectors(self, first: int, last: int) -> bytes:
        """The sectors from `first` up to `last`, in the clear; zeros where none was written."""
        self._disk.seek(first * SECTOR)
        wanted = (last - first) * SECTOR
        sealed = b""
        while len(sealed) < wanted and (more := self._disk.read(wanted - len(sealed))):
            sealed += more
        opened = b"".join(
            self._cipher(number).decryptor().update(sealed[i : i + SECTOR])
            for number, i in zip(range(first, last), range(0, len(sealed), SECTOR), strict=False)
        )
        return opened + bytes(wanted - len(opened))

    def _cipher(self, sector: int) -> Cipher[modes.XTS]:
        return Cipher(self._key, modes.XTS(sector.to_bytes(16, "little")))
