"""Writing sound: FLAC without any tag, into a file that is open already."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import soundfile

from pipeline.errors import Unavailable


@contextmanager
def flac(sink: BinaryIO, rate: int, channels: int, depth: int) -> Iterator[Any]:
    """Something to `write` blocks of our samples to; `sink` is seekable and stays open."""
    try:
        with soundfile.SoundFile(
            sink, "w", rate, channels, subtype=f"PCM_{depth}", format="FLAC"
        ) as out:
            yield out
    except soundfile.LibsndfileError as error:
        raise Unavailable(
            f"cannot write FLAC of {channels} channels at {rate} Hz",
            hint="FLAC holds up to 8 channels; is there room in the scratch folder?",
        ) from error
