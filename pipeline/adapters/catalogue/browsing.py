"""Lists of calls that stay fast: what a person may see is in the query, pages go by keys.

What a filter picks few of (an agent, a queue, an entity, a state) is walked by its own index,
newest first, and each call held against the person's purposes; anything else is walked by
purpose. Both stop at the oldest call that the purposes still show.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from heapq import merge
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import Exists, F, Func, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import (
    Exact,
    GreaterThan,
    GreaterThanOrEqual,
    In,
    IsNull,
    LessThan,
)

from pipeline.adapters.catalogue import models, rows
from pipeline.adapters.catalogue.listed import Filters, Place, Row, ScoreBand, Sight, Status
from pipeline.adapters.catalogue.reckoning import BUSY, facts_from
from pipeline.model import Direction, PurposeName, RecordingId, State
from pipeline.schedule import LifeFacts
from pipeline.scoring import WHOLE

SOON = timedelta(days=14)
PAGE = 50
_STATES = {
    Status.IN_PROGRESS: BUSY,
    Status.REVIEW: (State.REVIEW,),
    Status.RELEASED: (State.RELEASED,),
    Status.QUARANTINED: (State.QUARANTINED,),
}
_NOT_RELEASED = tuple(state for state in State if state is not State.RELEASED)

_BANDS = {
    ScoreBand.LOW: (0, 6_000),
    ScoreBand.MIDDLE: (6_000, 8_000),
    ScoreBand.HIGH: (8_000, WHOLE + 1),
}
"""Hundredths of a percent: from, and under."""
_HEAVY = ("masks",)
"""What no list shows."""
_COLUMNS = ("agent", "queue", "length", "direction")
"""Of a recording and of `Filters` alike."""

Key = tuple[datetime, str]


class Arm(NamedTuple):
    """One walk along one index; several of them make a list."""

    found: QuerySet[Any, Any]
    when: str
    recording: str
    """The columns by which it is sorted."""


class Browsing:
    """Reads only. `connect` must have been called in this process."""

    def page(
        self,
        sight: Sight,
        filters: Filters,
        *,
        now: datetime,
        after: Place | None = None,
        size: int = PAGE,
    ) -> tuple[tuple[Row, ...], Place | None]:
        """The newest calls after that place, and where the page ends if more follow.

        What is expiring soon comes the other way round: what goes first is first.
        """
        rising = filters.status is Status.EXPIRING
        walks = [_walk(arm, after, size, rising) for arm in _arms(sight, filters, now)]
        keys = list(islice(_each_once(merge(*walks, reverse=not rising)), size + 1))
        shown = keys[:size]
        more = Place(*shown[-1]) if len(keys) > size else None
        return self.rows([recording for _, recording in shown]), more

    def count(self, sight: Sight, filters: Filters, *, now: datetime, cap: int) -> int:
        """How many there are, `cap` at the most."""
        seen: set[str] = set()
        for arm in _arms(sight, filters, now):
            if len(seen) < cap:
                seen.update(arm.found.values_list(arm.recording, flat=True)[:cap])
        return min(len(seen), cap)

    def rows(self, recordings: Iterable[str]) -> tuple[Row, ...]:
        """These, in their order; what is gone by now is left out."""
        wanted = list(recordings)
        holds = Counter(
            models.Hold.recordings.through.objects.filter(
                recording_id__in=wanted, hold__released=None
            ).values_list("recording_id", flat=True)
        )
        tags = _by_recording_id(models.Tag, "purpose", wanted)
        extensions = _by_recording_id(models.Extension, "id", wanted)
        renditions = _by_recording_id(models.Rendition, "id", wanted)
        known = {}
        for row in models.Recording.objects.filter(id__in=wanted).select_related("call"):
            facts = facts_from(row, tags[row.id], extensions[row.id], renditions[row.id])
            known[row.id] = _row(row, facts, holds[row.id])
        return tuple(known[recording] for recording in wanted if recording in known)


def _by_recording_id(model: type[Model], order: str, wanted: list[str]) -> dict[str, list[Any]]:
    """Its rows, as named tuples: a tenth of the price of objects, where a page shows hundreds."""
    found: defaultdict[str, list[Any]] = defaultdict(list)
    columns = [f.attname for f in model._meta.concrete_fields if f.attname not in _HEAVY]
    rows_ = model._default_manager.filter(recording_id__in=wanted).order_by(order)
    for row in rows_.values_list(*columns, named=True):
        found[row.recording_id].append(row)
    return found


def _row(row: models.Recording, facts: LifeFacts, holds: int) -> Row:
    return Row(
        id=RecordingId(row.id),
        call=rows.detail_of(row.call),
        at=row.at,
        duration=row.duration,
        state=State(row.state),
        restricted=row.restricted,
        tags=facts.tags,
        entities=row.entities,
        flags=len(row.flags),
        holds=holds,
        score=row.score,
        facts=facts,
    )


def _walk(arm: Arm, after: Place | None, size: int, rising: bool) -> list[Key]:
    """One more than a page of it."""
    found, when, recording = arm
    if after:
        side = "gt" if rising else "lt"
        beyond = Q((f"{when}__{side}", after.at)) | Q((f"{recording}__{side}", after.recording))
        # The first condition alone can be looked up in an index.
        found = found.filter(Q((f"{when}__{side}e", after.at)) & beyond)
    sign = "" if rising else "-"
    return list(
        found.order_by(f"{sign}{when}", f"{sign}{recording}").values_list(when, recording)[
            : size + 1
        ]
    )


def _each_once(keys: Iterable[Key]) -> Iterator[Key]:
    seen = set()
    for key in keys:
        if key[1] not in seen:
            seen.add(key[1])
            yield key


def _arms(sight: Sight, filters: Filters, now: datetime) -> Iterator[Arm]:
    purposes = tuple(p for p in sight.purposes if filters.purpose in (None, p))
    if filters.status is Status.EXPIRING:
        shutting = models.Tag.objects.filter(open_until__gt=now, open_until__lte=now + SOON)
        for purpose in purposes:
            by_end = shutting.filter(_of(sight, filters, "recording__"), purpose=purpose)
            yield Arm(by_end, "open_until", "recording_id")
        return
    everything = sight.everything and filters.purpose is None
    if filters.entity or _picks_few(filters) or everything:
        floor = None if everything else _oldest(purposes)
        for state in _STATES.get(filters.status, (None,)) if filters.status else (None,):
            arm = _by_recording(sight, filters, state)
            if everything:
                yield arm
            elif floor is not None:
                seen = Exists(_open_tags(purposes, now, OuterRef(arm.recording)))
                yield arm._replace(found=arm.found.filter(seen, at__gte=floor))
    else:
        for purpose in purposes:
            open_ = models.Tag.objects.filter(purpose=purpose, open_until__gt=now)
            open_ = open_.filter(_of(sight, filters, "recording__"), _dated(filters))
            yield Arm(open_, "at", "recording_id")
    if sight.untagged and not sight.everything and filters.purpose is None:
        yield _untagged(filters)


def _picks_few(filters: Filters) -> bool:
    return (
        filters.status not in (None, Status.RELEASED)
        or filters.agent is not None
        or filters.queue is not None
        or filters.direction == Direction.INTERNAL
        or (filters.length or 0) > 1
        or filters.score not in (None, ScoreBand.NONE)
    )


def _by_recording(sight: Sight, filters: Filters, state: State | None) -> Arm:
    """A walk along the recordings, by what picks fewest of them, or along those with an entity."""
    if filters.entity and filters.agent is None:
        masked = models.Masked.objects.filter(
            _of(sight, filters, "recording__", state), _dated(filters), entity=filters.entity
        )
        return Arm(masked, "at", "recording_id")
    values = {**{name: getattr(filters, name) for name in _COLUMNS}, "state": state}
    few = next((n for n in ("agent", "queue", "state", *_COLUMNS) if values[n] is not None), None)
    if filters.status is Status.ON_HOLD:
        few = None
    own = Q((few, values[few])) if few else Q()
    if filters.score not in (None, ScoreBand.NONE):
        few, own = None, Q(score__isnull=False)
    of = _of(sight, filters, "", state, but=few)
    found = models.Recording.objects.filter(own, of, _dated(filters), _has(filters.entity))
    return Arm(found, "at", "id")


def _untagged(filters: Filters) -> Arm:
    """Few: to be walked by an index of their own, whatever else seems to pick fewer."""
    of = _of(Sight((), everything=True), filters, "") & Q(
        In(_Beside(F("state")), list(_NOT_RELEASED))
    )
    found = models.Recording.objects.filter(
        of, _dated(filters), _has(filters.entity), untagged=True
    )
    return Arm(found, "at", "id")


def _has(entity: str | None) -> Q:
    masked = models.Masked.objects.filter(recording=OuterRef("id"), entity=entity)
    return Q(Exists(masked)) if entity else Q()


class _Beside(Func):
    """A column that is looked at where a walk comes by, and is none to walk along.

    Without statistics SQLite takes any index on an equality for a good one: `state` is
    "released" in a million rows. PostgreSQL counts for itself.
    """

    arity = 1
    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **more)


def _of(
    sight: Sight, filters: Filters, to: str, state: State | None = None, *, but: str | None = None
) -> Q:
    """What is asked of a recording, and of what purposes show: `may_see` without the windows.

    `but` is the column that the walk goes along; dates and entities are the walk's own.
    """
    asked = {name: getattr(filters, name) for name in _COLUMNS}
    if not sight.everything:
        asked["restricted"] = ""
    q = Q()
    for name, value in asked.items():
        if value is not None and name != but:
            q &= Q(Exact(_Beside(F(f"{to}{name}")), value))
    if filters.score is not None:
        q &= _scored(filters.score, f"{to}score")
    states = set(_STATES.get(filters.status, State)) if filters.status else set(State)
    states &= {state} if state else states
    if not (sight.everything or sight.unreleased):
        states &= {State.RELEASED}
    if states != set(State) and but != "state":
        q &= Q(In(_Beside(F(f"{to}state")), sorted(states)))
    elif but == "state" and not states:
        q &= Q(pk__in=[])
    if filters.status is Status.ON_HOLD:
        held = models.Hold.recordings.through.objects.filter(hold__released=None)
        q &= Q((f"{to}id__in", held.values("recording_id")))
    return q


def _scored(band: ScoreBand, column: str) -> Q:
    if band is ScoreBand.NONE:
        return Q(IsNull(_Beside(F(column)), True))
    least, under = _BANDS[band]
    # So that SQLite does not take the index of scored calls for a walk along others.
    beside = Coalesce(F(column), -1)
    return Q(GreaterThanOrEqual(beside, least)) & Q(LessThan(beside, under))


def _open_tags(
    purposes: tuple[PurposeName, ...], now: datetime, recording: OuterRef
) -> QuerySet[models.Tag]:
    return models.Tag.objects.filter(
        Q(In(_Beside(F("purpose")), list(purposes))),
        Q(GreaterThan(_Beside(F("open_until")), now)),
        recording=recording,
    )


def _oldest(purposes: tuple[PurposeName, ...]) -> datetime | None:
    """When the oldest call ended of which a window may be open; None if there is none."""
    ends: list[datetime | None] = []
    for purpose in purposes:
        open_ = models.Tag.objects.filter(purpose=purpose, open_until__isnull=False)
        ends += open_.order_by("at", "recording").values_list("at", flat=True)[:1]
    return min(filter(None, ends), default=None)


def _dated(filters: Filters) -> Q:
    asked = {"at__gte": filters.since, "at__lt": filters.before}
    return Q(*((name, value) for name, value in asked.items() if value is not None))
