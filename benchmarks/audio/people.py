"""Digits that people said, between sentences that people said, on a telephone line.

Single takes of fsdd are spliced with pauses into numbers of sixteen that pass the check digit;
before and after comes a sentence of jfk.flac; a synthesizer asks for the number on the other
channel. What was spliced is known to the sample.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
import soundfile

from benchmarks.audio.examining import Call, Outcome, masked_speech, share
from benchmarks.audio.site import PARTIES
from benchmarks.unseen.building import OTHER, Case, Piece
from benchmarks.unseen.voices import say
from pipeline.adapters.digit_listener import DigitListener
from pipeline.model import Entity
from pipeline.ports import Sound, SpeechActivity
from pipeline.timeline import Span, covered, support
from pipeline.wiring import open_sound

Samples = npt.NDArray[np.float64]

DATA = Path(__file__).parents[3] / "shared" / "data"
RATE = 8_000
SPEAKERS = ("george", "jackson", "lucas")
NOISE: tuple[int | None, ...] = (None, 20, 15, 10)
"""dB of speech over white noise; None for none but what the takes have."""
LEVEL = 0.08
"""RMS of a take and of a sentence."""
WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
SENTENCES = (
    (300, 4_350, "And so, my fellow Americans, ask not"),
    (5_300, 10_550, "what your country can do for you, ask what you can do for your country."),
)
"""Of jfk.flac: from, to (ms), and what is said."""
ASKED = "Could you read me the long number on the card, please?"
BAND = (300, 3_400)
"""Hz: what a telephone line lets through."""


@dataclass(frozen=True, slots=True)
class Line:
    """Who speaks, over how much noise."""

    speaker: str
    noise: int | None

    @property
    def title(self) -> str:
        return "no noise" if self.noise is None else f"{self.noise} dB"


def lines() -> list[Line]:
    return [Line(speaker, noise) for speaker in SPEAKERS for noise in NOISE]


def spliced_calls(line: Line, folder: Path, count: int, heard: int) -> Iterator[Call]:
    """`count` calls of a line, made below `folder` when their turn comes; always the same.

    Real engines hear every `heard`-th.
    """
    for number in range(count):
        rng = Random(f"{line.speaker} {number}")
        case = Case(f"{line.speaker}-{line.noise}-{number}", (), "flite:slt", line.speaker)
        path = folder / f"{case.name}.wav"
        samples, pieces = _spliced(line.speaker, rng)
        noise = np.random.default_rng(number).standard_normal(samples.shape)
        if line.noise is not None:
            samples = samples + noise * LEVEL * 10 ** (-line.noise / 20)
        soundfile.write(path, np.clip(samples, -1, 1), RATE, "ULAW")
        yield Call(case, path, pieces, heard=number % heard == 0)
        path.unlink()


def _spliced(speaker: str, rng: Random) -> tuple[Samples, list[Piece]]:
    """(samples, channels): the agent asks, the customer says a sentence, a number, a sentence."""
    parts: list[tuple[int, int, Samples]] = []
    pieces: list[Piece] = []
    at = RATE // 2

    def play(channel: int, sound: Samples, pause: int) -> Span:
        nonlocal at
        parts.append((at, channel, sound))
        span = Span(at * 1000 // RATE, (at + len(sound)) * 1000 // RATE)
        at += len(sound) + pause * RATE // 1000
        return span

    def sentence(number: int, turn: int) -> None:
        start, end, text = SENTENCES[number]
        sound = person("jfk.flac")[start * RATE // 1000 : end * RATE // 1000]
        pieces.append(Piece(OTHER, 1, play(1, sound, rng.randint(400, 900)), text=text, turn=turn))

    asked = np.asarray(say("flite:slt", ASKED), dtype=np.float64)
    pieces.append(Piece(OTHER, 0, play(0, asked, 500), text=ASKED))
    sentence(0, 1)
    for place, digit in enumerate(_card(rng)):
        pause = rng.randint(350, 1_000) if place % 4 == 3 else rng.randint(40, 300)
        span = play(1, take(digit, speaker, rng.randrange(25)), pause)
        pieces.append(Piece("pan", 1, span, 1, WORDS[digit], 2))
    sentence(1, 3)
    samples = np.zeros((at + RATE // 2, 2))
    for start, channel, sound in parts:
        samples[start : start + len(sound), channel] += sound
    return samples, pieces


def _card(rng: Random) -> list[int]:
    """Sixteen digits that pass the check digit (ISO/IEC 7812-1, annex B)."""
    digits = [4, *(rng.randrange(10) for _ in range(14))]
    doubled = [sum(divmod(2 * d, 10)) if n % 2 == 0 else d for n, d in enumerate(digits)]
    return [*digits, -sum(doubled) % 10]


@cache
def take(digit: int, speaker: str, number: int) -> Samples:
    return telephone(DATA / "fsdd" / f"{digit}_{speaker}_{number}.wav")


@cache
def person(name: str) -> Samples:
    return telephone(DATA / "speech" / name)


def telephone(path: Path) -> Samples:
    """A recording as one channel at 8 kHz, 300 to 3400 Hz, at `LEVEL`."""
    samples, rate = soundfile.read(path, always_2d=True)
    return levelled(narrow(samples.mean(axis=1), rate), LEVEL)


def narrow(samples: Samples, rate: int) -> Samples:
    """`samples` at 8 kHz, without what lies outside `BAND`."""
    length = len(samples) * RATE // rate
    spectrum = np.fft.rfft(samples)
    hertz = np.fft.rfftfreq(len(samples), 1 / rate)
    spectrum[(hertz < BAND[0]) | (hertz > BAND[1])] = 0
    return np.fft.irfft(spectrum[: length // 2 + 1], length) * (length / len(samples))


def levelled(samples: Samples, rms: float) -> Samples:
    return samples * (rms / float(np.sqrt(np.mean(samples**2))))


def table(
    measured: Sequence[tuple[Line, Sequence[Outcome]]], modes: Sequence[str]
) -> Iterator[str]:
    """Per speaker and noise: the share of digit time silenced in each mode."""
    yield "| speaker | noise | " + " | ".join(modes) + " | other speech masked | more than 4 left |"
    yield "|---|---|" + "---|" * (len(modes) + 2)
    for line, outcomes in measured:
        cells = [line.speaker, line.title, *_cells(outcomes, modes)]
        yield f"| {' | '.join(cells)} |"
    every = [outcome for _, outcomes in measured for outcome in outcomes]
    yield f"| **all** | | {' | '.join(_cells(every, modes))} |"


def _cells(outcomes: Sequence[Outcome], modes: Sequence[str]) -> Iterator[str]:
    by_mode = [[o for o in outcomes if o.mode == mode] for mode in modes]
    for some in by_mode:
        results = [outcome.result for outcome in some]
        released = sum(result.verified for result in results)
        apart = "" if released == len(results) else f" ({len(results) - released} quarantined)"
        yield f"{share(results, ['pan']):.1%}{apart}"
    yield " / ".join(
        f"{masked_speech([o.result for o in some], pays=True):.1%}" for some in by_mode
    )
    yield " / ".join(f"{sum(o.leaks for o in some)}" for some in by_mode)


def false_alarms(speech: SpeechActivity) -> Iterator[tuple[str, float, float]]:
    """For each human recording without a number: its name, seconds of speech, share masked."""
    for path in sorted((DATA / "speech").iterdir()):
        sound: Sound = open_sound(path, PARTIES)
        spoken = talked = 0
        # SOME_DIGITS are hints: by themselves they silence nothing.
        found = [f for f in DigitListener().listen(sound) if f.entity is Entity.DIGITS]
        for channel, spans in enumerate(speech.activity(sound)):
            heard = support(f.span for f in found if f.channel == channel)
            spoken += sum(span.duration for span in spans)
            talked += covered(spans, by=heard)
        yield path.name, spoken / 1000, talked / spoken if spoken else 0.0
