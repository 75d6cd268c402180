from __future__ import annotations

from io import BytesIO
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.adapters.covers import loop
from pipeline.adapters.decoding import BLOCK, opened
from pipeline.adapters.silencing import BlockSilencer
from pipeline.errors import LeakFound
from pipeline.model import Cover, Form, Mask
from pipeline.ports import Sound
from pipeline.timeline import Span
from tests.pipeline.adapters.sounds import babble, encoded, sound, written

SECONDS = 20
WAVE = babble(SECONDS)
CALL = written(WAVE)
COVER = Cover()
STYLES: tuple[Literal["tone", "silence", "noise"], ...] = ("tone", "silence", "noise")
MASKS = (
    Mask(0, Span(1000, 1200), ()),
    Mask(0, Span(1150, 3000), ()),
    Mask(1, Span(7333, 9777), ()),  # across the end of a block: 65,536 samples are 8,192 ms
    Mask(1, Span(12_000, 12_030), ()),
    Mask(0, Span(19_500, 20_000), ()),
)


def call(data: bytes = CALL) -> Sound:
    return sound(data, SECONDS * 1000)


def silenced(
    data: bytes,
    masks: tuple[Mask, ...],
    cover: Cover = COVER,
    form: Form = Form.FLAC,
) -> bytes:
    sink = BytesIO()
    BlockSilencer().silence(call(data), masks, cover, sink, form)
    return sink.getvalue()


def samples(data: bytes) -> npt.NDArray[Any]:
    with opened(lambda: BytesIO(data), "test") as audio:
        return np.concatenate(list(audio.blocks()))


def under(masks: tuple[Mask, ...], shape: tuple[int, ...], rate: int = 8000) -> npt.NDArray[Any]:
    """Which samples `masks` touch, told another way than the silencer does."""
    begin = np.arange(shape[0]) * 1000 / rate
    end = (np.arange(shape[0]) + 1) * 1000 / rate
    touched = np.zeros(shape, bool)
    for mask in masks:
        touched[:, mask.channel] |= (end > mask.span.start) & (begin < mask.span.end)
    return touched


@pytest.mark.parametrize("style", STYLES)
def test_what_is_masked_is_gone_and_the_rest_is_the_original_to_the_bit(style: Any) -> None:
    before, after = samples(CALL), samples(silenced(CALL, MASKS, Cover(style=style)))
    hidden = under(MASKS, before.shape)
    np.testing.assert_array_equal(after[~hidden], before[~hidden])
    other = samples(written(babble(SECONDS, seed=99)))
    cover = samples(silenced(written(babble(SECONDS, seed=99)), MASKS, Cover(style=style)))
    assert not np.array_equal(other[hidden], before[hidden])
    np.testing.assert_array_equal(after[hidden], cover[hidden])


@given(
    st.lists(st.tuples(st.integers(0, 1), st.integers(0, 2999), st.integers(1, 3000)), max_size=6)
)
@settings(max_examples=25, deadline=None)
def test_every_sample_that_a_mask_touches_is_replaced(cuts: list[tuple[int, int, int]]) -> None:
    rate = 11_025
    data = written(np.ones((3 * rate, 2)) * 0.5, rate)
    masks = tuple(Mask(c, Span(start, min(start + long, 3000)), ()) for c, start, long in cuts)
    sink = BytesIO()
    BlockSilencer().silence(sound(data, 3000), masks, Cover(style="silence"), sink, Form.FLAC)
    np.testing.assert_array_equal(samples(sink.getvalue()) == 0, under(masks, (3 * rate, 2), rate))


@pytest.mark.parametrize(
    ("data", "depth"),
    [
        (written(WAVE, subtype="PCM_U8"), 16),
        (written(WAVE, subtype="ULAW"), 16),
        (written(WAVE, subtype="PCM_24"), 24),
        (written(WAVE, subtype="FLOAT"), 24),
        (written(WAVE, 8000, "OGG", "OPUS"), 16),
        (encoded(babble(SECONDS, 16_000), 16_000, "aac", "mp4"), 16),
    ],
    ids=["8 bit", "mu-law", "24 bit", "float", "opus", "m4a"],
)
def test_form_and_length_are_those_of_the_source(data: bytes, depth: int) -> None:
    out = silenced(data, MASKS)
    with (
        opened(lambda: BytesIO(data), "before") as before,
        opened(lambda: BytesIO(out), "after") as after,
    ):
        assert (after.rate, after.channels, after.depth) == (before.rate, before.channels, depth)
    was, now = samples(data), samples(out)
    assert was.shape == now.shape
    changed = np.flatnonzero((was != now).any(axis=1)) * SECONDS / len(was)
    rate = before.rate
    np.testing.assert_array_equal(
        now[~under(MASKS, was.shape, rate)], was[~under(MASKS, was.shape, rate)]
    )
    assert len(changed)
    assert BlockSilencer().still_audible(call(data), call(out), MASKS, COVER) == ()


def test_no_tag_survives() -> None:
    data = encoded(babble(3, 16_000), 16_000, "aac", "mp4")
    assert b"A private title" in data
    sink = BytesIO()
    BlockSilencer().silence(sound(data, 3000), (), Cover(), sink, Form.FLAC)
    assert b"private" not in sink.getvalue()


