"""ports.Catalogue on Django's ORM. Every method is one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.adapters.catalogue import models, rows
from pipeline.adapters.catalogue.bookmarks import Bookmarks
from pipeline.adapters.catalogue.decisions import Decisions
from pipeline.adapters.catalogue.ending import Ending
from pipeline.adapters.catalogue.marking import Marking
from pipeline.adapters.catalogue.queue import Queue
from pipeline.adapters.catalogue.tallies import Tallies
from pipeline.adapters.catalogue.transactions import in_transaction
from pipeline.errors import NoSuch
from pipeline.model import (
    Flag,
    Mask,
    Note,
    Recording,
    RecordingId,
    Rendition,
    State,
)


class DjangoCatalogue(Queue, Decisions, Ending, Marking, Bookmarks, Tallies):
    """The catalogue of this site. `connect` must have been called in this process."""

    @in_transaction
    def recording(self, recording: RecordingId) -> Recording:
        return rows.recording_of(self._row(recording))

    @in_transaction
    def state(self, recording: RecordingId) -> State:
        return State(self._row(recording).state)

    @in_transaction
    def renditions(self, recording: RecordingId) -> Sequence[Rendition]:
        return tuple(
            rows.rendition_of(row)
            for row in models.Rendition.objects.filter(recording=recording).order_by("id")
        )

    @in_transaction
    def is_verified(self, rendition: Rendition) -> bool:
        return self._rows_of(rendition).filter(verified=True, doomed="").exists()

    @in_transaction
    def meant(self, rendition: Rendition, masks: tuple[Mask, ...]) -> None:
        living = self._rows_of(rendition).filter(verified=True, doomed="")
        if not living.update(masks=rows.masks_to_json(masks)):
            raise NoSuch(f"{rendition.key} is being destroyed")

    @in_transaction
    def flags(self, recording: RecordingId) -> tuple[Flag, ...]:
        return rows.flags_of(self._row(recording).flags)

    @in_transaction
    def masks(self, rendition: Rendition) -> tuple[Mask, ...]:
        row = self._rows_of(rendition).first()
        return rows.masks_of(row.masks) if row else ()

    @in_transaction
    def notes(self) -> Sequence[Note]:
        return tuple(
            Note(str(row.id), row.act, row.about, row.details)
            for row in models.Note.objects.order_by("order")
        )

    @in_transaction
    def noted(self, note: Note) -> None:
        models.Note.objects.filter(id=note.id).delete()
