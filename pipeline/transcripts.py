"""Transcripts and findings as JSON: the stable formats of `hushtape detect`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import UnreadableTranscript
from pipeline.model import Entity, Finding, Party, Profile, Transcript, Word
from pipeline.timeline import Span


@dataclass(frozen=True, slots=True)
class NamedTranscript:
    """A transcript and the id its file gives it."""

    id: str
    transcript: Transcript


def read_transcripts(path: Path) -> Iterator[NamedTranscript]:
    """The calls of a `.json` file (one) or a `.jsonl` file (one a line), in order.

    Raises UnreadableTranscript, which names the file and the line.
    """
    try:
        if path.suffix == ".jsonl":
            with path.open(encoding="utf-8") as lines:
                for number, line in enumerate(lines, start=1):
                    if line.strip():
                        yield _parsed(line, f"{path}, line {number}")
        else:
            yield _parsed(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        # Without its cause: the decoder's message quotes the bytes it stumbled over.
        raise UnreadableTranscript(f"{path}: {type(error).__name__}") from None


def _parsed(text: str, where: str) -> NamedTranscript:
    try:
        return from_json(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableTranscript(f"{where}: {type(error).__name__}") from None


def from_json(call: Mapping[str, Any]) -> NamedTranscript:
    """One call of the transcript format; words are put in the order of their start.

    Raises ValueError, KeyError or TypeError for what is not that format.
    """
    channels = tuple(Party(name) for name in call["channels"])
    words = tuple(_word(word, len(channels)) for word in call["words"])
    ordered = tuple(sorted(words, key=lambda word: word.span.start))
    return NamedTranscript(str(call["id"]), Transcript(ordered, channels))


def _word(word: Mapping[str, Any], channels: int) -> Word:
    start, end = int(word["start_ms"]), int(word["end_ms"])
    channel = int(word["channel"])
    if not 0 <= channel < channels:
        raise ValueError("no such channel")
    # A word without a length is what recognisers write when they lost the time.
    span = Span(start, max(end, start + 1))
    return Word(str(word["text"]), span, channel, float(word.get("confidence", 1.0)))


def to_json(id_: str, transcript: Transcript) -> dict[str, Any]:
    """The transcript format of the design page, as an object."""
    return {
        "id": id_,
        "channels": [str(party) for party in transcript.channels],
        "words": [
            {
                "text": word.text,
                "start_ms": word.span.start,
                "end_ms": word.span.end,
                "channel": word.channel,
                "confidence": round(word.confidence, 3),
            }
            for word in transcript.words
        ],
    }


def findings_to_json(
    id_: str, findings: Iterable[Finding], masked: Mapping[int, Entity], *, explain: bool = False
) -> dict[str, Any]:
    """One output line of `hushtape detect --json`; `explain` adds each finding's rule."""
    return {
        "id": id_,
        "findings": [_finding(finding, explain=explain) for finding in findings],
        "words": [{"index": i, "masked": str(entity)} for i, entity in sorted(masked.items())],
    }


def _finding(finding: Finding, *, explain: bool) -> dict[str, Any]:
    line: dict[str, Any] = {
        "entity": str(finding.entity),
        "channel": finding.channel,
        "start_ms": finding.span.start,
        "end_ms": finding.span.end,
        "score": round(finding.score, 3),
        "detector": finding.detector,
    }
    return line | {"rule": finding.rule} if explain else line


def masked_words(
    transcript: Transcript, findings: Iterable[Finding], profile: Profile
) -> dict[int, Entity]:
    """The words (by index) that `profile` masks, each with its best named entity.

    A finding without words masks those of its channel that it overlaps.
    """
    rank = {entity: place for place, entity in enumerate(Entity)}
    masked: dict[int, Entity] = {}
    for finding in filter(profile.masks, findings):
        for index in finding.words or _overlapped(transcript, finding):
            known = masked.get(index)
            if known is None or rank[finding.entity] < rank[known]:
                masked[index] = finding.entity
    return masked


def _overlapped(transcript: Transcript, finding: Finding) -> Iterator[int]:
    for index, word in enumerate(transcript.words):
        if word.channel == finding.channel and word.span.overlaps(finding.span):
            yield index
