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
