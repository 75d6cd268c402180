"""Words and findings of a call that is a minute long."""

from __future__ import annotations

from pipeline.model import Entity, Finding, Party, Profile, ProfileName, Transcript, Word
from pipeline.timeline import Span

CALL = Span(0, 60_000)
EVIDENCE = Profile(ProfileName("evidence"), frozenset())
PARTIES = (Party.AGENT, Party.CUSTOMER)


def word(text: str, start: int, end: int, channel: int = 1, confidence: float = 0.9) -> Word:
    return Word(text, Span(start, end), channel, confidence)


def said(*words: Word) -> Transcript:
    return Transcript(words, PARTIES)


def pan(span: Span, *words: int, channel: int = 1) -> Finding:
    return Finding(Entity.PAN, channel, span, 0.9, "cards", words=words)
