"""Make the speech the digit listener learns from: Debian's synthesizers reading `texts.py`.

    python -m listener.make_speech FOLDER --hours 10 --seed 1
    python -m listener.make_speech FOLDER --hours 0.6 --seed 2 --held-out

Needs flite, espeak-ng, festival with festvox-us-slt-hts, festvox-kallpc16k and
festvox-kdlpc16k, and the package ttspico. No recording of a person is used. Each line
is said by a random voice at a random speed and pitch, its vocal tract made longer or
shorter, its pauses squeezed or stretched; some numbers are said word by word, with
silence between the words. FOLDER/speech.npy is all of it at 8 kHz, int16;
FOLDER/lines.json says where each line starts and stops in it and what was said.
"""

from __future__ import annotations

import argparse
import io
import json
import math
import random
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from itertools import chain
from multiprocessing import Pool
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import soundfile
import ttspico
from numpy.typing import NDArray
from scipy.signal import resample_poly

from listener.labels import symbols_of
from listener.texts import Line, a_line, word_by_word

RATE = 8000
Samples = NDArray[np.float32]
Said = tuple[Samples, int]
"""What a synthesizer made, and its sample rate."""

FLITE = ("awb", "rms", "slt", "awb", "rms", "slt", "kal16", "kal")
FESTIVAL = ("cmu_us_slt_arctic_hts", "cmu_us_slt_arctic_hts", "kal_diphone")
FESTIVAL_HELD_OUT = ("ked_diphone",)
PICO = ("en-GB", "en-GB", "en-US")
"""SVOX pico's voices, by way of the package ttspico (Apache 2.0)."""
ACCENTS = (
    "en-gb",
    "en-us",
    "en-gb-scotland",
    "en-gb-x-rp",
    "en-gb-x-gbclan",
    "en-029",
    "en-us-nyc",
)
ACCENTS_HELD_OUT = ("en-gb-x-gbcwmd", "en-us", "en-gb")
VARIANTS = (
    "adam", "Alex", "alicia", "Andy", "antonio", "aunty", "belinda", "benjamin", "caleb", "david",
    "Denis", "diogo", "ed", "edward", "Gene", "gustave", "Henrique", "Hugo", "iven", "jacky",
    "john", "linda", "marcelo", "max", "michael", "miguel", "mike", "Nguyen", "pablo", "paul",
    "pedro", "quincy", "rob", "robert", "sandro", "shelby", "steph", "travis", "victor", "zac",
    "f1", "f2", "f3", "f4", "m1", "m2", "m3", "m4", "m5", "m6", "m8", "klatt", "klatt2", "klatt4",
    "grandpa", "whisper",
)  # fmt: skip
VARIANTS_HELD_OUT = ("f5", "m7", "Annie", "Lee", "grandma", "Andrea")


def flite(line: Line, rng: random.Random) -> Said:
    options = ["--setf", f"duration_stretch={rng.uniform(0.65, 1.45):.2f}"]
    if rng.random() < 0.5:
        options += ["--setf", f"int_f0_target_mean={rng.uniform(80, 220):.0f}"]
    with tempfile.NamedTemporaryFile(suffix=".wav") as out:
        command = ["flite", "-voice", rng.choice(FLITE), *options, "-t", line.text, "-o", out.name]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603
        return _read(out.name)


def espeak(line: Line, rng: random.Random, *, held_out: bool = False) -> Said:
    accent = rng.choice(ACCENTS_HELD_OUT if held_out else ACCENTS)
    variant = rng.choice(VARIANTS_HELD_OUT if held_out else VARIANTS)
    command = [
        "espeak-ng", "--stdout", "-v", f"{accent}+{variant}", "-s", str(rng.randint(110, 250)),
        "-p", str(rng.randint(15, 85)), line.text,
    ]  # fmt: skip
    done = subprocess.run(command, check=True, capture_output=True)  # noqa: S603
    return _read(io.BytesIO(done.stdout))


@cache
def _pico(language: str) -> Any:
    return ttspico.TtsEngine(language)


def pico(line: Line, rng: random.Random) -> Said:
    text = escape(line.text.capitalize())
    said = _pico(rng.choice(PICO)).speak(
        f'<speed level="{rng.randint(65, 170)}"><pitch level="{rng.randint(70, 130)}">'
        f"{text}.</pitch></speed>"
    )
    return np.frombuffer(said, np.int16).astype(np.float32) / 32768, 16000


def spliced(line: Line, say: Callable[[Line], Said], rng: random.Random) -> Said:
    """Each word by itself, 30 to 600 ms of silence between: how a careful person dictates."""
    takes: dict[str, Samples] = {}
    longest, parts = rng.choice((0.15, 0.3, 0.6)), []
    rate = RATE
    for word in line.text.split():
        if word not in takes:
            samples, rate = say(Line(word, line.kind))
            takes[word] = _trimmed(samples, rate)
        parts += [takes[word], np.zeros(int(rng.uniform(0.03, longest) * rate), np.float32)]
    return np.concatenate(parts), rate


def _trimmed(samples: Samples, rate: int) -> Samples:
    """Without the silence before and after."""
    loud = np.flatnonzero(np.abs(samples) > 0.02 * np.abs(samples).max(initial=0.0))
    edge = rate // 50
    return samples[max(0, loud[0] - edge) : loud[-1] + edge] if len(loud) else samples


