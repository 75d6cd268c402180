"""`python -m benchmarks.picture OUT.svg`: a sample call before and after, drawn.

No plotting library: the picture is a few hundred lines and boxes, and SVG says that plainly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import numpy as np
import numpy.typing as npt
from soundfile import SoundFile

from pipeline.adapters.scratch import scratch
from pipeline.masking import label
from pipeline.model import Mask, Party, ProfileName
from pipeline.onefile import redact_sound
from pipeline.settings.files import DEFAULTS
from pipeline.settings.policy import load_policy
from pipeline.settings.site import SiteSettings, Speech
from pipeline.wiring import open_sound, open_tools, passing_vault
from tests.samples import one

SAMPLE = one("card-in-words-over-several-turns")
PARTIES = (Party.AGENT, Party.CUSTOMER)
COLOURS = {Party.AGENT: "#1f6f8b", Party.CUSTOMER: "#b5562b"}
WIDTH, LANE, LEFT = 1000, 62, 90
"""Pixels: of the waveform, of a channel, and of the names beside them."""
LOUDEST = 0.5
"""Full scale of the picture, of 1: telephone speech leaves room above it."""
Peaks = npt.NDArray[np.float64]


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--models", type=click.Path(path_type=Path), default=Path("models"))
def main(out: Path, models: Path) -> None:
    """Draw what Hushtape made of a sample call."""
    settings = SiteSettings(data=Path(), speech=Speech(model="tiny.en", models=models.resolve()))
    policy = load_policy(DEFAULTS)
    with TemporaryDirectory() as folder, passing_vault() as vault:
        tools = open_tools(settings, partial(scratch, Path(folder)))
        quality = policy.profile(ProfileName("quality"))
        made = redact_sound(open_sound(SAMPLE, PARTIES), quality, tools, policy, vault)
        if made.audio is None:
            raise click.ClickException("the sample failed its verification")
        before, after = _peaks(SAMPLE.read_bytes()), _peaks(made.audio.read())
    with SoundFile(SAMPLE) as sample:
        milliseconds = sample.frames * 1000 / sample.samplerate
    lines = [*_lanes(before, 24, "recorded"), *_lanes(after, 190, "released")]
    lines += _masks(made.masks, 190, milliseconds)
    height = 190 + 2 * LANE + 30
    out.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 10} {height}" '
        f'font-family="sans-serif" font-size="13">\n'
        f'<rect width="100%" height="100%" fill="#fdfcf9"/>\n' + "\n".join(lines) + "\n</svg>\n"
    )


def _peaks(audio: bytes) -> Peaks:
    """The loudest sample of each pixel, channel by channel: (channels, WIDTH), 0..1."""
    with SoundFile(BytesIO(audio)) as file:
        samples = np.abs(file.read(dtype="float64"))
    pixels = np.array_split(samples, WIDTH)
    return np.array([pixel.max(axis=0) for pixel in pixels]).T


def _lanes(peaks: Peaks, top: int, title: str) -> Iterator[str]:
    yield f'<text x="8" y="{top - 8}" font-weight="bold">{title}</text>'
    for channel, party in enumerate(PARTIES):
        middle = top + LANE * channel + LANE // 2
        bars = " ".join(
            f"M{LEFT + x} {middle - h:.0f}V{middle + h:.0f}"
            for x, h in enumerate(peaks[channel] / LOUDEST * LANE / 2)
        )
        yield f'<text x="8" y="{middle + 4}" fill="{COLOURS[party]}">{party}</text>'
        yield f'<path d="{bars}" stroke="{COLOURS[party]}" stroke-width="1"/>'


def _masks(masks: Iterable[Mask], top: int, milliseconds: float) -> Iterator[str]:
    for mask in masks:
        x = LEFT + mask.span.start * WIDTH / milliseconds
        width = mask.span.duration * WIDTH / milliseconds
        y = top + LANE * mask.channel
        yield (
            f'<rect x="{x:.0f}" y="{y + 4}" width="{width:.0f}" height="{LANE - 8}" rx="4" '
            f'fill="#fdfcf9" fill-opacity="0.82" stroke="#333"/>'
            f'<text x="{x + 6:.0f}" y="{y + LANE / 2 + 4:.0f}">{label(mask.entities)}</text>'
        )


if __name__ == "__main__":
    main()
