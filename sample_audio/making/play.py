"""The scripts: who says what, with the secrets marked where they stand.

A script is a TOML file whose `dialogue` reads like a play:

    agent: And the long number across the front of the card?
    customer: It's [PAN four nine one seven] .. [PAN six one double oh].
    agent over: Okay.

`[PAN ...]` is a secret and its entity; `[=price ...]` is a number that must stay
audible; `[DTMF 123]` is keyed, not said; each dot of ` . ` is a pause of 250 ms;
`over` means that the turn begins before the other one has ended.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAUSE_MS = 250
MARK = re.compile(r"\[[^]]+\]|(?<= )\.+(?= )")
"""A marked piece, or a pause."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words said in one breath, or keys pressed; `mark` is why its place matters."""

    text: str
    mark: str = ""

    @property
    def entity(self) -> str:
        return "" if self.mark.startswith("=") else self.mark

    @property
    def harmless(self) -> str:
        return self.mark[1:].replace("-", " ") if self.mark.startswith("=") else ""


@dataclass(frozen=True, slots=True)
class Turn:
    party: str
    over: bool
    pieces: tuple[Piece | int, ...]
    """What is said, and pauses in milliseconds."""


@dataclass(frozen=True, slots=True)
class Play:
    """One script: its name, its settings as they stand in the file, and its turns."""

    name: str
    settings: dict[str, Any]
    turns: tuple[Turn, ...]


def read_play(path: Path) -> Play:
    settings = tomllib.loads(path.read_text(encoding="utf-8"))
    dialogue = settings.pop("dialogue", "")
    return Play(path.stem, settings, tuple(_turns(dialogue)))


def _turns(dialogue: str) -> Iterator[Turn]:
    for line in dialogue.strip().splitlines():
        who, _, said = line.partition(":")
        party, *manner = who.split()
        yield Turn(party, over=manner == ["over"], pieces=tuple(_pieces(said)))


def _pieces(said: str) -> Iterator[Piece | int]:
    between, marks = re.split(MARK, said), re.findall(MARK, said)
    for text, mark in zip(between, [*marks, ""], strict=True):
        if words := text.strip(" ,."):
            yield Piece(words)
        if mark.startswith("["):
            name, _, secret = mark[1:-1].partition(" ")
            yield Piece(secret, name)
        elif mark:
            yield PAUSE_MS * len(mark)
