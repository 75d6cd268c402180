"""What a rendition holds of the original: all of it outside the masks, nothing of it inside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import soundfile

from pipeline.adapters.decoding import opened
from pipeline.model import Mask
from pipeline.policy import Policy
from pipeline.ports import Silencer, Sound

Samples = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
LAG_MS = 20
"""How far what leaks may be moved in time and still be found."""


@dataclass(frozen=True, slots=True)
class Sameness:
    """One rendition beside the decoded original."""

    masks: int
    as_long: bool
    """To the sample."""
    changed_outside: int
    """Samples outside the masks that are not those of the original."""
    depends_inside: int
    """Samples that change when the original changes under the masks, and only there."""
    in_place: float
    elsewhere: float
    """The strongest correlation (0..1) of a masked stretch with the original under it, and with
    the original half a call away, which is what chance gives."""

    @property
    def holds(self) -> bool:
        return self.as_long and not self.changed_outside and not self.depends_inside


def compare(
    sound: Sound, audio: BinaryIO, masks: Sequence[Mask], silencer: Silencer, policy: Policy
) -> Sameness:
    """`audio` is lossless and holds what `silencer` made of `sound`; it is left at its end."""
    original, rate = decoded(sound)
    redacted = _like(original, audio)
    if redacted.shape != original.shape:
        return Sameness(len(masks), False, 0, 0, 0.0, 0.0)
    inside = under(masks, original.shape, rate)
    altered = np.where(inside, _noise(original), original)
    with BytesIO() as sink:
        wav = as_wav(altered, rate).getvalue()
        other = replace(sound, open=lambda: BytesIO(wav))
        silencer.silence(other, masks, policy.cover, sink, policy.form)
        sink.seek(0)
        again = _like(original, sink)
    strongest = [0.0], [0.0]
    away = np.roll(original, len(original) // 2, axis=0)
    for mask in masks:
        first, last = _samples(mask, rate)
        cover = redacted[first:last, mask.channel]
        for found, source in zip(strongest, (original, away), strict=True):
            found.append(correlation(source[first:last, mask.channel], cover, rate))
    return Sameness(
        len(masks),
        True,
        int(((redacted != original) & ~inside).sum()),
        int((again != redacted).sum()),
        max(strongest[0]),
        max(strongest[1]),
    )


def decoded(sound: Sound) -> tuple[Samples, int]:
    """All of a sound as (samples, channels), and its rate."""
    with opened(sound.open, sound.name) as audio:
        return np.concatenate(list(audio.blocks())), audio.rate


def under(masks: Iterable[Mask], shape: tuple[int, ...], rate: int) -> npt.NDArray[np.bool_]:
    """Which samples a mask touches."""
    inside = np.zeros(shape, dtype=bool)
    for mask in masks:
        first, last = _samples(mask, rate)
        inside[first:last, mask.channel] = True
    return inside


def correlation(one: Samples, other: Samples, rate: int) -> float:
    """The strongest (0..1) of two equally long stretches, up to `LAG_MS` apart."""
    a, b = (_centred(stretch) for stretch in (one, other))
    size = 2 * len(a)
    spectrum = np.fft.rfft(a, size) * np.conj(np.fft.rfft(b, size))
    product = np.abs(np.fft.irfft(spectrum, size))
    lag = min(LAG_MS * rate // 1000, len(a) - 1)
    norm = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(max(product[: lag + 1].max(), product[-lag:].max())) / norm if norm else 0.0


def _centred(stretch: Samples) -> Floats:
    values: Floats = np.asarray(stretch, dtype=np.float64)
    return np.asarray(values - values.mean(), dtype=np.float64)


def _samples(mask: Mask, rate: int) -> tuple[int, int]:
    return mask.span.start * rate // 1000, -(-mask.span.end * rate // 1000)


def _like(original: Samples, audio: BinaryIO) -> Samples:
    """The samples of a lossless file, read by libsndfile and not by our decoder."""
    samples: Samples = soundfile.read(audio, dtype=str(original.dtype), always_2d=True)[0]
    if original.dtype == np.int32:
        # We hold 24 bits in the low end of 32, libsndfile in the high end.
        return samples >> 8
    return samples


def _noise(original: Samples) -> Samples:
    rng = np.random.default_rng(len(original))
    return rng.integers(-9_000, 9_000, original.shape).astype(original.dtype)


def as_wav(samples: Samples, rate: int) -> BytesIO:
    """A WAV file of `samples` as `decoded` gives them."""
    file, wide = BytesIO(), samples.dtype == np.int32
    form = "PCM_24" if wide else "PCM_16"
    soundfile.write(file, samples << 8 if wide else samples, rate, form, format="WAV")
    file.seek(0)
    return file
