"""HTTP ranges of one stream (RFC 9110, 14.2)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import BinaryIO

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

LONGEST = 512 * 1024
"""Bytes of one answer: half a minute or more of a call. Rights are checked anew for each, and
no slow listener keeps a thread."""
_CHUNK = 64 * 1024
_ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def answer(stream: BinaryIO, wanted: str | None, content_type: str) -> HttpResponseBase:
    """The part of `stream` that a Range header asks for, `LONGEST` at most; all without one.

    416 if there is no such part. `stream` is closed when the answer is.
    """
    size = stream.seek(0, os.SEEK_END)
    try:
        part = _part(wanted, size)
    except ValueError:
        stream.close()
        unsatisfiable = HttpResponse(status=416, content_type=content_type)
        unsatisfiable["Content-Range"] = f"bytes */{size}"
        return unsatisfiable
    start, end = part or (0, size)
    response = StreamingHttpResponse(
        _read(stream, start, end), status=206 if part else 200, content_type=content_type
    )
    if part:
        response["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(end - start)
    return response


def _part(wanted: str | None, size: int) -> tuple[int, int] | None:
    """Start and end (exclusive); None for all of it. Raises ValueError if there is no such part."""
    match = _ONE_RANGE.fullmatch(wanted.strip()) if wanted else None
    if match is None or not any(match.groups()):
        return None  # several ranges, or other units: a server may ignore them
    first, last = match.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(int(last) + 1, size) if last else size
    if start >= end:
        raise ValueError("nothing lies there")
    return start, min(end, start + LONGEST)


def _read(stream: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    with stream:
        stream.seek(start)
        left = end - start
        while left > 0 and (chunk := stream.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk
