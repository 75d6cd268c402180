"""The desk's own tables: people and what they set up. What belongs to a call is in the catalogue
and dies with it.
"""

from __future__ import annotations

from uuid import uuid4

from django.contrib.auth.models import AbstractUser
from django.db import models


class Account(AbstractUser):
    """Somebody who may sign in. Rights come from groups alone: there are no superusers."""

    must_change_password = models.BooleanField(default=False)
    """Somebody else set the password."""
    agent = models.CharField(max_length=128, blank=True, default="")
    """By which name the calls know an agent, where it is not the one they sign in with."""

    def __str__(self) -> str:
        return self.get_username()


class Opening(models.Model):
    """A call that a person opened to hear, for a purpose; each request for bytes names it."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    recording = models.CharField(max_length=32)
    """No foreign key: an opening may outlive the call, and then opens nothing."""
    purpose = models.CharField(max_length=64)
    reason = models.CharField(max_length=200)
    opened = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["opened"], name="opened"),)

    def __str__(self) -> str:
        return f"{self.account} opened {self.recording}"


class ReleaseOfHold(models.Model):
    """One person asks that a hold be released; another one has to agree."""

    hold = models.CharField(max_length=32, unique=True)
    asked_by = models.CharField(max_length=150)
    asked = models.DateTimeField()
    reason = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"release of hold {self.hold}"


class Token(models.Model):
    """By which a program asks. The secret itself is not kept."""

    name = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64)
    scopes = models.JSONField()
    ends = models.DateTimeField()
    made_by = models.CharField(max_length=150)

    def __str__(self) -> str:
        return f"token {self.name}"


class Delivered(models.Model):
    """How far a webhook of site.toml was told of what the ledger holds."""

    name = models.CharField(max_length=64, primary_key=True)
    seq = models.BigIntegerField()
    failures = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=200, default="")

    def __str__(self) -> str:
        return f"webhook {self.name}"


class Approval(models.Model):
    """One lead asks to open a quarantined call's view of masks, or to destroy the call;
    another one agrees.
    """

    what = models.CharField(max_length=16, default="open")
    recording = models.CharField(max_length=32)
    asked_by = models.CharField(max_length=150)
    asked = models.DateTimeField()
    reason = models.CharField(max_length=200)
    approved_by = models.CharField(max_length=150, default="")
    approved = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["recording", "asked"], name="approvals"),)

    def __str__(self) -> str:
        return f"{self.what} {self.recording}"


class SavedView(models.Model):
    """Filters of the list of calls that somebody gave a name, for themselves or for a group."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="views")
    group = models.CharField(max_length=150, default="")
    """Who else has it; "" if nobody."""
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1_000)
    """As in the address of the list."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account", "name"], name="one_view"),)

    def __str__(self) -> str:
        return self.name


class SamplingPlan(models.Model):
    """So many calls a week of each agent (or queue), drawn for reviewers of a purpose."""

    name = models.CharField(max_length=60, unique=True)
    purpose = models.CharField(max_length=64)
    """What the calls are heard for: its window must be open, and its readers review them."""
    per = models.CharField(max_length=16)
    """`sampling.Per`."""
    count = models.PositiveSmallIntegerField()
    weights = models.JSONField(default=dict)
    """`sampling.Weights`, by field."""
    seed = models.CharField(max_length=32)
    made_by = models.CharField(max_length=150)
    made = models.DateTimeField()
    ended = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Drawn(models.Model):
    """That a plan was drawn for a week: it is not drawn again."""

    plan = models.ForeignKey(SamplingPlan, on_delete=models.CASCADE, related_name="weeks")
    week = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["plan", "week"], name="drawn_once"),)

    def __str__(self) -> str:
        return f"{self.plan} for {self.week}"