def test_the_tone_is_the_one_asked_for_and_goes_on_in_phase_across_blocks() -> None:
    cover = Cover(tone_hz=1000, level_db=-20, fade_ms=5)
    out = samples(silenced(CALL, (Mask(0, Span(7000, 9000), ()),), cover))[:, 0] / 32768
    tone = out[7010 * 8 : 8990 * 8]
    assert BLOCK in range(7010 * 8, 8990 * 8)
    assert np.abs(tone).max() == pytest.approx(0.1, rel=0.01)
    spectrum = np.abs(np.fft.rfft(tone[:8000]))
    assert spectrum.argmax() == 1000
    assert np.sum(spectrum**2) - spectrum[1000] ** 2 < 1e-6 * spectrum[1000] ** 2


def test_the_cover_fades_in_and_out_inside_the_mask() -> None:
    out = samples(silenced(written(WAVE * 0), (Mask(0, Span(1000, 2000), ()),), Cover(fade_ms=10)))
    steps = np.abs(np.diff(out[:, 0]))
    assert out[8000, 0] == out[15_999, 0] == 0
    assert steps[7990:8010].max() < 0.2 * steps.max()


def test_noise_is_of_the_telephone_band() -> None:
    spectrum = np.abs(np.fft.rfft(loop(Cover(style="noise"), 16_000))) ** 2
    hz = np.fft.rfftfreq(64_000, 1 / 16_000)
    inside = (hz >= 300) & (hz <= 3400)
    assert spectrum[~inside].sum() < 1e-6 * spectrum[inside].sum()


def test_a_mask_on_a_channel_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="channel 2"):
        silenced(CALL, (Mask(2, Span(0, 100), ()),))


def doctored(style: Any, change: Any) -> bytes:
    """A rendition in which `change(now, was)` undid some of the silencing."""
    now = samples(silenced(CALL, MASKS, Cover(style=style))).astype(np.float64)
    change(now, samples(CALL).astype(np.float64))
    return written(np.clip(np.rint(now) / 32768, -1, 1 - 2**-15), form="FLAC")


def put_back(now: Any, was: Any) -> None:
    now[8 * 8000 : 8 * 8040, 1] = was[8 * 8000 : 8 * 8040, 1]


def mix_in(now: Any, was: Any) -> None:
    now[8 * 7333 : 8 * 9777, 1] += 0.05 * was[8 * 7333 : 8 * 9777, 1]


def shift(now: Any, was: Any) -> None:
    now[8 * 8000 : 8 * 8500, 1] = was[8 * 8000 - 37 : 8 * 8500 - 37, 1]


def other_channel(now: Any, was: Any) -> None:
    now[8 * 8000 : 8 * 8500, 1] = was[8 * 8000 : 8 * 8500, 0]


def at_the_edge(now: Any, was: Any) -> None:
    now[8 * 7333 : 8 * 7335, 1] = was[8 * 7333 : 8 * 7335, 1]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("change", [put_back, mix_in, shift, other_channel, at_the_edge])
def test_whatever_is_heard_under_a_mask_fails_that_mask(style: Any, change: Any) -> None:
    doubted = call(doctored(style, change))
    leaking = BlockSilencer().still_audible(call(), doubted, MASKS, Cover(style=style))
    assert leaking == (MASKS[2],)


def test_what_was_not_silenced_at_all_fails_every_mask() -> None:
    assert BlockSilencer().still_audible(call(), call(), MASKS, COVER) == MASKS


def test_a_pure_tone_that_was_not_silenced_fails_too() -> None:
    beep = written(0.2 * np.sin(2 * np.pi * 1400 * np.arange(160_000) / 8000)[:, None] * [1, 1])
    quieter = written(0.1 * np.sin(2 * np.pi * 1400 * np.arange(160_000) / 8000)[:, None] * [1, 1])
    audible = BlockSilencer().still_audible
    assert audible(call(beep), call(beep), MASKS, COVER) == MASKS
    assert MASKS[2] in audible(call(beep), call(quieter), MASKS, COVER)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("length", [101, 205, 304, 999])
def test_a_fade_is_no_leak_however_long_the_mask(style: Any, length: int) -> None:
    masks = (Mask(0, Span(4000, 4000 + length), ()), Mask(1, Span(8100, 8100 + length), ()))
    out = silenced(CALL, masks, Cover(style=style, fade_ms=20))
    assert BlockSilencer().still_audible(call(), call(out), masks, COVER) == ()


@pytest.mark.parametrize("style", STYLES)
def test_nothing_is_audible_in_what_the_silencer_made(style: Any) -> None:
    out = silenced(CALL, MASKS, Cover(style=style))
    assert BlockSilencer().still_audible(call(), call(out), MASKS, COVER) == ()


def test_a_rendition_of_another_length_or_form_is_never_trusted() -> None:
    for other in (written(WAVE[:-1]), written(WAVE[:, :1]), written(WAVE, 16_000)):
        with pytest.raises(LeakFound, match="test"):
            BlockSilencer().still_audible(call(), call(other), MASKS, COVER)
