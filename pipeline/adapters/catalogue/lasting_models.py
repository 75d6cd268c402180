"""The tables of what is left of calls that are gone: numbers, and nothing to find a call by."""

from __future__ import annotations

from django.db import models


class Gone(models.Model):
    """How many calls, and how many of their misses, are not here any more: numbers alone, so
    that the rate of misses over time does not forget what expired.
    """

    month = models.DateTimeField()
    """Its first moment: that of the settling of a call, or of the making of a mark."""
    entity = models.CharField(max_length=32, default="")
    """What was missed; empty for calls."""
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["month", "entity"], name="one_count"),)

    def __str__(self) -> str:
        return f"gone of {self.month:%Y-%m}"


class Anonymous(models.Model):
    """What is left of a call that was anonymised: nobody can be found by it."""

    month = models.CharField(max_length=7)
    direction = models.CharField(max_length=16, null=True)
    queue = models.CharField(max_length=128, null=True)
    minutes = models.PositiveIntegerField()
    purposes = models.JSONField()
    entities = models.JSONField()

    def __str__(self) -> str:
        return f"anonymous call of {self.month}"
