"""Debian's speech synthesizers as voices of a telephone call: 8 kHz, mono, float32.

A voice is named `engine:name` with an optional tempo, `flite:rms@1.2`: above 1 is slower.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]

RATE = 8_000
PROGRAMS = ("flite", "text2wave", "espeak-ng", "sox")
_FRAME = 40
"""Samples, 5 ms: how finely the silence around an utterance is cut off."""
_QUIET = 0.012
"""Of the loudest frame: below it an utterance has not begun or is over."""


def missing() -> list[str]:
    """The synthesizers that are not installed here."""
    return [program for program in PROGRAMS if shutil.which(program) is None]


@cache
def say(voice: str, text: str) -> Samples:
    """`text` in `voice`, the silence around it cut off, at a level of its own."""
    engine, _, name = voice.partition(":")
    name, _, tempo = name.partition("@")
    with tempfile.TemporaryDirectory(prefix="unseen-") as folder:
        wave = Path(folder, "said.wav")
        _ENGINES[engine](name, float(tempo or 1), text, wave)
        raw = subprocess.run(
            ["sox", str(wave), "-t", "f32", "-r", str(RATE), "-c", "1", "-", "sinc", "300-3400"],
            capture_output=True,
            check=True,
        ).stdout
    return _level(_trimmed(np.frombuffer(raw, dtype=np.float32)))


def _flite(name: str, tempo: float, text: str, wave: Path) -> None:
    stretch = f"duration_stretch={tempo}"
    subprocess.run(
        ["flite", "-voice", name, "--setf", stretch, "-t", text, "-o", str(wave)], check=True
    )


def _festival(name: str, tempo: float, text: str, wave: Path) -> None:
    lisp = f"(voice_{name}) (Parameter.set 'Duration_Stretch {tempo})"
    subprocess.run(
        ["text2wave", "-o", str(wave), "-eval", f"(begin {lisp})"],
        input=text.encode(),
        check=True,
        capture_output=True,
    )


def _espeak(name: str, tempo: float, text: str, wave: Path) -> None:
    speed = str(round(160 / tempo))
    subprocess.run(["espeak-ng", "-v", name, "-s", speed, "-w", str(wave), text], check=True)


_ENGINES = {"flite": _flite, "festival": _festival, "espeak": _espeak}


def _trimmed(sound: Samples) -> Samples:
    frames = len(sound) // _FRAME
    loud = np.abs(sound[: frames * _FRAME]).reshape(frames, _FRAME).max(axis=1)
    heard = np.flatnonzero(loud > _QUIET * loud.max())
    return sound[heard[0] * _FRAME : (heard[-1] + 1) * _FRAME]


def _level(sound: Samples) -> Samples:
    """At an RMS of 0.08, as line levels go."""
    scaled = sound * (0.08 / float(np.sqrt(np.mean(sound**2))))
    return np.asarray(np.clip(scaled, -0.95, 0.95), dtype=np.float32)


_LOW, _HIGH = (697, 770, 852, 941), (1209, 1336, 1477)
_KEYS = "123456789*0#"


def key(digit: str, milliseconds: int) -> Samples:
    """The tone of a telephone key."""
    place = _KEYS.index(digit)
    time = np.arange(milliseconds * RATE // 1000) / RATE
    tones = np.sin(2 * np.pi * _LOW[place // 3] * time) + 0.8 * np.sin(
        2 * np.pi * _HIGH[place % 3] * time
    )
    return np.asarray(0.12 * tones, dtype=np.float32)
