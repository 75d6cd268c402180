"""Recordings brought to where a test needs them, in a real catalogue and vault."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4

from pipeline.model import (
    CallDetail,
    Claim,
    Clock,
    Direction,
    Entity,
    Finding,
    Kind,
    Mask,
    Moment,
    Outcome,
    Party,
    ProfileName,
    PurposeName,
    Recording,
    RecordingId,
    Rendition,
    Sha256,
    State,
    Tag,
)
from pipeline.policy import Policy
from pipeline.ports import Keeping
from pipeline.settings.policy import load_policy
from pipeline.timeline import Span

CONFIG = Path(__file__).parent.parent / "config"
POLICY: Policy = load_policy(CONFIG)
ENDED = datetime.fromisoformat("2025-03-27T09:25:00+00:00")
LEASE = timedelta(minutes=5)
TRAINING = Tag(PurposeName("training_quality"), ("always",))
SALE = Tag(PurposeName("sales_record"), ("payment_taken",))
QUALITY, EVIDENCE = ProfileName("quality"), ProfileName("evidence")
HEARD = Finding(Entity.PAN, 1, Span(1_000, 6_000), 0.99, "cards", "sixteen digits")


def a_recording(*, call_id: str = "c-1", ended: datetime | None = ENDED) -> Recording:
    """One that nobody has seen yet."""
    id_ = uuid4().hex
    return Recording(
        id=RecordingId(id_),
        call=CallDetail(
            source="headquarters",
            call_id=call_id,
            direction=Direction.INBOUND,
            ani="07700900123",
            queue="sales",
            ended=Moment(ended, Clock.SIDECAR) if ended else None,
        ),
        sha256=Sha256(id_ * 2),
        duration=30_000,
        rate=8_000,
        channels=(Party.AGENT, Party.CUSTOMER),
        received=ENDED + timedelta(minutes=1),
    )


def received(keeping: Keeping, recording: Recording | None = None) -> Recording:
    """Sealed, and waiting for redaction."""
    recording = keeping.catalogue.admit(recording or a_recording())
    keeping.vault.store(Rendition.original(recording.id), BytesIO(b"what was said"))
    keeping.catalogue.arrived(recording.id)
    return recording


def claimed(keeping: Keeping, *, now: datetime = ENDED + timedelta(minutes=2)) -> Claim:
    claim = keeping.catalogue.claim("worker-1", now=now, lease=LEASE)
    assert claim
    return claim


def released(
    keeping: Keeping,
    *tags: Tag,
    recording: Recording | None = None,
    state: State = State.RELEASED,
) -> Recording:
    """Redacted for `tags`, verified, and settled as `state`; its original still there."""
    received(keeping, recording)
    claim = claimed(keeping)
    kept = {}
    for profile in POLICY.profiles_heard_by(tags):
        for kind in (Kind.AUDIO, Kind.PEAKS, Kind.TRANSCRIPT):
            rendition = Rendition(claim.recording.id, profile.name, kind)
            keeping.catalogue.begin(rendition)
            keeping.vault.store(rendition, BytesIO(f"{profile.name} {kind}".encode()))
            kept[rendition] = (Mask(1, Span(750, 6_250), (HEARD,)),)
    keeping.catalogue.settle(claim, Outcome(state, tags, kept, engine="an engine"))
    return claim.recording
