"""config/intake.toml: the drop folders, and how each telephony system tells of its calls."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt

from pipeline.drops import Source, Then
from pipeline.errors import BadConfig
from pipeline.intake import IntakePolicy
from pipeline.model import Direction, Party
from pipeline.presets import NAMES, Preset
from pipeline.settings.files import Strict, read_toml
from pipeline.settling import Rules

FILE = "intake.toml"
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
_PLACES = re.compile(r"\{(?:name|stem|pair)\}")


class Reading(Strict):
    """What a preset says, and what a source may say otherwise."""

    names: tuple[str, ...] | None = None
    times: tuple[str, ...] | None = None
    name_zone: str | None = None
    sidecar_zone: str | None = None
    sidecars: tuple[str, ...] | None = None
    fields: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    directions: dict[str, Direction | Literal["unknown"]] = Field(default_factory=dict)
    legs: dict[str, Party] = Field(default_factory=dict)
    channels: tuple[Party, ...] | None = None


class PresetTable(Reading):
    system: str = ""


class SourceTable(Reading):
    name: Name
    folder: Path
    preset: Name = "generic"
    zone: str = "UTC"
    mono: Party = Party.MIXED
    leg_order: tuple[Party, ...] = (Party.AGENT, Party.CUSTOMER)
    then: Then = Then.REMOVE
    move_to: Path | None = None
    trust_file_time: bool = False
    polling: bool = False
    scan_seconds: PositiveFloat = 10
    settle_seconds: NonNegativeFloat = 5
    header_seconds: NonNegativeFloat = 600
    done: Literal["ignored", "optional", "required"] = "optional"
    sidecar_seconds: NonNegativeFloat = 60
    pair_seconds: NonNegativeFloat = 60
    orphan_hours: PositiveFloat = 24


class IntakeFile(Strict):
    max_hours: PositiveFloat = 12
    rejected_days: PositiveInt = 30
    source: tuple[SourceTable, ...] = ()
    preset: dict[Name, PresetTable] = Field(default_factory=dict)


def load_intake(
    config: Path, *, root: Path | None = None, presets: Path | None = None
) -> IntakePolicy:
    """The intake.toml of the folder `config`. Raises BadConfig.

    Folders are relative to `root` (without one, to `config`). Presets that the file
    does not hold come from the file `presets`.
    """
    path = config / FILE
    file = read_toml(path, IntakeFile)
    known = dict(read_toml(presets, IntakeFile).preset) if presets else {}
    known.update(file.preset)
    try:
        sources = tuple(_source(table, known, (root or config).resolve()) for table in file.source)
        _must_not_overlap(sources)
        for name, preset in known.items():
            _preset(name, preset, Reading(), "UTC")
    except BadConfig as wrong:
        raise BadConfig(f"{path}: {wrong}", hint=wrong.hint) from None
    return IntakePolicy(
        sources=sources,
        longest=round(file.max_hours * 3_600_000),
        keep_rejected=timedelta(days=file.rejected_days),
    )


def _source(table: SourceTable, presets: dict[str, PresetTable], root: Path) -> Source:
    if table.preset not in presets:
        hint = f"Known are: {', '.join(sorted(presets))}."
        raise BadConfig(f"source {table.name}: no preset {table.preset}", hint=hint)
    if (table.then is Then.MOVE) != (table.move_to is not None):
        raise BadConfig(f'source {table.name}: `then = "move"` and `move_to` go together')
    if len(table.leg_order) != 2 or len(set(table.leg_order)) != 2:
        raise BadConfig(f"source {table.name}: `leg_order` names two different parties")
    preset = presets[table.preset]
    sidecars = table.sidecars if table.sidecars is not None else preset.sidecars or ()
    return Source(
        name=table.name,
        folder=root / table.folder,
        preset=_preset(table.preset, preset, table, table.zone),
        rules=Rules(
            settle=_ms(table.settle_seconds),
            header_within=_ms(table.header_seconds),
            marker=table.done,
            sidecars=tuple(_template(text, table.name) for text in sidecars),
            sidecar_within=_ms(table.sidecar_seconds),
            pair_within=_ms(table.pair_seconds),
            orphan_within=_ms(table.orphan_hours * 3600),
            order=table.leg_order,
        ),
        channels=table.channels or preset.channels or (Party.AGENT, Party.CUSTOMER),
        mono=table.mono,
        then=table.then,
        move_to=root / table.move_to if table.move_to else None,
        trust_file_time=table.trust_file_time,
        polling=table.polling,
        every=_ms(table.scan_seconds),
    )


def _preset(name: str, preset: Reading, source: Reading, zone: str) -> Preset:
    """A preset with what the source says otherwise."""
    directions = {**preset.directions, **source.directions}
    return Preset(
        name=name,
        name_zone=_zone(source.name_zone or preset.name_zone or zone),
        sidecar_zone=_zone(source.sidecar_zone or preset.sidecar_zone or zone),
        names=tuple(_pattern(text, name) for text in _either(source.names, preset.names)),
        times=_either(source.times, preset.times) or ("iso",),
        fields=_fields({**preset.fields, **source.fields}, name),
        directions={
            word.casefold(): None if which == "unknown" else which
            for word, which in directions.items()
        },
        legs={word.casefold(): party for word, party in {**preset.legs, **source.legs}.items()},
    )


def _either(first: tuple[str, ...] | None, second: tuple[str, ...] | None) -> tuple[str, ...]:
    return first if first is not None else second or ()


def _pattern(text: str, preset: str) -> re.Pattern[str]:
    try:
        pattern = re.compile(text)
    except re.error as wrong:
        raise BadConfig(f"preset {preset}: names: {wrong.msg} in {text!r}") from None
    if strange := pattern.groupindex.keys() - NAMES:
        raise BadConfig(
            f"preset {preset}: names: unknown group {', '.join(sorted(strange))}",
            hint=f"Known are: {', '.join(sorted(NAMES))}.",
        )
    return pattern


def _fields(fields: dict[str, tuple[str, ...]], preset: str) -> dict[str, tuple[str, ...]]:
    if strange := fields.keys() - NAMES:
        raise BadConfig(
            f"preset {preset}: fields: unknown detail {', '.join(sorted(strange))}",
            hint=f"Known are: {', '.join(sorted(NAMES))}.",
        )
    return fields


def _template(text: str, source: str) -> str:
    bare = _PLACES.sub("", text, count=1)
    if not text or "{" in bare or "}" in bare or "/" in text:
        raise BadConfig(
            f"source {source}: sidecars: {text!r}",
            hint="A name in the recording's folder, with one of {name}, {stem}, {pair} in it.",
        )
    return text


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        hint = "Name a zone as in Europe/London, or UTC."
        raise BadConfig(f"no time zone {name!r}", hint=hint) from None


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


def must_lie_apart(sources: Iterable[Source], own: Iterable[Path]) -> None:
    """Raise BadConfig where a drop folder holds one of our `own` places, or lies in one.

    There they would be taken for recordings: read, rejected and moved away.
    """
    for place in {place.resolve() for place in own}:
        for source in sources:
            folder = source.folder.resolve()
            if place.is_relative_to(folder) or folder.is_relative_to(place):
                raise BadConfig(
                    f"source {source.name}: its folder and {place} lie one in the other",
                    hint="Keep `data`, the keys and the configuration out of every drop folder.",
                )


def _must_not_overlap(sources: tuple[Source, ...]) -> None:
    """No file may belong to two sources, and what was moved must not come in again."""
    names = [source.name for source in sources]
    if len(set(names)) != len(names):
        raise BadConfig("two sources have the same name")
    for source in sources:
        others = [other.folder for other in sources if other is not source]
        for folder in others:
            if source.folder.resolve().is_relative_to(folder.resolve()):
                raise BadConfig(f"source {source.name}: its folder lies in that of another source")
        places = [source.folder, *others]
        if source.move_to and any(
            source.move_to.resolve().is_relative_to(place.resolve()) for place in places
        ):
            raise BadConfig(f"source {source.name}: `move_to` lies in a drop folder")
