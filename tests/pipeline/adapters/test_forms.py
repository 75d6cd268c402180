from __future__ import annotations

from fractions import Fraction
from functools import cache
from io import BytesIO
from typing import Any, Literal

import av
import numpy as np
import pytest

from pipeline.adapters.decoding import opened
from pipeline.adapters.forms import form_of
from pipeline.adapters.silencing import BlockSilencer
from pipeline.adapters.writing import WAV_BYTES, writing
from pipeline.errors import LeakFound
from pipeline.model import Cover, Form, Mask
from pipeline.timeline import Span
from tests.pipeline.adapters.sounds import Wave, babble, encoded, sound, written

SECONDS = 12
STYLES: tuple[Literal["tone", "silence", "noise"], ...] = ("tone", "silence", "noise")
RATES = (8_000, 11_025, 16_000, 44_100, 48_000)
MASKS = (
    Mask(0, Span(1_000, 3_000), ()),
    Mask(1, Span(6_333, 9_777), ()),
    Mask(0, Span(10_000, 10_300), ()),
)
Read = tuple[int, Wave]


@cache
def a_call(rate: int = 8_000) -> bytes:
    # Not a whole number of anything, so that lengths have to be kept and not rounded.
    return written(babble(SECONDS, rate)[: -rate // 77], rate)


def kept(data: bytes, form: Form, style: Any = "tone") -> bytes:
    sink = BytesIO()
    call = sound(data, SECONDS * 1000)
    BlockSilencer().silence(call, MASKS, Cover(style=style), sink, form)
    return sink.getvalue()


def read(data: bytes) -> Read:
    with opened(lambda: BytesIO(data), "test") as audio:
        return audio.rate, np.concatenate(list(audio.blocks())) / audio.full_scale


def audible(original: bytes, silenced: bytes, style: Any = "tone") -> tuple[Mask, ...]:
    call, quiet = sound(original, SECONDS * 1000), sound(silenced, SECONDS * 1000)
    return tuple(BlockSilencer().still_audible(call, quiet, MASKS, Cover(style=style)))


def under(mask: Mask, rate: int) -> tuple[slice, int]:
    """Its samples, without the edges into which Opus smears what is beside it."""
    return slice((mask.span.start + 30) * rate // 1000, (mask.span.end - 30) * rate // 1000), (
        mask.channel
    )


@pytest.mark.parametrize("form", Form)
def test_a_form_is_told_by_its_first_bytes(form: Form) -> None:
    assert form_of(kept(a_call(), form)) is form


def test_what_is_in_no_form_of_ours_is_not_told() -> None:
    with pytest.raises(ValueError, match="begins so"):
        form_of(b"ID3\4")


@pytest.mark.parametrize("rate", RATES)
def test_wav_holds_the_same_samples_as_flac(rate: int) -> None:
    (same, flac), (rate_, wav) = (read(kept(a_call(rate), f)) for f in (Form.FLAC, Form.WAV))
    assert same == rate_ == rate
    np.testing.assert_array_equal(flac, wav)


@pytest.mark.parametrize("rate", RATES)
def test_opus_lasts_as_long_to_one_of_its_samples(rate: int) -> None:
    _, before = read(a_call(rate))
    now, after = read(kept(a_call(rate), Form.OPUS))
    assert now == 48_000
    assert len(after) == -(-len(before) * 48_000 // rate)


@pytest.mark.parametrize("rate", [8_000, 11_025])
def test_opus_keeps_every_sound_in_its_place(rate: int) -> None:
    click = np.zeros((rate * 4, 2))
    click[rate * 35 // 10 : rate * 35 // 10 + rate // 100, 1] = 0.5  # 10 ms at 3.5 s
    now, after = read(kept(written(click, rate), Form.OPUS))
    loud = np.flatnonzero(np.abs(after[:, 1]) > 0.2)
    assert loud[0] == pytest.approx(3.5 * now, abs=now / 1000)
    assert loud[-1] == pytest.approx(3.51 * now, abs=now / 1000)


@pytest.mark.parametrize("rate", [8_000, 44_100])
@pytest.mark.parametrize("style", STYLES)
def test_nothing_is_audible_under_the_masks_of_what_opus_gives_back(style: Any, rate: int) -> None:
    assert audible(a_call(rate), kept(a_call(rate), Form.OPUS, style), style) == ()


def test_outside_the_masks_opus_sounds_the_same() -> None:
    now, after = read(kept(a_call(48_000), Form.OPUS))
    _, before = read(a_call(48_000))
    open_ = slice(4 * now, 6 * now)
    assert np.corrcoef(after[open_, 0], before[open_, 0])[0, 1] > 0.95


def mix_in(now: Wave, was: Wave) -> None:
    now += 0.05 * was


def put_some_back(now: Wave, was: Wave) -> None:
    tenth = len(now) // 10
    now[3 * tenth : 4 * tenth] = was[3 * tenth : 4 * tenth]


def put_back_later(now: Wave, was: Wave) -> None:
    now[:] = np.roll(was, 137)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("change", [mix_in, put_some_back, put_back_later])
def test_what_is_heard_under_a_mask_is_found_behind_a_codec_too(style: Any, change: Any) -> None:
    _, before = read(a_call())
    _, quiet = read(kept(a_call(), Form.FLAC, style))
    where, channel = under(MASKS[1], 8_000)
    change(quiet[where, channel], before[where, channel])
    assert audible(a_call(), written(quiet, 8_000, "OGG", "OPUS"), style) == (MASKS[1],)


def test_opus_of_another_length_is_never_trusted() -> None:
    _, quiet = read(kept(a_call(), Form.FLAC))
    with pytest.raises(LeakFound, match="not as long"):
        audible(a_call(), written(quiet[:-80], 8_000, "OGG", "OPUS"))


def test_more_channels_than_opus_keeps_in_order_are_kept_as_flac() -> None:
    three = written(babble(3, channels=3))
    sink = BytesIO()
    BlockSilencer().silence(sound(three, 3_000, 3), (), Cover(), sink, Form.OPUS)
    assert form_of(sink.getvalue()) is Form.FLAC


def test_a_wav_too_long_for_its_header_is_written_as_rf64() -> None:
    sink = BytesIO()
    with writing(sink, Form.WAV, 8_000, 1, 16, frames=WAV_BYTES // 2) as out:
        out.write(np.arange(8_000, dtype=np.int16)[:, None])
    assert sink.getvalue()[:4] == b"RF64"
    assert form_of(sink.getvalue()) is Form.WAV
    assert len(read(sink.getvalue())[1]) == 8_000


@pytest.mark.parametrize("form", Form)
def test_neither_tags_nor_pictures_nor_chapters_are_kept(form: Form) -> None:
    laden = burdened(babble(SECONDS, 16_000))
    for private in (b"A private title", b"A private chapter", PICTURE):
        assert private in laden
    quiet = kept(laden, form)
    for private in (b"private", PICTURE):
        assert private not in quiet
    assert baggage(laden) == ("tags", "chapters", "other tracks")
    assert baggage(quiet) == ()


def test_a_rendition_with_baggage_is_not_trusted() -> None:
    wave = babble(SECONDS)
    with pytest.raises(LeakFound, match="it carries tags"):
        audible(written(wave), encoded(wave, 8_000, "flac", "flac"))


PICTURE = bytes(range(7, 250)) * 4


def burdened(wave: Wave) -> bytes:
    """A file with a title, a chapter and a picture."""
    made = BytesIO()
    source: Any = av.open(BytesIO(encoded(wave, 16_000, "aac", "mp4")))
    with (
        source,
        av.open(made, "w", format="matroska") as out,
    ):
        out.metadata["title"] = "A private title"
        chapter: Any = {
            "id": 1,
            "start": 0,
            "end": 1_000,
            "time_base": Fraction(1, 1_000),
            "metadata": {"title": "A private chapter"},
        }
        out.set_chapters([chapter])
        track = out.add_stream_from_template(source.streams.audio[0])
        out.add_attachment("cover.jpg", "image/jpeg", PICTURE)
        for packet in source.demux(audio=0):
            if packet.dts is not None:
                packet.stream = track
                out.mux(packet)
    return made.getvalue()


def baggage(data: bytes) -> tuple[str, ...]:
    with opened(lambda: BytesIO(data), "test") as audio:
        return audio.baggage
