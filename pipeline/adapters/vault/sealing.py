"""How bytes are sealed: AES-256-GCM in chunks, after the STREAM construction.

    header   magic (8) | version (1) | chunk size (4) | nonce prefix (7)
    chunk    AES-256-GCM of `chunk size` bytes, the last one of what is left; tag (16)
    nonce    nonce prefix (7) | number of the chunk (4) | 1 for the last one, else 0 (1)
    AAD      header | the rendition's name

The nonce fixes each chunk's place and which one is the last, and with that the length;
the AAD fixes whose bytes they are. So cutting, adding, reordering, exchanging or
changing anything fails to decrypt, and any chunk can be decrypted without the others
(Hoang, Reyhanitabar, Rogaway, Vizár: "Online Authenticated-Encryption and its
Nonce-Reuse Misuse-Resistance", CRYPTO 2015, section 7).
"""

from __future__ import annotations

import io
import os
import struct
from collections.abc import Iterator
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pipeline.errors import Tampered

CHUNK = 64 * 1024
KEY_BYTES = 32
_MAGIC = b"HUSHTAPE"
_VERSION = 1
_HEADER = struct.Struct(">8sBI7s")
_NONCE = struct.Struct(">7sIB")
_TAG = 16
_LARGEST_CHUNK = 16 * 1024 * 1024
"""A forged header must not make us ask for more memory than this."""
_LEAST = _HEADER.size + _TAG


class Sealed(Protocol):
    """Where sealed bytes can be read from, anywhere and often."""

    size: int

    def read_at(self, offset: int, length: int) -> bytes:
        """Exactly `length` bytes, or fewer where there are no more."""
        ...

    def close(self) -> None: ...


def new_key() -> bytes:
    """A data key: 256 bits, for one sealing only."""
    return AESGCM.generate_key(KEY_BYTES * 8)


def seal(source: BinaryIO, key: bytes, name: str, chunk_size: int = CHUNK) -> Iterator[bytes]:
    """The sealed form of all of `source`, piece by piece; two chunks are held at a time."""
    prefix = os.urandom(7)
    header = _HEADER.pack(_MAGIC, _VERSION, chunk_size, prefix)
    cipher, aad = AESGCM(key), header + name.encode()
    yield header
    number, chunk = 0, _exactly(source, chunk_size)
    while True:
        following = _exactly(source, chunk_size)
        last = not following
        yield cipher.encrypt(_NONCE.pack(prefix, number, last), chunk, aad)
        if last:
            return
        number, chunk = number + 1, following


def unseal(sealed: Sealed, key: bytes, name: str) -> BinaryIO:
    """A seekable stream of what was sealed under `name`; closing it closes `sealed`.

    Raises Tampered here when header, length or last chunk are not as we left them,
    and while reading when another chunk is not. Nothing unauthenticated is ever returned.
    """
    try:
        return io.BufferedReader(_Reader(sealed, key, name), buffer_size=CHUNK)
    except BaseException:
        sealed.close()
        raise


class _Reader(io.RawIOBase):
    """Decrypts the chunk that is asked for, and keeps the last one it decrypted."""

    def __init__(self, sealed: Sealed, key: bytes, name: str) -> None:
        super().__init__()
        self._sealed, self._name, self._cipher = sealed, name, AESGCM(key)
        header = sealed.read_at(0, _HEADER.size)
        self._chunk_size, self._prefix = self._parsed(header)
        self._aad = header + name.encode()
        body = sealed.size - _HEADER.size
        self._chunks = -(-body // (self._chunk_size + _TAG))
        self._length = body - self._chunks * _TAG
        self._position = 0
        self._number, self._chunk = -1, b""
        # The last chunk vouches for the length: a stream that was cut is refused here.
        self._load(self._chunks - 1)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._length}[whence]
        if base + offset < 0:
            raise ValueError("there is nothing before the start")
        self._position = base + offset
        return self._position

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        if self._position >= self._length:
            return 0
        number, start = divmod(self._position, self._chunk_size)
        self._load(number)
        piece = self._chunk[start : start + len(buffer)]
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._chunk = b""
            self._sealed.close()
        super().close()

    def _parsed(self, header: bytes) -> tuple[int, bytes]:
        if self._sealed.size < _LEAST or len(header) < _HEADER.size:
            raise self._tampered("it is cut off")
        magic, version, chunk_size, prefix = _HEADER.unpack(header)
        if (magic, version) != (_MAGIC, _VERSION) or not 0 < chunk_size <= _LARGEST_CHUNK:
            raise self._tampered("its header is not ours")
        return chunk_size, prefix

    def _load(self, number: int) -> None:
        if number == self._number:
            return
        sealed_chunk = self._chunk_size + _TAG
        sealed = self._sealed.read_at(_HEADER.size + number * sealed_chunk, sealed_chunk)
        nonce = _NONCE.pack(self._prefix, number, number == self._chunks - 1)
        try:
            self._chunk = self._cipher.decrypt(nonce, sealed, self._aad)
        except (InvalidTag, ValueError):
            raise self._tampered("a chunk of it does not decrypt") from None
        self._number = number

    def _tampered(self, why: str) -> Tampered:
        return Tampered(
            f"the sealed bytes of {self._name} are not as we left them: {why}",
            hint="Take them from a backup, or see the storage's own log for who wrote there.",
        )


def _exactly(source: BinaryIO, count: int) -> bytes:
    """`count` bytes, fewer only at the end: raw streams and sockets return less at will."""
    pieces = []
    while count and (piece := source.read(count)):
        pieces.append(piece)
        count -= len(piece)
    return b"".join(pieces)
