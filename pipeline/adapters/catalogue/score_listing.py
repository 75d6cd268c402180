"""Cards for lists, trends and exports. Reads only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from pipeline.adapters.catalogue import models
from pipeline.adapters.catalogue.score_rows import calibration_of, card_of, version_of
from pipeline.model import RecordingId
from pipeline.scorecards import COUNTING, SEEN_BY_AGENT, CalibrationOf, Card, Status


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cards: all that were submitted, unless something is said."""

    by: str = ""
    agent: str = ""
    form: str = ""
    status: str = ""
    since: datetime | None = None
    until: datetime | None = None


class ScoreListing:
    """`connect` must have been called in this process."""

    def page(self, wanted: Wanted, *, start: int, size: int) -> tuple[Sequence[Card], int]:
        """The newest first, from the `start`th on; and how many there are in all."""
        rows = _wanted(wanted).order_by("-submitted", "-id")
        return tuple(map(card_of, rows[start : start + size])), rows.count()

    def each(self, wanted: Wanted) -> Iterator[Card]:
        """Those that count, in the order of their submission: no calibrations, none replaced."""
        forms = {row.pk: version_of(row) for row in models.ScoreForm.objects.all()}
        rows = _wanted(wanted).filter(status__in=COUNTING, calibration=None)
        for row in rows.select_related(None).order_by("submitted", "id").iterator(2_000):
            yield card_of(row, forms[row.form_id])

    def drafts_of(self, name: str) -> Sequence[Card]:
        """What a person has begun or was asked for, the oldest first."""
        rows = _all().filter(by=name, status=Status.DRAFT).order_by("begun")
        return tuple(map(card_of, rows))

    def on_call(self, recording: RecordingId, name: str) -> Sequence[Card]:
        """What a person has written about a call."""
        return tuple(map(card_of, _all().filter(recording=recording, by=name).order_by("-begun")))

    def asked_of(self, name: str) -> Sequence[CalibrationOf]:
        """The open calibrations for which a person has not begun a card yet."""
        rows = models.Calibration.objects.filter(closed=None, recording__isnull=False)
        found = rows.exclude(cards__by=name).select_related("form").prefetch_related("cards")
        return tuple(calibration_of(row) for row in found.order_by("made") if name in row.reviewers)

    def seen_by_agent(self, agent: str) -> Sequence[Card]:
        """What was released to an agent, the newest first."""
        rows = _all().filter(agent=agent, status__in=SEEN_BY_AGENT, released__isnull=False)
        return tuple(map(card_of, rows.order_by("-released")[:200]))

    def replaced_by(self, card: str) -> Card | None:
        row = _all().filter(replaces=UUID(card)).first()
        return card_of(row) if row else None

    def agents(self) -> Sequence[str]:
        """Those of whom there is a score."""
        names = models.Scorecard.objects.exclude(agent="")
        return tuple(names.order_by("agent").values_list("agent", flat=True).distinct())


def _all() -> QuerySet[models.Scorecard]:
    return models.Scorecard.objects.select_related("form")


def _wanted(wanted: Wanted) -> QuerySet[models.Scorecard]:
    rows = _all().filter(submitted__isnull=False)
    if wanted.by:
        rows = rows.filter(by=wanted.by)
    if wanted.agent:
        rows = rows.filter(agent=wanted.agent)
    if wanted.form:
        rows = rows.filter(form__name=wanted.form)
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    if wanted.since:
        rows = rows.filter(submitted__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(submitted__lt=wanted.until)
    return rows
