"""The end of scores and comments: with their call, or when their own window is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from pipeline.adapters.catalogue import empty_the_log, models
from pipeline.adapters.catalogue.reckoning import reckon_score
from pipeline.adapters.catalogue.transactions import Rows, in_transaction
from pipeline.disposal import DESTROYED, Writing, Written
from pipeline.scorecards import Status


class ScoreEnds(Rows):
    """`pipeline.disposal.WrittenAboutCalls` for the sweep."""

    def older(self, what: Writing, than: datetime) -> Iterator[Written]:
        """Those submitted before, and the holds that freeze them."""
        in_force = models.Hold.objects.filter(released=None, recordings__isnull=False)
        held = dict(in_force.values_list("recordings", "id"))
        found = _of(what).filter(submitted__lt=than).order_by("submitted", "id")
        rows = found.values_list("pk", "submitted", "recording_id")
        for pk, submitted, recording in rows.iterator(2_000):
            yield Written(what, str(pk), submitted, held.get(recording))

    def remove(self, written: Written, authority: str) -> bool:
        """Whether it is gone: a hold that was placed meanwhile keeps it."""
        if not self._remove(written, authority):
            return False
        empty_the_log()
        return True

    @in_transaction
    def _remove(self, written: Written, authority: str) -> bool:
        row = _of(written.what).select_for_update(of=("self",)).filter(pk=written.id).first()
        if row is None:
            return False
        holds = models.Hold.objects.filter(recordings=row.recording_id, released=None)
        if row.recording_id and holds.exists():
            return False
        if written.what is Writing.COMMENTS:
            models.ScoreComment.objects.filter(card=row.pk).delete()
        else:
            row.delete()
            reckon_score(row.recording_id)
            models.Calibration.objects.filter(
                pk=row.calibration_id, recording=None, cards=None
            ).delete()
        self._note(DESTROYED, written.key, authority=authority)
        return True


def _of(what: Writing) -> QuerySet[Any]:
    if what is Writing.COMMENTS:
        commented = models.ScoreComment.objects.values("card")
        return models.Scorecard.objects.filter(pk__in=commented)
    return models.Scorecard.objects.all()


def let_go(recording: str, note: Callable[..., None]) -> None:
    """What was written about a call that is about to be forgotten goes with it, but for scores.

    Those lead to it no more: the row's end sees to that.
    """
    authority = "its call was destroyed"
    cards = models.Scorecard.objects.filter(recording=recording)
    for card in cards.filter(pk__in=models.ScoreComment.objects.values("card")):
        note(DESTROYED, Written(Writing.COMMENTS, str(card.pk)).key, authority=authority)
    models.ScoreComment.objects.filter(recording=recording).delete()
    drafts = cards.filter(status=Status.DRAFT)
    # Nobody can score the call again: the dispute is a lead's to decide.
    waiting = models.Scorecard.objects.filter(status=Status.RESCORING, replaced_by__in=drafts)
    waiting.update(status=Status.DISPUTED)
    drafts.delete()
    models.Calibration.objects.filter(recording=recording, cards=None).delete()
