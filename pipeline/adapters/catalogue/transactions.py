"""What every part of the catalogue stands on: transactions, rows, notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, close_old_connections, transaction
from django.db.models import Max, QuerySet

from pipeline.adapters.catalogue import models
from pipeline.errors import NoSuch, Unavailable
from pipeline.model import (
    Claim,
    RecordingId,
    Rendition,
    State,
    Tag,
)

P = ParamSpec("P")
T = TypeVar("T")


def in_transaction(method: Callable[P, T]) -> Callable[P, T]:
    """All of it or nothing; a database that is down is Unavailable, not a stack trace."""

    @wraps(method)
    def inside(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            with transaction.atomic():
                return method(*args, **kwargs)
        except OperationalError as trouble:
            close_old_connections()
            raise Unavailable(f"the catalogue does not answer: {trouble}") from trouble

    return inside


class Rows:
    """The catalogue's rows. `connect` must have been called in this process."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._now = clock

    def _row(self, recording: RecordingId) -> models.Recording:
        row = models.Recording.objects.select_related("call").filter(id=recording).first()
        if row is None:
            raise NoSuch(f"there is no recording {recording}")
        return row

    def _mine(self, claim: Claim) -> QuerySet[models.Recording]:
        """The claimed row, unless the lease was lost to another worker meanwhile."""
        return models.Recording.objects.filter(
            id=claim.recording.id,
            state=State.WORKING,
            worker=claim.worker,
            attempts=claim.attempt,
        )

    def _renditions(self, recording: RecordingId) -> QuerySet[models.Rendition]:
        return models.Rendition.objects.filter(recording=recording)

    def _rows_of(self, rendition: Rendition) -> QuerySet[models.Rendition]:
        return self._renditions(rendition.recording).filter(
            profile=rendition.profile, kind=rendition.kind
        )

    def _begin(self, rendition: Rendition) -> None:
        models.Rendition.objects.update_or_create(
            recording_id=rendition.recording,
            profile=rendition.profile,
            kind=rendition.kind,
            defaults={"verified": False, "masks": [], "doomed": ""},
        )

    def _tag(self, recording: RecordingId, tags: Sequence[Tag]) -> None:
        models.Tag.objects.filter(recording=recording).delete()
        models.Tag.objects.bulk_create(
            models.Tag(
                recording_id=recording,
                purpose=tag.purpose,
                because=list(tag.because),
                tagged_by=tag.tagged_by,
            )
            for tag in tags
        )

    def _note(self, act: str, about: str, **details: str | int) -> None:
        order = models.Note.objects.aggregate(last=Max("order"))["last"] or 0
        models.Note.objects.create(order=order + 1, act=act, about=about, details=details)
