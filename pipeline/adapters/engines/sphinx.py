"""The speech engine of grade "basic" for where no model can be had: pocketsphinx.

Its wheel carries an acoustic model of American English. It misses much at telephone
band; its calls wait for a person unless the site's configuration says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from pipeline.adapters.audio import channel_16k
from pipeline.adapters.engines.pieces import RATE, ReadChannel, Samples, pieces, stretches
from pipeline.adapters.engines.times import RawSegment, RawWord, in_spoken_order, settled
from pipeline.model import Grade, Hearing, Transcript, Windows, Word
from pipeline.ports import Sound
from pipeline.timeline import Span

FRAMES_PER_SECOND = 100
LONGEST_MS = 15_000
"""Of a piece: its memory of a longer utterance grows, and one wrong word spreads."""
SEARCH_MS = 10_000
CONTEXT_MS = 1_000
LANGUAGE_MODEL = Path(__file__).with_name("callcentre.lm")
"""Made by scripts/callcentre_lm.py."""


class Decoder(Protocol):
    """The edge to the recogniser: one utterance in, what it says out."""

    def hear(self, samples: Samples, hearing: Hearing) -> Iterator[RawSegment]: ...


class Sphinx:
    """A `Transcriber` over pocketsphinx and the model its wheel brings.

    The first hearing expects what is said in call centres (a closed vocabulary with
    all the numbers); the second uses the wheel's own language model.
    """

    name = "pocketsphinx en-us"
    grade = Grade.BASIC

    def __init__(self, decoder: Decoder | None = None, read: ReadChannel = channel_16k) -> None:
        self._decoder = decoder or PocketSphinx()
        self._read = read

    def transcribe(
        self, sound: Sound, *, hearing: Hearing = Hearing.FIRST, windows: Windows | None = None
    ) -> Transcript:
        """The words of every channel, or those that touch `windows`."""
        everything = dict.fromkeys(range(len(sound.channels)), (sound.span,))
        words: list[Word] = []
        for channel, spans in sorted((everything if windows is None else windows).items()):
            heard = self._hear(sound, channel, stretches(sound, spans, CONTEXT_MS), hearing)
            words += [word for word in heard if any(word.span.overlaps(span) for span in spans)]
        return Transcript(in_spoken_order(words), sound.channels)

    def _hear(
        self, sound: Sound, channel: int, where: tuple[Span, ...], hearing: Hearing
    ) -> Iterator[Word]:
        cut = pieces(self._read, sound, channel, where, longest=LONGEST_MS, search=SEARCH_MS)
        for piece, samples in cut:
            yield from settled(self._decoder.hear(samples, hearing), piece, channel)


class PocketSphinx:
    """A `Decoder` in this process; each hearing's is loaded when it is first needed."""

    def hear(self, samples: Samples, hearing: Hearing) -> Iterator[RawSegment]:
        decoder = _decoder(hearing)
        sound = (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()
        decoder.start_utt()
        decoder.process_raw(sound, no_search=False, full_utt=True)
        decoder.end_utt()
        words = tuple(_words(decoder.seg() or ()))
        if words:
            text = " ".join(word.text for word in words)
            yield RawSegment(text, 0.0, len(samples) / RATE, words)


@cache
def _decoder(hearing: Hearing) -> Any:
    # Imported here: commands that hear nothing need not load it.
    from pocketsphinx import Decoder as Recogniser

    if hearing is Hearing.SECOND:
        return Recogniser(samprate=RATE, loglevel="FATAL")
    return Recogniser(samprate=RATE, loglevel="FATAL", lm=str(LANGUAGE_MODEL))


def _words(segments: Any) -> Iterator[RawWord]:
    """The spoken words of pocketsphinx' segments: no silences, no noises, no variant marks."""
    for segment in segments:
        text = re.sub(r"\(\d+\)$", "", segment.word)
        if text[0] not in "<[+":
            yield RawWord(
                text,
                segment.start_frame / FRAMES_PER_SECOND,
                (segment.end_frame + 1) / FRAMES_PER_SECOND,
                float(segment.prob),
            )
