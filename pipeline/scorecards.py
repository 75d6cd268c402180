"""A scorecard's life: from a draft to an agent who agrees with it, or does not. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pipeline.errors import Refused
from pipeline.model import CARD_DATA, Party, RecordingId, Transcript, Word
from pipeline.ports import Detector
from pipeline.scoring import Form
from pipeline.timeline import Span

LONGEST_COMMENT = 1_000


class Status(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RELEASED = "released"
    """The agent sees it."""
    ACKNOWLEDGED = "acknowledged"
    DISPUTED = "disputed"
    UPHELD = "upheld"
    """A lead heard the dispute, and the score stands."""
    RESCORING = "being re-scored"
    REPLACED = "replaced"
    """By a second score, which counts in its place."""


COUNTING = frozenset(Status) - {Status.DRAFT, Status.REPLACED}
"""The cards that stand in trends and exports."""
SEEN_BY_AGENT = COUNTING - {Status.SUBMITTED} | {Status.REPLACED}


class Act(StrEnum):
    SUBMIT = "submit"
    RELEASE = "release"
    ACKNOWLEDGE = "acknowledge"
    DISPUTE = "dispute"
    UPHOLD = "uphold"
    RESCORE = "rescore"
    REPLACE = "replace"


_LEADS_TO: Mapping[Act, tuple[frozenset[Status], Status]] = {
    Act.SUBMIT: (frozenset({Status.DRAFT}), Status.SUBMITTED),
    Act.RELEASE: (frozenset({Status.SUBMITTED}), Status.RELEASED),
    Act.ACKNOWLEDGE: (frozenset({Status.RELEASED, Status.UPHELD}), Status.ACKNOWLEDGED),
    Act.DISPUTE: (frozenset({Status.RELEASED}), Status.DISPUTED),
    Act.UPHOLD: (frozenset({Status.DISPUTED, Status.RESCORING}), Status.UPHELD),
    Act.RESCORE: (frozenset({Status.DISPUTED}), Status.RESCORING),
    Act.REPLACE: (frozenset({Status.RESCORING}), Status.REPLACED),
}


def may_follow(act: Act, status: Status) -> bool:
    return status in _LEADS_TO[act][0]


def after_act(act: Act, status: Status) -> Status:
    """Where `act` leads from `status`. Raises Refused where it leads nowhere."""
    if not may_follow(act, status):
        raise Refused(
            f"this score is {status}: one cannot {act} it now",
            hint="Load the page again: somebody may have been quicker.",
        )
    return _LEADS_TO[act][1]


@dataclass(frozen=True, slots=True)
class FormVersion:
    """A form as it was at one time."""

    id: int
    version: int
    form: Form
    open: bool
    cards: int = 0
    """How many were begun with it."""
    made: datetime | None = None
    made_by: str = ""

    @property
    def title(self) -> str:
        return self.form.title


@dataclass(frozen=True, slots=True)
class Comment:
    id: int
    text: str
    by: str
    made: datetime
    question: str = ""
    at: int | None = None
    """Milliseconds into the call."""
    part: str = "review"

    @property
    def seconds(self) -> str:
        """For a link into the call: "83.4"."""
        return "" if self.at is None else f"{self.at / 1000:.1f}"


@dataclass(frozen=True, slots=True)
class Event:
    act: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One person's answers about one call."""

    id: str
    form: FormVersion
    recording: RecordingId | None
    """None once the call is gone."""
    agent: str
    by: str
    status: Status
    answers: Mapping[str, str]
    total: int | None
    passed: bool | None
    begun: datetime
    submitted: datetime | None
    released: datetime | None
    calibration: str | None
    replaces: str | None
    earned: Mapping[str, int | None] = field(default_factory=dict)

    @property
    def is_draft(self) -> bool:
        return self.status is Status.DRAFT

    def may(self, act: Act) -> bool:
        return may_follow(act, self.status)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationOf:
    """A call that several people score, blind to each other until it is closed."""

    id: str
    recording: RecordingId | None
    form: FormVersion
    reviewers: tuple[str, ...]
    made: datetime
    made_by: str
    closed: datetime | None
    submitted: tuple[str, ...]
    """Who has submitted theirs."""

    def shows_to(self, name: str) -> bool:
        """Whether a person may see what the others answered."""
        return self.closed is not None or name not in self.reviewers or name in self.submitted


def fit_comment(text: str, detector: Detector) -> str:
    """The comment, fit to be kept. Raises Refused for one that is too long or holds card data.

    What is typed is read as words are that were said.
    """
    text = text.strip()
    if len(text) > LONGEST_COMMENT:
        raise Refused(
            f"a comment has {LONGEST_COMMENT} characters at most; this one has {len(text)}"
        )
    if any(found.entity in CARD_DATA for found in detector.find(_as_said(text))):
        raise Refused(
            "this comment looks as if it holds a card number, a code or an expiry date",
            hint="Nothing of it was kept. Write what happened without the digits; "
            "a time in the call says where.",
        )
    return text


def _as_said(text: str) -> Transcript:
    """Half a second for each word: the detector weighs pauses."""
    words = tuple(
        Word(word, Span(500 * i, 500 * i + 450), 0, 1.0) for i, word in enumerate(text.split())
    )
    return Transcript(words, (Party.AGENT,))
