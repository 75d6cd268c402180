"""What a call costs: the recogniser, everything else, and the whole, on one core in one run.

The call is a sample call said over and over. For "everything but the recogniser" the engine
recites what it heard in the sample; then the seconds and the memory are those of the rest:
decoding, listeners, speech activity, detection, planning, silencing, sealing, and the look at
every mask. `python -m benchmarks.audio --part speed --hours 4` measures a long one.
"""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import TypeVar

import click
from soundfile import SoundFile

from benchmarks.audio.site import PARTIES, Site, a_site, whisper
from pipeline.adapters.digit_words import forget
from pipeline.model import Finding, Grade, Hearing, ProfileName, Transcript, Windows
from pipeline.onefile import Redacted, redact_sound
from pipeline.ports import Sound
from pipeline.wiring import open_sound
from tests.samples import one

SAMPLE = one("card-in-words-over-several-turns")
HOUR = 3_600_000
HEARD = 3
"""Times the sample is said in the call that the real engine hears: it takes long enough."""
T = TypeVar("T")


class Recites:
    """Says what the sample says, as often as it was said. Hears nothing the second time."""

    name = "recited"
    grade = Grade.FULL

    def __init__(self, transcript: Transcript) -> None:
        self._transcript = transcript

    def transcribe(
        self, sound: Sound, *, hearing: Hearing = Hearing.FIRST, windows: Windows | None = None
    ) -> Transcript:
        if hearing is Hearing.FIRST:
            return self._transcript
        return Transcript((), sound.channels)


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU of one part of the work, for so much audio."""

    part: str
    seconds: float
    audio: float
    """Seconds of the call; both channels count once."""
    peak: int
    """MB of the process so far."""

    @property
    def times(self) -> float:
        """How many times faster than the call."""
        return self.audio / self.seconds


def costs(site: Site, model: Path, hours: float) -> tuple[list[Cost], float]:
    """The parts of a call of so many `hours`; and the whole as a multiple of the recogniser."""
    engine = whisper(model)
    once = engine.transcribe(open_sound(SAMPLE, PARTIES))
    path, short = site.folder / "long.wav", site.folder / "short.wav"
    said = _repeated(once, _make(path, hours))
    sound = open_sound(path, PARTIES)
    made: list[Cost] = []

    def timed(part: str, of: Sound, work: Callable[[], object]) -> Cost:
        made.append(_timed(part, of, work))
        click.echo(part, err=True)
        return made[-1]

    reciting = site.hearing(Recites(said))
    tools = site.tools
    timed("speech activity", sound, lambda: tools.speech.activity(sound))
    for listener in tools.listeners:
        timed(listener.name, sound, partial(_all, listener.listen, sound))
    for detector in tools.detectors:
        timed(detector.name, sound, partial(_all, detector.find, said))
    timed("**everything but the recogniser**", sound, lambda: redacted(reciting, sound))
    with SoundFile(SAMPLE) as sample:
        _make(short, HEARD * sample.frames / sample.samplerate / 3600 * 0.999)
    heard = open_sound(short, PARTIES)
    alone = timed("the recogniser, once", heard, lambda: engine.transcribe(heard))
    hearing = site.hearing(engine)
    whole = timed("**all of it, verified**", heard, lambda: redacted(hearing, heard))
    return made, whole.seconds / alone.seconds


def redacted(site: Site, sound: Sound) -> Redacted:
    """The call through all of redaction, for the profile that masks most."""
    quality = site.policy.profile(ProfileName("quality"))
    return redact_sound(sound, quality, site.tools, site.policy, site.vault)


def table(made: Iterable[Cost]) -> Iterator[str]:
    yield "| part | of a call of | CPU s | times real time | peak MB |\n|---|---|---|---|---|"
    for cost in made:
        minutes = f"{cost.audio / 60:.1f} min"
        yield f"| {cost.part} | {minutes} | {cost.seconds:.1f} | {cost.times:.0f} | {cost.peak} |"


def two_against_one(model: Path, calls: int) -> float:
    """How many times as much two processes get done in a second as one does."""
    return 2 * _wall(model, calls, workers=1) / _wall(model, calls, workers=2)


def _wall(model: Path, calls: int, workers: int) -> float:
    """Seconds in which `workers` redact `calls` calls each, models loaded before."""
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(workers + 1)
    some = [context.Process(target=_work, args=(model, calls, start)) for _ in range(workers)]
    for process in some:
        process.start()
    start.wait()
    began = time.monotonic()
    for process in some:
        process.join()
    if any(process.exitcode for process in some):
        raise RuntimeError("a worker of the measurement failed")
    return time.monotonic() - began


def _work(model: Path, calls: int, start: Barrier) -> None:
    with a_site() as site:
        ready = site.hearing(whisper(model))
        sound = open_sound(SAMPLE, PARTIES)
        ready.tools.transcriber.transcribe(sound)
        start.wait()
        for _ in range(calls):
            forget()
            redacted(ready, sound)


def _make(path: Path, hours: float) -> range:
    """Write the sample over and over; where each repetition begins (ms)."""
    with SoundFile(SAMPLE) as sample:
        audio, rate = sample.read(dtype="int16"), sample.samplerate
    length = len(audio) * 1000 // rate
    starts = range(0, int(hours * HOUR), length)
    with SoundFile(path, "w", rate, audio.shape[1], "PCM_16") as out:
        for _ in starts:
            out.write(audio[: length * rate // 1000])
    return starts


def _repeated(once: Transcript, starts: range) -> Transcript:
    words = (
        replace(word, span=word.span.shifted(start)) for start in starts for word in once.words
    )
    return Transcript(tuple(words), once.channels)


def _all(find: Callable[[T], Iterable[Finding]], where: T) -> list[Finding]:
    return list(find(where))


def _timed(part: str, sound: Sound, work: Callable[[], object]) -> Cost:
    forget()
    before = time.process_time()
    work()
    spent = time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Cost(part, spent, sound.duration / 1000, peak)
