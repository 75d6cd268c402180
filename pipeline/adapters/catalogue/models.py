"""The tables. One schema serves the pipeline and the review desk.

Personal data lives here in the clear (numbers, agents), so a row dies with its
call; what was said does not live here at all.
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from django.db import models

from pipeline.adapters.catalogue.desk_models import Bookmark, Mark, Sampled
from pipeline.adapters.catalogue.lasting_models import Anonymous, Gone
from pipeline.adapters.catalogue.score_models import (
    Calibration,
    Scorecard,
    ScoreComment,
    ScoreEvent,
    ScoreForm,
)

__all__ = [
    "Anonymous",
    "Bookmark",
    "Calibration",
    "Call",
    "Extension",
    "Gone",
    "Hold",
    "Mark",
    "Note",
    "Recording",
    "Rendition",
    "Sampled",
    "ScoreComment",
    "ScoreEvent",
    "ScoreForm",
    "Scorecard",
    "Tag",
]
LENGTHS = (2 * 60_000, 10 * 60_000, 30 * 60_000)
"""Milliseconds: from each on begins a class of calls by their length."""
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
"""The end of a window that waits for an event."""


class Call(models.Model):
    """What the switch said about a call; several recordings may belong to it."""

    source = models.CharField(max_length=64)
    call_id = models.CharField(max_length=255)
    direction = models.CharField(max_length=16, null=True)
    ani = models.CharField(max_length=64, null=True)
    dnis = models.CharField(max_length=64, null=True)
    queue = models.CharField(max_length=128, null=True)
    agent = models.CharField(max_length=128, null=True)
    campaign = models.CharField(max_length=128, null=True)
    disposition_code = models.CharField(max_length=64, null=True)
    started = models.DateTimeField(null=True)
    started_clock = models.CharField(max_length=16, null=True)
    ended = models.DateTimeField(null=True)
    ended_clock = models.CharField(max_length=16, null=True)
    contract_ended = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["source", "call_id"], name="one_call"),)

    def __str__(self) -> str:
        return f"call {self.pk}"


class Recording(models.Model):
    """One captured call's audio and where it is on its way."""

    id = models.CharField(primary_key=True, max_length=32)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="recordings")
    sha256 = models.CharField(max_length=64, unique=True)
    duration = models.PositiveBigIntegerField()
    rate = models.PositiveIntegerField()
    channels = models.JSONField()
    received = models.DateTimeField()
    state = models.CharField(max_length=16)
    reason = models.TextField(default="")
    hint = models.TextField(default="")
    engine = models.CharField(max_length=128, default="")
    flags = models.JSONField(default=list)
    entities = models.JSONField(default=dict)
    """How often each entity was masked; the numbers an anonymised call leaves."""
    anonymise = models.BooleanField(default=False)
    restricted = models.TextField(default="")
    """Why nobody may hear it though it is kept (UK GDPR 18); empty if it is not restricted."""
    worker = models.CharField(max_length=128, default="")
    lease_until = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    leaks = models.JSONField(default=dict)
    """Of a quarantined one: what was silenced, and what was audible all the same."""
    due = models.DateTimeField(null=True)
    settled = models.DateTimeField(null=True)
    """When redaction was done with it."""
    awaits = models.DateTimeField(null=True)
    """Since when a person has to approve its destruction."""
    approved = models.DateTimeField(null=True)
    """When a person did."""
    # What lists are sorted and filtered by, from the call: reckoning.py writes and erases it.
    at = models.DateTimeField()
    """When the call ended; when it was received, while nothing dates it."""
    agent = models.CharField(max_length=128, null=True)
    queue = models.CharField(max_length=128, null=True)
    direction = models.CharField(max_length=16, null=True)
    length = models.GeneratedField(
        expression=models.Case(
            *(models.When(duration__lt=under, then=n) for n, under in enumerate(LENGTHS)),
            default=len(LENGTHS),
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
    """Which of the classes that `LENGTHS` divides."""
    untagged = models.BooleanField(default=True)
    """Whether it has no purpose at all: a person has to say what it is kept for."""
    score = models.PositiveIntegerField(null=True)
    """The total of its newest scorecard that counts, in hundredths of a percent."""

    class Meta:
        indexes = (
            models.Index(
                fields=["-at", "-id"],
                name="newest_scored",
                condition=models.Q(score__isnull=False),
            ),
            models.Index(
                fields=["-at", "-id"], name="newest_untagged", condition=models.Q(untagged=True)
            ),
            models.Index(
                fields=["awaits", "id"], name="awaits", condition=models.Q(awaits__isnull=False)
            ),
            models.Index(
                fields=["settled"], name="settled", condition=models.Q(settled__isnull=False)
            ),
            models.Index(fields=["state", "received"], name="queue"),
            models.Index(fields=["direction", "-at", "-id"], name="newest_in_direction"),
            models.Index(fields=["length", "-at", "-id"], name="newest_of_length"),
            models.Index(fields=["-at", "-id"], name="newest"),
            models.Index(fields=["state", "-at", "-id"], name="newest_in_state"),
            models.Index(fields=["agent", "-at", "-id"], name="newest_of_agent"),
            models.Index(fields=["queue", "-at", "-id"], name="newest_of_queue"),
            models.Index(fields=["due", "id"], name="due", condition=models.Q(due__isnull=False)),
        )

    def __str__(self) -> str:
        return f"recording {self.pk}"


class Tag(models.Model):
    """A purpose of a recording, and why."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="tags")
    purpose = models.CharField(max_length=64)
    because = models.JSONField(default=list)
    tagged_by = models.CharField(max_length=128)
    # The window as the policy has it: reckoning.py writes it whenever a fact changes.
    hears = models.CharField(max_length=64, default="")
    """The profile that its readers hear now; "" if nothing is left for them."""
    open_until = models.DateTimeField(null=True)
    """Null once it is shut; `FOREVER` while it waits for its event."""
    at = models.DateTimeField(null=True)
    """The recording's."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["recording", "purpose"], name="one_tag"),)
        indexes = (
            models.Index(
                fields=["purpose", "-at", "-recording"],
                name="newest_open",
                condition=models.Q(open_until__isnull=False),
            ),
            models.Index(
                fields=["purpose", "open_until", "recording"],
                name="next_to_shut",
                condition=models.Q(open_until__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.purpose} on {self.recording_id}"


class Extension(models.Model):
    """A purpose's period, made longer by a person with a reason."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="extensions")
    purpose = models.CharField(max_length=64)
    until = models.DateTimeField()
    reason = models.TextField()
    by = models.CharField(max_length=128)

    def __str__(self) -> str:
        return f"{self.purpose} on {self.recording_id}"


class Rendition(models.Model):
    """A form of a recording that lives in the vault, or is about to, or is being destroyed."""

    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="renditions")
    profile = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    verified = models.BooleanField(default=False)
    masks = models.JSONField(default=list)
    doomed = models.TextField(default="")
    """The authority it is being destroyed on; set before the first byte goes."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["recording", "profile", "kind"], name="one_rendition"),
        )
        indexes = (models.Index(fields=["id"], name="doomed", condition=~models.Q(doomed="")),)

    def __str__(self) -> str:
        return f"{self.recording_id}.{self.profile}.{self.kind}"


class Hold(models.Model):
    """A matter that freezes recordings. There is no limit to their number."""

    id = models.CharField(primary_key=True, max_length=32)
    matter = models.TextField()
    placed_by = models.CharField(max_length=128)
    placed = models.DateTimeField()
    released = models.DateTimeField(null=True)
    recordings = models.ManyToManyField(Recording, related_name="holds")

    def __str__(self) -> str:
        return f"hold {self.pk}"


class Masked(models.Model):
    """That a recording has masks of an entity: the keys of its `entities`, to look up."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="masked")
    entity = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["recording", "entity"], name="one_masked"),)
        indexes = (models.Index(fields=["entity", "-at", "-recording"], name="newest_with_entity"),)

    def __str__(self) -> str:
        return f"{self.entity} in {self.recording_id}"


class Spoken(models.Model):
    """The words of a struck transcript, each as a keyed hash, in their order.

    The full-text index over it is the database's own (see the migration) and follows
    each row, so that nothing of it outlives the rendition.
    """

    id = models.BigIntegerField(primary_key=True)
    """Grows with the time of the call: the newest hits come first without sorting."""
    rendition = models.OneToOneField(Rendition, on_delete=models.CASCADE, related_name="spoken")
    words = models.TextField()

    def __str__(self) -> str:
        return f"the words of {self.rendition_id}"


class Reckoned(models.Model):
    """The policy by which the windows of all tags were last reckoned; one row."""

    fingerprint = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.fingerprint


class Note(models.Model):
    """An act that is done and not yet in the ledger: written with it, in one transaction."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    order = models.BigIntegerField()
    act = models.CharField(max_length=64)
    about = models.CharField(max_length=255)
    details = models.JSONField()

    def __str__(self) -> str:
        return f"{self.act} {self.about}"
