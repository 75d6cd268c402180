"""Finding calls by what was said in them, in the struck transcripts and nowhere else.

The index holds keyed hashes of words. SQLite's FTS5 and PostgreSQL's GIN each do what they
are good at: FTS5 walks its hits newest first and knows phrases; in PostgreSQL a phrase is
looked for in the words themselves, among the calls that have all of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from pipeline.adapters.catalogue import models
from pipeline.adapters.hashing import Hashed
from pipeline.model import Kind, ProfileName, PurposeName, RecordingId, Rendition, State
from pipeline.searching import Query

_FIRST_AMONG = (1_000, 3_000, 8_000)
"""Calls."""
_RARE = 20_000
"""Transcripts: so many are fetched and sorted faster than as many calls are walked by."""
_ESTIMATE = "EXPLAIN (FORMAT JSON) SELECT FROM catalogue_spoken WHERE said @@ CAST(%s AS tsquery)"
_SECOND = 20
"""Bits of a place below the second of its call."""
_BEYOND = 1 << (_SECOND + 36)
"""Further than any call: a second some two thousand years from now."""


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
        before = min(after, _BEYOND) if after is not None else _BEYOND
        end = int(oldest.timestamp()) << _SECOND
        found: list[Hit] = []
        for floor in (*self._floors(query, purpose, before), end):
            sql = _SQLITE
            if connection.vendor != "sqlite":
                sql = _BY_INDEX if floor == end else _NEWEST
            found += self._hits(sql, query, purpose, now, (floor, before), size - len(found))
            before = floor
            if len(found) == size:
                break
        return tuple(found)

    def _hits(
        self,
        sql: str,
        query: Query,
        purpose: PurposeName,
        now: datetime,
        between: tuple[int, int],
        size: int,
    ) -> list[Hit]:
        matching, values = self._matching(query, in_words=sql is _NEWEST)
        floor, before = between
        wanted = {
            **values,
            "floor": floor,
            "before": before,
            "from": _time(_moment(floor)),
            "until": _time(_moment(before + (1 << _SECOND))),
            "kind": Kind.TRANSCRIPT,
            "purpose": purpose,
            "now": _time(now),
            "state": State.RELEASED,
            "size": size,
        }
        with connection.cursor() as cursor:
            cursor.execute(sql.format(matching=matching), wanted)
            found = cursor.fetchall()
        return [
            Hit(place, Rendition(RecordingId(recording), ProfileName(profile), Kind.TRANSCRIPT))
            for place, recording, profile in found
        ]

    def mark(self, query: Query) -> str:
        """A keyed hash of the query, for the ledger: the same for the same words."""
        return self._hashed("\n".join(" ".join(phrase) for phrase in query.phrases))

    def _matching(self, query: Query, *, in_words: bool) -> tuple[str, dict[str, Any]]:
        """A condition, and its values; `in_words` looks at the hashes of each transcript, where
        the index would first be asked for a million.
        """
        phrases = [" ".join(map(self._hashed, phrase)) for phrase in query.phrases]
        if connection.vendor == "sqlite":
            wanted = " AND ".join(f'"{phrase}"' for phrase in phrases)
            return "catalogue_said MATCH %(words)s", {"words": wanted}
        # Hashes are of one length, so that none begins within another.
        values = {
            f"phrase{n}": f"%{phrase}%"
            for n, phrase in enumerate(phrases)
            if in_words or " " in phrase
        }
        conditions = [f"s.words LIKE %({name})s" for name in values]
        if not in_words:
            conditions.append("s.said @@ %(words)s::tsquery")
            values["words"] = " & ".join(" ".join(phrases).split())
        return " AND ".join(conditions), values

    def _floors(self, query: Query, purpose: PurposeName, before: int) -> Iterator[int]:
        """Down to where the newest calls of that purpose before that place are looked through.

        PostgreSQL cannot walk the hits of a word newest first: it would fetch all of a common
        word's to sort them. Among the newest few thousand calls it need not; and what is not
        said often in those is rare enough to fetch the rest of.
        """
        if connection.vendor == "sqlite" or self._estimate(query) < _RARE:
            return
        until = _moment(before)
        open_ = models.Tag.objects.filter(purpose=purpose, open_until__isnull=False, at__lte=until)
        newest = open_.order_by("-at", "-recording").values_list("at", flat=True)
        for count in _FIRST_AMONG:
            for at in filter(None, newest[count : count + 1]):
                yield min(int(at.timestamp()) << _SECOND, before)

    def _estimate(self, query: Query) -> int:
        """How many transcripts hold all its words, as PostgreSQL's statistics have it."""
        words = " & ".join(map(self._hashed, query.words))
        with connection.cursor() as cursor:
            cursor.execute(_ESTIMATE, [words])
            (plan,) = cursor.fetchone()
        return int((plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"]["Plan Rows"])

    def _oldest(self, purpose: PurposeName) -> datetime | None:
        open_ = models.Tag.objects.filter(purpose=purpose, open_until__isnull=False)
        return open_.order_by("at", "recording").values_list("at", flat=True).first()


def _time(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


def _moment(place: int) -> datetime:
    """The second that a place lies in."""
    return datetime.fromtimestamp(place >> _SECOND, UTC)


_HEARD = """
    r.kind = %(kind)s AND r.verified AND r.doomed = ''
    AND t.purpose = %(purpose)s AND t.open_until > %(now)s AND t.hears = r.profile
    AND c.state = %(state)s AND c.restricted = ''
"""
_SQLITE = (
    """
SELECT f.rowid, r.recording_id, r.profile
FROM catalogue_said f
CROSS JOIN catalogue_spoken s ON s.id = f.rowid
CROSS JOIN catalogue_rendition r ON r.id = s.rendition_id
CROSS JOIN catalogue_tag t ON t.recording_id = r.recording_id
CROSS JOIN catalogue_recording c ON c.id = r.recording_id
WHERE {matching} AND f.rowid < %(before)s AND f.rowid >= %(floor)s AND"""
    + _HEARD
    + "ORDER BY f.rowid DESC LIMIT %(size)s"
)
_NEWEST = (
    """
SELECT s.id, r.recording_id, r.profile
FROM catalogue_tag t
JOIN catalogue_recording c ON c.id = t.recording_id
JOIN catalogue_rendition r ON r.recording_id = t.recording_id
JOIN catalogue_spoken s ON s.rendition_id = r.id
WHERE {matching} AND s.id < %(before)s AND s.id >= %(floor)s AND"""
    + _HEARD
    + "AND t.at >= %(from)s AND t.at <= %(until)s ORDER BY s.id DESC LIMIT %(size)s"
)
# OFFSET 0 keeps the order: the calls are looked up one after the other, until enough are found.
_BY_INDEX = (
    """
SELECT s.id, r.recording_id, r.profile
FROM (
    SELECT s.id, s.rendition_id FROM catalogue_spoken s
    WHERE {matching} AND s.id < %(before)s AND s.id >= %(floor)s ORDER BY s.id DESC OFFSET 0
) s
JOIN catalogue_rendition r ON r.id = s.rendition_id
JOIN catalogue_tag t ON t.recording_id = r.recording_id
JOIN catalogue_recording c ON c.id = r.recording_id
WHERE"""  # noqa: S608  our own words
    + _HEARD
    + "ORDER BY s.id DESC LIMIT %(size)s"
)
