"""What a telephony system writes into its drop folder: the audio file and its sidecar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from string import Template
from typing import Any
from zoneinfo import ZoneInfo

import av
import numpy as np
import soundfile as sf

from making.telephone import RATE, Samples

LONDON = ZoneInfo("Europe/London")
CODECS = {".opus": ("ogg", "libopus"), ".mp3": ("mp3", "libmp3lame"), ".m4a": ("ipod", "aac")}
BITS_A_SECOND = 32_000


def write_audio(path: Path, sound: Samples, subtype: str | None = None) -> None:
    """Write `sound` (channels x samples, 8 kHz) in the format that `path` ends with.

    `subtype` is libsndfile's name of a WAV coding, PCM_16 if not given.
    """
    if path.suffix in CODECS:
        _encode(path, sound)
    else:
        sf.write(path, sound.T, RATE, subtype=subtype)


def _encode(path: Path, sound: Samples) -> None:
    """Encode with PyAV; `bitexact` keeps clocks and random serial numbers out of the file."""
    container, codec = CODECS[path.suffix]
    layout = "stereo" if len(sound) == 2 else "mono"
    with av.open(path, "w", format=container, options={"fflags": "+bitexact"}) as output:
        stream = output.add_stream(codec, rate=RATE, layout=layout)
        assert isinstance(stream, av.AudioStream)  # noqa: S101  each of CODECS is a sound's
        stream.bit_rate = BITS_A_SECOND
        stream.codec_context.flags |= av.codec.context.Flags.bitexact
        pcm = (np.clip(sound, -1, 1) * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(pcm.T).reshape(1, -1), format="s16", layout=layout
        )
        frame.sample_rate = RATE
        frame.pts = 0  # else the decoder does not know what the encoder put before it
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))


def write_sidecar(path: Path, template: str, started: datetime, duration_ms: int) -> None:
    """Fill in the times a sidecar gives and write it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    times = _times(started, duration_ms)
    path.write_text(Template(template.lstrip()).substitute(times), encoding="utf-8")


def _times(started: datetime, duration_ms: int) -> Mapping[str, Any]:
    """The fields a sidecar's template can ask for."""
    ended = started + timedelta(milliseconds=duration_ms)
    return {
        "started_utc": started.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "ended_utc": ended.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "started_local": started.astimezone(LONDON).strftime("%Y-%m-%d %H:%M:%S"),
        "ended_local": ended.astimezone(LONDON).strftime("%Y-%m-%d %H:%M:%S"),
        "seconds": round(duration_ms / 1000),
        "milliseconds": duration_ms,
    }
