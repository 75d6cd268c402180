"""Calls written as lines, for tests of detectors."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.model import Finding, Party, Transcript, Word
from pipeline.timeline import Span

CHANNELS = {"agent": 0, "customer": 1}


def call(*lines: str) -> Transcript:
    """Turns such as "agent: and the code"; without a party it is the customer's."""
    words: list[Word] = []
    clock = 0
    for line in lines:
        party, _, said = line.rpartition(": ")
        for text in said.split():
            words.append(Word(text, Span(clock, clock + 250), CHANNELS[party or "customer"], 0.9))
            clock += 300
        clock += 400
    return Transcript(tuple(words), (Party.AGENT, Party.CUSTOMER))


def mono(*lines: str) -> Transcript:
    """The same, with both parties on one channel."""
    stereo = call(*lines)
    words = tuple(Word(w.text, w.span, 0, w.confidence) for w in stereo.words)
    return Transcript(words, (Party.MIXED,))


def masked(transcript: Transcript, findings: Iterable[Finding]) -> str:
    """The call with each masked word as its entity's name."""
    entities = {i: f.entity for f in findings for i in f.words}
    return " ".join(
        f"<{entities[i]}>" if i in entities else word.text
        for i, word in enumerate(transcript.words)
    )
