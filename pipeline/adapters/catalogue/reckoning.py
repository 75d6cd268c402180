"""What lists need to be fast, worked out from a recording's facts: never a source of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from random import SystemRandom

from django.db.models import Prefetch, Q, QuerySet, Subquery

from pipeline.adapters.catalogue import models, rows
from pipeline.model import Kind, PurposeName, State
from pipeline.retention import Window
from pipeline.schedule import Extension, LifeFacts
from pipeline.scorecards import COUNTING

BUSY = (State.ARRIVING, State.WAITING, State.WORKING)
CHUNK = 2_000
_TOLD = ("at", "agent", "queue", "direction", "untagged")
"""The columns of a recording that are worked out."""

Windows = Callable[[LifeFacts], Mapping[PurposeName, Window]]
"""The policy's word on until when the readers of each purpose hear a call."""

_random = SystemRandom()


def with_facts(found: QuerySet[models.Recording]) -> QuerySet[models.Recording]:
    """All that `facts_of` reads, in a few queries for any number of rows."""
    renditions = models.Rendition.objects.defer("masks").order_by("id")
    return found.select_related("call").prefetch_related(
        Prefetch("tags", models.Tag.objects.order_by("purpose")),
        Prefetch("extensions", models.Extension.objects.order_by("id")),
        Prefetch("renditions", renditions),
    )


def facts_of(row: models.Recording) -> LifeFacts:
    """Of a row that `with_facts` found."""
    return facts_from(row, row.tags.all(), row.extensions.all(), row.renditions.all())


def facts_from(
    row: models.Recording,
    tags: Iterable[models.Tag],
    extensions: Iterable[models.Extension],
    renditions: Iterable[models.Rendition],
) -> LifeFacts:
    """The same, of what was read another way, in the order of `with_facts`."""
    settled = row.state not in BUSY
    living = (
        rendition
        for rendition in renditions
        if not rendition.doomed
        and (not settled or rendition.verified or rendition.kind == Kind.ORIGINAL)
    )
    return LifeFacts(
        received=row.received,
        tags=tuple(map(rows.tag_of, tags)),
        ended=row.call.ended,
        living=tuple(map(rows.rendition_of, living)),
        # A call that waits for a person keeps its original, up to the hard limit.
        verified=row.state == State.RELEASED,
        settled=settled,
        contract_ended=row.call.contract_ended,
        extensions=tuple(
            Extension(PurposeName(e.purpose), e.until, e.reason, e.by) for e in extensions
        ),
        details=frozenset(rows.known_details(row.call)),
        approved=row.approved,
    )


def reckon(which: Q, windows: Windows) -> None:
    """Work it out anew for these recordings: to be called whenever a fact of theirs changed."""
    found = with_facts(models.Recording.objects.filter(which))
    _reckon(found.prefetch_related("masked"), windows)


def reckon_after(last: str, windows: Windows) -> str | None:
    """The same for the next `CHUNK` recordings, by id; the last of them, None if none is left."""
    found = with_facts(models.Recording.objects.filter(id__gt=last).order_by("id"))
    chunk = list(found.prefetch_related("masked")[:CHUNK])
    _reckon(chunk, windows)
    return chunk[-1].pk if chunk else None


def _reckon(found: Iterable[models.Recording], windows: Windows) -> None:
    recordings: list[models.Recording] = []
    tags: list[models.Tag] = []
    masked: list[models.Masked] = []
    for row in found:
        call, at = row.call, row.call.ended or row.received
        told = (at, call.agent, call.queue, call.direction, not row.tags.all())
        if at != row.at:
            _move_words(row, at)
        if told != tuple(getattr(row, name) for name in _TOLD):
            for name, value in zip(_TOLD, told, strict=True):
                setattr(row, name, value)
            recordings.append(row)
        tags.extend(_tags(row, windows))
        if {(m.entity, m.at) for m in row.masked.all()} != {(e, at) for e in row.entities}:
            row.masked.all().delete()
            masked += [models.Masked(recording=row, entity=e, at=at) for e in row.entities]
    models.Recording.objects.bulk_update(recordings, _TOLD, 200)
    models.Tag.objects.bulk_update(tags, ["at", "hears", "open_until"], 200)
    models.Masked.objects.bulk_create(masked, 200)


def _tags(row: models.Recording, windows: Windows) -> Iterable[models.Tag]:
    open_ = windows(facts_of(row))
    for tag in row.tags.all():
        window = open_.get(PurposeName(tag.purpose))
        hears, until = (window.hears, window.until or models.FOREVER) if window else ("", None)
        if (tag.at, tag.hears, tag.open_until) != (row.at, hears, until):
            tag.at, tag.hears, tag.open_until = row.at, hears, until
            yield tag


def reckon_score(recording: str | None) -> None:
    """To be called whenever a scorecard came to count, or no longer does."""
    cards = models.Scorecard.objects.filter(
        recording=recording, status__in=COUNTING, calibration=None, total__isnull=False
    )
    newest = cards.order_by("-submitted", "-id").values("total")[:1]
    models.Recording.objects.filter(id=recording).update(score=Subquery(newest))


def key_at(at: datetime) -> int:
    """A new key for the words of a call of that time."""
    while True:
        key = int(at.timestamp()) << 20 | _random.getrandbits(20)
        if not models.Spoken.objects.filter(id=key).exists():
            return key


def _move_words(row: models.Recording, at: datetime) -> None:
    for spoken in models.Spoken.objects.filter(rendition__recording=row):
        spoken.delete()
        spoken.id = key_at(at)
        spoken.save(force_insert=True)
