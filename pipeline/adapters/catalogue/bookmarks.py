"""Places in calls that people want to find again; they go with the call."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.adapters.catalogue import models
from pipeline.adapters.catalogue.transactions import Rows, in_transaction
from pipeline.errors import Refused
from pipeline.model import RecordingId

MOST = 500
"""Bookmarks of one person in one call."""


class Bookmarks(Rows):
    """What the player remembers for a person. No text: a note could quote the call."""

    @in_transaction
    def bookmark(self, recording: RecordingId, at: int, *, by: str) -> None:
        """Remember a place (ms); remembered before, nothing changes. Raises NoSuch, Refused."""
        if not 0 <= at <= self._row(recording).duration:
            raise Refused("the call is not that long")
        if models.Bookmark.objects.filter(recording=recording, by=by).count() >= MOST:
            raise Refused(f"there are {MOST} bookmarks of yours in this call already")
        models.Bookmark.objects.get_or_create(recording_id=recording, by=by, at=at)

    @in_transaction
    def bookmarks(self, recording: RecordingId, *, by: str) -> Sequence[int]:
        """Where they are (ms), in order."""
        own = models.Bookmark.objects.filter(recording=recording, by=by)
        return tuple(own.order_by("at").values_list("at", flat=True))
