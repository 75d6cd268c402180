"""The calls that both are given: our samples, and the calls nobody tuned on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from benchmarks.unseen.building import FILLER, OTHER, Piece, build
from benchmarks.unseen.cases import cases
from benchmarks.unseen.measure import SECRETS
from benchmarks.unseen.voices import missing
from pipeline.adapters.decoding import opened
from pipeline.timeline import Span, covered, support
from tests.samples import HEARD, SAMPLES, expected, names

KINDS = {"PAN": "pan", "CARD_CODE": "code", "CARD_EXPIRY": "expiry", "DTMF": "dtmf"}


@dataclass(frozen=True, slots=True)
class Call:
    """A recording as 16-bit WAV, and what is said in it when."""

    name: str
    path: Path
    channels: int
    pieces: Sequence[Piece]
    held: bool = False
    """Whether it is held back: then only sums may tell of it (benchmarks/unseen/README.md)."""

    def time(self, kind: str) -> int:
        """Milliseconds of a kind of speech."""
        return sum(span.duration for spans in self._spans(kind) for span in spans)

    def silenced(self, kind: str, masks: Sequence[tuple[int, Span]]) -> int:
        """Milliseconds of them under a mask."""
        return sum(
            covered(spans, by=[span for on, span in masks if on == channel])
            for channel, spans in enumerate(self._spans(kind))
        )

    def _spans(self, kind: str) -> list[tuple[Span, ...]]:
        return [
            support(p.span for p in self.pieces if p.kind == kind and p.channel == channel)
            for channel in range(self.channels)
        ]


def calls(folder: Path, each: int) -> Iterator[Call]:
    """Every `each`-th of the calls, each written below `folder` when its turn comes."""
    for sample in [s for s in HEARD if len(s["paths"]) == 1][::each]:
        yield _a_sample(sample, folder)
    if not missing():
        shown = cases("open")
        for case in cases("all")[::each]:
            path, pieces = build(case, folder)
            call = _as_wav(case.name, path, pieces, folder)
            yield replace(call, held=case not in shown)
            path.unlink(missing_ok=True)


def _a_sample(sample: dict[str, Any], folder: Path) -> Call:
    """What a sample's script marks; the rest of its speech has no times."""
    told = expected(sample)
    pieces = [
        Piece(KINDS.get(e["entity"], FILLER), e["channel"], Span(e["start_ms"], e["end_ms"]))
        for e in told["entities"]
    ]
    pieces += [
        Piece(OTHER, h["channel"], Span(h["start_ms"], h["end_ms"])) for h in told["harmless"]
    ]
    [path] = sample["paths"]
    return _as_wav(names(sample), SAMPLES / path, pieces, folder)


def _as_wav(name: str, path: Path, pieces: Sequence[Piece], folder: Path) -> Call:
    """pydub reads nothing else without ffmpeg, so both get this."""
    target = folder / f"{name}.16.wav"
    with opened(lambda: path.open("rb"), name) as audio:
        samples = np.concatenate(list(audio.blocks()))
        soundfile.write(target, samples, audio.rate, subtype="PCM_16")
        return Call(name, target, audio.channels, pieces)


__all__ = ["OTHER", "SECRETS", "Call", "calls"]
