"""What a call may be kept for, and the cues that say so. Pure.

A purpose is tagged when the weights of its cues that fire reach its threshold.
Evidence is kept by the cue's name and the time it was heard; the call is never
quoted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from math import fsum

from pipeline.model import (
    CallDetail,
    Entity,
    Finding,
    Party,
    Profile,
    ProfileName,
    PurposeName,
    Tag,
    Transcript,
)
from pipeline.phrases import Phrase, first_said
from pipeline.timeline import Span

ALWAYS = "always"
"""The cue of a purpose that every call has."""
SURE = 0.5
"""A finding below this score (0..1) is masked to be safe, but is no evidence of anything."""

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Cue:
    """A sign that a call serves a purpose. It fires when all that it asks for is there."""

    name: str
    weight: float
    """Below zero it speaks against the purpose."""
    details: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For fields of `CallDetail`, what they may be: exact or with `*` and `?`, any case."""
    phrases: tuple[Phrase, ...] = ()
    """One of them has to be said..."""
    party: Party | None = None
    """...by this party, where the channels tell the parties apart."""
    findings: frozenset[Entity] = frozenset()
    """One of them has to be found."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """A reason to keep a call, who may hear it for that reason, and how it is recognised."""

    name: PurposeName
    hears: ProfileName
    readers: frozenset[str]
    """The groups whose members may hear the calls that are kept for it."""
    title: str = ""
    cues: tuple[Cue, ...] = ()
    threshold: float = 1.0
    always: bool = False
    """Every call has it."""
    closed: bool = False
    """The calls may be used for this and nothing else, whoever asks."""
    asks_reason: bool = True
    """Whether a reader must say why before each playback."""


def tags_for(
    purposes: Sequence[Purpose],
    call: CallDetail,
    transcript: Transcript,
    findings: Sequence[Finding],
) -> tuple[Tag, ...]:
    """A tag for each purpose that the call serves, in the order of `purposes`."""
    tags: list[Tag] = []
    for purpose in purposes:
        fired = {
            cue.name: (cue.weight, place)
            for cue in purpose.cues
            if (place := _fires(cue, call, transcript, findings)) is not None
        }
        because = tuple(place for _, place in fired.values())
        if purpose.always:
            because = (ALWAYS, *because)
        elif fsum(weight for weight, _ in fired.values()) < purpose.threshold - _ROUNDING:
            continue
        tags.append(Tag(purpose.name, because))
    return tuple(tags)


def _fires(
    cue: Cue, call: CallDetail, transcript: Transcript, findings: Sequence[Finding]
) -> str | None:
    """What `cue` rests on, as "phrase:order_confirmed@00:12"; None if it does not fire."""
    if not all(_is_one_of(getattr(call, name), these) for name, these in cue.details.items()):
        return None
    kind, at = "detail", None
    if cue.findings:
        kind, at = "finding", _first_found(cue.findings, findings)
        if at is None:
            return None
    if cue.phrases:
        kind, at = "phrase", first_said(cue.phrases, transcript, by=cue.party)
        if at is None:
            return None
    return f"{kind}:{cue.name}" + (f"@{clock_face(at)}" if at else "")


def _is_one_of(value: str | None, patterns: Iterable[str]) -> bool:
    """Whether a field's value is one of `patterns`; what is unknown never is."""
    if value is None:
        return False
    folded = value.strip().casefold()
    return any(fnmatchcase(folded, pattern.strip().casefold()) for pattern in patterns)


def _first_found(entities: frozenset[Entity], findings: Iterable[Finding]) -> Span | None:
    found = (f.span for f in findings if f.entity in entities and f.score >= SURE)
    return min(found, default=None)


def clock_face(at: Span) -> str:
    """Minutes and seconds into the call.

    >>> clock_face(Span(4_512_300, 4_512_900))
    '75:12'
    """
    seconds = at.start // 1000
    return f"{seconds // 60:02}:{seconds % 60:02}"


def hearing_order(purpose: Purpose, profiles: Sequence[Profile]) -> tuple[ProfileName, ...]:
    """The profile `purpose` hears, then those that may stand in for it, the strictest first.

    A purpose tagged late may find its own rendition destroyed already. Only a profile
    that masks all that its own one masks may stand in: nobody hears more than the
    policy says because something was destroyed.
    """
    own = next(profile for profile in profiles if profile.name == purpose.hears)
    stricter = [p for p in profiles if p.name != own.name and own <= p]
    stricter.sort(key=lambda p: (-len(p.entities), p.min_score))
    return (own.name, *(p.name for p in stricter))


def profiles_heard(
    tags: Iterable[Tag], purposes: Sequence[Purpose], profiles: Sequence[Profile]
) -> Iterator[Profile]:
    """The profiles that the tagged purposes hear, each once, in the order of `profiles`."""
    tagged = {tag.purpose for tag in tags}
    wanted = {purpose.hears for purpose in purposes if purpose.name in tagged}
    return (profile for profile in profiles if profile.name in wanted)
