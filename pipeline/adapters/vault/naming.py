"""The one way between a rendition and its name in vault and keyring."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import groupby

from pipeline.model import Kind, ProfileName, RecordingId, Rendition

_NAME = re.compile(
    r"(?P<recording>[A-Za-z0-9_-]{2,})\.(?P<profile>[A-Za-z0-9_.-]+)"
    rf"\.(?P<kind>{'|'.join(kind.value for kind in Kind)})"
)


def name_of(rendition: Rendition) -> str:
    """Raises ValueError for an id or a profile that would not be safe in a path."""
    if not _NAME.fullmatch(rendition.key):
        raise ValueError("ids and profiles in the vault are letters, digits, _ . and -")
    return rendition.key


def named_renditions(*sources: Iterable[str]) -> Iterator[Rendition]:
    """What these sorted names name, each once; names that are not ours are passed over."""
    for name, _ in groupby(merge(*sources)):
        if match := _NAME.fullmatch(name):
            yield Rendition(
                RecordingId(match["recording"]), ProfileName(match["profile"]), Kind(match["kind"])
            )
