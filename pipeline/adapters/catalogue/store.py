"""ports.Catalogue on Django's ORM. Every method is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, close_old_connections, transaction
from django.db.models import F, Max, Q, QuerySet

from pipeline.adapters.catalogue import empty_the_log, models, rows
from pipeline.errors import NoSuch, Refused, Unavailable, UnderHold
from pipeline.model import (
    POLICY,
    CallDetail,
    Claim,
    Clock,
    Hold,
    Kind,
    Mask,
    Note,
    Order,
    Outcome,
    PurposeName,
    Recording,
    RecordingId,
    Rendition,
    State,
    Tag,
)
from pipeline.schedule import Extension, LifeFacts

P = ParamSpec("P")
T = TypeVar("T")

_BUSY = (State.ARRIVING, State.WAITING, State.WORKING)


def _transaction(method: Callable[P, T]) -> Callable[P, T]:
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


class DjangoCatalogue:
    """The catalogue of this site. `connect` must have been called in this process."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._now = clock

    # --- intake -----------------------------------------------------------------------

    @_transaction
    def admit(self, recording: Recording) -> Recording:
        known = models.Recording.objects.select_related("call").filter(sha256=recording.sha256)
        if row := known.first():
            if row.state == State.ARRIVING:
                # An earlier try was killed: its hours do not count against the original.
                known.update(received=recording.received, due=recording.received)
            return rows.recording_of(known.get())
        call = self._call(recording.call)
        models.Recording.objects.create(
            id=recording.id,
            call=call,
            sha256=recording.sha256,
            duration=recording.duration,
            rate=recording.rate,
            channels=list(recording.channels),
            received=recording.received,
            state=State.ARRIVING,
            due=recording.received,
        )
        self._begin(Rendition.original(recording.id))
        return rows.recording_of(known.get())

    def _call(self, detail: CallDetail) -> models.Call:
        """The call of that name; a further file of it may tell more, and that it ended later."""
        call, new = models.Call.objects.get_or_create(
            source=detail.source, call_id=detail.call_id, defaults=rows.detail_columns(detail)
        )
        if not new and (more := rows.news(call, detail)):
            models.Call.objects.filter(pk=call.pk).update(**more)
            models.Recording.objects.filter(call=call).update(due=self._now())
        return call

    @_transaction
    def has_arrived(self, recording: RecordingId) -> bool:
        return self._row(recording).state != State.ARRIVING

    @_transaction
    def arrived(self, recording: RecordingId) -> None:
        arriving = models.Recording.objects.filter(id=recording, state=State.ARRIVING)
        if self._rows_of(Rendition.original(recording)).exclude(doomed="").exists():
            arriving = arriving.none()
        if arriving.update(state=State.WAITING, due=F("received")):
            return
        if self._row(recording).state == State.ARRIVING:
            raise Unavailable(f"{recording} took so long to arrive that it is being destroyed")

    # --- redaction --------------------------------------------------------------------

    def claim(self, worker: str, *, now: datetime, lease: timedelta) -> Claim | None:
        free = Q(state=State.WAITING) & (Q(not_before=None) | Q(not_before__lte=now))
        free |= Q(state=State.WORKING, lease_until__lte=now)
        while row := self._first(free):
            mine = models.Recording.objects.filter(
                id=row.id, state=row.state, lease_until=row.lease_until, attempts=row.attempts
            )
            # Another worker may have been quicker: then nothing is updated, and we look again.
            if self._update(
                mine,
                state=State.WORKING,
                worker=worker,
                lease_until=now + lease,
                attempts=row.attempts + 1,
            ):
                return Claim(rows.recording_of(row), worker, row.attempts + 1)
        return None

    @_transaction
    def _first(self, free: Q) -> models.Recording | None:
        waiting = models.Recording.objects.select_related("call").filter(free)
        return waiting.order_by("received", "id").first()

    @_transaction
    def _update(self, which: QuerySet[models.Recording], **values: object) -> int:
        return which.update(**values)

    @_transaction
    def renew(self, claim: Claim, *, until: datetime) -> None:
        self._mine(claim).update(lease_until=until)

    @_transaction
    def give_up(self, claim: Claim, *, retry_at: datetime, reason: str) -> None:
        self._mine(claim).update(
            state=State.WAITING, worker="", lease_until=None, not_before=retry_at, reason=reason
        )

    @_transaction
    def put_back(self, claim: Claim) -> None:
        self._mine(claim).update(
            state=State.WAITING, worker="", lease_until=None, attempts=claim.attempt - 1
        )

    @_transaction
    def abandon(self, worker: str) -> int:
        """End the leases of a worker that is known to be dead; how many it held."""
        leased = models.Recording.objects.filter(state=State.WORKING, worker=worker)
        return leased.update(lease_until=self._now())

    @_transaction
    def begin(self, rendition: Rendition) -> None:
        self._begin(rendition)

    def _begin(self, rendition: Rendition) -> None:
        models.Rendition.objects.update_or_create(
            recording_id=rendition.recording,
            profile=rendition.profile,
            kind=rendition.kind,
            defaults={"verified": False, "masks": [], "doomed": ""},
        )

    @_transaction
    def settle(self, claim: Claim, outcome: Outcome) -> None:
        settled = self._mine(claim).update(
            state=outcome.state,
            reason=outcome.reason,
            hint=outcome.hint,
            engine=outcome.engine,
            flags=rows.flags_to_json(outcome.flags),
            entities=rows.entity_counts(outcome),
            worker="",
            lease_until=None,
            not_before=None,
            due=self._now(),
        )
        if not settled:
            raise NoSuch(f"{claim.recording.id}: the lease of {claim.worker} ran out")
        self._note(
            outcome.state,
            claim.recording.id,
            engine=outcome.engine,
            attempt=claim.attempt,
            masks=sum(map(len, outcome.kept.values())),
        )
        for rendition, masks in outcome.kept.items():
            self._rows_of(rendition).update(verified=True, masks=rows.masks_to_json(masks))
        self._tag(claim.recording.id, self._with_those_by_hand(claim.recording.id, outcome.tags))

    # --- tags, dates, decisions of people ---------------------------------------------

    @_transaction
    def retag(self, recording: RecordingId, tags: Sequence[Tag], *, by: str) -> None:
        self._row(recording)
        self._tag(recording, tags)
        models.Recording.objects.filter(id=recording).update(due=self._now())
        self._note("retagged", recording, by=by, purposes=" ".join(t.purpose for t in tags))

    def _with_those_by_hand(self, recording: RecordingId, tags: Sequence[Tag]) -> tuple[Tag, ...]:
        """`tags`, and what a person said while the machine was at work."""
        known = {tag.purpose for tag in tags}
        by_hand = models.Tag.objects.filter(recording=recording).exclude(tagged_by=POLICY)
        said = map(rows.tag_of, by_hand.order_by("purpose"))
        return (*tags, *(tag for tag in said if tag.purpose not in known))

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

    @_transaction
    def move(self, recording: RecordingId, to: State, *, since: Sequence[State], by: str) -> None:
        """A person changes the state. Raises Refused unless it is one of `since`."""
        row = self._row(recording)
        if row.state not in since:
            raise Refused(f"{recording} is {row.state}: it cannot become {to}")
        original = self._rows_of(Rendition.original(recording)).filter(doomed="")
        if to is State.WAITING and not original.exists():
            # It would fail, be quarantined, and lose the renditions that it has.
            hint = "What was made of it stays as it is: release it, or let it expire."
            raise Refused(
                f"the original of {recording} is gone: nothing can be redacted", hint=hint
            )
        models.Recording.objects.filter(id=recording).update(
            state=to, reason="", hint="", attempts=0, not_before=None, due=self._now()
        )
        self._note(to, recording, by=by)

    @_transaction
    def date(self, recording: RecordingId, ended: datetime, *, by: str) -> None:
        """Set the end of a call that nothing else dated."""
        row = self._row(recording)
        if row.call.ended:
            raise Refused(f"{recording} has a date from its {row.call.ended_clock}")
        if ended > self._now() + timedelta(days=1):
            raise Refused(f"{recording} was received before that date", hint="Is the year right?")
        models.Call.objects.filter(id=row.call_id).update(ended=ended, ended_clock=Clock.PERSON)
        models.Recording.objects.filter(call=row.call_id).update(due=self._now())
        self._note("dated", recording, by=by)

    @_transaction
    def contract_ended(self, source: str, call_id: str, at: datetime, *, by: str) -> None:
        calls = models.Call.objects.filter(source=source, call_id=call_id)
        if not calls.update(contract_ended=at):
            raise NoSuch(f"no call of {source} has that id")
        for recording in models.Recording.objects.filter(call__in=calls):
            models.Recording.objects.filter(id=recording.id).update(due=self._now())
            self._note("contract ended", recording.id, by=by, on=at.isoformat())

    @_transaction
    def extend(self, recording: RecordingId, extension: Extension) -> None:
        self._row(recording)
        models.Extension.objects.create(
            recording_id=recording,
            purpose=extension.purpose,
            until=extension.until,
            reason=extension.reason,
            by=extension.by,
        )
        self._note(
            "extended",
            recording,
            by=extension.by,
            purpose=extension.purpose,
            until=extension.until.isoformat(),
        )

    # --- the ledger's due -------------------------------------------------------------

    def _note(self, act: str, about: str, **details: str | int) -> None:
        order = models.Note.objects.aggregate(last=Max("order"))["last"] or 0
        models.Note.objects.create(order=order + 1, act=act, about=about, details=details)

    @_transaction
    def notes(self) -> Sequence[Note]:
        return tuple(
            Note(str(row.id), row.act, row.about, row.details)
            for row in models.Note.objects.order_by("order")
        )

    @_transaction
    def noted(self, note: Note) -> None:
        models.Note.objects.filter(id=note.id).delete()

    # --- reading ----------------------------------------------------------------------

    @_transaction
    def recording(self, recording: RecordingId) -> Recording:
        return rows.recording_of(self._row(recording))

    @_transaction
    def state(self, recording: RecordingId) -> State:
        return State(self._row(recording).state)

    @_transaction
    def renditions(self, recording: RecordingId) -> Sequence[Rendition]:
        return tuple(
            rows.rendition_of(row)
            for row in models.Rendition.objects.filter(recording=recording).order_by("id")
        )

    @_transaction
    def is_verified(self, rendition: Rendition) -> bool:
        return self._rows_of(rendition).filter(verified=True, doomed="").exists()

    @_transaction
    def masks(self, rendition: Rendition) -> tuple[Mask, ...]:
        row = self._rows_of(rendition).first()
        return rows.masks_of(row.masks) if row else ()

    # --- holds and the end ------------------------------------------------------------

    @_transaction
    def place(self, hold: Hold, recordings: Sequence[RecordingId]) -> None:
        for recording in recordings:
            self._row(recording)
            if self._renditions(recording).exclude(doomed="").exclude(kind=Kind.ORIGINAL).exists():
                raise Refused(f"{recording} is being destroyed: no hold can save it")
        row = models.Hold.objects.create(
            id=hold.id, matter=hold.matter, placed_by=hold.placed_by, placed=hold.placed
        )
        row.recordings.set(models.Recording.objects.filter(id__in=recordings))
        for recording in recordings:
            self._note("hold placed", recording, hold=hold.id, by=hold.placed_by)

    @_transaction
    def release_hold(self, hold: str, at: datetime, *, by: str) -> None:
        placed = models.Hold.objects.filter(id=hold, released=None).first()
        if placed is None:
            raise NoSuch(
                f"there is no hold {hold}, or it was released before",
                hint="List them: hushtape hold list",
            )
        for row in placed.recordings.all():
            models.Recording.objects.filter(id=row.id).update(due=at)
            self._note("hold released", row.id, hold=hold, by=by)
        models.Hold.objects.filter(id=hold).update(released=at)

    @_transaction
    def holds(self) -> Sequence[tuple[Hold, int]]:
        """Those in force, and how many recordings each one freezes."""
        placed = models.Hold.objects.filter(released=None).order_by("placed", "id")
        return tuple((rows.hold_of(row), row.recordings.count()) for row in placed)

    @_transaction
    def holds_on(self, recording: RecordingId) -> Sequence[Hold]:
        placed = models.Hold.objects.filter(recordings=recording, released=None)
        return tuple(rows.hold_of(row) for row in placed.order_by("placed", "id"))

    @_transaction
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
        )

    def erase_details(self, recording: RecordingId, fields: Mapping[str, str]) -> None:
        self._erase_details(recording, fields)
        empty_the_log()

    @_transaction
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

    @_transaction
    def next_due(self, recording: RecordingId, at: datetime | None) -> None:
        models.Recording.objects.filter(id=recording).update(due=at)

    @_transaction
    def doom(self, rendition: Rendition, authority: str, *, anonymise: bool = False) -> Order:
        frozen = models.Hold.objects.filter(recordings=rendition.recording, released=None)
        if rendition.kind is not Kind.ORIGINAL and frozen.exists():
            raise UnderHold(f"{rendition.key} is under hold {frozen[0].id}")
        if not self._rows_of(rendition).update(doomed=authority, verified=False):
            raise NoSuch(f"{rendition.key} is not in the catalogue")
        if anonymise:
            models.Recording.objects.filter(id=rendition.recording).update(anonymise=True)
        return rows.order_of(self._rows_of(rendition).get())

    @_transaction
    def doomed(self) -> Sequence[Order]:
        half = models.Rendition.objects.exclude(doomed="").order_by("id")
        return tuple(map(rows.order_of, half))

    def forget(self, rendition: Rendition) -> None:
        self._forget(rendition)
        empty_the_log()

    @_transaction
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
        row.delete()
        if not call.recordings.exists():
            call.delete()
        # The matter of a hold may name people: it goes with the last call it was about.
        models.Hold.objects.exclude(released=None).filter(recordings=None).delete()

    # --- rows -------------------------------------------------------------------------

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
