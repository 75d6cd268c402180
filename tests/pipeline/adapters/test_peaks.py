from __future__ import annotations

from io import BytesIO
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.adapters.decoding import opened
from pipeline.adapters.peaks import BUCKETS_A_SECOND, HEADER, Peaks
from pipeline.adapters.silencing import BlockSilencer
from pipeline.model import Cover, Form, Mask
from pipeline.timeline import Span
from tests.pipeline.adapters.sounds import babble, sound, written

Drawn = npt.NDArray[np.int8]
"""Shape (buckets, channels, 2): the least and the greatest sample of each."""


def drawn(data: bytes) -> tuple[int, int, Drawn]:
    """Rate, samples a bucket, and the peaks."""
    version, flags, rate, bucket, buckets, channels = HEADER.unpack_from(data)
    assert (version, flags) == (2, 1)
    found = np.frombuffer(data, np.int8, offset=HEADER.size)
    return rate, bucket, found.reshape(buckets, channels, 2)


@given(
    st.sampled_from([8_000, 11_025, 48_000]),
    st.sampled_from([16, 24]),
    st.integers(1, 3),
    st.lists(st.integers(0, 9_000), max_size=6),
    st.integers(0, 2**32 - 1),
)
@settings(max_examples=40, deadline=None)
def test_every_sample_lies_between_its_peaks_however_it_came(
    rate: int, depth: int, channels: int, cuts: list[int], seed: int
) -> None:
    kind = np.int16 if depth == 16 else np.int32
    limits = np.iinfo(kind)
    length = max(cuts, default=0)
    samples = np.random.default_rng(seed).integers(
        limits.min, limits.max, (length, channels), kind, endpoint=True
    )
    peaks = Peaks(rate, channels, depth)
    for start, end in pairwise([0, *sorted(cuts)]):
        peaks.add(samples[start:end])
    told, bucket, found = drawn(peaks.data())
    assert (told, bucket) == (rate, rate // BUCKETS_A_SECOND)
    assert found.shape == (-(-length // bucket), channels, 2)
    for number, (least, most) in enumerate(zip(found[..., 0], found[..., 1], strict=True)):
        here = samples[number * bucket : (number + 1) * bucket] >> (kind().itemsize * 8 - 8)
        np.testing.assert_array_equal(least, here.min(axis=0))
        np.testing.assert_array_equal(most, here.max(axis=0))


@pytest.mark.parametrize("form", Form)
def test_the_peaks_are_those_of_what_can_be_heard(form: Form) -> None:
    loud = written(np.clip(babble(6) * 3, -1, 1 - 2**-15))
    mask = Mask(1, Span(2_000, 4_000), ())
    sink = BytesIO()
    cover = Cover(level_db=-20)
    _, _, found = drawn(BlockSilencer().silence(sound(loud, 6_000), (mask,), cover, sink, form))
    assert found.shape == (6 * BUCKETS_A_SECOND, 2, 2)
    hidden = found[2 * BUCKETS_A_SECOND + 1 : 4 * BUCKETS_A_SECOND - 1, 1]
    np.testing.assert_array_equal(hidden, [[-13, 12]] * len(hidden))  # a tone of a tenth
    with opened(lambda: BytesIO(sink.getvalue()), "test") as audio:
        heard = np.concatenate(list(audio.blocks())) / audio.full_scale
        bucket = audio.rate // BUCKETS_A_SECOND
    most = heard.reshape(-1, bucket, 2).max(axis=1) * 128
    near = 12 if form is Form.OPUS else 1
    assert np.abs(found[..., 1] - most).max() <= near
