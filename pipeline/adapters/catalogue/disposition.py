"""What is on its way out, for people who answer for it: reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from pipeline.adapters.catalogue import models
from pipeline.errors import LeakFound
from pipeline.model import RecordingId, State


@dataclass(frozen=True, slots=True)
class Outlook:
    """How many recordings are where on their way out."""

    due: int
    """Something is due by the date that was asked for."""
    awaiting: int
    held: int
    restricted: int
    undated: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """What is worth watching."""

    audio_last_hour: int
    """Milliseconds of audio that were settled in the last hour."""
    masks_last_day: Mapping[str, int]
    leaks: int
    due: int
    awaiting: int


class Dispositions:
    """`connect` must have been called in this process."""

    def outlook(self, *, by: datetime) -> Outlook:
        recordings = models.Recording.objects
        return Outlook(
            due=recordings.filter(due__lte=by).count(),
            awaiting=recordings.filter(awaits__isnull=False).count(),
            held=recordings.filter(holds__released=None, holds__isnull=False).distinct().count(),
            restricted=recordings.exclude(restricted="").count(),
            undated=recordings.filter(call__ended=None).count(),
        )

    def due_by_month(self, *, until: datetime) -> Mapping[datetime, int]:
        """When the sweep next has something to do, by the first of the month."""
        months = (
            models.Recording.objects.filter(due__isnull=False, due__lte=until)
            .annotate(month=TruncMonth("due"))
            .values_list("month")
            .annotate(Count("id"))
        )
        return Counter(dict(months))

    def awaiting(self, limit: int) -> Sequence[tuple[RecordingId, datetime]]:
        """What waits for an approval, and since when, the longest first."""
        waiting = models.Recording.objects.filter(awaits__isnull=False)
        return _ids(waiting.order_by("awaits", "id"), "awaits", limit)

    def next(self, limit: int) -> Sequence[tuple[RecordingId, datetime]]:
        """What is due next, and when; what the sweep is about to look at anyway comes first."""
        return _ids(models.Recording.objects.filter(due__isnull=False), "due", limit)

    def settled_since(self, since: datetime) -> Mapping[datetime, tuple[int, int]]:
        """For each hour, how many recordings were settled, and their milliseconds."""
        done = models.Recording.objects.filter(settled__gte=since)
        hours: dict[datetime, tuple[int, int]] = {}
        for at, duration in done.values_list("settled", "duration").iterator(5_000):
            if at is None:
                continue
            hour = at.replace(minute=0, second=0, microsecond=0)
            count, total = hours.get(hour, (0, 0))
            hours[hour] = (count + 1, total + duration)
        return hours

    def numbers(self, *, now: datetime) -> Numbers:
        recordings = models.Recording.objects
        hour = recordings.filter(settled__gte=now - timedelta(hours=1))
        masks: Counter[str] = Counter()
        day = recordings.filter(settled__gte=now - timedelta(days=1))
        for entities in day.values_list("entities", flat=True).iterator(5_000):
            masks.update(entities)
        leaks = recordings.filter(state=State.QUARANTINED, reason__startswith=LeakFound.__name__)
        return Numbers(
            audio_last_hour=hour.aggregate(total=Sum("duration"))["total"] or 0,
            masks_last_day=dict(masks),
            leaks=leaks.count(),
            due=recordings.filter(due__lte=now).count(),
            awaiting=recordings.filter(awaits__isnull=False).count(),
        )

    def at_work(self) -> Sequence[tuple[str, RecordingId, datetime | None, int]]:
        """Each worker with the recording in its hands, its lease and the attempt."""
        working = models.Recording.objects.exclude(worker="").order_by("worker")
        return tuple(
            (row.worker, RecordingId(row.id), row.lease_until, row.attempts) for row in working
        )

    def released_holds(self, limit: int) -> Sequence[tuple[str, str, datetime, datetime, int]]:
        """Holds that ended: id, matter, placed, released, and recordings still there."""
        ended = models.Hold.objects.exclude(released=None).order_by("-released")[:limit]
        return tuple(
            (h.id, h.matter, h.placed, h.released, h.recordings.count())
            for h in ended
            if h.released
        )


def _ids(
    found: QuerySet[models.Recording], column: str, limit: int
) -> Sequence[tuple[RecordingId, datetime]]:
    rows = found.exclude(Q(**{column: None})).order_by(column, "id").values_list("id", column)
    return tuple((RecordingId(id_), at) for id_, at in rows[:limit])
