"""What is silenced of the secrets, and what else, when the product hears a call."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from benchmarks.unseen.building import OTHER, Case, Piece
from pipeline.model import Mask
from pipeline.onefile import Redacted, redact_sound
from pipeline.policy import Policy
from pipeline.ports import Sound, Vault
from pipeline.redaction import Tools
from pipeline.timeline import Span, covered, support

SECRETS = ("pan", "code", "expiry", "dtmf")
MAY_STAY = 4
"""Digits of a card number that may be heard: what PCI DSS lets a receipt show."""
_HEARD = 0.4
"""The share of a word above which it can be understood."""


@dataclass(frozen=True, slots=True)
class Result:
    """A call, what is said in it, and what became of it."""

    case: Case
    pieces: Sequence[Piece]
    masks: Sequence[Mask]
    trouble: str
    """Why it was quarantined; then nothing of it can be heard."""
    cpu: float
    """Seconds."""
    duration: int
    """Milliseconds of every channel together."""

    @property
    def verified(self) -> bool:
        return not self.trouble

    def time(self, kind: str) -> int:
        """Milliseconds of speech (or tones) of a kind."""
        return sum(span.duration for channel in (0, 1) for span in self._spans(kind, channel))

    def silenced(self, kind: str) -> int:
        """Milliseconds of them under a mask."""
        return sum(
            covered(self._spans(kind, channel), by=self._masked(channel)) for channel in (0, 1)
        )

    def audible(self, kind: str) -> list[Piece]:
        """The words of a secret, in their order, that can still be understood."""
        if not self.verified:
            return []
        return [
            piece
            for piece in self.pieces
            if piece.kind == kind
            and covered([piece.span], by=self._masked(piece.channel))
            < (1 - _HEARD) * piece.span.duration
        ]

    def digits_left(self, kind: str) -> int:
        return sum(piece.digits for piece in self.audible(kind))

    def _spans(self, kind: str, channel: int) -> tuple[Span, ...]:
        return support(p.span for p in self.pieces if p.kind == kind and p.channel == channel)

    def _masked(self, channel: int) -> list[Span]:
        return [mask.span for mask in self.masks if mask.channel == channel]


def run(
    case: Case,
    pieces: Sequence[Piece],
    sound: Sound,
    tools: Tools,
    policy: Policy,
    vault: Vault,
    look: Callable[[Redacted], None] = lambda made: None,
) -> Result:
    """Redact the call as `hushtape redact --profile evidence` does; `look` at what was made."""
    started = time.process_time()
    profile = next(p for p in policy.profiles if p.name == "evidence")
    made = redact_sound(sound, profile, tools, policy, vault)
    cpu = time.process_time() - started
    look(made)
    if made.audio:
        made.audio.close()
    length = sound.duration * len(sound.channels)
    return Result(case, pieces, made.masks, str(made.trouble or ""), cpu, length)


def report(results: Sequence[Result]) -> Iterable[str]:
    """The figures as Markdown."""
    verified = [result for result in results if result.verified]
    paying = [result for result in verified if result.case.pays]
    yield f"- calls: {len(results)}, verified {len(verified)}"
    for kind in SECRETS:
        said = sum(result.time(kind) for result in verified)
        quiet = sum(result.silenced(kind) for result in verified)
        calls = sum(1 for result in paying if result.digits_left(kind))
        if said:
            yield (
                f"- {kind}: {quiet / said:.1%} of its time silenced in verified calls; "
                f"{calls} calls with any digit of it audible"
            )
    leaks = [result for result in paying if result.digits_left("pan") > MAY_STAY]
    yield f"- calls with more than {MAY_STAY} digits of card numbers audible: {len(leaks)}"
    for name, some in (
        ("payment calls", paying),
        ("other calls", [result for result in verified if not result.case.pays]),
    ):
        said = sum(result.time(OTHER) for result in some)
        quiet = sum(result.silenced(OTHER) for result in some)
        if said:
            yield f"- other speech masked in {name}: {quiet / said:.1%}"
    length = sum(result.duration for result in results) / 1000
    cpu = sum(result.cpu for result in results)
    yield f"- {cpu / length:.2f} s of CPU a second of a channel; {cpu:.0f} s in all"
