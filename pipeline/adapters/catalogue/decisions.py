"""What people decide about recordings; each decision is noted for the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from pipeline.adapters.catalogue import models, rows
from pipeline.adapters.catalogue.reckoning import reckon
from pipeline.adapters.catalogue.transactions import Rows, in_transaction
from pipeline.errors import NoSuch, Refused
from pipeline.model import (
    Clock,
    Hold,
    Kind,
    RecordingId,
    State,
    Tag,
)
from pipeline.schedule import Extension


class Decisions(Rows):
    """Purposes, dates, extensions and holds."""

    @in_transaction
    def retag(self, recording: RecordingId, tags: Sequence[Tag], *, by: str) -> None:
        self._row(recording)
        self._tag(recording, tags)
        models.Recording.objects.filter(id=recording).update(due=self._now())
        self._note("retagged", recording, by=by, purposes=" ".join(t.purpose for t in tags))

    @in_transaction
    def restrict(self, recording: RecordingId, reason: str, *, by: str) -> None:
        self._row(recording)
        models.Recording.objects.filter(id=recording).update(restricted=reason)
        act = "restricted" if reason else "restriction lifted"
        self._note(act, recording, by=by, **({"reason": reason} if reason else {}))

    @in_transaction
    def restriction(self, recording: RecordingId) -> str:
        return self._row(recording).restricted

    @in_transaction
    def move(self, recording: RecordingId, to: State, *, since: Sequence[State], by: str) -> None:
        """A person changes the state. Raises Refused unless it is one of `since`."""
        row = self._row(recording)
        if row.state not in since:
            raise Refused(f"{recording} is {row.state}: it cannot become {to}")
        kept = Q(kind=Kind.ORIGINAL)
        if row.state == State.QUARANTINED:
            # It can be masked again from what is left, and only that verification releases it.
            kept |= Q(kind=Kind.AUDIO, verified=True)
        source = self._renditions(recording).filter(kept, doomed="")
        if to is State.WAITING and not source.exists():
            hint = "What was made of it stays as it is: release it, or let it expire."
            raise Refused(
                f"the original of {recording} is gone: nothing can be redacted", hint=hint
            )
        models.Recording.objects.filter(id=recording).update(
            state=to, reason="", hint="", attempts=0, not_before=None, due=self._now()
        )
        self._reckon(recording)
        self._note(to, recording, by=by)

    @in_transaction
    def approve(self, recording: RecordingId, *, reason: str, by: str) -> None:
        """A person agrees to its destruction. Raises Refused where nobody has to."""
        if self._row(recording).awaits is None:
            raise Refused(f"{recording} does not wait for an approval")
        models.Recording.objects.filter(id=recording).update(
            approved=self._now(), awaits=None, due=self._now()
        )
        self._note("destruction approved", recording, by=by, reason=reason)

    @in_transaction
    def date(self, recording: RecordingId, ended: datetime, *, by: str) -> None:
        """Set the end of a call that nothing else dated."""
        row = self._row(recording)
        if row.call.ended:
            raise Refused(f"{recording} has a date from its {row.call.ended_clock}")
        if ended > self._now() + timedelta(days=1):
            raise Refused(f"{recording} was received before that date", hint="Is the year right?")
        models.Call.objects.filter(id=row.call_id).update(ended=ended, ended_clock=Clock.PERSON)
        models.Recording.objects.filter(call=row.call_id).update(due=self._now())
        reckon(Q(call=row.call_id), self._windows)
        self._note("dated", recording, by=by)

    @in_transaction
    def contract_ended(
        self, source: str, call_id: str, at: datetime, *, by: str
    ) -> Sequence[RecordingId]:
        calls = models.Call.objects.filter(source=source, call_id=call_id)
        if not calls.update(contract_ended=at):
            raise NoSuch("no call of that source has that id")
        recordings = models.Recording.objects.filter(call__in=calls).order_by("id")
        ids = tuple(map(RecordingId, recordings.values_list("id", flat=True)))
        for recording in ids:
            models.Recording.objects.filter(id=recording).update(due=self._now())
            self._reckon(recording)
            self._note("contract ended", recording, by=by, on=at.isoformat())
        return ids

    @in_transaction
    def extend(self, recording: RecordingId, extension: Extension) -> None:
        self._row(recording)
        models.Extension.objects.create(
            recording_id=recording,
            purpose=extension.purpose,
            until=extension.until,
            reason=extension.reason,
            by=extension.by,
        )
        models.Recording.objects.filter(id=recording).update(due=self._now(), awaits=None)
        self._reckon(recording)
        self._note(
            "extended",
            recording,
            by=extension.by,
            purpose=extension.purpose,
            until=extension.until.isoformat(),
        )

    @in_transaction
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

    @in_transaction
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

    @in_transaction
    def holds(self) -> Sequence[tuple[Hold, int]]:
        """Those in force, and how many recordings each one freezes."""
        placed = models.Hold.objects.filter(released=None).order_by("placed", "id")
        return tuple((rows.hold_of(row), row.recordings.count()) for row in placed)
