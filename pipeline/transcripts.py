"""Transcripts and findings as JSON: the stable formats of `hushtape detect`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, TypeGuard

from pipeline.errors import UnreadableTranscript
from pipeline.model import ENGLISH, Entity, Finding, Party, Profile, Transcript, Word
from pipeline.timeline import Span

LONGEST_CALL = 64 * 1024 * 1024
"""Bytes of one call's JSON that are read: a day of talk takes a quarter of them."""
MOST_CHANNELS = 32
LATEST = 1_000 * 3_600_000
"""Milliseconds after which no word of a call begins or ends."""

_PARTIES = {str(party): party for party in Party}


@dataclass(frozen=True, slots=True)
class NamedTranscript:
    """A transcript, the id its file gives it, and where in the file each word stands."""

    id: str
    transcript: Transcript
    order: tuple[int, ...]
    """For each word of the transcript, its index among the words of the file."""


def read_transcripts(path: Path) -> Iterator[NamedTranscript]:
    """The calls of a `.json` file (one) or a `.jsonl` file (one a line), in order.

    Raises UnreadableTranscript, which names the file and the line and quotes nothing of it.
    """
    try:
        with path.open("rb") as file:
            if path.suffix != ".jsonl":
                yield _parsed(file.read(LONGEST_CALL + 1), path)
                return
            for number in count(1):
                line = file.readline(LONGEST_CALL + 1)
                if not line:
                    return
                if line.strip():
                    yield _parsed(line, path, number)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UnreadableTranscript(f"{path}: {why}") from None


def _parsed(content: bytes, path: Path, line: int | None = None) -> NamedTranscript:
    """The call in `content`, which is `line` of the file, or all of it."""
    at = line
    try:
        if len(content) > LONGEST_CALL:
            raise _NoCall(f"a call of more than {LONGEST_CALL >> 20} MB")
        return from_json(json.loads(content.decode("utf-8-sig")))
    except _NoCall as error:
        why = str(error)
    except UnicodeDecodeError as error:
        at, why = line or content.count(b"\n", 0, error.start) + 1, "not UTF-8"
    except json.JSONDecodeError as error:
        more = error.msg == "Extra data" and line is None
        at, why = line or error.lineno, "a second call: name it .jsonl" if more else "not JSON"
    except RecursionError:
        why = "nested too deep"
    except ValueError:
        why = "a number that is too long"
    # Without its cause: decoders quote what they stumbled over.
    raise UnreadableTranscript(f"{path}{f', line {at}' if at else ''}: {why}")


class _NoCall(ValueError):
    """What is wrong with an object that should be a call: by field, and quoting nothing."""


def from_json(call: object) -> NamedTranscript:
    """One call of the transcript format; words are put in the order of their start.

    Half a character (JSON can say "\\ud800") becomes "?". Raises ValueError, which names
    the field, for what is not that format.
    """
    if not isinstance(call, dict):
        raise _NoCall("not an object with id, channels and words")
    id_, channels, words = (call.get(name) for name in ("id", "channels", "words"))
    if not _is_text(id_):
        raise _NoCall("id is missing or no text")
    if not isinstance(channels, list) or len(channels) > MOST_CHANNELS:
        raise _NoCall(f"channels is no list of {MOST_CHANNELS} at most")
    if not all(isinstance(name, str) and name in _PARTIES for name in channels):
        raise _NoCall(f"channels has names other than {', '.join(_PARTIES)}")
    if not isinstance(words, list):
        raise _NoCall("words is missing or no list")
    language = call.get("language", ENGLISH)
    if not isinstance(language, str) or not re.fullmatch("[a-z]{2,3}", language):
        raise _NoCall("language is no code of ISO 639")
    said = [_word(word, len(channels), f"words[{i}]") for i, word in enumerate(words)]
    order = tuple(sorted(range(len(said)), key=lambda i: said[i].span.start))
    parties = tuple(_PARTIES[name] for name in channels)
    transcript = Transcript(tuple(said[i] for i in order), parties, language)
    return NamedTranscript(_whole(id_), transcript, order)


def _word(word: object, channels: int, where: str) -> Word:
    if not isinstance(word, dict):
        raise _NoCall(f"{where} is no object")
    text, channel, confidence = word.get("text"), word.get("channel"), word.get("confidence", 1.0)
    if not _is_text(text):
        raise _NoCall(f"{where}.text is missing or no text")
    if not _is_number(channel, channels - 1) or int(channel) != channel:
        raise _NoCall(f"{where}.channel is missing or none of channels")
    if not _is_number(confidence, 1):
        raise _NoCall(f"{where}.confidence is no number from 0 to 1")
    start, end = (_time(word, name, where) for name in ("start_ms", "end_ms"))
    # A word without a length is what recognisers write when they lost the time.
    return Word(_whole(text), Span(start, max(end, start + 1)), int(channel), float(confidence))


def _time(word: Mapping[str, Any], name: str, where: str) -> int:
    time = word.get(name)
    if not _is_number(time, LATEST):
        raise _NoCall(f"{where}.{name} is missing or no time in a call")
    return int(time)


def _is_text(value: object) -> TypeGuard[str | int | float]:
    """A number is text, too: recognisers write "4539" without the quotes."""
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _is_number(value: object, most: int) -> TypeGuard[int | float]:
    """Whether it is a number from 0 to `most`; NaN is not."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most


def _whole(text: object) -> str:
    return str(text).encode("utf-8", "replace").decode("utf-8")


def to_json(id_: str, transcript: Transcript) -> dict[str, Any]:
    """The transcript format of the design page, as an object; `language` unless it is English."""
    foreign = {} if transcript.language == ENGLISH else {"language": transcript.language}
    return {
        "id": id_,
        **foreign,
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
