"""A play performed: who makes which sound when. The times are exact because we choose them."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np

from making.play import Piece, Play, Turn
from making.telephone import RATE, Samples, carried, pressed
from making.voices import say

PER_MS = RATE // 1000
BREATH_MS = 60
"""Between two pieces of one turn."""
ROOM_MS = 500
"""Before the first word and after the last."""
QUIET_LINE_DB = -62.0


@dataclass(frozen=True, slots=True)
class Utterance:
    """A piece of a turn where it stands in the call; times in whole milliseconds."""

    party: str
    piece: Piece
    start_ms: int
    sound: Samples

    @property
    def end_ms(self) -> int:
        return self.start_ms - -len(self.sound) // PER_MS


@dataclass(frozen=True, slots=True)
class Call:
    """A whole call: its sound, one row for each channel, and where everything was said."""

    sound: Samples
    channels: tuple[str, ...]
    utterances: tuple[Utterance, ...]

    @property
    def duration_ms(self) -> int:
        return len(self.sound[0]) // PER_MS

    def channel(self, party: str) -> int:
        return 0 if self.channels == ("mixed",) else self.channels.index(party)


def perform(play: Play) -> Call:
    """Play it: the same script always gives the same call."""
    rng = np.random.default_rng(zlib.crc32(play.name.encode()))
    utterances = _speak(play, rng)
    if utterances:
        length_ms = max(utterance.end_ms for utterance in utterances) + ROOM_MS
    else:
        length_ms = play.settings["seconds"] * 1000
    channels = tuple(play.settings.get("channels", ("agent", "customer")))
    sound = np.zeros((len(channels), length_ms * PER_MS), np.float32)
    call = Call(sound, channels, tuple(utterances))
    for utterance in utterances:
        start = utterance.start_ms * PER_MS
        row = sound[call.channel(utterance.party)]
        row[start : start + len(utterance.sound)] += utterance.sound
    noise_db = play.settings.get("noise_db", QUIET_LINE_DB)
    for row in sound:
        row[:] = carried(row, noise_db, rng)
    return call


def _speak(play: Play, rng: np.random.Generator) -> list[Utterance]:
    """Give every piece its place, turn after turn."""
    utterances: list[Utterance] = []
    began, ended = ROOM_MS, ROOM_MS
    for turn in play.turns:
        start = (began + ended) // 2 if turn.over else ended + int(rng.integers(250, 500))
        spoken = _turn(turn, play, start, rng)
        utterances += spoken
        began, ended = start, max(ended, spoken[-1].end_ms)
    return utterances


def _turn(turn: Turn, play: Play, start: int, rng: np.random.Generator) -> list[Utterance]:
    spoken: list[Utterance] = []
    for piece in turn.pieces:
        if isinstance(piece, int):
            start += piece
            continue
        keyed = piece.mark == "DTMF"
        sound = pressed(piece.text, rng) if keyed else say(play.settings[turn.party], piece.text)
        spoken.append(Utterance(turn.party, piece, start, sound))
        start = spoken[-1].end_ms + BREATH_MS
    return spoken
