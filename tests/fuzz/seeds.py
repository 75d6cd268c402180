"""What a fuzzer starts from: bytes that spell ordinary calls and ordinary files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tests.fuzz.soups import SAYINGS, spelled

_FILE = {
    "id": "call-1",
    "channels": ["agent", "customer"],
    "words": [
        {"text": "four", "start_ms": 1200, "end_ms": 1420, "channel": 1, "confidence": 0.93},
        {"text": "4539-", "start_ms": 1500, "end_ms": 1500, "channel": 0},
    ],
}


def seeds(target: str) -> Iterator[bytes]:
    """Some inputs of a target that do something."""
    if target != "files":
        for said in SAYINGS.values():
            yield spelled(said)
        return
    call = json.dumps(_FILE)
    for text in (call, json.dumps(_FILE, indent=1), '{"id": 1, "channels": [], "words": []}'):
        yield b"\x00" + text.encode()
        yield b"\x80" + f"{text}\n\n{text}".encode()
    yield b"\x00" + call.encode("utf-16")
    yield b"\x00" + call.encode("utf-8-sig")
    yield b"\x00" + call.replace("1200", "NaN").encode()


def plant(target: str, folder: Path) -> None:
    """Write the seeds of `target` into `folder`, where a fuzzer looks for them."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(target)):
        (folder / f"seed-{number}").write_bytes(seed)
