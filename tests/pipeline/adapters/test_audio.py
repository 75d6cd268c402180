from __future__ import annotations

import struct
from collections.abc import Callable
from io import BytesIO

import av
import numpy as np
import pytest

from pipeline.adapters.audio import SoundFiles, all_channels_16k, channel_16k
from pipeline.adapters.decoding import BLOCK, Block, opened
from pipeline.errors import Empty, NotAudio, Rejected, Tampered, Truncated
from pipeline.ports import Probe
from pipeline.timeline import Span
from tests.pipeline.adapters.sounds import Wave, babble, encoded, sound, written

SECONDS = 12
ENCODER_DELAY_MS = 75
"""What AAC and AMR encoders put before the first sample and do not always own up to."""
MONO, STEREO = babble(SECONDS, channels=1), babble(SECONDS)
WIDE = babble(SECONDS, rate=16_000)

EXACT: dict[str, tuple[Callable[[], bytes], Wave, float]] = {
    "wav 8 bit": (lambda: written(STEREO, subtype="PCM_U8"), STEREO, 2**-7),
    "wav 16 bit": (lambda: written(STEREO), STEREO, 2**-15),
    "wav 24 bit": (lambda: written(STEREO, subtype="PCM_24"), STEREO, 2**-23),
    "wav 32 bit": (lambda: written(STEREO, subtype="PCM_32"), STEREO, 2**-22),
    "wav float": (lambda: written(STEREO, subtype="FLOAT"), STEREO, 2**-23),
    "wav double": (lambda: written(STEREO, subtype="DOUBLE"), STEREO, 2**-23),
    "mu-law": (lambda: written(STEREO, subtype="ULAW"), STEREO, 0.02),
    "A-law mono": (lambda: written(MONO, subtype="ALAW"), MONO, 0.02),
    "flac": (lambda: written(STEREO, form="FLAC"), STEREO, 2**-15),
    "flac 24 bit": (lambda: written(STEREO, form="FLAC", subtype="PCM_24"), STEREO, 2**-23),
    "au": (lambda: written(MONO, form="AU", subtype="ULAW"), MONO, 0.02),
}
LOSSY: dict[str, tuple[Callable[[], bytes], int, int]] = {
    "gsm in wav": (lambda: written(MONO, subtype="GSM610"), 8000, 1),
    "mp3": (lambda: written(WIDE, 16_000, "MP3", "MPEG_LAYER_III"), 16_000, 2),
    "opus": (lambda: written(STEREO, 8000, "OGG", "OPUS"), 48_000, 2),
    "vorbis": (lambda: written(STEREO, 8000, "OGG", "VORBIS"), 8000, 2),
    "m4a": (lambda: encoded(WIDE, 16_000, "aac", "mp4"), 16_000, 2),
    "amr": (lambda: encoded(MONO, 8000, "libopencore_amrnb", "amr"), 8000, 1),
}


def probe(data: bytes, name: str = "call.wav") -> Probe:
    return SoundFiles().probe(lambda: BytesIO(data), name)


def decoded(data: bytes, start: int = 0) -> Block:
    with opened(lambda: BytesIO(data), "test") as audio:
        return np.concatenate(list(audio.blocks(start))) / audio.full_scale


