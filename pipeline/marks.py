"""What a person says about a mask: one is missing here, or this one need not be. Pure.

A reviewer is a detector: "you missed one" is a finding, and from there on there is one path.
"Need not be" takes a second person, and never uncovers card data.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline.errors import Refused
from pipeline.model import CARD_DATA, Entity, Finding, Mask, RecordingId, State
from pipeline.timeline import Span

REVIEWER = "reviewer"
"""The detector's name of findings by people."""
LONGEST = 600_000
"""Milliseconds of one mark: longer, and it is the call that should be looked at."""


class Says(StrEnum):
    MISSED = "missed"
    NEEDLESS = "needless"


class Course(StrEnum):
    """What became of a mark."""

    OPEN = "open"
    """Missed: waits for a worker. Needless: waits for a lead."""
    CONFIRMED = "confirmed"
    """A lead agreed that it need not be masked; waits for a worker."""
    DONE = "done"
    DECLINED = "declined"
    KEPT = "kept"
    """Confirmed, but no living rendition holds it any more: it stays masked."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of one channel that a person marked."""

    id: int
    recording: RecordingId
    says: Says
    channel: int
    span: Span
    entity: Entity
    by: str
    at: datetime
    course: Course = Course.OPEN
    was: State | None = None
    """What the call was when this mark took it from its readers; None if it did not."""


def fit_mark(says: Says, channel: int, span: Span, entity: Entity, *, channels: int) -> None:
    """Raises Refused for a mark that cannot be, or that would uncover card data."""
    if not 0 <= channel < channels:
        raise Refused("the call has no such channel")
    if span.duration > LONGEST:
        raise Refused(
            f"a mark of more than {LONGEST // 60_000} minutes",
            hint="If so much of it should not be heard, ask a records officer to restrict it.",
        )
    if says is Says.NEEDLESS and entity in CARD_DATA and entity is not Entity.REVIEWER:
        raise Refused("card data stays masked, whoever asks (PCI DSS v4.0.1, 3.3.1 and 3.5.1)")


def findings_of(marks: Iterable[Mark]) -> tuple[Finding, ...]:
    """What people say was missed, as findings; done ones too: a new redaction holds to them."""
    return tuple(
        Finding(mark.entity, mark.channel, mark.span, 1.0, REVIEWER, str(mark.says))
        for mark in marks
        if mark.says is Says.MISSED and mark.course is not Course.DECLINED
    )


def spared(findings: Iterable[Finding], marks: Sequence[Mark]) -> tuple[Finding, ...]:
    """`findings` without those that people agreed need not be masked; card data stays."""
    needless = [
        mark
        for mark in marks
        if mark.says is Says.NEEDLESS and mark.course in {Course.CONFIRMED, Course.DONE}
    ]
    return tuple(f for f in findings if not any(_spares(mark, f) for mark in needless))


def uncovered_masks(masks: Sequence[Mask], marks: Sequence[Mark]) -> tuple[Mask, ...]:
    """`masks` without those all of whose findings are spared."""
    return tuple(mask for mask in masks if spared(mask.because, marks))


def uncovered_by(marks: Iterable[Mark], old: Sequence[Mask], new: Sequence[Mask]) -> set[int]:
    """The ids of those confirmed marks that are under `old` masks and under no `new` ones."""
    return {m.id for m in confirmed(marks) if _under(m, old) and not _under(m, new)}


def still_covered(marks: Iterable[Mark], masks: Sequence[Mask]) -> set[int]:
    """The ids of those confirmed marks that are under `masks` all the same."""
    return {m.id for m in confirmed(marks) if _under(m, masks)}


def confirmed(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Those that two people agreed on and no worker has followed yet."""
    return tuple(m for m in marks if m.says is Says.NEEDLESS and m.course is Course.CONFIRMED)


def waited_for_a_person(marks: Iterable[Mark]) -> bool:
    """Whether the call was in review when marks that are not done took it from there."""
    return any(m.was is State.REVIEW and m.course in {Course.OPEN, Course.CONFIRMED} for m in marks)


def united(masks: Iterable[Mask]) -> tuple[Mask, ...]:
    """The same silence with no two masks of a channel over each other, in order."""
    done: list[Mask] = []
    for mask in sorted(masks, key=lambda m: (m.channel, m.span)):
        last = done[-1] if done else None
        if last and last.channel == mask.channel and mask.span.start <= last.span.end:
            because = dict.fromkeys((*last.because, *mask.because))
            done[-1] = Mask(last.channel, last.span.hull(mask.span), tuple(because))
        else:
            done.append(mask)
    return tuple(done)


def _under(mark: Mark, masks: Iterable[Mask]) -> bool:
    middle = (mark.span.start + mark.span.end) // 2
    return any(m.channel == mark.channel and m.span.start <= middle < m.span.end for m in masks)


def _spares(mark: Mark, finding: Finding) -> bool:
    """Whether the mark is about that finding: most of it lies under the mark."""
    if finding.entity in CARD_DATA or finding.channel != mark.channel:
        return False
    middle = (finding.span.start + finding.span.end) // 2
    return mark.span.start <= middle < mark.span.end
