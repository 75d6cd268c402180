"""Keyed tones under noise and speech, and what of speech and music is taken for keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import soundfile

from benchmarks.audio.examining import Call, Examiner
from benchmarks.audio.people import DATA, RATE, Samples, levelled, narrow, person, telephone
from benchmarks.audio.reciting import NO_WORDS
from benchmarks.unseen.building import Case, Piece
from benchmarks.unseen.voices import key
from pipeline.adapters.dtmf import DtmfListener
from pipeline.model import Party
from pipeline.ports import Sound
from pipeline.timeline import Span, covered, without
from pipeline.wiring import open_sound

LENGTHS = (40, 50, 70, 100)
LEVELS = (20, 15, 10)
"""dB of a tone over what is under it, by RMS."""
BACKGROUNDS = ("noise", "speech")
LEVEL = 0.05
"""RMS of what is under the tones."""
KEYS = 16
APART = 5
"""Seconds between two numbers."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Numbers keyed in one way."""

    background: str
    milliseconds: int
    level: int
    tones: int
    silenced: int
    """Tones of which not a millisecond can be heard."""
    beside: float
    """Share (0..1) of the time between the numbers that is silenced."""
    released: bool


def cells(examiner: Examiner, numbers: int) -> Iterator[Cell]:
    """Every length at every level over every background, `numbers` of sixteen keys each."""
    for background in BACKGROUNDS:
        for milliseconds in LENGTHS:
            for level in LEVELS:
                yield _cell(examiner, background, milliseconds, level, numbers)


def _cell(examiner: Examiner, background: str, milliseconds: int, level: int, numbers: int) -> Cell:
    name = f"{background}-{milliseconds}-{level}"
    rng = Random(name)
    path = examiner.site.folder / f"{name}.wav"
    pieces = write(path, background, milliseconds, level, numbers, rng)
    case = Case(name, (), "", "", mono=True)
    call = Call(case, path, pieces)
    sound, outcome = call.sound, examiner.recite(call, NO_WORDS)
    path.unlink()
    result = outcome.result
    hidden = sum(any(m.span.covers(piece.span) for m in result.masks) for piece in pieces)
    tones = len(pieces)
    numbers_said = [pieces[n].span.hull(pieces[n + KEYS - 1].span) for n in range(0, tones, KEYS)]
    between = without([sound.span], numbers_said)
    return Cell(
        background,
        milliseconds,
        level,
        tones,
        hidden if result.verified else tones,
        covered(between, by=[m.span for m in result.masks]) / sum(s.duration for s in between),
        result.verified,
    )


def write(
    path: Path, background: str, milliseconds: int, level: int, numbers: int, rng: Random
) -> list[Piece]:
    """Numbers with `APART` s between them; keys 50 to 400 ms apart."""
    at, pieces, tones = 2 * RATE, [], []
    for _ in range(numbers):
        for _ in range(KEYS):
            tone = np.asarray(key(rng.choice("0123456789"), milliseconds), dtype=np.float64)
            tones.append((at, tone / np.sqrt(np.mean(tone**2))))
            start = at * 1000 // RATE
            pieces.append(Piece("dtmf", 0, Span(start, start + milliseconds), 1))
            at += len(tone) + rng.randint(50, 400) * RATE // 1000
        at += APART * RATE
    samples = _background(background, at, rng)
    for start, tone in tones:
        samples[start : start + len(tone)] += tone * LEVEL * 10 ** (level / 20)
    peak = float(np.abs(samples).max())
    soundfile.write(path, samples / max(1.0, peak / 0.98), RATE, "ULAW")
    return pieces


def _background(name: str, length: int, rng: Random) -> Samples:
    """Noise, or people's speech over and over, at `LEVEL`."""
    if name == "noise":
        sound = np.random.default_rng(rng.randrange(1 << 30)).standard_normal(length)
        return levelled(narrow(sound, RATE), LEVEL)
    speech = np.concatenate([person("jfk.flac"), person("multilingual.mp3")])
    return levelled(np.resize(np.roll(speech, rng.randrange(len(speech))), length), LEVEL)


def table(made: list[Cell]) -> Iterator[str]:
    yield "| under the tones | tone | " + " | ".join(f"{level} dB" for level in LEVELS) + " |"
    yield "|---|---|" + "---|" * len(LEVELS)
    for background in BACKGROUNDS:
        for milliseconds in LENGTHS:
            row = [c for c in made if (c.background, c.milliseconds) == (background, milliseconds)]
            cells = (
                f"{c.silenced / c.tones:.2%} of {c.tones}"
                + ("" if c.released else " (quarantined)")
                for c in row
            )
            yield f"| {background} | {milliseconds} ms | {' | '.join(cells)} |"
    most = max(cell.beside for cell in made)
    yield f"\nOf the time between the numbers, {most:.1%} was silenced at the most."


def talk_off(folder: Path) -> Iterator[tuple[str, float, int, float]]:
    """What holds no key: its name, seconds, runs of keys heard in it, share of its time masked."""
    takes = sorted((DATA / "fsdd").glob("*.wav"))
    talk = [telephone(path) for path in sorted((DATA / "speech").iterdir())]
    yield _heard("people talking", np.concatenate(talk), folder)
    yield _heard("people saying digits", np.concatenate([telephone(p) for p in takes]), folder)
    yield _heard("music, synthetic", music(600, Random(1)), folder)


def music(seconds: int, rng: Random) -> Samples:
    """Chords of harmonic tones in equal temperament, each held for 0.15 to 1.2 s."""
    parts: list[Samples] = []
    while sum(len(part) for part in parts) < seconds * RATE:
        length = int(rng.uniform(0.15, 1.2) * RATE)
        time = np.arange(length) / RATE
        decay = np.exp(-time * rng.uniform(0, 3))
        chord = np.zeros(length)
        for _ in range(rng.randint(1, 4)):
            pitch = 220 * 2 ** (rng.randint(-7, 30) / 12)
            for harmonic in range(1, rng.randint(2, 7)):
                if pitch * harmonic < RATE / 2:
                    chord += np.sin(2 * np.pi * pitch * harmonic * time) / harmonic
        parts.append(chord * decay)
    return levelled(narrow(np.concatenate(parts), RATE), LEVEL)


def _heard(name: str, samples: Samples, folder: Path) -> tuple[str, float, int, float]:
    path = folder / "talk.wav"
    soundfile.write(path, np.clip(samples, -1, 1), RATE, "ULAW")
    sound: Sound = open_sound(path, (Party.AGENT, Party.CUSTOMER))
    found = list(DtmfListener().listen(sound))
    path.unlink()
    masked = sum(finding.span.duration for finding in found)
    return name, len(samples) / RATE, len(found), masked / sound.duration
