"""What is asked, spelled and answered, by its place in the call over both channels."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.adapters.personal.spelling import Chunk
from pipeline.digits import Read
from pipeline.model import Entity


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a call in their order, read, and the channel each was said on."""

    texts: tuple[str, ...]
    reads: tuple[Read, ...]
    channels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A chunk of one channel, with its words' places in the call."""

    chunk: Chunk
    channel: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Question:
    """A prompt, by its place in the call; None asks for something harmless."""

    entity: Entity | None
    channel: int
    first: int
    last: int
    faint: bool = False
    """Whether it may be about something else, so that only a whole answer is one."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked for, and the words (by place in the call, on one channel) that say it."""

    entity: Entity
    channel: int
    first: int
    last: int
    whole: bool
    rule: str = "asked"


DIALS = re.compile(r"0[12378]\d{2,}")
"""How a British telephone number begins."""


def answer_of(entity: Entity, placed: Placed, *, whole: bool) -> Answer:
    """What was spelled, as the answer it is."""
    return Answer(entity, placed.channel, placed.first, placed.last, whole)
