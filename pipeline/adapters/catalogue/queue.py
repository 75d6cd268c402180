"""Recordings on their way in: from the drop folder to the reader."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from pipeline.adapters.catalogue import models, rows
from pipeline.adapters.catalogue.marking import Marking
from pipeline.adapters.catalogue.reckoning import key_at, reckon
from pipeline.adapters.catalogue.transactions import in_transaction
from pipeline.errors import NoSuch, Unavailable
from pipeline.model import (
    POLICY,
    CallDetail,
    Claim,
    Kind,
    Outcome,
    Recording,
    RecordingId,
    Rendition,
    State,
    Tag,
)


class Queue(Marking):
    """What intake and the redaction workers need of the catalogue."""

    @in_transaction
    def admit(self, recording: Recording) -> Recording:
        known = models.Recording.objects.select_related("call").filter(sha256=recording.sha256)
        if row := known.first():
            if row.state == State.ARRIVING:
                # An earlier try was killed: its hours do not count against the original.
                known.update(received=recording.received, due=recording.received)
                self._reckon(row.id)
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
            at=recording.received,
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
            reckon(Q(call=call), self._windows)
        return call

    @in_transaction
    def has_arrived(self, recording: RecordingId) -> bool:
        return self._row(recording).state != State.ARRIVING

    @in_transaction
    def arrived(self, recording: RecordingId) -> None:
        arriving = models.Recording.objects.filter(id=recording, state=State.ARRIVING)
        if self._rows_of(Rendition.original(recording)).exclude(doomed="").exists():
            arriving = arriving.none()
        if arriving.update(state=State.WAITING, due=F("received")):
            return
        if self._row(recording).state == State.ARRIVING:
            raise Unavailable(f"{recording} took so long to arrive that it is being destroyed")

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

    @in_transaction
    def _first(self, free: Q) -> models.Recording | None:
        waiting = models.Recording.objects.select_related("call").filter(free)
        return waiting.order_by("received", "id").first()

    @in_transaction
    def _update(self, which: QuerySet[models.Recording], **values: object) -> int:
        return which.update(**values)

    @in_transaction
    def renew(self, claim: Claim, *, until: datetime) -> None:
        self._mine(claim).update(lease_until=until)

    @in_transaction
    def give_up(self, claim: Claim, *, retry_at: datetime, reason: str) -> None:
        self._mine(claim).update(
            state=State.WAITING, worker="", lease_until=None, not_before=retry_at, reason=reason
        )

    @in_transaction
    def put_back(self, claim: Claim) -> None:
        self._mine(claim).update(
            state=State.WAITING, worker="", lease_until=None, attempts=claim.attempt - 1
        )

    @in_transaction
    def put_back_all(self, worker: str) -> int:
        """What this worker holds goes back as if it had never been claimed; how many that was.

        For one that was told to stop between its claim and the work on it.
        """
        leased = models.Recording.objects.filter(state=State.WORKING, worker=worker)
        return leased.update(
            state=State.WAITING, worker="", lease_until=None, attempts=F("attempts") - 1
        )

    @in_transaction
    def abandon(self, worker: str) -> int:
        """End the leases of a worker that is known to be dead; how many it held."""
        leased = models.Recording.objects.filter(state=State.WORKING, worker=worker)
        return leased.update(lease_until=self._now())

    @in_transaction
    def begin(self, rendition: Rendition) -> None:
        self._begin(rendition)

    @in_transaction
    def index(self, transcript: Rendition, words: Sequence[str]) -> None:
        row = self._rows_of(transcript).select_related("recording").first()
        if row is None:
            raise NoSuch(f"{transcript.key} is not in the catalogue")
        models.Spoken.objects.filter(rendition=row).delete()
        if self._hashed:
            said = " ".join(map(self._hashed, words))
            models.Spoken.objects.create(id=key_at(row.recording.at), rendition=row, words=said)

    def unindexed(self) -> Sequence[Rendition]:
        # No transaction: of a million calls it takes seconds, and nobody should wait to write.
        kept = models.Rendition.objects.filter(kind=Kind.TRANSCRIPT, verified=True, doomed="")
        missing = kept.filter(spoken=None).defer("masks").order_by("id")
        return tuple(map(rows.rendition_of, missing))

    @in_transaction
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
            settled=self._now(),
            leaks=rows.leaks_to_json(outcome),
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
        if outcome.state is not State.QUARANTINED:
            self._conclude_marks(claim.recording.id, outcome.unheld)
        self._tag(claim.recording.id, self._with_those_by_hand(claim.recording.id, outcome.tags))

    def _with_those_by_hand(self, recording: RecordingId, tags: Sequence[Tag]) -> tuple[Tag, ...]:
        """`tags`, and what a person said while the machine was at work."""
        known = {tag.purpose for tag in tags}
        by_hand = models.Tag.objects.filter(recording=recording).exclude(tagged_by=POLICY)
        said = map(rows.tag_of, by_hand.order_by("purpose"))
        return (*tags, *(tag for tag in said if tag.purpose not in known))
