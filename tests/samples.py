"""The sample calls and what is written about them, for tests."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parents[1] / "sample_audio"
MANIFEST: list[dict[str, Any]] = json.loads((SAMPLES / "manifest.json").read_text())["samples"]
HEARD = [sample for sample in MANIFEST if sample["state"] == "released"]


def script(sample: dict[str, Any]) -> dict[str, Any]:
    return tomllib.loads((SAMPLES / "scripts" / f"{sample['name']}.toml").read_text())


def expected(sample: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SAMPLES / sample["expected"]).read_text())
    return found


def names(sample: dict[str, Any]) -> str:
    return str(sample["name"])


def one(name: str) -> Path:
    sample = next(sample for sample in MANIFEST if sample["name"] == name)
    return SAMPLES / str(sample["paths"][0])
