"""Reading TOML into a typed model, with errors that name the file, the line and the field."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from pipeline.settings.explaining import TomlFile

DEFAULTS = Path(__file__).parent.parent / "defaults"
"""The shipped configuration: a copy of config/ in a wheel, config/ itself in a checkout."""
if not DEFAULTS.exists():
    DEFAULTS = Path(__file__).parent.parent.parent / "config"


def or_shipped(config: Path) -> Path:
    """`config` where a configuration lies, and else the shipped one."""
    return config if (config / "site.toml").exists() else DEFAULTS


class Strict(BaseModel):
    """A table in which an unknown key is an error: a misspelt rule must not be ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


M = TypeVar("M", bound=BaseModel)


def read_toml(path: Path, model: type[M]) -> M:
    """`path` as a `model`. Raises BadConfig naming the file, the line and what is wrong."""
    return TomlFile.read(path).parse(model)
