"""Scorecards in the catalogue; each act is noted for the ledger, and no word of a comment is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count

from pipeline.adapters.catalogue import models
from pipeline.adapters.catalogue.reckoning import reckon_score
from pipeline.adapters.catalogue.score_rows import (
    calibration_of,
    card_of,
    comment_of,
    event_of,
    version_of,
)
from pipeline.adapters.catalogue.transactions import Rows, in_transaction
from pipeline.errors import NoSuch, Refused
from pipeline.model import RecordingId
from pipeline.scorecards import (
    Act,
    CalibrationOf,
    Card,
    Comment,
    Event,
    FormVersion,
    Status,
    after_act,
)
from pipeline.scoring import Scored
from pipeline.settings.scorecards import FormTable


class Scores(Rows):
    """Forms, cards, comments, calibrations. `connect` must have been called in this process."""

    # --- forms -------------------------------------------------------------------------

    @in_transaction
    def forms(self, *, every: bool = False) -> Sequence[FormVersion]:
        """The newest version of each form that is open; with `every`, of the retired as well."""
        newest: dict[str, models.ScoreForm] = {}
        for row in models.ScoreForm.objects.annotate(count=Count("cards")).order_by("version"):
            newest[row.name] = row
        found = (row for row in newest.values() if row.open or every)
        return tuple(map(version_of, sorted(found, key=lambda row: row.title.casefold())))

    @in_transaction
    def versions(self, name: str) -> Sequence[FormVersion]:
        """All versions of a form, the newest first. Raises NoSuch."""
        rows = models.ScoreForm.objects.filter(name=name).annotate(count=Count("cards"))
        found = tuple(map(version_of, rows.order_by("-version")))
        if not found:
            raise NoSuch(f"there is no form {name}")
        return found

    @in_transaction
    def definition(self, name: str) -> Mapping[str, Any]:
        """The tables of a form's newest version. Raises NoSuch."""
        row = models.ScoreForm.objects.filter(name=name).order_by("version").last()
        if row is None:
            raise NoSuch(f"there is no form {name}")
        definition: Mapping[str, Any] = row.definition
        return definition

    @in_transaction
    def keep_form(self, table: FormTable, *, new: bool = False, by: str) -> FormVersion:
        """Keep a form: as a new version, if cards were begun with the newest one.

        Raises Refused if it should be `new` and there is one of its name.
        """
        last = models.ScoreForm.objects.filter(name=table.name).order_by("version").last()
        if new and last is not None:
            raise Refused(f"there is a form of the name {table.name}", hint="Name it otherwise.")
        columns = {
            "title": table.title,
            "definition": table.model_dump(mode="json"),
            "open": True,
            "made": self._now(),
            "made_by": by,
        }
        if last and not last.cards.exists() and not last.calibration_set.exists():
            version = last.version
        else:
            version = last.version + 1 if last else 1
        row, _ = models.ScoreForm.objects.update_or_create(
            name=table.name, version=version, defaults=columns
        )
        self._note("form kept", f"form {table.name}", by=by, version=version)
        return version_of(row)

    @in_transaction
    def set_form_open(self, name: str, is_open: bool, *, by: str) -> None:
        """Retire a form, or take it up again."""
        models.ScoreForm.objects.filter(name=name).update(open=is_open)
        self._note("form taken up" if is_open else "form retired", f"form {name}", by=by)

    # --- cards -------------------------------------------------------------------------

    @in_transaction
    def card(self, card: str) -> Card:
        """Raises NoSuch."""
        return card_of(self._card(card))

    @in_transaction
    def begin_card(
        self, recording: RecordingId, form: str, *, by: str, calibration: str | None = None
    ) -> Card:
        """The draft of this person on this call with this form: the one begun, or a new one."""
        row = self._row(recording)
        if calibration:
            session = self._calibration(calibration)
            if session.closed or by not in session.reviewers:
                raise Refused("this calibration is closed, or not for you")
            version = session.form
            mine = models.Scorecard.objects.filter(calibration=session, by=by)
        else:
            session = None
            newest = models.ScoreForm.objects.filter(name=form).order_by("version").last()
            if newest is None or not newest.open:
                raise NoSuch(f"there is no form {form} that a card could be begun with")
            version = newest
            mine = models.Scorecard.objects.filter(
                recording=row, form__name=form, by=by, status=Status.DRAFT, calibration=None
            )
        begun = mine.select_related("form").first()
        if begun is None:
            begun = models.Scorecard.objects.create(
                form=version,
                recording=row,
                calibration=session,
                agent=row.call.agent or "",
                by=by,
                status=Status.DRAFT,
                begun=self._now(),
            )
        return card_of(begun)

    @in_transaction
    def save_draft(
        self, card: str, answers: Mapping[str, str], comments: Mapping[str, str], *, by: str
    ) -> Card:
        """Answers, and the comments on questions (an empty one removes it). Raises Refused."""
        row = self._draft(card, by)
        row.answers = dict(answers)
        row.save(update_fields=["answers"])
        for question, text in comments.items():
            about = models.ScoreComment.objects.filter(
                card=row, question=question, part="review", at=None
            )
            if not text:
                about.delete()
            elif not about.update(text=text):
                self._comment(row, text, by=by, question=question)
        return card_of(row)

    @in_transaction
    def throw_away(self, card: str, *, by: str) -> None:
        """Remove a draft of one's own."""
        row = self._draft(card, by)
        if row.replaces_id:
            raise Refused("a re-score is not thrown away: a lead may take it back")
        row.delete()

    @in_transaction
    def submit(self, card: str, scored: Scored, *, by: str) -> Card:
        row = self._draft(card, by)
        row.earned = {score.key: score.earned for score in scored.questions}
        row.total, row.passed, row.submitted = scored.total, scored.passed, self._now()
        self._act(row, Act.SUBMIT, by)
        if row.replaces:
            self._act(row.replaces, Act.REPLACE, by)
        return card_of(row)

    @in_transaction
    def act(self, card: str, act: Act, *, by: str, comment: str = "") -> Card:
        """Release, acknowledge, dispute or uphold. Raises Refused where it is not its turn."""
        row = self._card(card)
        if act is Act.RELEASE:
            if row.calibration_id:
                raise Refused("a score of a calibration is not released to the agent")
            if not row.agent:
                raise Refused("nobody knows which agent spoke: there is nobody to release it to")
            row.released = self._now()
        if act is Act.UPHOLD:
            models.Scorecard.objects.filter(replaces=row, status=Status.DRAFT).delete()
        self._act(row, act, by)
        if comment and row.recording_id:
            self._comment(row, comment, by=by, part=act)
        return card_of(row)

    @in_transaction
    def rescore(self, card: str, reviewer: str, *, by: str) -> Card:
        """Have a disputed call scored anew by somebody else, who does not see the first score."""
        row = self._card(card)
        if row.recording is None:
            raise Refused("the call is gone: nobody can score it again", hint="Uphold it, or not.")
        if reviewer == row.by:
            raise Refused("somebody else has to score it again")
        self._act(row, Act.RESCORE, by)
        second = models.Scorecard.objects.create(
            form=row.form,
            recording=row.recording,
            replaces=row,
            agent=row.agent,
            by=reviewer,
            status=Status.DRAFT,
            begun=self._now(),
        )
        return card_of(second)

    # --- comments and history ----------------------------------------------------------

    @in_transaction
    def comment(
        self, card: str, text: str, *, by: str, at: int | None = None, question: str = ""
    ) -> None:
        """Beside a card whose call lives. Raises Refused once it was submitted, NoSuch."""
        row = self._draft(card, by)
        self._comment(row, text, by=by, at=at, question=question)

    @in_transaction
    def remove_comment(self, card: str, comment: int, *, by: str) -> None:
        models.ScoreComment.objects.filter(card=self._draft(card, by), id=comment).delete()

    @in_transaction
    def comments(self, card: str) -> Sequence[Comment]:
        """In the order of the call, then of their making."""
        rows = models.ScoreComment.objects.filter(card=_key(card)).order_by("id")
        found = map(comment_of, rows)
        return tuple(sorted(found, key=lambda c: (c.at is None, c.at or 0, c.id)))

    @in_transaction
    def history(self, card: str) -> Sequence[Event]:
        return tuple(
            map(event_of, models.ScoreEvent.objects.filter(card=_key(card)).order_by("id"))
        )

    # --- calibration -------------------------------------------------------------------

    @in_transaction
    def calibrate(
        self, recording: RecordingId, form: str, reviewers: Sequence[str], *, by: str
    ) -> CalibrationOf:
        """Ask several people for a score of one call. Raises Refused for fewer than two."""
        if len(set(reviewers)) < 2:
            raise Refused("a calibration needs two people at least")
        version = models.ScoreForm.objects.filter(name=form, open=True).order_by("version").last()
        if version is None:
            raise NoSuch(f"there is no form {form}")
        row = models.Calibration.objects.create(
            recording=self._row(recording),
            form=version,
            reviewers=sorted(set(reviewers)),
            made=self._now(),
            made_by=by,
        )
        self._note("calibration begun", f"calibration {row.id}", by=by, people=len(row.reviewers))
        return calibration_of(row)

    @in_transaction
    def calibration(self, calibration: str) -> CalibrationOf:
        return calibration_of(self._calibration(calibration))

    @in_transaction
    def calibrations(self) -> Sequence[CalibrationOf]:
        """The newest first."""
        rows = models.Calibration.objects.select_related("form").prefetch_related("cards")
        return tuple(map(calibration_of, rows.order_by("-made")[:200]))

    @in_transaction
    def cards_of(self, calibration: str) -> Sequence[Card]:
        """Those that were submitted."""
        rows = models.Scorecard.objects.filter(
            calibration=self._calibration(calibration), submitted__isnull=False
        )
        return tuple(map(card_of, rows.select_related("form").order_by("by")))

    @in_transaction
    def close_calibration(self, calibration: str, *, by: str) -> None:
        """From here on everybody who took part sees it; what was not submitted is thrown away."""
        row = self._calibration(calibration)
        if row.closed:
            raise Refused("this calibration is closed already")
        row.cards.filter(status=Status.DRAFT).delete()
        models.Calibration.objects.filter(id=row.id).update(closed=self._now())
        self._note("calibration closed", f"calibration {row.id}", by=by)

    # --- rows --------------------------------------------------------------------------

    def _card(self, card: str) -> models.Scorecard:
        rows = models.Scorecard.objects.select_related("form", "replaces")
        found = rows.select_for_update(of=("self",)).filter(id=_key(card)).first()
        if found is None:
            raise NoSuch("there is no such score")
        return found

    def _draft(self, card: str, by: str) -> models.Scorecard:
        row = self._card(card)
        if row.by != by:
            raise NoSuch("there is no such score")
        if row.status != Status.DRAFT or row.recording_id is None:
            raise Refused(f"this score is {row.status}: it is not changed any more")
        return row

    def _calibration(self, calibration: str) -> models.Calibration:
        found = models.Calibration.objects.select_related("form").filter(id=_key(calibration))
        row = found.first()
        if row is None:
            raise NoSuch("there is no such calibration")
        return row

    def _act(self, row: models.Scorecard, act: Act, by: str) -> None:
        row.status = after_act(act, Status(row.status))
        row.save()
        reckon_score(row.recording_id)
        models.ScoreEvent.objects.create(card=row, act=act, by=by, at=self._now())
        self._note(f"score: {act}", f"score {row.id}", by=by, form=row.form.name)

    def _comment(self, row: models.Scorecard, text: str, *, by: str, **where: Any) -> None:
        if row.recording is None:
            raise Refused("the call is gone: nothing is written about it any more")
        models.ScoreComment.objects.create(
            card=row, recording=row.recording, text=text, by=by, made=self._now(), **where
        )


def _key(text: str) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        raise NoSuch("there is no such score") from None
