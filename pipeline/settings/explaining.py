"""Saying where a configuration file is wrong, and what to write instead."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from pipeline.errors import BadConfig

Place = Sequence[str | int]
"""Keys and, in lists of tables, positions from 0: ("rule", 1, "keep")."""

M = TypeVar("M", bound=BaseModel)

_HEADER = re.compile(r"\s*\[")


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A TOML file with its text, so that a mistake can be shown by its line."""

    path: Path
    text: str

    @classmethod
    def read(cls, path: Path) -> TomlFile:
        """Raises BadConfig."""
        try:
            return cls(path, path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            hint = "Write a configuration with `hushtape init`, or name its folder with --config."
            raise BadConfig(f"{path} does not exist", hint=hint) from None
        except UnicodeDecodeError:
            raise BadConfig(f"{path} is not UTF-8 text", hint="Save it as UTF-8.") from None
        except OSError as trouble:
            raise BadConfig(f"{path} cannot be read: {trouble.strerror}") from None

    def parse(self, model: type[M]) -> M:
        """Raises BadConfig naming every mistake with its line."""
        try:
            return model.model_validate(tomllib.loads(self.text))
        except tomllib.TOMLDecodeError as wrong:
            hint = 'It is a text file of lines like name = "value"; texts stand in double quotes.'
            raise BadConfig(f"{self.path}: not TOML: {wrong}", hint=hint) from None
        except ValidationError as wrong:
            said = [self.say(place, what) for place, what in _mistakes(wrong, model)]
            raise BadConfig("\n".join(said)) from None

    def wrong(self, place: Place, what: str) -> BadConfig:
        """The error that says `what` is wrong at `place`."""
        return BadConfig(self.say(place, what))

    def say(self, place: Place, what: str) -> str:
        if not place:
            return f"{self.path}: {what}"
        return f"{self.path}, line {self._line(place)}, {', '.join(self._spelt(place))}: {what}"

    def _line(self, place: Place) -> int:
        """The line, from 1, where `place` is written, or else the table it is missing from."""
        lines = self.text.splitlines()
        at = 0
        for header, key, number in self._steps(place):
            if header:
                at = _nth(lines, header, number or 0, since=at)
            else:
                at = _key(lines, key, since=at)
        return at + 1

    def _spelt(self, place: Place) -> Iterator[str]:
        """`place` in the words of the file: "[[rule]] 2", "keep"."""
        for header, key, number in self._steps(place):
            yield (header or key) + (f" {number + 1}" if number is not None else "")

    def _steps(self, place: Place) -> Iterator[tuple[str, str, int | None]]:
        """Each key of `place` with its table's header, if it is one, and its position in a list."""
        table = ""
        for key, following in zip(place, (*place[1:], None), strict=True):
            if isinstance(key, int):
                continue
            number = following if isinstance(following, int) else None
            inner = f"{table}.{key}" if table else key
            header = f"[{inner}]" if number is None else f"[[{inner}]]"
            if any(line.strip().startswith(header) for line in self.text.splitlines()):
                table = inner
            else:
                header = ""
            yield header, key, number


def _nth(lines: Sequence[str], header: str, n: int, *, since: int) -> int:
    found = [i for i, line in enumerate(lines) if i >= since and line.strip().startswith(header)]
    return found[n] if n < len(found) else since


def _key(lines: Sequence[str], key: str, *, since: int) -> int:
    """The line of `key` in the table that starts at `since`; `since` if it is not there."""
    for i in range(since, len(lines)):
        if i > since and _HEADER.match(lines[i]):
            break
        if re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", lines[i]):
            return i
    return since


def _mistakes(wrong: ValidationError, model: type[BaseModel]) -> Iterator[tuple[Place, str]]:
    for error in wrong.errors(include_url=False):
        yield error["loc"], _said(error["type"], error, model)


def _said(kind: str, error: Mapping[str, Any], model: type[BaseModel]) -> str:
    match kind:
        case "missing":
            return "is missing."
        case "extra_forbidden":
            alike = get_close_matches(str(error["loc"][-1]), _settings(model), n=1, cutoff=0.5)
            return "there is no such setting." + (f" Did you mean {alike[0]}?" if alike else "")
        case "value_error":
            return str(error["ctx"]["error"])
        case _:
            return str(error["msg"]).replace("Input should be", "should be") + "."


def _settings(model: type[BaseModel]) -> list[str]:
    """The names of all settings in `model` and the tables in it."""
    schema = model.model_json_schema()
    tables = [schema, *schema.get("$defs", {}).values()]
    return [name for table in tables for name in table.get("properties", {})]
