"""Rows into our words and back. No row leaves the catalogue."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import uuid4

from pipeline.adapters.catalogue import models
from pipeline.marks import Course, Says
from pipeline.marks import Mark as PersonsMark
from pipeline.model import (
    CallDetail,
    Clock,
    Direction,
    Entity,
    Finding,
    Flag,
    Hold,
    Kind,
    Mask,
    Moment,
    Order,
    Outcome,
    Party,
    ProfileName,
    PurposeName,
    Recording,
    RecordingId,
    Rendition,
    Sha256,
    State,
    Tag,
)
from pipeline.timeline import Span

_NUMBER = 9
"""Digits by which a telephone number is known, however its prefix is written."""
_PLAIN = ("ani", "dnis", "queue", "agent", "campaign", "disposition_code")


def detail_of(row: models.Call) -> CallDetail:
    return CallDetail(
        source=row.source,
        call_id=row.call_id,
        direction=Direction(row.direction) if row.direction else None,
        started=_moment(row.started, row.started_clock),
        ended=_moment(row.ended, row.ended_clock),
        **{name: getattr(row, name) for name in _PLAIN},
    )


def detail_columns(call: CallDetail) -> dict[str, Any]:
    """What is known, by column; what is not known is absent."""
    columns: dict[str, Any] = {name: getattr(call, name) for name in (*_PLAIN, "direction")}
    for name, moment in (("started", call.started), ("ended", call.ended)):
        columns[name] = moment.at if moment else None
        columns[f"{name}_clock"] = moment.clock if moment else None
    return {name: value for name, value in columns.items() if value is not None}


def news(row: models.Call, told: CallDetail) -> dict[str, Any]:
    """What a further file of a call tells that is not known of it yet, by column.

    What is known stays, but for the ends of the call: it lasted from the first start
    to the last end that any of its files tells.
    """
    columns = detail_columns(told)
    more = {name: value for name, value in columns.items() if getattr(row, name) is None}
    for name, wider in (("started", min), ("ended", max)):
        known, new = getattr(row, name), columns.get(name)
        if known and new and wider(known, new) != known:
            more |= {name: new, f"{name}_clock": columns[f"{name}_clock"]}
    return more


def known_details(row: models.Call) -> list[str]:
    """The fields of a call's details that a detail rule may erase, where they are known."""
    return [name for name in _PLAIN if getattr(row, name) is not None]


def without_details(row: models.Call, fields: Collection[str]) -> dict[str, str | None]:
    """The columns that forget `fields`: the call's id as well, where it is made of one of them."""
    columns: dict[str, str | None] = {name: None for name in _PLAIN if name in fields}
    if any(_is_told_by(row.call_id, getattr(row, name) or "") for name in columns):
        columns["call_id"] = f"erased-{uuid4().hex}"
    return columns


def _is_told_by(call_id: str, value: str) -> bool:
    """Whether `call_id` holds `value`; of a number, without its prefix, the end is enough."""
    told = {value, re.sub(r"\D", "", value)[-_NUMBER:]}
    return any(text in call_id for text in told if text)


def _moment(at: datetime | None, clock: str | None) -> Moment | None:
    return Moment(at, Clock(clock)) if at and clock else None


def recording_of(row: models.Recording) -> Recording:
    return Recording(
        id=RecordingId(row.id),
        call=detail_of(row.call),
        sha256=Sha256(row.sha256),
        duration=row.duration,
        rate=row.rate,
        channels=tuple(Party(party) for party in row.channels),
        received=row.received,
    )


def rendition_of(row: models.Rendition) -> Rendition:
    return Rendition(RecordingId(row.recording_id), ProfileName(row.profile), Kind(row.kind))


def order_of(row: models.Rendition) -> Order:
    return Order(rendition_of(row), row.doomed, row.pk)


def entity_counts(outcome: Outcome) -> dict[str, int]:
    """Masks by entity, in the rendition that has most of them."""
    masks = max(outcome.kept.values(), key=len, default=())
    return dict(Counter(str(entity) for mask in masks for entity in mask.entities))


def anonymous_columns(row: models.Recording) -> dict[str, Any]:
    """What may be known of a call when nobody can be found by it any more."""
    return {
        "month": f"{row.call.ended or row.received:%Y-%m}",
        "direction": row.call.direction,
        "queue": row.call.queue,
        "minutes": -(-row.duration // 60_000),
        "purposes": sorted(tag.purpose for tag in row.tags.all()),
        "entities": row.entities,
    }


def tag_of(row: models.Tag) -> Tag:
    return Tag(PurposeName(row.purpose), tuple(row.because), row.tagged_by)


def hold_of(row: models.Hold) -> Hold:
    return Hold(row.id, row.matter, row.placed_by, row.placed)


def masks_to_json(masks: tuple[Mask, ...]) -> list[dict[str, Any]]:
    return [
        {
            "channel": mask.channel,
            "start_ms": mask.span.start,
            "end_ms": mask.span.end,
            "because": [
                [f.entity, f.span.start, f.span.end, round(f.score, 3), f.detector, f.rule]
                for f in mask.because
            ],
        }
        for mask in masks
    ]


def leaks_to_json(outcome: Outcome) -> dict[str, Any]:
    """For a quarantined recording; empty for the others."""
    if not outcome.leaks:
        return {}
    return {
        "masks": masks_to_json(outcome.planned),
        "leaks": masks_to_json(tuple(Mask(f.channel, f.span, (f,)) for f in outcome.leaks)),
    }


def mark_of(row: models.Mark) -> PersonsMark:
    return PersonsMark(
        id=row.pk,
        recording=RecordingId(row.recording_id),
        says=Says(row.says),
        channel=row.channel,
        span=Span(row.start, row.end),
        entity=Entity(row.entity),
        by=row.by,
        at=row.at,
        course=Course(row.course),
        was=State(row.was) if row.was else None,
    )


def masks_of(data: list[dict[str, Any]]) -> tuple[Mask, ...]:
    return tuple(
        Mask(
            channel=item["channel"],
            span=Span(item["start_ms"], item["end_ms"]),
            because=tuple(
                Finding(Entity(entity), item["channel"], Span(start, end), score, detector, rule)
                for entity, start, end, score, detector, rule in item["because"]
            ),
        )
        for item in data
    )


def flags_to_json(flags: tuple[Flag, ...]) -> list[list[Any]]:
    return [[f.category, f.channel, f.span.start, f.span.end, f.cue] for f in flags]


def flags_of(data: list[list[Any]]) -> tuple[Flag, ...]:
    return tuple(
        Flag(category, channel, Span(start, end), cue)
        for category, channel, start, end, cue in data
    )
