"""A written call made into sound, with the time of every secret and of all other speech."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
import soundfile

from benchmarks.unseen.voices import RATE, Samples, key, say
from pipeline.timeline import Span

Noise = npt.NDArray[np.float64]

OTHER = "other"
FILLER = "filler"
"""Said between the parts of a secret: it may be masked or not."""
_PART = re.compile(r"\[(pan|code|expiry|dtmf) ([^\]]*)\]")
_LINE = re.compile(r"([AC])(?:@(-?\d+))?: (.*)")
_TEENS = {"ten", "eleven", "twelve"}
_SILENT = {"double", "treble", "triple", "hundred", "thousand", "and", "double-oh"}
_TIMES = {"double": 2, "treble": 3, "triple": 3}


@dataclass(frozen=True, slots=True)
class Case:
    """A call as it is written, and how it is recorded."""

    name: str
    lines: tuple[str, ...]
    agent: str
    customer: str
    mono: bool = False
    snr: int = 25
    coding: str = "wav"
    pays: bool = True


@dataclass(frozen=True, slots=True)
class Piece:
    """What was said where: `digits` of a secret, or other speech."""

    kind: str
    channel: int
    span: Span
    digits: int = 0
    text: str = ""
    """The words as they were said; none for a key."""
    turn: int = 0
    """Counts the lines of the call."""


@dataclass
class _Tape:
    rng: Random
    sounds: list[tuple[int, int, Samples]] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    now: int = 4_000
    """Samples."""
    turn: int = 0

    def pause(self, low: int, high: int) -> None:
        self.now = max(0, self.now + self.rng.randint(low, high) * RATE // 1000)

    def play(self, channel: int, sound: Samples) -> Span:
        self.sounds.append((channel, self.now, sound))
        span = Span(self.now * 1000 // RATE, (self.now + len(sound)) * 1000 // RATE)
        self.now += len(sound)
        return span


def build(case: Case, path: Path) -> tuple[Path, list[Piece]]:
    """Write the call below `path`; where it is, and what is said in it."""
    tape = _Tape(Random(case.name))
    for tape.turn, line in enumerate(case.lines):
        _say_line(line, case, tape)
    mix = _mixed(tape, case)
    target = path / f"{case.name}.{'wav' if case.coding in ('wav', 'ulaw') else case.coding}"
    _write(target, mix, case.coding)
    return target, [replace(p, channel=0) for p in tape.pieces] if case.mono else tape.pieces


def _say_line(line: str, case: Case, tape: _Tape) -> None:
    if line.startswith("~"):
        tape.now += int(line[1:]) * RATE // 1000
        return
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError(f"a line nobody speaks in {case.name}")
    who, early, text = match.groups()
    channel, voice = (0, case.agent) if who == "A" else (1, case.customer)
    tape.pause(*((int(early), int(early)) if early else (200, 700)))
    for kind, said in _parts(text):
        if kind == OTHER:
            span = tape.play(channel, say(voice, said))
            tape.pieces.append(Piece(OTHER, channel, span, text=said, turn=tape.turn))
        elif kind == "dtmf":
            _key_in(said, channel, tape)
        else:
            _dictate(kind, said, channel, voice, tape)
        tape.pause(40, 160)


def _parts(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    for match in _PART.finditer(text):
        if before := text[at : match.start()].strip():
            yield OTHER, before
        yield match[1], match[2]
        at = match.end()
    if rest := text[at:].strip(" ."):
        yield OTHER, rest


def _key_in(digits: str, channel: int, tape: _Tape) -> None:
    for digit in digits:
        span = tape.play(channel, key(digit, tape.rng.randint(70, 150)))
        tape.pieces.append(Piece("dtmf", channel, span, 1, turn=tape.turn))
        tape.pause(60, 280)


def _dictate(kind: str, said: str, channel: int, voice: str, tape: _Tape) -> None:
    """Groups between commas; a semicolon is a long pause; (words) are no part of the secret."""
    for group, pause in re.findall(r"([^,;]+)([,;]?)", said):
        words = group.strip()
        if words.startswith("("):
            words = words.strip("()")
            span = tape.play(channel, say(voice, words))
            tape.pieces.append(Piece(FILLER, channel, span, text=words, turn=tape.turn))
        else:
            span = tape.play(channel, say(voice, words))
            split = _split(kind, words.split(), channel, span, voice)
            tape.pieces += (replace(piece, turn=tape.turn) for piece in split)
        if pause:
            tape.pause(*((1100, 2200) if pause == ";" else (120, 420)))


def _split(kind: str, words: list[str], channel: int, span: Span, voice: str) -> Iterator[Piece]:
    """The group's time shared out to its words as long as each is by itself."""
    lengths = [len(say(voice, word)) for word in words]
    counts = digits_given(words)
    start, total, passed = span.start, sum(lengths), 0
    for word, length, count in zip(words, lengths, counts, strict=True):
        passed += length
        end = span.start + span.duration * passed // total
        yield Piece(kind, channel, Span(start, max(end, start + 1)), count, word)
        start = max(end, start + 1)


def digits_given(words: list[str]) -> list[int]:
    """How many digits of the number each word gives away."""
    counts = []
    for n, word in enumerate(words):
        after = words[n + 1] if n + 1 < len(words) else ""
        before = words[n - 1] if n else ""
        if word in _SILENT or not word[0].isalpha():
            counts.append(0)
        elif word in _TEENS or word.endswith("teen"):
            counts.append(2)
        elif word.endswith("ty"):
            counts.append(1 if after in _UNITS else 2)
        else:
            counts.append(_TIMES.get(before, 1) + {"hundred": 2, "thousand": 3}.get(after, 0))
    return counts


_UNITS = {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine"}


def _mixed(tape: _Tape, case: Case) -> Samples:
    length = max(at + len(sound) for _, at, sound in tape.sounds) + RATE // 2
    mix = np.zeros((length, 2), dtype=np.float32)
    gains = (1.0, tape.rng.uniform(0.45, 1.0))
    for channel, at, sound in tape.sounds:
        mix[at : at + len(sound), channel] += gains[channel] * sound
    if case.mono:
        mix = mix.sum(axis=1, keepdims=True)
    rng = np.random.default_rng(len(case.name) + length)
    hiss, rumble = rng.standard_normal(mix.shape), _rumble(*mix.shape, rng)
    both = hiss / hiss.std() + rumble / rumble.std()
    both *= 0.08 * 10 ** (-case.snr / 20) / both.std()
    return np.asarray(np.clip(mix + both, -1, 1), dtype=np.float32)


def _rumble(samples: int, channels: int, rng: np.random.Generator) -> Noise:
    """A random walk without the part of it that is no sound (below some 80 Hz)."""
    width = 101
    walk = np.cumsum(rng.standard_normal((samples + width - 1, channels)), axis=0)
    kernel = np.ones(width) / width
    slow = np.stack([np.convolve(column, kernel, mode="valid") for column in walk.T], axis=1)
    return np.asarray(walk[width // 2 : -(width // 2)] - slow, dtype=np.float64)


_CODINGS = {
    "wav": ("WAV", "PCM_16"),
    "ulaw": ("WAV", "ULAW"),
    "ogg": ("OGG", "OPUS"),
    "mp3": ("MP3", "MPEG_LAYER_III"),
}


def _write(target: Path, mix: Samples, coding: str) -> None:
    container, subtype = _CODINGS[coding]
    soundfile.write(target, mix, RATE, format=container, subtype=subtype)
