"""A table of places at the head of a FLAC file, by which a player jumps (RFC 9639, 8.5).

Without one a browser searches an hour's call for the middle by halves, one request after
the other.
"""

from __future__ import annotations

import os
from typing import BinaryIO

EVERY = 10
"""Seconds from one place to the next."""
_STREAMINFO = slice(4, 42)
_BLOCK_SIZES = slice(8, 12)
"""The smallest and the largest, two bytes each: the same, but for the last frame."""
_LAST = 0x80
_SEEKTABLE = 3
_POINT = 18
_PLACEHOLDER = b"\xff" * 8 + bytes(10)
_SYNC = b"\xff\xf8"
"""How a frame of a fixed size begins."""


class WithSeekTable:
    """What a FLAC encoder writes to that writes each frame in one piece, as libFLAC does.

    It leaves room at the head of `sink` for `points` places; `end` fills it. Nothing is copied:
    the table takes the place of the first header, which moves to the front.
    """

    def __init__(self, sink: BinaryIO, points: int) -> None:
        self._sink, self._points = sink, points
        self._room = 4 + points * _POINT
        self._frames: list[int] = []
        """Where each begins, as the encoder counts."""
        self.seek(0)

    def write(self, data: bytes) -> int:
        piece = bytes(data)
        if piece.startswith(_SYNC):
            self._frames.append(self.tell())
        return self._sink.write(piece)

    def read(self, size: int = -1) -> bytes:
        return self._sink.read(size)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        shift = self._room if whence == os.SEEK_SET else 0
        return self._sink.seek(offset + shift, whence) - self._room

    def tell(self) -> int:
        return self._sink.tell() - self._room

    def end(self) -> None:
        """Once the encoder is closed."""
        self.seek(0)
        head = bytearray(self.read(_STREAMINFO.stop))
        if len(head) < _STREAMINFO.stop:
            return  # Nothing was written: an encoder without a sample leaves no header.
        last = head[_STREAMINFO.start] & _LAST
        head[_STREAMINFO.start] &= ~_LAST
        smallest, largest = head[_BLOCK_SIZES][:2], head[_BLOCK_SIZES][2:]
        places = self._places(int.from_bytes(largest, "big")) if smallest == largest else []
        table = b"".join(places) + _PLACEHOLDER * (self._points - len(places))
        self._sink.seek(0)
        self._sink.write(head + bytes([last | _SEEKTABLE]) + len(table).to_bytes(3, "big") + table)
        self._sink.seek(0, os.SEEK_END)

    def _places(self, size: int) -> list[bytes]:
        """First sample, bytes from the first frame, samples of the frame; spread evenly."""
        step = max(1, -(-len(self._frames) // self._points))
        # The last frame may be shorter: nobody has to jump into that.
        return [
            (n * size).to_bytes(8, "big")
            + (self._frames[n] - self._frames[0]).to_bytes(8, "big")
            + size.to_bytes(2, "big")
            for n in range(0, len(self._frames) - 1, step)
        ]
