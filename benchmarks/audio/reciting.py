"""An engine that knows what was said, and tells it with the times spoiled as real ones spoil them.

The disturbed times pass through `settled`, as those of a real speech model do: what the product
does about times that cannot be is part of what is measured.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from random import Random

from benchmarks.unseen.building import Piece
from pipeline.adapters.engines.times import RawSegment, RawWord, in_spoken_order, settled
from pipeline.model import Grade, Hearing, Transcript, Windows
from pipeline.ports import Sound, Transcriber
from pipeline.timeline import Span

WORST = 3.0
"""Seconds by which recognisers were seen to be wrong (whisperX 314, 1298)."""
SURE = 0.9
"""The confidence that goes with a wrong time: an engine does not know that it is wrong."""
Turn = RawSegment
Disturb = Callable[[Turn, Random], Turn | None]


@dataclass(frozen=True, slots=True)
class Mode:
    """A way in which a transcript can be wrong about time."""

    title: str
    disturb: Disturb


def _exact(turn: Turn, rng: Random) -> Turn:
    return turn


def _each_word(turn: Turn, rng: Random) -> Turn:
    words = tuple(_moved(word, rng.uniform(-WORST, WORST)) for word in turn.words)
    return replace(turn, words=words)


def _whole_turn(turn: Turn, rng: Random) -> Turn:
    by = rng.uniform(-WORST, WORST)
    words = tuple(_moved(word, by) for word in turn.words)
    return replace(turn, start=turn.start + by, end=turn.end + by, words=words)


def _no_times(turn: Turn, rng: Random) -> Turn:
    return replace(turn, words=tuple(RawWord(w.text, None, None, SURE) for w in turn.words))


def _no_words(turn: Turn, rng: Random) -> None:
    return None


EXACT = Mode("true words, true times", _exact)
WORDS_SHIFTED = Mode("each word up to 3 s off", _each_word)
TURNS_SHIFTED = Mode("each turn up to 3 s off", _whole_turn)
UNTIMED = Mode("words without times", _no_times)
NO_WORDS = Mode("no words: the listeners alone", _no_words)
MODES = (EXACT, WORDS_SHIFTED, TURNS_SHIFTED, UNTIMED, NO_WORDS)


class Reciter:
    """A `Transcriber` that tells `pieces` in a `mode`, the same in both hearings.

    So the second hearing knows no better than the first, and cannot help; unless there is an
    engine for the `second`, which then hears what was silenced.
    """

    name = "reciter"
    grade = Grade.FULL

    def __init__(
        self, pieces: Sequence[Piece], mode: Mode, seed: str, second: Transcriber | None = None
    ) -> None:
        self._pieces = pieces
        self._mode = mode
        self._seed = seed
        self._second = second

    def transcribe(
        self, sound: Sound, *, hearing: Hearing = Hearing.FIRST, windows: Windows | None = None
    ) -> Transcript:
        if hearing is Hearing.SECOND and self._second:
            return self._second.transcribe(sound, hearing=hearing, windows=windows)
        rng = Random(self._seed)
        told = [
            word
            for channel in range(len(sound.channels))
            for word in settled(self._turns(channel, rng), sound.span, channel)
            if windows is None or any(word.span.overlaps(s) for s in windows.get(channel, ()))
        ]
        return Transcript(in_spoken_order(told), sound.channels)

    def _turns(self, channel: int, rng: Random) -> list[Turn]:
        return [
            disturbed
            for turn in turns(self._pieces, channel)
            if (disturbed := self._mode.disturb(turn, rng))
        ]


def turns(pieces: Sequence[Piece], channel: int) -> list[Turn]:
    """What is said on a channel, turn by turn, with the times of every word."""
    said = [piece for piece in pieces if piece.channel == channel and piece.text]
    made = []
    for _, turn in groupby(said, key=lambda piece: piece.turn):
        words = tuple(word for piece in turn for word in _words(piece))
        starts, ends = zip(*((word.start or 0.0, word.end or 0.0) for word in words), strict=True)
        text = " ".join(word.text for word in words)
        made.append(RawSegment(text, min(starts), max(ends), words))
    return made


def _words(piece: Piece) -> list[RawWord]:
    """The piece's time shared out to its words by their letters."""
    words = piece.text.split()
    total = sum(len(word) for word in words)
    made, passed = [], 0
    for word in words:
        start, passed = passed, passed + len(word)
        made.append(
            RawWord(word, _at(piece.span, start, total), _at(piece.span, passed, total), SURE)
        )
    return made


def _at(span: Span, passed: int, total: int) -> float:
    return (span.start + span.duration * passed / total) / 1000


def _moved(word: RawWord, by: float) -> RawWord:
    if word.start is None or word.end is None:
        return word
    return replace(word, start=word.start + by, end=word.end + by)
