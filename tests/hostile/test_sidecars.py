"""Sidecars made to harm whoever reads them."""

from __future__ import annotations

import json
import tracemalloc

import pytest

from pipeline.adapters.sidecars import read_sidecar
from pipeline.errors import UnreadableSidecar

LONG = "k" * 100_000
MOST_MEMORY = 64 * 1024 * 1024
BOMBS = {
    "json": json.dumps({LONG: {f"a{number}": "1" for number in range(5_000)}}),
    "xml": f"<r><{LONG} " + " ".join(f'a{number}="1"' for number in range(5_000)) + "/></r>",
}


@pytest.mark.parametrize("ending", BOMBS)
def test_a_long_name_around_many_fields_does_not_fill_the_memory(ending: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableSidecar, match="name"):
            read_sidecar(BOMBS[ending].encode(), ending)
        assert tracemalloc.get_traced_memory()[1] < MOST_MEMORY
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("content", "ending"),
    [(b"[" + b"{}," * 150_000 + b"{}]", "json"), (b"a\n" * 150_000, "csv")],
    ids=["json", "csv"],
)
def test_more_calls_than_anybody_makes_are_refused(content: bytes, ending: str) -> None:
    with pytest.raises(UnreadableSidecar, match="more than 100000 calls"):
        read_sidecar(content, ending)
