"""Small parts that do one thing, where the real one is too heavy for a test of its neighbour."""

from __future__ import annotations

import io
import json
import math
import wave
from array import array
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import Empty, NotAudio, Rejected, Truncated
from pipeline.model import Recording, RecordingId
from pipeline.ports import Probe


class FileRegister:
    """A register that survives its process: one small file, replaced whole."""

    def __init__(self, place: Path) -> None:
        self._place = place

    @property
    def rows(self) -> dict[str, dict[str, str | bool]]:
        rows: dict[str, dict[str, str | bool]] = {}
        if self._place.exists():
            rows = json.loads(self._place.read_text())
        return rows

    def admit(self, recording: Recording) -> Recording:
        rows = self.rows
        for known, row in rows.items():
            if row["sha256"] == recording.sha256:
                return _renamed(recording, RecordingId(known))
        self._write({**rows, recording.id: {"sha256": recording.sha256, "arrived": False}})
        return recording

    def has_arrived(self, recording: RecordingId) -> bool:
        return bool(self.rows[recording]["arrived"])

    def arrived(self, recording: RecordingId) -> None:
        rows = self.rows
        rows[recording]["arrived"] = True
        self._write(rows)

    def _write(self, rows: dict[str, dict[str, str | bool]]) -> None:
        partial = self._place.with_suffix(".part")
        partial.write_text(json.dumps(rows))
        partial.replace(self._place)


class RecordingRegister(FileRegister):
    """A register that also keeps what was entered, by source, in its process."""

    def __init__(self, place: Path) -> None:
        super().__init__(place)
        self.by_source: dict[str, list[Recording]] = defaultdict(list)

    def admit(self, recording: Recording) -> Recording:
        known = super().admit(recording)
        if known.id == recording.id:
            self.by_source[recording.call.source].append(recording)
        return known


def _renamed(recording: Recording, as_: RecordingId) -> Recording:
    return Recording(
        id=as_,
        call=recording.call,
        sha256=recording.sha256,
        duration=recording.duration,
        rate=recording.rate,
        channels=recording.channels,
        received=recording.received,
    )


class WaveReader:
    """Reads PCM WAV files and joins mono ones; with nothing but the standard library."""

    def probe(self, open_: Callable[[], BinaryIO], name: str) -> Probe:
        try:
            with open_() as stream, wave.open(stream) as sound:
                promised, channels = sound.getnframes(), sound.getnchannels()
                frames = len(sound.readframes(promised)) // (sound.getsampwidth() * channels)
                rate = sound.getframerate()
        except EOFError:
            raise Truncated(f"{name} stops in its header") from None
        except wave.Error:
            raise NotAudio(f"{name} is not a WAV file") from None
        if promised == 0:
            raise Empty(f"{name} has no sound in it")
        if frames < promised:
            raise Truncated(f"{name} stops before its end")
        return Probe(math.ceil(frames * 1000 / rate), rate, channels, frames, None)

    def join(self, legs: Sequence[Callable[[], BinaryIO]], sink: BinaryIO) -> None:
        sides, rates = [], set()
        for open_ in legs:
            with open_() as stream, wave.open(stream) as sound:
                rates.add(sound.getframerate())
                sides.append(array("h", sound.readframes(sound.getnframes())))
        if len(rates) > 1:
            raise Rejected("the two sides have different rates")
        length = max(map(len, sides))
        joined = array("h", bytes(2 * length * len(sides)))
        for number, side in enumerate(sides):
            joined[number : len(side) * len(sides) : len(sides)] = side
        buffer = io.BytesIO()
        with wave.open(buffer, "wb") as sound:
            sound.setparams((len(sides), 2, rates.pop(), 0, "NONE", ""))
            sound.writeframes(joined.tobytes())
        sink.write(buffer.getvalue())


def wav(milliseconds: int = 100, *, channels: int = 1, rate: int = 8000, seed: int = 1) -> bytes:
    """A short WAV file; another `seed` gives other sound."""
    frames = rate * milliseconds // 1000
    samples = array("h", ((n * 37 * seed) % 2000 - 1000 for n in range(frames * channels)))
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setparams((channels, 2, rate, 0, "NONE", ""))
        sound.writeframes(samples.tobytes())
    return buffer.getvalue()
