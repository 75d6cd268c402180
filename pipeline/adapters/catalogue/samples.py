"""What sampling plans draw from, and what they drew. Dies with each call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from pipeline.adapters.catalogue import models
from pipeline.adapters.catalogue.transactions import in_transaction
from pipeline.model import PurposeName, RecordingId, State
from pipeline.sampling import Candidate, Per
from pipeline.scorecards import COUNTING
from pipeline.scoring import WHOLE

NEW = timedelta(days=30)
"""An agent whose first call is not older than that is new."""
LAST = 5
"""Scores of an agent that say how it goes."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A call that was drawn for somebody."""

    id: int
    recording: RecordingId
    plan: int
    week: date
    done: datetime | None


class Samples:
    """`connect` must have been called in this process."""

    def candidates(
        self, purpose: PurposeName, per: Per, *, week: date, now: datetime
    ) -> Iterator[Candidate]:
        """The released calls that ended in that week, of which the purpose's window is open."""
        monday = datetime(week.year, week.month, week.day, tzinfo=now.tzinfo)
        open_ = models.Tag.objects.filter(
            purpose=purpose,
            open_until__gt=now,
            at__gte=monday,
            at__lt=monday + timedelta(days=7),
            recording__state=State.RELEASED,
            recording__restricted="",
        )
        known: dict[str, tuple[bool, float | None]] = {}
        columns = ("agent", "queue", "entities", "flags", "duration")
        for id_, agent, queue, entities, flags, duration in open_.values_list(
            "recording_id", *(f"recording__{name}" for name in columns)
        ).iterator(2_000):
            unit = {Per.AGENT: agent, Per.QUEUE: queue, Per.PURPOSE: purpose}[per]
            if unit is None:
                continue
            if agent is not None and agent not in known:
                known[agent] = _is_new(agent, monday), _last_scores(agent)
            new, score = known.get(agent or "", (False, None))
            yield Candidate(
                RecordingId(id_),
                unit,
                sum(entities.values()),
                len(flags),
                duration,
                score=score,
                new_agent=new,
            )

    @in_transaction
    def keep(self, plan: int, week: date, shared: Mapping[RecordingId, str]) -> None:
        """Enter who listens to what; what was entered before stays."""
        models.Sampled.objects.bulk_create(
            (
                models.Sampled(recording_id=recording, plan=plan, week=week, reviewer=name)
                for recording, name in shared.items()
            ),
            200,
            ignore_conflicts=True,
        )

    def of(self, reviewer: str, *, weeks: Iterable[date]) -> tuple[Sample, ...]:
        """What this person has to listen to in those weeks, the newest week first."""
        found = models.Sampled.objects.filter(reviewer=reviewer, week__in=list(weeks))
        return tuple(map(_sample, found.order_by("-week", "plan", "id")))

    @in_transaction
    def done(self, sample: int, reviewer: str, at: datetime) -> bool:
        """Whether it was theirs and not done yet."""
        open_ = models.Sampled.objects.filter(id=sample, reviewer=reviewer, done=None)
        return bool(open_.update(done=at))

    def progress(self, plan: int, *, week: date) -> tuple[int, int]:
        """How many were drawn that week, and how many of them are done."""
        drawn = models.Sampled.objects.filter(plan=plan, week=week)
        return drawn.count(), drawn.exclude(done=None).count()


def _is_new(agent: str, monday: datetime) -> bool:
    return not models.Recording.objects.filter(Q(agent=agent, at__lt=monday - NEW)).exists()


def _last_scores(agent: str) -> float | None:
    """The mean of the agent's newest scores, 0..1; None if there are none."""
    cards = models.Scorecard.objects.filter(
        agent=agent, status__in=COUNTING, calibration=None, total__isnull=False
    )
    totals = list(cards.order_by("-submitted", "-id").values_list("total", flat=True)[:LAST])
    return sum(filter(None, totals)) / len(totals) / WHOLE if totals else None


def _sample(row: models.Sampled) -> Sample:
    return Sample(row.pk, RecordingId(row.recording_id), row.plan, row.week, row.done)
