"""What may stand in purposes.toml, retention.toml and masking.toml, table by table."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, AliasChoices, BeforeValidator, Field, PlainValidator

from pipeline.model import (
    CARD_DATA,
    SEALED,
    CountsFrom,
    Cover,
    Direction,
    Entity,
    Fate,
    Form,
    Party,
    Period,
)
from pipeline.periods import HOW_TO_WRITE, HOW_TO_WRITE_A_LIMIT, parse_limit, parse_period
from pipeline.phrases import Phrase
from pipeline.schedule import Window
from pipeline.settings.files import Strict

T = TypeVar("T")

PERSONAL_DATA = frozenset(Entity) - CARD_DATA
GROUPS = {"card_data": CARD_DATA, "personal_data": PERSONAL_DATA}
"""What `masks` and `findings` may say instead of naming each entity."""


def _period(value: object) -> Period:
    if not isinstance(value, str):
        raise ValueError(f"a period is a text. {HOW_TO_WRITE}")
    return parse_period(value)


def _limit(value: object) -> timedelta:
    if not isinstance(value, str):
        raise ValueError(f"a limit is a text. {HOW_TO_WRITE_A_LIMIT}")
    return parse_limit(value)


def _name(value: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", value):
        raise ValueError("a name is made of small letters, digits and _; the first is a letter.")
    return value


def _profile_name(value: str) -> str:
    if value == SEALED:
        raise ValueError(f"{SEALED} is the profile of originals. Choose another name.")
    return _name(value)


def _listed(value: object) -> object:
    """One text where a list may stand is a list of one."""
    return [value] if isinstance(value, str) else value


def _phrase(value: object) -> Phrase:
    try:
        return Phrase.of(str(value))
    except ValueError:
        raise ValueError("a phrase needs a word that can be heard.") from None


def _entities(value: object) -> frozenset[Entity]:
    found: set[Entity] = set()
    for name in map(str, value if isinstance(value, list) else [value]):
        if name in GROUPS:
            found |= GROUPS[name]
        elif name in Entity.__members__:
            found.add(Entity[name])
        else:
            names = ", ".join((*GROUPS, *Entity.__members__))
            raise ValueError(f"{name!r} is nothing that can be masked. Write some of: {names}.")
    return frozenset(found)


def _mandate(value: str) -> str:
    if not value.strip():
        raise ValueError("name the law, notice or decision that this rests on.")
    return value.strip()


def _some(value: tuple[T, ...]) -> tuple[T, ...]:
    if not value:
        raise ValueError("needs one at least.")
    return value


Mandate = Annotated[str, AfterValidator(_mandate)]
Some = AfterValidator(_some)
Name = Annotated[str, AfterValidator(_name)]
ProfileText = Annotated[str, AfterValidator(_profile_name)]
PeriodText = Annotated[Period, PlainValidator(_period)]
LimitText = Annotated[timedelta, PlainValidator(_limit)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Entities = Annotated[frozenset[Entity], PlainValidator(_entities)]
Phrases = Annotated[
    tuple[Annotated[Phrase, PlainValidator(_phrase)], ...], BeforeValidator(_listed)
]
Event = Annotated[CountsFrom, Field(validation_alias=AliasChoices("from", "counts_from"))]


# --- purposes.toml --------------------------------------------------------------------


class CueTable(Strict):
    name: Name
    weight: float = 1.0
    source: Texts = ()
    direction: Annotated[tuple[Direction, ...], BeforeValidator(_listed)] = ()
    queue: Texts = ()
    dnis: Texts = ()
    campaign: Texts = ()
    disposition_code: Texts = ()
    phrases: Phrases = ()
    party: Literal[Party.AGENT, Party.CUSTOMER] | None = None
    findings: Entities = frozenset()

    @property
    def details(self) -> dict[str, tuple[str, ...]]:
        """What the call's details have to be, for the fields it asks for."""
        asked = ("source", "direction", "queue", "dnis", "campaign", "disposition_code")
        return {name: these for name in asked if (these := getattr(self, name))}


class PurposeTable(Strict):
    name: Name
    title: str = ""
    hears: ProfileText
    readers: Texts
    threshold: Annotated[float, Field(gt=0)] = 1.0
    always: bool = False
    closed: bool = False
    reason: bool = True
    """Whether a reader has to say why before each playback."""
    cue: tuple[CueTable, ...] = ()


class PurposesFile(Strict):
    purpose: Annotated[tuple[PurposeTable, ...], Some]


# --- retention.toml -------------------------------------------------------------------


class RuleTable(Strict):
    purpose: Name
    profile: ProfileText | None = None
    """What the purpose hears, if it is not given."""
    keep: PeriodText
    at_least: PeriodText | None = None
    counts_from: Event
    then: Fate = Fate.DESTROY
    mandate: Mandate
    approval: bool = False
    """Whether a records officer has to approve each destruction."""


class DetailTable(Strict):
    fields: Annotated[
        tuple[Literal["ani", "dnis", "queue", "agent", "campaign", "disposition_code"], ...],
        Some,
    ]
    keep: PeriodText
    counts_from: Event
    mandate: Mandate


class WindowTable(Strict):
    keep: PeriodText
    mandate: Mandate

    @property
    def window(self) -> Window:
        return Window(self.keep, self.mandate)


class RetentionFile(Strict):
    original_limit: LimitText
    undated_latest: PeriodText
    rule: Annotated[tuple[RuleTable, ...], Some]
    detail: tuple[DetailTable, ...] = ()
    scores: WindowTable | None = None
    comments: WindowTable | None = None


# --- masking.toml ---------------------------------------------------------------------


class ProfileTable(Strict):
    name: ProfileText
    masks: Entities
    min_score: Annotated[float, Field(ge=0, le=1)] = 0.3


class CoverTable(Strict):
    style: Literal["tone", "silence", "noise"] = "tone"
    tone_hz: Annotated[int, Field(ge=100, le=3400)] = 440
    level_db: Annotated[float, Field(ge=-60, le=-6)] = -26.0
    fade_ms: Annotated[int, Field(ge=0, le=20)] = 5

    @property
    def cover(self) -> Cover:
        return Cover(self.style, self.tone_hz, self.level_db, self.fade_ms)


class MaskingFile(Strict):
    margin_ms: Annotated[int, Field(ge=0, le=2000)]
    collar_ms: Annotated[int, Field(ge=0, le=5000)]
    format: Form = Form.FLAC
    verify: Literal["windows", "full"]
    unheard_share: Annotated[float, Field(ge=0, le=1)]
    release_basic: bool
    cover: CoverTable = CoverTable()
    profile: Annotated[tuple[ProfileTable, ...], Some]
