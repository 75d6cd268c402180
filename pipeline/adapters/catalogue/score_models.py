"""The tables of scorecards. The sweep empties them, so they are here and not in the desk."""

from __future__ import annotations

from uuid import uuid4

from django.db import models


class ScoreForm(models.Model):
    """One version of a form. A version that cards were begun with is never changed."""

    name = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    definition = models.JSONField()
    """As `pipeline.settings.scorecards.FormTable` reads it."""
    open = models.BooleanField(default=True)
    """Whether new cards may be begun with it: the newest version, unless it was retired."""
    made = models.DateTimeField()
    made_by = models.CharField(max_length=128)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["name", "version"], name="one_version"),)

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Calibration(models.Model):
    """Several people score one call, each without knowing of the others."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    recording = models.ForeignKey(
        "catalogue.Recording", on_delete=models.SET_NULL, null=True, related_name="calibrations"
    )
    form = models.ForeignKey(ScoreForm, on_delete=models.PROTECT)
    reviewers = models.JSONField()
    made = models.DateTimeField()
    made_by = models.CharField(max_length=128)
    closed = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"calibration {self.pk}"


class Scorecard(models.Model):
    """What one person answered about one call. No free text: that is in the comments."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    form = models.ForeignKey(ScoreForm, on_delete=models.PROTECT, related_name="cards")
    recording = models.ForeignKey(
        "catalogue.Recording", on_delete=models.SET_NULL, null=True, related_name="scorecards"
    )
    """None once the call is gone: the score may outlive it."""
    calibration = models.ForeignKey(
        Calibration, on_delete=models.CASCADE, null=True, related_name="cards"
    )
    replaces = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="replaced_by"
    )
    agent = models.CharField(max_length=128, default="")
    by = models.CharField(max_length=128)
    status = models.CharField(max_length=16)
    answers = models.JSONField(default=dict)
    earned = models.JSONField(default=dict)
    """What each question earned at the submission, in hundredths of a percent, or None."""
    total = models.PositiveIntegerField(null=True)
    passed = models.BooleanField(null=True)
    begun = models.DateTimeField()
    submitted = models.DateTimeField(null=True)
    released = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["submitted", "id"], name="score_age"),
            models.Index(fields=["agent", "status"], name="score_agent"),
            models.Index(fields=["by", "status"], name="score_by"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["recording", "form", "by"],
                condition=models.Q(status="draft", calibration=None, replaces=None),
                name="one_draft",
            ),
        )

    def __str__(self) -> str:
        return f"score {self.pk}"


class ScoreComment(models.Model):
    """What somebody wrote about a call. It may quote, so it never outlives the call."""

    card = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="comments")
    recording = models.ForeignKey(
        "catalogue.Recording", on_delete=models.CASCADE, related_name="score_comments"
    )
    question = models.CharField(max_length=40, default="")
    """The question it is about; empty if it is about the call."""
    at = models.PositiveBigIntegerField(null=True)
    """Milliseconds into the call."""
    part = models.CharField(max_length=16, default="review")
    """What it was said for: the review, a dispute, a decision."""
    text = models.TextField()
    by = models.CharField(max_length=128)
    made = models.DateTimeField()

    def __str__(self) -> str:
        return f"comment {self.pk}"


class ScoreEvent(models.Model):
    """What was done with a card, by whom: its history."""

    card = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="events")
    act = models.CharField(max_length=16)
    by = models.CharField(max_length=128)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.act} {self.card_id}"
