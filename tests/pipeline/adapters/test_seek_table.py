"""A player finds any place of a redacted call by the table at its head."""

from __future__ import annotations

from io import BytesIO

import av
import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from pipeline.adapters.writing import writing
from pipeline.model import Form

RATE = 8_000
BLOCK = RATE // 2


def noise(seconds: int) -> NDArray[np.int16]:
    return np.random.default_rng(seconds).normal(0, 500, (seconds * RATE, 2)).astype(np.int16)


def written(samples: NDArray[np.int16], frames: int | None = None) -> bytes:
    sink = BytesIO()
    with writing(sink, Form.FLAC, RATE, 2, 16, len(samples) if frames is None else frames) as out:
        for start in range(0, len(samples), BLOCK):
            out.write(samples[start : start + BLOCK])
    return sink.getvalue()


def places(flac: bytes) -> list[tuple[int, int]]:
    """Sample and byte of each, as the format has them (RFC 9639, 8.5); no placeholders."""
    at, found = 4, []
    while True:
        kind, size = flac[at] & 0x7F, int.from_bytes(flac[at + 1 : at + 4], "big")
        if kind == 3:
            table = flac[at + 4 : at + 4 + size]
            points = [table[n : n + 18] for n in range(0, size, 18)]
            found = [(int.from_bytes(p[:8], "big"), int.from_bytes(p[8:16], "big")) for p in points]
        last, at = flac[at] & 0x80, at + 4 + size
        if last:
            return [(sample, at + byte) for sample, byte in found if sample < (1 << 64) - 1]


@pytest.mark.parametrize("frames", [None, 0, 10**7])
@pytest.mark.parametrize("seconds", [1, 9, 65])
def test_every_place_is_the_start_of_the_frame_with_that_sample(
    seconds: int, frames: int | None
) -> None:
    samples = noise(seconds)
    flac = written(samples, frames)
    assert np.array_equal(soundfile.read(BytesIO(flac), dtype="int16", always_2d=True)[0], samples)
    for sample, byte in places(flac):
        assert flac[byte : byte + 2] == b"\xff\xf8"
        heard = _decoded_from(flac, byte)
        assert np.array_equal(heard, samples[sample : sample + len(heard)])


def _decoded_from(flac: bytes, byte: int) -> NDArray[np.int16]:
    """What a decoder makes of the stream without the frames before."""
    head = bytearray(flac[:42])
    head[4] |= 0x80
    with av.open(BytesIO(bytes(head) + flac[byte:]), "r") as container:
        frame = next(container.decode(audio=0))
        return np.asarray(frame.to_ndarray(), np.int16).reshape(-1, 2)


def test_places_are_no_more_than_ten_seconds_apart() -> None:
    flac = written(noise(65))
    samples = [sample for sample, _ in places(flac)]
    assert samples[0] == 0
    assert max(np.diff([*samples, 65 * RATE])) <= 10 * RATE
