"""Recordings on their way out: what is due, what is doomed, what is forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from pipeline.adapters.catalogue import empty_the_log, models, rows, tidy
from pipeline.adapters.catalogue.reckoning import facts_of, reckon, reckon_after, with_facts
from pipeline.adapters.catalogue.score_ends import let_go
from pipeline.adapters.catalogue.tallies import count_as_gone
from pipeline.adapters.catalogue.transactions import Rows, in_transaction
from pipeline.errors import NoSuch, UnderHold
from pipeline.model import (
    Hold,
    Kind,
    Order,
    RecordingId,
    Rendition,
)
from pipeline.schedule import LifeFacts


class Ending(Rows):
    """What disposal needs of the catalogue."""

    @in_transaction
    def holds_on(self, recording: RecordingId) -> Sequence[Hold]:
        placed = models.Hold.objects.filter(recordings=recording, released=None)
        return tuple(rows.hold_of(row) for row in placed.order_by("placed", "id"))

    @in_transaction
    def facts(self, recording: RecordingId) -> LifeFacts:
        found = with_facts(models.Recording.objects.filter(id=recording)).first()
        if found is None:
            raise NoSuch(f"there is no recording {recording}")
        return facts_of(found)

    def erase_details(self, recording: RecordingId, fields: Mapping[str, str]) -> None:
        self._erase_details(recording, fields)
        empty_the_log()

    @in_transaction
    def _erase_details(self, recording: RecordingId, fields: Mapping[str, str]) -> None:
        row = self._row(recording)
        # A hold on another recording of the same call freezes what both of them share.
        if models.Hold.objects.filter(recordings__call=row.call_id, released=None).exists():
            return
        models.Call.objects.filter(id=row.call_id).update(**rows.without_details(row.call, fields))
        reckon(Q(call=row.call_id), self._windows)
        for field, authority in sorted(fields.items()):
            self._note("detail erased", recording, field=field, authority=authority)

    def due(self, *, now: datetime) -> Iterator[RecordingId]:
        ids = models.Recording.objects.filter(due__lte=now)
        for id_ in ids.order_by("due", "id").values_list("id", flat=True).iterator(2_000):
            yield RecordingId(id_)

    @in_transaction
    def next_due(
        self, recording: RecordingId, at: datetime | None, *, awaits: datetime | None = None
    ) -> None:
        models.Recording.objects.filter(id=recording).update(due=at, awaits=awaits)

    def reckon(self, policy: str) -> None:
        if models.Reckoned.objects.filter(fingerprint=policy).exists():
            return
        last: str | None = ""
        while last is not None:
            last = self._reckon_after(last)
        self._reckoned(policy)

    @in_transaction
    def _reckon_after(self, last: str) -> str | None:
        return reckon_after(last, self._windows)

    @in_transaction
    def _reckoned(self, policy: str) -> None:
        models.Reckoned.objects.all().delete()
        models.Reckoned.objects.create(fingerprint=policy)

    def tidy(self, *, now: datetime) -> None:
        self._shut(now)
        tidy()

    @in_transaction
    def _shut(self, now: datetime) -> None:
        """Lists look no more at what is over."""
        models.Tag.objects.filter(open_until__lte=now).update(open_until=None)

    @in_transaction
    def doom(self, rendition: Rendition, authority: str, *, anonymise: bool = False) -> Order:
        frozen = models.Hold.objects.filter(recordings=rendition.recording, released=None)
        if rendition.kind is not Kind.ORIGINAL and frozen.exists():
            raise UnderHold(f"{rendition.key} is under hold {frozen[0].id}")
        if not self._rows_of(rendition).update(doomed=authority, verified=False):
            raise NoSuch(f"{rendition.key} is not in the catalogue")
        self._reckon(rendition.recording)
        if anonymise:
            models.Recording.objects.filter(id=rendition.recording).update(anonymise=True)
        return rows.order_of(self._rows_of(rendition).get())

    @in_transaction
    def doomed(self) -> Sequence[Order]:
        half = models.Rendition.objects.exclude(doomed="").order_by("id")
        return tuple(map(rows.order_of, half))

    def forget(self, rendition: Rendition) -> None:
        self._forget(rendition)
        empty_the_log()

    @in_transaction
    def _forget(self, rendition: Rendition) -> None:
        self._rows_of(rendition).delete()
        if self._renditions(rendition.recording).exists():
            self._reckon(rendition.recording)
            return
        recordings = models.Recording.objects.select_related("call")
        row = recordings.filter(id=rendition.recording).first()
        if row is None:
            return
        if row.anonymise:
            models.Anonymous.objects.create(**rows.anonymous_columns(row))
        call = row.call
        count_as_gone(row)
        let_go(row.id, self._note)
        row.delete()
        if not call.recordings.exists():
            call.delete()
        # The matter of a hold may name people: it goes with the last call it was about.
        models.Hold.objects.exclude(released=None).filter(recordings=None).delete()
