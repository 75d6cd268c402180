"""From rows of scorecards to values."""

from __future__ import annotations

from functools import lru_cache
from json import dumps

from pipeline.adapters.catalogue import models
from pipeline.model import RecordingId
from pipeline.scorecards import CalibrationOf, Card, Comment, Event, FormVersion, Status
from pipeline.scoring import Form
from pipeline.settings.scorecards import FormTable


@lru_cache(maxsize=64)
def _form(definition: str) -> Form:
    return FormTable.model_validate_json(definition).form


def version_of(row: models.ScoreForm) -> FormVersion:
    return FormVersion(
        id=row.pk,
        version=row.version,
        form=_form(dumps(row.definition)),
        open=row.open,
        cards=getattr(row, "count", 0),
        made=row.made,
        made_by=row.made_by,
    )


def card_of(row: models.Scorecard, form: FormVersion | None = None) -> Card:
    """`form`: its version where that is known already, for reading many."""
    return Card(
        id=str(row.id),
        form=form or version_of(row.form),
        recording=RecordingId(row.recording_id) if row.recording_id else None,
        agent=row.agent,
        by=row.by,
        status=Status(row.status),
        answers=row.answers,
        earned=row.earned,
        total=row.total,
        passed=row.passed,
        begun=row.begun,
        submitted=row.submitted,
        released=row.released,
        calibration=str(row.calibration_id) if row.calibration_id else None,
        replaces=str(row.replaces_id) if row.replaces_id else None,
    )


def comment_of(row: models.ScoreComment) -> Comment:
    return Comment(
        id=row.pk,
        text=row.text,
        by=row.by,
        made=row.made,
        question=row.question,
        at=row.at,
        part=row.part,
    )


def event_of(row: models.ScoreEvent) -> Event:
    return Event(row.act, row.by, row.at)


def calibration_of(row: models.Calibration) -> CalibrationOf:
    return CalibrationOf(
        id=str(row.id),
        recording=RecordingId(row.recording_id) if row.recording_id else None,
        form=version_of(row.form),
        reviewers=tuple(row.reviewers),
        made=row.made,
        made_by=row.made_by,
        closed=row.closed,
        submitted=tuple(sorted(card.by for card in row.cards.all() if card.submitted)),
    )
