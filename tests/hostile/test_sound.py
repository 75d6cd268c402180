"""Sound files that are small to drop and large to hear."""

from __future__ import annotations

import struct
from fractions import Fraction
from functools import partial
from io import BytesIO

import av
import numpy as np
import pytest

from pipeline.adapters.audio import SoundFiles
from pipeline.errors import NotAudio, TooLong


def a_wave(*, channels: int, rate: int) -> bytes:
    samples = bytes(2 * channels * 4_000)
    form = struct.pack("<IHHIIHH", 16, 1, channels, rate, rate * channels * 2, channels * 2, 16)
    body = b"WAVEfmt " + form + b"data" + struct.pack("<I", len(samples)) + samples
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize(("channels", "rate"), [(1, 1), (1, 700_000), (9, 8_000), (64, 8_000)])
def test_what_could_never_be_redacted_is_not_taken_in(channels: int, rate: int) -> None:
    content = a_wave(channels=channels, rate=rate)
    with pytest.raises(NotAudio):
        SoundFiles().probe(lambda: BytesIO(content), "a file")


def test_a_playlist_reads_no_other_file() -> None:
    for content in (
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile /etc/hostname\n",
        b"http://127.0.0.1:9/a.wav\n",
    ):
        with pytest.raises(NotAudio):
            SoundFiles().probe(partial(BytesIO, content), "a file")


def a_matroska_file(*, packets: int, apart: int) -> bytes:
    """Of packets of an eighth of a second, with time stamps `apart` seconds apart."""
    out = BytesIO()
    with av.open(out, "w", format="matroska") as container:
        stream = container.add_stream("pcm_s16le", rate=8_000)
        stream.layout = "mono"
        for number in range(packets):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1_024), np.int16), "s16", "mono")
            frame.sample_rate, frame.time_base = 8_000, Fraction(1, 8_000)
            frame.pts = number * apart * 8_000
            container.mux(stream.encode(frame))
    return out.getvalue()


def test_time_stamps_cannot_make_a_small_file_endless() -> None:
    content = a_matroska_file(packets=1_000, apart=3_590)
    with pytest.raises(TooLong):
        SoundFiles().probe(lambda: BytesIO(content), "a file")
