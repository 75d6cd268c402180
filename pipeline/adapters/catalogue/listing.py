"""What is in the catalogue, for people to look at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet

from pipeline.adapters.catalogue import models, rows
from pipeline.adapters.catalogue.listed import Listed
from pipeline.errors import NoSuch
from pipeline.model import Kind, Party, RecordingId, State


class Listing:
    """Reads only. `connect` must have been called in this process."""

    def recordings(
        self,
        *,
        state: State | None = None,
        limit: int | None = None,
        before: tuple[datetime, str] | None = None,
    ) -> Iterator[Listed]:
        """The newest first; those that come after the one received `before` with that id."""
        found = _all().filter(state=state) if state else _all()
        if before:
            received, id_ = before
            found = found.filter(Q(received__lt=received) | Q(received=received, id__gt=id_))
        yield from map(_listed, found.order_by("-received", "id")[:limit])

    def named(self, beginning: str) -> Listed:
        """The recording whose id begins so. Raises NoSuch unless there is exactly one."""
        found = list(_all().filter(id__startswith=beginning)[:2])
        if len(found) == 1:
            return _listed(found[0])
        several = "several recordings begin" if found else "no recording begins"
        raise NoSuch(f"{several} with {beginning}", hint="List them: hushtape calls list")

    def states(self) -> dict[State, int]:
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
        parties=tuple(map(Party, row.channels)),
        received=row.received,
        state=State(row.state),
        reason=row.reason,
        hint=row.hint,
        restricted=row.restricted,
        engine=row.engine,
        tags=tuple(map(rows.tag_of, row.tags.all())),
        renditions={
            rows.rendition_of(r): rows.masks_of(r.masks) for r in row.renditions.all() if r.verified
        },
        original=any(r.kind == Kind.ORIGINAL for r in row.renditions.all()),
        flags=rows.flags_of(row.flags),
        holds=len(row.holds.all()),
        due=row.due,
        worker=row.worker,
        lease_until=row.lease_until,
        attempts=row.attempts,
    )
