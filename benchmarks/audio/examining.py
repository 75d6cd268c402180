"""Every call that is measured goes through here: redacted, compared, and heard by a stranger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from benchmarks.audio.judging import Judge, Run
from benchmarks.audio.reciting import Mode, Reciter
from benchmarks.audio.sameness import Sameness, as_wav, compare, decoded
from benchmarks.audio.site import PARTIES, Site
from benchmarks.unseen.building import OTHER, Case, Piece
from benchmarks.unseen.measure import MAY_STAY, SECRETS, Result, run
from pipeline.doublechecking import unread_share
from pipeline.onefile import Redacted
from pipeline.ports import Sound, Transcriber
from pipeline.timeline import Span, covered, support
from pipeline.wiring import open_sound

NEAR = 1_500
"""Milliseconds by which the judge's times may be wrong."""


@dataclass(frozen=True, slots=True)
class Call:
    """A recording whose every word is known."""

    case: Case
    path: Path
    pieces: Sequence[Piece]
    held: bool = False
    """Whether only sums may tell of it."""
    heard: bool = True
    """Whether real engines hear it too: as ears, and as the judge. They take most of the time."""

    @property
    def sound(self) -> Sound:
        return open_sound(self.path, PARTIES)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a call in a mode."""

    call: Call
    mode: str
    result: Result
    unread: bool
    """Whether a person has to listen before anyone else, because too little of it was read."""
    same: Sameness | None = None
    """None for what is not released."""
    heard: tuple[Run, ...] | None = None
    """Long numbers heard in what was released; None if no judge heard it."""

    @property
    def leaks(self) -> bool:
        return self.result.digits_left("pan") > MAY_STAY


@dataclass
class Examiner:
    """Redacts calls and looks at what comes out."""

    site: Site
    judge: Judge | None = None
    _known: dict[str, tuple[Run, ...]] = field(default_factory=dict)

    def recite(self, call: Call, mode: Mode, second: Transcriber | None = None) -> Outcome:
        """The call, told as `mode` says; heard again by `second`, or told again."""
        title = f"{mode.title}, heard again by {second.name}" if second else mode.title
        return self.examine(call, title, Reciter(call.pieces, mode, call.case.name, second))

    def examine(self, call: Call, mode: str, engine: Transcriber) -> Outcome:
        """The call through all of the product, with this engine, in a `mode` of that title."""
        site, sound = self.site.hearing(engine), call.sound
        seen: list[tuple[Sameness, tuple[Run, ...] | None]] = []

        def look(made: Redacted) -> None:
            if made.audio is None:
                return
            file = BytesIO(made.audio.read())
            same = compare(sound, file, made.masks, site.tools.silencer, site.policy)
            seen.append((same, self.long_runs(file, call)))

        result = run(call.case, call.pieces, sound, site.tools, site.policy, site.vault, look)
        same, heard = seen[0] if seen else (None, None)
        return Outcome(call, mode, result, self._unread(engine, sound), same, heard)

    def before(self, call: Call) -> tuple[Run, ...] | None:
        """What the judge hears in the recording: one who hears nothing there proves nothing."""
        return self.long_runs(as_wav(*decoded(call.sound)), call)

    def long_runs(self, file: BytesIO, call: Call) -> tuple[Run, ...] | None:
        """Heard numbers of more than `MAY_STAY` digits where a secret of the card is said."""
        if self.judge is None or not (call.heard and call.case.pays):
            return None
        key = sha256(file.getbuffer()).hexdigest()
        if key not in self._known:
            file.seek(0)
            self._known[key] = tuple(_long(self.judge, file, call))
        return self._known[key]

    def _unread(self, engine: Transcriber, sound: Sound) -> bool:
        transcript = engine.transcribe(sound)
        activity = self.site.tools.speech.activity(sound)
        return unread_share(transcript, activity) > self.site.policy.unheard_share


def _long(judge: Judge, file: BinaryIO, call: Call) -> Iterable[Run]:
    said = [p for p in call.pieces if p.kind in SECRETS and p.kind != "dtmf"]
    near = [piece.span.widened(NEAR, within=call.sound.span) for piece in said]
    for found in judge.runs(file, sorted({piece.channel for piece in said})):
        if found.digits > MAY_STAY and any(found.span.overlaps(span) for span in near):
            yield found


def share(results: Sequence[Result], kinds: Iterable[str], *, quarantined: bool = False) -> float:
    """The share (0..1) of the time of `kinds` that is silenced.

    What was not released counts as silent when `quarantined`, and else not at all.
    """
    said = quiet = 0
    for kind in kinds:
        for result in results:
            if result.verified or quarantined:
                said += result.time(kind)
                quiet += result.silenced(kind) if result.verified else result.time(kind)
    return quiet / said if said else 1.0


def masked_speech(results: Sequence[Result], *, pays: bool) -> float:
    """The share (0..1) of other speech that is silenced in released calls."""
    some = [result for result in results if result.case.pays == pays and result.verified]
    said = sum(result.time(OTHER) for result in some)
    return sum(result.silenced(OTHER) for result in some) / said if said else 0.0


def beside_secrets(results: Sequence[Result], margin: int) -> float:
    """The share (0..1) of other speech in calls with a payment within `margin` ms of a secret."""
    near = said = 0
    for result in results:
        if result.case.pays:
            whole = Span(0, max(piece.span.end for piece in result.pieces) + margin)
            for channel in (0, 1):
                mine = [piece for piece in result.pieces if piece.channel == channel]
                secret = [p.span.widened(margin, within=whole) for p in mine if p.kind in SECRETS]
                other = support(piece.span for piece in mine if piece.kind == OTHER)
                near += covered(other, by=support(secret))
                said += sum(span.duration for span in other)
    return near / said if said else 0.0


def masked_seconds(results: Sequence[Result]) -> float:
    """Seconds of other speech silenced in a released call with a payment, on average."""
    some = [result for result in results if result.case.pays and result.verified]
    return sum(result.silenced(OTHER) for result in some) / 1000 / max(1, len(some))