def lag(one: Block, other: Block) -> tuple[int, float]:
    """By how many samples `other` comes later than `one`, and how alike they are then."""
    size = 2 * max(len(one), len(other))
    both = np.fft.irfft(np.conj(np.fft.rfft(one, size)) * np.fft.rfft(other, size))
    late = int(both.argmax())
    likeness = float(both[late] / (np.linalg.norm(one) * np.linalg.norm(other)))
    return (late if late < size // 2 else late - size), likeness


@pytest.mark.parametrize("kind", EXACT)
def test_every_sample_of_an_exact_format_is_read(kind: str) -> None:
    make, wave, step = EXACT[kind]
    heard = decoded(make())
    assert heard.shape == wave.shape
    assert np.abs(heard - wave).max() <= step


@pytest.mark.parametrize("kind", LOSSY)
def test_lossy_formats_keep_their_place_in_time(kind: str) -> None:
    make, rate, channels = LOSSY[kind]
    found = probe(make())
    assert (found.rate, found.channels) == (rate, channels)
    assert SECONDS * 1000 <= found.duration <= SECONDS * 1000 + 200
    heard = channel_16k(sound(make(), found.duration, channels), 0, Span(0, SECONDS * 1000))
    true_rate = 8000 if rate == 48_000 else rate
    wave = written(babble(SECONDS, true_rate, channels), true_rate)
    truth = channel_16k(sound(wave, found.duration, channels), 0, Span(0, SECONDS * 1000))
    late, likeness = lag(truth, heard)
    assert abs(late) <= ENCODER_DELAY_MS * 16
    assert likeness > 0.6


@pytest.mark.parametrize("kind", [*EXACT, *LOSSY])
def test_reading_from_the_middle_gives_what_reading_it_all_gives(kind: str) -> None:
    data = (EXACT | LOSSY)[kind][0]()
    whole = decoded(data)
    for start in (1, BLOCK + 4_001, BLOCK + 20_000):
        np.testing.assert_array_equal(decoded(data, start), whole[start:])


@pytest.mark.parametrize("rate", [8_000, 48_000])
def test_in_opus_of_our_own_one_lands_where_reading_it_all_leads(rate: int) -> None:
    data = written(babble(SECONDS, rate), rate, "OGG", "OPUS")
    whole = decoded(data)
    for start in (70_000, 123_456, 11 * 48_000):
        with opened(lambda: BytesIO(data), "test", ours=True) as audio:
            heard = np.concatenate(list(audio.blocks(start))) / audio.full_scale
        np.testing.assert_allclose(heard, whole[start:], atol=1e-3)


def test_a_file_that_begins_again_in_the_middle_is_read_on_from_anywhere() -> None:
    parts = [written(babble(SECONDS, seed=seed), 8_000, "OGG", "OPUS") for seed in (1, 2)]
    data = b"".join(parts)
    whole = decoded(data)
    assert len(whole) == 2 * SECONDS * 48_000
    for second in (4, 10, 14, 20):
        np.testing.assert_array_equal(decoded(data, second * 48_000), whole[second * 48_000 :])


def test_all_blocks_but_the_last_have_the_same_length() -> None:
    with opened(lambda: BytesIO(written(babble(30, channels=1))), "test") as audio:
        assert [len(block) for block in audio.blocks()] == [BLOCK] * 3 + [30 * 8000 - 3 * BLOCK]


@pytest.mark.parametrize("rate", [8000, 11_025, 16_000, 44_100, 48_000])
def test_a_window_at_16_khz_lies_where_it_lay_in_the_call(rate: int) -> None:
    wave = np.zeros((rate * 3, 1))
    wave[rate * 3 // 2 : rate * 3 // 2 + rate // 100] = 0.5  # a click of 10 ms at 1.5 s
    call = sound(written(wave, rate), 3000, 1)
    window = channel_16k(call, 0, Span(1400, 1700))
    assert len(window) == 300 * 16
    loud = np.flatnonzero(np.abs(window) > 0.25)
    assert abs(loud[0] - 100 * 16) <= 8
    assert abs(loud[-1] - 110 * 16) <= 8


def test_windows_side_by_side_make_the_whole() -> None:
    call = sound(written(STEREO), SECONDS * 1000)
    whole = channel_16k(call, 1, Span(0, SECONDS * 1000))
    parts = [channel_16k(call, 1, Span(at, at + 3000)) for at in range(0, SECONDS * 1000, 3000)]
    np.testing.assert_allclose(np.concatenate(parts), whole, atol=1e-3)
    together = np.concatenate(list(all_channels_16k(call)))
    np.testing.assert_allclose(together[: len(whole), 1], whole, atol=1e-6)


def test_past_the_end_there_is_silence() -> None:
    window = channel_16k(sound(written(STEREO), SECONDS * 1000), 0, Span(11_900, 12_400))
    assert len(window) == 500 * 16
    assert not window[200 * 16 :].any()


@pytest.mark.parametrize(
    ("kind", "at", "length"),
    [("flac", 0.4, 6000), ("opus", 0.4, 9000), ("m4a", 0.4, 900), ("mp3", 0.4, 2000)],
)
def test_a_broken_frame_is_kept_as_time(kind: str, at: float, length: int) -> None:
    data = bytearray((EXACT | LOSSY)[kind][0]())
    whole = decoded(bytes(data))
    begin = int(len(data) * at)
    data[begin : begin + length] = b"\x55" * length
    broken = decoded(bytes(data))
    rate = {"flac": 8000, "opus": 48_000}.get(kind, 16_000)
    assert abs(len(broken) - len(whole)) <= rate // 20
    assert not np.array_equal(broken[: rate * 10], whole[: rate * 10])
    late, likeness = lag(whole[rate * 8 : rate * 11, 0], broken[rate * 8 : rate * 11, 0])
    assert abs(late) <= (rate // 20 if kind == "mp3" else 0)  # it has no stamps: within a frame
    assert likeness > 0.9


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF, 0x7FFFFFFF])
def test_a_wav_that_was_streamed_is_read_as_far_as_it_goes(size: int) -> None:
    data = bytearray(written(STEREO))
    data[4:8] = data[40:44] = struct.pack("<I", size)
    assert probe(bytes(data)).frames == len(STEREO)


@pytest.mark.parametrize("kind", ["wav 16 bit", "wav 24 bit", "mu-law", "flac", "m4a"])
@pytest.mark.parametrize("kept", [0.5, 0.9])
def test_a_file_cut_short_is_truncated(kind: str, kept: float) -> None:
    data = (EXACT | LOSSY)[kind][0]()
    with pytest.raises(Truncated, match=r"call\.wav"):
        probe(data[: int(len(data) * kept)])


@pytest.mark.parametrize("kind", ["wav 16 bit", "flac"])
def test_a_file_cut_inside_its_header_is_truncated(kind: str) -> None:
    with pytest.raises(Truncated, match=r"call\.wav"):
        probe(EXACT[kind][0]()[:30])


def test_an_m4a_that_begins_with_its_index_is_truncated_too() -> None:
    data = encoded(WIDE, 16_000, "aac", "ipod")
    moov, mdat = data.index(b"moov") - 4, data.index(b"mdat") - 4
    assert mdat < moov
    with pytest.raises(Truncated):
        probe(data[:moov])


@pytest.mark.parametrize(
    "data",
    [b"This is a letter, and no call.\n" * 400, bytes(range(256)) * 40, b"\x89PNG\r\n\x1a\n" * 99],
    ids=["text", "bytes", "picture"],
)
def test_what_is_not_audio_is_said_to_be_so(data: bytes) -> None:
    with pytest.raises(NotAudio, match=r"call\.wav"):
        probe(data)


def test_noise_that_was_never_audio_is_not_audio() -> None:
    noise = np.random.default_rng(5).integers(0, 256, 300_000, dtype=np.uint8).tobytes()
    with pytest.raises(Rejected):
        probe(noise)


def test_a_playlist_does_not_make_us_read_another_file() -> None:
    with pytest.raises(NotAudio):
        probe(b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/hostname\n")


def test_zero_bytes_are_empty() -> None:
    with pytest.raises(Empty, match=r"call\.wav: zero bytes"):
        probe(b"")


@pytest.mark.parametrize(("form", "subtype"), [("WAV", "PCM_16"), ("FLAC", "PCM_16")])
def test_zero_samples_are_empty(form: str, subtype: str) -> None:
    with pytest.raises(Empty, match=r"call\.wav"):
        probe(written(np.zeros((0, 1)), form=form, subtype=subtype))


def test_zero_channels_are_empty() -> None:
    data = bytearray(written(STEREO))
    data[22:24] = b"\0\0"
    with pytest.raises(Empty, match="zero channels"):
        probe(bytes(data))


def test_an_error_of_the_vault_while_reading_is_not_taken_for_bad_audio() -> None:
    class Forged(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 100_000:
                raise Tampered("sealed bytes are not as we left them")
            return super().read(size)

    with pytest.raises(Tampered):
        SoundFiles().probe(lambda: Forged(written(STEREO)), "call")


def test_the_container_tells_when_the_call_began() -> None:
    file = BytesIO()
    with av.open(file, "w", format="mp4") as out:
        out.metadata["creation_time"] = "2026-03-01T09:30:00Z"
        track = out.add_stream("aac", rate=8000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.float32), "fltp", "mono")
        frame.sample_rate = 8000
        for packet in [*track.encode(frame), *track.encode(None)]:
            out.mux(packet)
    started = probe(file.getvalue()).started
    assert started is not None
    assert started.isoformat() == "2026-03-01T09:30:00+00:00"
    assert probe(written(STEREO)).started is None


def test_two_legs_become_the_channels_of_one_call() -> None:
    agent, customer = written(STEREO[:, :1]), written(STEREO[: 5 * 8000, 1:], subtype="PCM_24")
    joined = BytesIO()
    SoundFiles().join([lambda: BytesIO(agent), lambda: BytesIO(customer)], joined)
    heard = decoded(joined.getvalue())
    assert np.abs(heard[:, 0] - STEREO[:, 0]).max() <= 2**-15
    assert np.abs(heard[: 5 * 8000, 1] - STEREO[: 5 * 8000, 1]).max() <= 2**-23
    assert not heard[5 * 8000 :, 1].any()


def test_legs_of_different_rates_are_rejected() -> None:
    narrow, wide = written(MONO), written(WIDE[:, :1], 16_000)
    with pytest.raises(Rejected, match="rates"):
        SoundFiles().join([lambda: BytesIO(narrow), lambda: BytesIO(wide)], BytesIO())


def test_a_leg_with_two_channels_is_rejected() -> None:
    both = written(STEREO)
    with pytest.raises(Rejected, match="more than one channel"):
        SoundFiles().join([lambda: BytesIO(both), lambda: BytesIO(both)], BytesIO())
