"""What a sound file says about itself, without decoding any of it."""

from __future__ import annotations

import struct
from typing import Any, BinaryIO

from pipeline.errors import Empty, NotAudio, Truncated

FORMATS = "wav,w64,aiff,au,caf,flac,ogg,mp3,aac,amr,gsm,asf,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2"
"""The containers we open. None of them is a playlist: a file must not make us read another."""

COUNTED = frozenset({"mp3", "aac", "amr", "gsm"})
"""Containers that are nothing but frame after frame: no time stamp in them."""

STREAMED = 0x7FFF_F000
"""From here on a WAV size is a recorder's way of saying that it did not know."""
WAVE_FRAGMENT = 64
"""Bytes that may be missing at the end of a WAV file: a frame or so."""
MAGIC = (b"RIFF", b"fLaC", b"OggS", b"caff", b"FORM", b"#!AMR")
HEAD = 1 << 16


def check_head(stream: BinaryIO, name: str) -> None:
    """Raise Empty or Truncated where the first bytes and the size tell it already.

    The stream is left at its start.
    """
    size = stream.seek(0, 2)
    stream.seek(0)
    if size == 0:
        raise Empty(f"{name}: zero bytes")
    if stream.read(12)[::8] == b"RW":
        _check_wave(stream, size, name)
    stream.seek(0)


def unreadable(stream: BinaryIO, name: str) -> Truncated | NotAudio:
    """Why no decoder can start on it: it was cut off, or it is something else."""
    stream.seek(0)
    head = stream.read(12)
    if head.startswith(MAGIC) or head[4:8] == b"ftyp":
        return Truncated(f"{name}: it ends before its first sound")
    return NotAudio(f"{name}: no decoder knows it")


def tells_its_length(stream: BinaryIO, container: str) -> bool:
    """Whether the container's duration was written by the recorder, not guessed from the size."""
    if container == "mp3":
        here = stream.tell()
        stream.seek(0)
        head = stream.read(HEAD)
        stream.seek(here)  # the decoder reads on from where it was
        return b"Xing" in head or b"Info" in head
    return container == "flac" or container.startswith("mov")


def baggage(container: Any) -> tuple[str, ...]:
    """What is in the file beside the samples, by kind: tags, chapters, pictures."""
    found = {
        "tags": any(part.metadata for part in (container, *container.streams)),
        "chapters": bool(container.chapters()),
        "other tracks": len(container.streams) > 1,  # a cover is a track of pictures
    }
    return tuple(what for what, is_there in found.items() if is_there)


def _check_wave(stream: BinaryIO, size: int, name: str) -> None:
    """Walk the chunks up to the samples; RF64 and what follows the samples is not looked at."""
    stream.seek(12)
    while len(head := stream.read(8)) == 8:
        kind, length = struct.unpack("<4sI", head)
        if kind == b"fmt " and stream.read(4)[2:] == b"\0\0":
            raise Empty(f"{name}: zero channels")
        if kind == b"data":
            known = 0 < length < STREAMED
            if known and size - stream.tell() + WAVE_FRAGMENT < length:
                raise Truncated(f"{name}: {size - stream.tell()} of {length} bytes of sound")
            return
        here = stream.tell() - (4 if kind == b"fmt " else 0)
        stream.seek(here + length + length % 2)
    raise Truncated(f"{name}: it ends before its first sound")
