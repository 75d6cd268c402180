"""Short ways to say what tests about purposes and retention need to say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.model import (
    CountsFrom,
    Fate,
    Kind,
    Party,
    Period,
    ProfileName,
    PurposeName,
    RecordingId,
    Rendition,
    Rule,
    Tag,
    Transcript,
    Word,
)
from pipeline.schedule import LifeFacts, Schedule
from pipeline.timeline import Span

CONFIG = Path(__file__).parent.parent / "config"

RECORDING = RecordingId("0" * 32)
ENDED = datetime(2026, 3, 27, 9, 30, tzinfo=UTC)
RECEIVED = ENDED + timedelta(minutes=5)
ORIGINAL = Rendition.original(RECORDING)
QUALITY = Rendition(RECORDING, ProfileName("quality"), Kind.AUDIO)
EVIDENCE = Rendition(RECORDING, ProfileName("evidence"), Kind.AUDIO)

SIX_YEARS = Period(years=6)

TRAINING = PurposeName("training")
SALES = PurposeName("sales")
FRAUD = PurposeName("fraud")


def a_rule(
    purpose: PurposeName = SALES,
    profile: ProfileName = EVIDENCE.profile,
    *,
    keep: Period = SIX_YEARS,
    counts_from: CountsFrom = CountsFrom.CALL_ENDED,
    then: Fate = Fate.DESTROY,
    at_least: Period | None = None,
) -> Rule:
    return Rule(purpose, profile, keep, counts_from, then, f"law of {purpose}", at_least)


def a_schedule(*rules: Rule) -> Schedule:
    """Training hears quality; sales and fraud hear evidence, or quality instead."""
    return Schedule(
        rules=rules
        or (
            a_rule(TRAINING, QUALITY.profile, keep=Period(months=6)),
            a_rule(SALES, keep=Period(years=6)),
            a_rule(FRAUD, keep=Period(months=13)),
        ),
        hears={
            TRAINING: (QUALITY.profile,),
            SALES: (EVIDENCE.profile, QUALITY.profile),
            FRAUD: (EVIDENCE.profile, QUALITY.profile),
        },
        original_limit=timedelta(hours=72),
        undated_latest=Period(days=30),
    )


def tagged(*purposes: PurposeName) -> tuple[Tag, ...]:
    return tuple(Tag(purpose, ("always",)) for purpose in purposes)


def facts_of(
    *purposes: PurposeName,
    ended: datetime | None = ENDED,
    living: tuple[Rendition, ...] = (QUALITY, EVIDENCE),
    verified: bool = True,
) -> LifeFacts:
    return LifeFacts(
        received=RECEIVED,
        tags=tagged(*purposes),
        ended=ended,
        living=living,
        verified=verified,
    )


def spoken(*turns: tuple[Party, str]) -> Transcript:
    """A transcript in which each party has a channel and each word lasts 300 ms."""
    channels = tuple(dict.fromkeys(party for party, _ in turns))
    said = [(party, word) for party, text in turns for word in text.split()]
    return Transcript(
        tuple(
            Word(word, Span(300 * i, 300 * i + 280), channels.index(party), 0.9)
            for i, (party, word) in enumerate(said)
        ),
        channels,
    )
