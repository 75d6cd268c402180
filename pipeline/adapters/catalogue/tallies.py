"""How many calls were redacted and how many misses were marked, month by month, for good.

Numbers outlive the calls that they count, or a rate of misses would forget what expired.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import TruncMonth

from pipeline.adapters.catalogue import models
from pipeline.adapters.catalogue.transactions import Rows, in_transaction
from pipeline.marks import Says

_CALLS = ""
"""Where an entity stands for the misses of that kind."""


class Tallies(Rows):
    """Counts, and nothing by which a call could be found."""

    @in_transaction
    def missed_by_month(self) -> Sequence[tuple[datetime, str, int]]:
        """Marks of what was missed, by the month in which they were made, and by entity."""
        gone = models.Gone.objects.exclude(entity=_CALLS).values_list("month", "entity", "count")
        counts: Counter[tuple[datetime, str]] = Counter()
        for month, entity, count in (*_missed(models.Mark.objects.all()), *gone):
            counts[month, entity] += count
        return [(month, entity, count) for (month, entity), count in sorted(counts.items())]

    @in_transaction
    def settled_by_month(self) -> Sequence[tuple[datetime, int]]:
        """Recordings by the month in which redaction was done with them."""
        here = models.Recording.objects.filter(settled__isnull=False)
        by_month = here.annotate(month=TruncMonth("settled", tzinfo=UTC)).values_list("month")
        counts = Counter(dict(by_month.annotate(Count("id")).order_by("month")))
        gone = models.Gone.objects.filter(entity=_CALLS).values_list("month")
        counts.update(dict(gone.annotate(Sum("count"))))
        return sorted(counts.items())


def count_as_gone(recording: models.Recording) -> None:
    """To be called in the transaction that forgets it, before its marks go with it."""
    if recording.settled is None:
        return
    settled = recording.settled.astimezone(UTC)
    month = settled.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    _add(month, _CALLS, 1)
    for month, entity, count in _missed(models.Mark.objects.filter(recording=recording)):
        _add(month, entity, count)


def _missed(marks: QuerySet[models.Mark]) -> Iterable[tuple[datetime, str, int]]:
    missed = marks.filter(says=Says.MISSED).annotate(month=TruncMonth("at", tzinfo=UTC))
    counted = missed.values_list("month", "entity").annotate(Count("id"))
    return counted.order_by("month", "entity")


def _add(month: datetime, entity: str, count: int) -> None:
    row, _ = models.Gone.objects.get_or_create(month=month, entity=entity)
    models.Gone.objects.filter(pk=row.pk).update(count=F("count") + count)
