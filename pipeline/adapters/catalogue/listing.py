"""What is in the catalogue, for people to look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, QuerySet

from pipeline.adapters.catalogue import models, rows
from pipeline.model import CallDetail, Flag, Mask, RecordingId, Rendition, State, Tag


@dataclass(frozen=True, slots=True)
class Listed:
    """One recording, with all that may be shown of it."""

    id: RecordingId
    call: CallDetail
    duration: int
    received: datetime
    state: State
    reason: str
    hint: str
    engine: str
    tags: tuple[Tag, ...]
    renditions: Mapping[Rendition, tuple[Mask, ...]]
    """The verified ones, and what is silenced in each."""
    original: bool
    """Whether the sealed original still lives."""
    flags: tuple[Flag, ...]
    holds: int
    due: datetime | None
    """When the sweep next looks at it."""
    worker: str
    lease_until: datetime | None
    attempts: int


def recordings(*, state: State | None = None, limit: int | None = None) -> Iterator[Listed]:
    """The newest first."""
    rows_ = _all()
    if state:
        rows_ = rows_.filter(state=state)
    yield from map(_listed, rows_.order_by("-received", "id")[:limit])


def named(beginning: str) -> tuple[Listed, ...]:
    """Those whose id begins with `beginning`; two at most, to tell one from several."""
    return tuple(map(_listed, _all().filter(id__startswith=beginning)[:2]))


def states() -> dict[State, int]:
    """How many recordings are in each state."""
    counted = models.Recording.objects.values_list("state").annotate(Count("id"))
    return {State(state): count for state, count in counted.order_by("state")}


def _all() -> QuerySet[models.Recording]:
    return models.Recording.objects.select_related("call").prefetch_related(
        Prefetch("tags", models.Tag.objects.order_by("purpose")),
        Prefetch("renditions", models.Rendition.objects.order_by("profile", "kind")),
        Prefetch("holds", models.Hold.objects.filter(released=None)),
    )


def _listed(row: models.Recording) -> Listed:
    return Listed(
        id=RecordingId(row.id),
        call=rows.detail_of(row.call),
        duration=row.duration,
        received=row.received,
        state=State(row.state),
        reason=row.reason,
        hint=row.hint,
        engine=row.engine,
        tags=tuple(map(rows.tag_of, row.tags.all())),
        renditions={
            rows.rendition_of(r): rows.masks_of(r.masks) for r in row.renditions.all() if r.verified
        },
        original=any(r.kind == "original" for r in row.renditions.all()),
        flags=rows.flags_of(row.flags),
        holds=len(row.holds.all()),
        due=row.due,
        worker=row.worker,
        lease_until=row.lease_until,
        attempts=row.attempts,
    )
