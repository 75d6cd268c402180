"""`python -m benchmarks.long_call`: a long call through everything but the recogniser.

The call is a sample call said over and over; the recogniser is replaced by one that recites
what was said, so that the seconds and the memory are those of the rest: decoding, listeners,
speech activity, detection, planning, silencing, sealing, and the look at every mask.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import click
from soundfile import SoundFile

from pipeline.adapters.scratch import scratch
from pipeline.model import Finding, Grade, Hearing, Party, ProfileName, Transcript, Windows
from pipeline.onefile import redact_sound
from pipeline.ports import Sound
from pipeline.settings.files import DEFAULTS
from pipeline.settings.policy import load_policy
from pipeline.settings.site import SiteSettings, Speech
from pipeline.wiring import open_sound, open_tools, passing_vault
from tests.samples import one

SAMPLE = one("card-in-words-over-several-turns")
_PARTIES = (Party.AGENT, Party.CUSTOMER)
HOUR = 3_600_000
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


@click.command()
@click.option("--hours", default=1.0, show_default=True)
@click.option("--models", type=click.Path(path_type=Path), default=Path("models"))
def main(hours: float, models: Path) -> None:
    """Print seconds and memory for each part, and for the whole."""
    settings = _settings(models.resolve())
    with TemporaryDirectory() as folder:
        tools = open_tools(settings, partial(scratch, Path(folder)))
        once = tools.transcriber.transcribe(open_sound(SAMPLE, _PARTIES))
        path = Path(folder, "long.wav")
        said = _repeated(once, _make(path, hours))
        sound = open_sound(path, _PARTIES)
        tools = replace(tools, transcriber=Recites(said))
        click.echo(f"{hours:g} h stereo, 8 kHz; {len(said.words)} words\n")
        click.echo("| part | CPU s | times real time | peak MB |\n|---|---|---|---|")
        _timed("speech activity", hours, lambda: tools.speech.activity(sound))
        for listener in tools.listeners:
            _timed(listener.name, hours, partial(_all, listener.listen, sound))
        for detector in tools.detectors:
            _timed(detector.name, hours, partial(_all, detector.find, said))
        policy = load_policy(DEFAULTS)
        with passing_vault() as vault:
            quality = policy.profile(ProfileName("quality"))
            made = _timed(
                "everything but the recogniser",
                hours,
                lambda: redact_sound(sound, quality, tools, policy, vault),
            )
        click.echo(f"\n{len(made.masks)} masks, verified: {made.trouble is None}")


def _settings(models: Path) -> SiteSettings:
    return SiteSettings(data=Path(), speech=Speech(model="tiny.en", models=models))


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


def _timed(part: str, hours: float, work: Callable[[], T]) -> T:
    before = time.process_time()
    made = work()
    spent = time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    click.echo(f"| {part} | {spent:.1f} | {hours * 3600 / spent:.0f} | {peak} |")
    return made


if __name__ == "__main__":
    main()
