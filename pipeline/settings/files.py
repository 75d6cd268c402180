"""Reading TOML into a typed model, with errors that name the file and the field."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import BadConfig


class Strict(BaseModel):
    """A table in which an unknown key is an error: a misspelt rule must not be ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


M = TypeVar("M", bound=BaseModel)


def read_toml(path: Path, model: type[M]) -> M:
    """`path` as a `model`. Raises BadConfig naming the file, the field and what is wrong."""
    try:
        return model.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        hint = "Write a configuration with `hushtape init`, or name its folder with --config."
        raise BadConfig(f"{path} does not exist", hint=hint) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise BadConfig(f"{path}: not TOML: {wrong}") from None
    except ValidationError as wrong:
        raise BadConfig(f"{path}: {_said(wrong)}") from None


def _said(wrong: ValidationError) -> str:
    """Each trouble with its place, in the words of a configuration file."""
    return "; ".join(
        f"{'.'.join(map(str, error['loc'])) or 'the file'}: {error['msg']}"
        for error in wrong.errors(include_input=False, include_url=False)
    )
