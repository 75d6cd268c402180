"""What people say about masks, and what becomes of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pipeline.adapters.catalogue import models, rows
from pipeline.adapters.catalogue.transactions import Rows, in_transaction
from pipeline.errors import NoSuch, Refused
from pipeline.marks import Course, Mark, Says
from pipeline.model import Entity, RecordingId, State
from pipeline.timeline import Span

_MARKABLE = (State.RELEASED, State.REVIEW, State.WAITING, State.QUARANTINED)


class Marking(Rows):
    """Marks, and the state of the recordings they are about, changed together."""

    @in_transaction
    def mark(
        self,
        recording: RecordingId,
        says: Says,
        channel: int,
        span: Span,
        entity: Entity,
        *,
        by: str,
    ) -> int:
        """Enter a mark; its id. With one that was missed the call is playable no more.

        Raises Refused for a call that is not there to be marked.
        """
        row = self._row(recording)
        if row.state not in _MARKABLE:
            raise Refused(f"{recording} is {row.state}: mark it when that is over")
        if span.end > row.duration:
            raise Refused("the call is not that long")
        made = models.Mark.objects.create(
            recording_id=recording,
            says=says,
            channel=channel,
            start=span.start,
            end=span.end,
            entity=entity,
            by=by,
            at=self._now(),
            course=Course.OPEN,
        )
        if says is Says.MISSED:
            self._again(row, made)
        self._note("marked", recording, by=by, says=str(says), entity=str(entity), mark=made.pk)
        return int(made.pk)

    @in_transaction
    def marks(self, recording: RecordingId) -> Sequence[Mark]:
        found = models.Mark.objects.filter(recording=recording).order_by("id")
        return tuple(map(rows.mark_of, found))

    @in_transaction
    def all_marks(self, says: Says, courses: Collection[Course], limit: int) -> Sequence[Mark]:
        """The newest first."""
        found = models.Mark.objects.filter(says=says, course__in=list(courses))
        return tuple(map(rows.mark_of, found.order_by("-at", "-id")[:limit]))

    @in_transaction
    def decide_mark(self, mark: int, *, agrees: bool, by: str) -> RecordingId:
        """A second person agrees that a stretch need not be masked, or declines. Raises Refused."""
        row = models.Mark.objects.filter(pk=mark, says=Says.NEEDLESS, course=Course.OPEN).first()
        if row is None:
            raise NoSuch("that mark was decided already, or is gone with its call")
        if row.by == by:
            raise Refused("two people must agree that something need not be masked")
        recording = RecordingId(row.recording_id)
        call = self._row(recording)
        if agrees and call.state not in _MARKABLE:
            # Its worker does not know of it, and would conclude it all the same.
            raise Refused(f"{recording} is {call.state}: decide it when that is over")
        row.course, row.decided_by = (Course.CONFIRMED if agrees else Course.DECLINED), by
        row.save()
        if agrees:
            self._again(call, row)
        act = "mark confirmed" if agrees else "mark declined"
        self._note(act, recording, by=by, mark=row.pk)
        return recording

    @in_transaction
    def quarantined_for(self, recording: RecordingId) -> dict[str, list[dict[str, object]]]:
        """What was silenced and what was audible all the same (`masks`, `leaks`): no text."""
        leaks: dict[str, list[dict[str, object]]] = self._row(recording).leaks
        return leaks

    @in_transaction
    def mark_of(self, mark: int) -> Mark:
        """Raises NoSuch."""
        row = models.Mark.objects.filter(pk=mark).first()
        if row is None:
            raise NoSuch("that mark is gone with its call")
        return rows.mark_of(row)

    def _again(self, call: models.Recording, mark: models.Mark) -> None:
        """Nobody hears it from now on, until a worker was done with it."""
        if call.state not in {State.RELEASED, State.REVIEW}:
            return
        models.Mark.objects.filter(pk=mark.pk).update(was=call.state)
        models.Recording.objects.filter(id=call.pk).update(
            state=State.WAITING, reason="", hint="", attempts=0, not_before=None
        )

    def _conclude_marks(self, recording: RecordingId, unheld: Collection[int]) -> None:
        """What a worker has followed is done; what no rendition holds any more is kept as said."""
        own = models.Mark.objects.filter(recording=recording)
        own.filter(pk__in=list(unheld)).update(course=Course.KEPT)
        own.filter(says=Says.MISSED, course=Course.OPEN).update(course=Course.DONE)
        own.filter(says=Says.NEEDLESS, course=Course.CONFIRMED).update(course=Course.DONE)