def festival(lines: list[Line], rng: random.Random, voices: tuple[str, ...]) -> Iterator[Said]:
    """One process for all the lines: festival is slow to start."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "say.scm"
        script.write_text(
            "".join(
                f"(voice_{rng.choice(voices)})\n"
                f"(Parameter.set 'Duration_Stretch {rng.uniform(0.7, 1.4):.2f})\n"
                f'(utt.save.wave (SynthText "{line.text}") "{folder}/{number}.wav" \'riff)\n'
                for number, line in enumerate(lines)
            )
        )
        subprocess.run(["festival", "-b", str(script)], check=True, capture_output=True)  # noqa: S603, S607
        for number in range(len(lines)):
            yield _read(f"{folder}/{number}.wav")


def one_voice(plan: list[Callable[[Line], Said]], rng: random.Random) -> Callable[[Line], Said]:
    """One of the synthesizers that always says everything in the same voice."""
    say, seed = rng.choice(plan), rng.random()

    def same(line: Line) -> Said:
        state = rng.getstate()
        rng.seed(seed)
        said = say(line)
        rng.setstate(state)
        return said

    return same


def _read(source: str | io.BytesIO) -> Said:
    samples, rate = soundfile.read(source, dtype="float32", always_2d=True)
    return samples[:, 0], rate


def voiced(said: Said, rng: random.Random) -> Samples:
    """At 8 kHz, as somebody with another vocal tract and another sense of pace."""
    samples, rate = said
    shorter = rng.triangular(0.8, 1.28, 1.0)
    ratio = Fraction(RATE / (rate * shorter)).limit_denominator(160)
    low = resample_poly(samples, ratio.numerator, ratio.denominator).astype(np.float32)
    return repaced(low, rng) if rng.random() < 0.7 else low


def repaced(samples: Samples, rng: random.Random) -> Samples:
    """The same with every pause squeezed or stretched; a synthesizer's are all alike."""
    frame = RATE // 100
    whole = samples[: len(samples) // frame * frame].reshape(-1, frame)
    if len(whole) == 0:
        return samples
    level = np.sqrt((whole**2).mean(axis=1))
    quiet = level < 0.01 * level.max()
    edges = np.flatnonzero(np.diff(np.concatenate(([0], quiet.view(np.int8), [0]))))
    pace = rng.choice((0.15, 0.5, 1.0, 2.0, 3.0))
    parts, at = [], 0
    for start, end in edges.reshape(-1, 2):
        if end - start >= 5:
            wanted = min(120, max(2, round((end - start) * pace * rng.uniform(0.5, 1.5))))
            keep = min(wanted, end - start)
            parts.append(whole[at : start + keep // 2])
            parts.append(np.zeros((wanted - keep, frame), np.float32))
            at = end - (keep - keep // 2)
    parts.append(whole[at:])
    return np.concatenate(parts).reshape(-1)


def speak(hours: float, rng: random.Random, *, held_out: bool) -> Iterator[tuple[Line, Samples]]:
    """Lines and their sound until there are so many hours of it."""
    wanted = int(hours * 3600 * RATE)
    plan: list[Callable[[Line], Said]] = [
        lambda line: flite(line, rng),
        lambda line: espeak(line, rng, held_out=held_out),
        lambda line: pico(line, rng),
    ]
    while wanted > 0:
        lines = [a_line(rng) for _ in range(40)]
        if held_out or rng.random() < 0.14:
            cut = 15 if held_out else len(lines)
            voices = FESTIVAL_HELD_OUT if held_out else FESTIVAL
            said = list(festival(lines[:cut], rng, voices))
            said += [plan[1](line) for line in lines[cut:]]
        else:
            said = [rng.choices(plan, (45, 30, 25))[0](line) for line in lines]
        if not held_out:
            lines += (slow := [word_by_word(rng) for _ in range(6)])
            said += [spliced(line, one_voice(plan, rng), rng) for line in slow]
        for line, sound in zip(lines, said, strict=True):
            samples = voiced(sound, rng)
            wanted -= len(samples)
            yield line, samples


def an_hour(hours: float, seed: int, held_out: bool) -> list[tuple[Line, Samples]]:
    return list(speak(hours, random.Random(seed), held_out=held_out))  # noqa: S311


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--hours", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1, help="of the first hour; one more for each")
    parser.add_argument("--held-out", action="store_true", help="the voices never trained on")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    hours = [min(1.0, options.hours - begun) for begun in range(math.ceil(options.hours))]
    jobs = [(part, options.seed + n, options.held_out) for n, part in enumerate(hours)]
    parts: list[NDArray[np.int16]] = []
    entries, at = [], 0
    with Pool() as pool:
        for line, samples in chain.from_iterable(pool.starmap(an_hour, jobs, chunksize=1)):
            peak = max(float(np.abs(samples).max(initial=0.0)), 1e-3)
            parts.append((samples / peak * 26000).astype(np.int16))
            entries.append([at, at + len(samples), symbols_of(line.text), line.kind])
            at += len(samples)
    np.save(options.folder / "speech.npy", np.concatenate(parts))
    (options.folder / "lines.json").write_text(json.dumps(entries))
    print(f"{len(entries)} lines, {at / RATE / 3600:.2f} hours")


if __name__ == "__main__":
    main()
