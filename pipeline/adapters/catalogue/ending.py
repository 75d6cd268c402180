"""Recordings on their way out: what is due, what is doomed, what is forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from pipeline.adapters.catalogue import empty_the_log, models, rows
from pipeline.adapters.catalogue.score_ends import let_go
from pipeline.adapters.catalogue.transactions import Rows, in_transaction
from pipeline.errors import NoSuch, UnderHold
from pipeline.model import (
    Hold,
    Kind,
    Order,
    PurposeName,
    RecordingId,
    Rendition,
    State,
)
from pipeline.schedule import Extension, LifeFacts

_BUSY = (State.ARRIVING, State.WAITING, State.WORKING)


class Ending(Rows):
    """What disposal needs of the catalogue."""

    @in_transaction
    def holds_on(self, recording: RecordingId) -> Sequence[Hold]:
        placed = models.Hold.objects.filter(recordings=recording, released=None)
        return tuple(rows.hold_of(row) for row in placed.order_by("placed", "id"))

    @in_transaction
    def facts(self, recording: RecordingId) -> LifeFacts:
        row = self._row(recording)
        settled = row.state not in _BUSY
        living = self._renditions(recording).filter(doomed="")
        if settled:
            living = living.filter(Q(verified=True) | Q(kind=Kind.ORIGINAL))
        return LifeFacts(
            received=row.received,
            tags=tuple(rows.tag_of(tag) for tag in row.tags.order_by("purpose")),
            ended=row.call.ended,
            living=tuple(rows.rendition_of(rendition) for rendition in living.order_by("id")),
            # A call that waits for a person keeps its original, up to the hard limit.
            verified=row.state == State.RELEASED,
            settled=settled,
            contract_ended=row.call.contract_ended,
            extensions=tuple(
                Extension(PurposeName(e.purpose), e.until, e.reason, e.by)
                for e in row.extensions.order_by("id")
            ),
            details=frozenset(rows.known_details(row.call)),
            approved=row.approved,
        )

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

    @in_transaction
    def doom(self, rendition: Rendition, authority: str, *, anonymise: bool = False) -> Order:
        frozen = models.Hold.objects.filter(recordings=rendition.recording, released=None)
        if rendition.kind is not Kind.ORIGINAL and frozen.exists():
            raise UnderHold(f"{rendition.key} is under hold {frozen[0].id}")
        if not self._rows_of(rendition).update(doomed=authority, verified=False):
            raise NoSuch(f"{rendition.key} is not in the catalogue")
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
            return
        recordings = models.Recording.objects.select_related("call")
        row = recordings.filter(id=rendition.recording).first()
        if row is None:
            return
        if row.anonymise:
            models.Anonymous.objects.create(**rows.anonymous_columns(row))
        call = row.call
        let_go(row.id, self._note)
        row.delete()
        if not call.recordings.exists():
            call.delete()
        # The matter of a hold may name people: it goes with the last call it was about.
        models.Hold.objects.exclude(released=None).filter(recordings=None).delete()
