"""Finding calls by what was said in them, in the struck transcripts and nowhere else.

The index holds keyed hashes of words. SQLite's FTS5 and PostgreSQL's GIN each do what they
are good at: FTS5 walks its hits newest first and knows phrases; in PostgreSQL a phrase is
looked for in the words themselves, among the calls that have all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from pipeline.adapters.catalogue import models
from pipeline.adapters.hashing import Hashed
from pipeline.model import Kind, ProfileName, PurposeName, RecordingId, Rendition, State
from pipeline.searching import Query


@dataclass(frozen=True, slots=True)
class Hit:
    """A call in which it is said, as the purpose that was asked for hears it."""

    place: int
    """Where in the list of hits: the next page begins after it."""
    transcript: Rendition


class Searching:
    """Reads only. `connect` must have been called in this process."""

    def __init__(self, hashed: Hashed) -> None:
        self._hashed = hashed

    def hits(
        self,
        query: Query,
        purpose: PurposeName,
        *,
        now: datetime,
        after: int | None = None,
        size: int,
    ) -> tuple[Hit, ...]:
        """The newest released calls, `size` at the most, in whose transcript for `purpose`
        every phrase is said, while its window is open.
        """
        oldest = self._oldest(purpose)
        if oldest is None:
            return ()
        sql = _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL
        matching, values = self._matching(query)
        limits = [after if after is not None else 1 << 62, int(oldest.timestamp()) << 20]
        with connection.cursor() as cursor:
            cursor.execute(
                sql.format(matching=matching),
                [*values, *limits, Kind.TRANSCRIPT, purpose, _time(now), State.RELEASED, size],
            )
            found = cursor.fetchall()
        return tuple(
            Hit(place, Rendition(RecordingId(recording), ProfileName(profile), Kind.TRANSCRIPT))
            for place, recording, profile in found
        )

    def mark(self, query: Query) -> str:
        """A keyed hash of the query, for the ledger: the same for the same words."""
        return self._hashed("\n".join(" ".join(phrase) for phrase in query.phrases))

    def _matching(self, query: Query) -> tuple[str, list[Any]]:
        phrases = [[self._hashed(word) for word in phrase] for phrase in query.phrases]
        if connection.vendor == "sqlite":
            wanted = " AND ".join(f'"{" ".join(phrase)}"' for phrase in phrases)
            return "catalogue_said MATCH %s", [wanted]
        together = [" ".join(phrase) for phrase in phrases if len(phrase) > 1]
        all_of = " & ".join(word for phrase in phrases for word in phrase)
        sql = "s.said @@ %s::tsquery" + " AND s.words LIKE %s" * len(together)
        return sql, [all_of, *(f"%{phrase}%" for phrase in together)]

    def _oldest(self, purpose: PurposeName) -> datetime | None:
        open_ = models.Tag.objects.filter(purpose=purpose, open_until__isnull=False)
        return open_.order_by("at", "recording").values_list("at", flat=True).first()


def _time(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


_HEARD = """
    r.kind = %s AND r.verified AND r.doomed = ''
    AND t.purpose = %s AND t.open_until > %s AND t.hears = r.profile
    AND c.state = %s AND c.restricted = ''
"""
_SQLITE = (
    """
SELECT f.rowid, r.recording_id, r.profile
FROM catalogue_said f
CROSS JOIN catalogue_spoken s ON s.id = f.rowid
CROSS JOIN catalogue_rendition r ON r.id = s.rendition_id
CROSS JOIN catalogue_tag t ON t.recording_id = r.recording_id
CROSS JOIN catalogue_recording c ON c.id = r.recording_id
WHERE {matching} AND f.rowid < %s AND f.rowid >= %s AND"""
    + _HEARD
    + "ORDER BY f.rowid DESC LIMIT %s"
)
_POSTGRESQL = (
    """
SELECT s.id, r.recording_id, r.profile
FROM catalogue_spoken s
JOIN catalogue_rendition r ON r.id = s.rendition_id
JOIN catalogue_tag t ON t.recording_id = r.recording_id
JOIN catalogue_recording c ON c.id = r.recording_id
WHERE {matching} AND s.id < %s AND s.id >= %s AND"""
    + _HEARD
    + "ORDER BY s.id DESC LIMIT %s"
)
