"""What every part of the catalogue stands on: transactions, rows, notes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from random import random
from typing import ParamSpec, TypeVar

from django.db import OperationalError, close_old_connections, connection, transaction
from django.db.models import Max, Q, QuerySet

from pipeline.adapters.catalogue import models
from pipeline.adapters.catalogue.reckoning import Windows, reckon
from pipeline.adapters.hashing import Hashed
from pipeline.errors import NoSuch, Unavailable
from pipeline.model import (
    Claim,
    RecordingId,
    Rendition,
    State,
    Tag,
)

TRIES = 12
FIRST_WAIT = 0.005
"""Seconds, at the most, before the second try; each further wait may be twice as long."""

P = ParamSpec("P")
T = TypeVar("T")


def in_transaction(method: Callable[P, T]) -> Callable[P, T]:
    """All of it or nothing, as if nobody else were at work.

    SQLite has one writer at a time; PostgreSQL says when two got into each other's way, and
    one of them does it again. A database that is down is Unavailable, not a stack trace.
    """

    @wraps(method)
    def inside(*args: P.args, **kwargs: P.kwargs) -> T:
        if connection.in_atomic_block:
            return method(*args, **kwargs)
        for attempt in range(TRIES):
            try:
                with transaction.atomic():
                    _alone()
                    return method(*args, **kwargs)
            except OperationalError as trouble:
                if _in_the_way(trouble) and attempt + 1 < TRIES:
                    time.sleep(random() * FIRST_WAIT * 2**attempt)  # noqa: S311  no secret
                    continue
                close_old_connections()
                raise Unavailable(f"the catalogue does not answer: {told(trouble)}") from None
        raise AssertionError("unreachable")

    return inside


def _alone() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")


def _in_the_way(trouble: OperationalError) -> bool:
    """Whether it was another transaction's doing, and would work the next time."""
    return getattr(trouble.__cause__, "sqlstate", None) in {"40001", "40P01"}


def told(trouble: OperationalError) -> str:
    """What is wrong, without what a driver quotes (addresses, rows)."""
    if connection.vendor == "postgresql":
        return f"SQLSTATE {getattr(trouble.__cause__, 'sqlstate', None) or '08001'}"
    return str(trouble)


class Rows:
    """The catalogue's rows. `connect` must have been called in this process."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        windows: Windows = lambda facts: {},
        hashed: Hashed | None = None,
    ) -> None:
        self._now = clock
        self._windows = windows
        self._hashed = hashed

    def _reckon(self, *recordings: str) -> None:
        """Some fact of them changed."""
        reckon(Q(id__in=recordings), self._windows)

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
        self._reckon(rendition.recording)

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
        self._reckon(recording)

    def _note(self, act: str, about: str, **details: str | int) -> None:
        order = models.Note.objects.aggregate(last=Max("order"))["last"] or 0
        models.Note.objects.create(order=order + 1, act=act, about=about, details=details)
