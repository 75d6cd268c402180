"""The tables of what people at the desk leave with a call: they go with it."""

from __future__ import annotations

from django.db import models


class Mark(models.Model):
    """What a person says about a stretch: a mask is missing, or need not be. No text."""

    recording = models.ForeignKey(
        "catalogue.Recording", on_delete=models.CASCADE, related_name="marks"
    )
    says = models.CharField(max_length=16)
    channel = models.PositiveSmallIntegerField()
    start = models.PositiveBigIntegerField()
    end = models.PositiveBigIntegerField()
    entity = models.CharField(max_length=32)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    course = models.CharField(max_length=16)
    decided_by = models.CharField(max_length=150, default="")
    was = models.CharField(max_length=16, default="")
    """The state from which this mark took the recording; empty if it did not."""

    class Meta:
        indexes = (models.Index(fields=["says", "course", "at"], name="marks"),)

    def __str__(self) -> str:
        return f"{self.says} in {self.recording_id}"


class Bookmark(models.Model):
    """A place in a recording that somebody wants to find again."""

    recording = models.ForeignKey(
        "catalogue.Recording", on_delete=models.CASCADE, related_name="bookmarks"
    )
    by = models.CharField(max_length=128)
    at = models.PositiveBigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["recording", "by", "at"], name="one_bookmark"),
        )

    def __str__(self) -> str:
        return f"bookmark in {self.recording_id}"


class Sampled(models.Model):
    """A recording that a sampling plan of the desk drew for somebody to review."""

    recording = models.ForeignKey(
        "catalogue.Recording", on_delete=models.CASCADE, related_name="sampled"
    )
    plan = models.BigIntegerField()
    week = models.DateField()
    """Its Monday."""
    reviewer = models.CharField(max_length=150)
    done = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["plan", "recording"], name="one_sampled"),)
        indexes = (
            models.Index(fields=["reviewer", "week"], name="sample_of_reviewer"),
            models.Index(fields=["plan", "week"], name="sample_of_plan"),
        )

    def __str__(self) -> str:
        return f"{self.recording_id} for {self.reviewer}"
