"""The people of the sample calls: Debian's speech synthesizers, one piece of speech at a time."""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import av
import numpy as np
import soundfile as sf
from numpy.typing import NDArray

from making.telephone import RATE, Samples, in_band

LOUDNESS = 0.05
"""RMS of a piece of speech against full scale (-26 dB), whoever speaks."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One speaker: a synthesizer's voice, its length of breath and its size of throat."""

    engine: str
    name: str
    stretch: float = 1.0
    """How much longer the synthesizer draws each sound."""
    size: float = 1.0
    """Above 1 a smaller throat (higher and quicker), below 1 a larger one."""


VOICES = {
    "rms": Voice("flite", "rms"),
    "rms-deep": Voice("flite", "rms", stretch=0.96, size=0.93),
    "awb": Voice("flite", "awb"),
    "awb-light": Voice("flite", "awb", stretch=1.06, size=1.06),
    "slt": Voice("flite", "slt"),
    "slt-low": Voice("flite", "slt", stretch=0.97, size=0.94),
    "slt-light": Voice("flite", "slt", stretch=1.06, size=1.06),
    "kal": Voice("flite", "kal16"),
    "hts": Voice("festival", "cmu_us_slt_arctic_hts"),
    "hts-low": Voice("festival", "cmu_us_slt_arctic_hts", size=0.94),
    "espeak": Voice("espeak-ng", "en-gb"),
}
"""By the names the scripts use. Where each comes from and its licence: sample_audio/README.md."""


@cache
def say(who: str, text: str) -> Samples:
    """`text` in the voice `who`: 8 kHz mono in the telephone's band, no silence around it."""
    voice = VOICES[who]
    with tempfile.TemporaryDirectory(prefix="samples-") as folder:
        wav = Path(folder) / "piece.wav"
        _synthesize(voice, text, wav)
        sound, rate = sf.read(wav, dtype="int16")
    spoken = trim(in_band(resample(sound, round(rate * voice.size))))
    spoken *= LOUDNESS / np.sqrt(np.mean(spoken**2))
    return spoken


def _synthesize(voice: Voice, text: str, wav: Path) -> None:
    """Have the synthesizer write `text` to `wav`, in its own sample rate."""
    match voice.engine:
        case "flite":
            stretch = f"duration_stretch={voice.stretch}"
            command = ["flite", "-voice", voice.name, "--setf", stretch, "-t", text, str(wav)]
        case "festival":
            command = ["text2wave", "-eval", f"(voice_{voice.name})", "-o", str(wav)]
        case _:
            command = ["espeak-ng", "-v", voice.name, "-s", "145", "-w", str(wav), text]
    subprocess.run(command, input=text.encode(), check=True, capture_output=True)


def resample(sound: NDArray[np.int16], rate: int) -> Samples:
    """16-bit mono sound at `rate` as 8 kHz samples between -1 and 1."""
    frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = rate
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    parts = [*resampler.resample(frame), *resampler.resample(None)]
    return np.concatenate([part.to_ndarray()[0] for part in parts])


def trim(sound: Samples) -> Samples:
    """Without the silence before and after: what is 46 dB below the loudest 5 ms."""
    frame = RATE // 200
    frames = sound[: len(sound) // frame * frame].reshape(-1, frame)
    power = np.mean(frames**2, axis=1)
    loud = np.flatnonzero(power > power.max() * 10**-4.6)
    return sound[loud[0] * frame : (loud[-1] + 1) * frame]
