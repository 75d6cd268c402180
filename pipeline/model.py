"""The things we talk about: calls, what was said, what was found, what is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, NewType

from pipeline.timeline import Span

RecordingId = NewType("RecordingId", str)
"""Opaque: 32 hexadecimal digits that say nothing about the call."""
Sha256 = NewType("Sha256", str)
PurposeName = NewType("PurposeName", str)
ProfileName = NewType("ProfileName", str)


# --- what the switch says -------------------------------------------------------------


class Party(StrEnum):
    """Who is on a channel."""

    AGENT = "agent"
    CUSTOMER = "customer"
    MIXED = "mixed"


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"
    INTERNAL = "internal"


class Clock(StrEnum):
    """Where a time came from, the best witness first. There is no "now"."""

    SIDECAR = "sidecar"
    FILE_NAME = "file_name"
    CONTAINER = "container"
    FILE_TIME = "file_time"
    PERSON = "person"
    """Somebody with a name set it, with a reason, because nothing else told it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A time with a zone, and the clock that told it."""

    at: datetime
    clock: Clock

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a moment needs a time zone")


@dataclass(frozen=True, slots=True)
class CallDetail:
    """What the switch tells us about a call (its CDR). Unknown is None, never ""."""

    source: str
    """The name of the drop folder's entry in config/intake.toml."""
    call_id: str
    """Unique within `source`; several recordings may belong to one call."""
    direction: Direction | None = None
    ani: str | None = None
    dnis: str | None = None
    queue: str | None = None
    agent: str | None = None
    campaign: str | None = None
    disposition_code: str | None = None
    started: Moment | None = None
    ended: Moment | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """One captured call's audio: its identity and the call it belongs to."""

    id: RecordingId
    call: CallDetail
    sha256: Sha256
    """Of the bytes as they were dropped."""
    duration: int
    """Milliseconds of decoded audio, rounded up."""
    rate: int
    """Samples a second of the decoded audio."""
    channels: tuple[Party, ...]
    received: datetime

    @property
    def span(self) -> Span:
        return Span(0, self.duration)


# --- what was said, and what was found ------------------------------------------------


@dataclass(frozen=True, slots=True)
class Word:
    """A word as the recogniser wrote it, and where it was said."""

    text: str
    span: Span
    channel: int
    confidence: float
    """0..1; 0 where the recogniser gave no time of its own to the word."""


ENGLISH = "en"
"""The language (ISO 639-1) whose numbers and names the rules read."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """The words of a call in the order of their start, over all channels."""

    words: tuple[Word, ...]
    channels: tuple[Party, ...]
    language: str = ENGLISH
    """What it was heard as (ISO 639-1)."""


Windows = Mapping[int, Sequence[Span]]
"""For each channel, the stretches to look at; a channel that is absent is not looked at."""


class Entity(StrEnum):
    """What a finding is. Card data keeps the names PCI DSS gives it."""

    PAN = "PAN"
    CARD_CODE = "CARD_CODE"
    PIN = "PIN"
    CARD_EXPIRY = "CARD_EXPIRY"
    CARD_ISSUE = "CARD_ISSUE"
    CARDHOLDER = "CARDHOLDER"
    DTMF = "DTMF"
    PAYMENT_NUMBER = "PAYMENT_NUMBER"
    """Any number said inside a payment window that has no better name."""
    DIGITS = "DIGITS"
    """A long run of spoken digits that was heard by ear and not read."""
    SOME_DIGITS = "SOME_DIGITS"
    """Two spoken digits or more, perhaps, by ear: a hint, which `pipeline.hints` makes something
    of or drops. Card data all the same, should it turn up anywhere else."""
    PERSON = "PERSON"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    POSTCODE = "POSTCODE"
    ADDRESS = "ADDRESS"
    DATE_OF_BIRTH = "DATE_OF_BIRTH"
    SORT_CODE = "SORT_CODE"
    ACCOUNT = "ACCOUNT"
    IBAN = "IBAN"
    NINO = "NINO"
    NHS = "NHS"
    PASSPORT = "PASSPORT"
    DRIVING_LICENCE = "DRIVING_LICENCE"
    VEHICLE_REGISTRATION = "VEHICLE_REGISTRATION"
    NATIONAL_ID = "NATIONAL_ID"
    """US SSN, Irish PPS, Indian Aadhaar or PAN card."""
    IP_ADDRESS = "IP_ADDRESS"
    PASSWORD = "PASSWORD"  # noqa: S105  the kind of thing, not one
    REVIEWER = "REVIEWER"
    """A person said so, without saying what it is."""


CARD_DATA = frozenset(
    {
        Entity.PAN,
        Entity.CARD_CODE,
        Entity.PIN,
        Entity.CARD_EXPIRY,
        Entity.CARD_ISSUE,
        Entity.CARDHOLDER,
        Entity.DTMF,
        Entity.PAYMENT_NUMBER,
        Entity.DIGITS,
        Entity.SOME_DIGITS,
        Entity.REVIEWER,
    }
)
"""Masked in every rendition, whatever the profile says (PCI DSS v4.0.1, 3.3.1 and 3.5.1)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that should not be heard, where, and who says so. No text in it, ever."""

    entity: Entity
    channel: int
    span: Span
    score: float
    detector: str
    rule: str = ""
    """The detector's own name for why; safe to print."""
    words: tuple[int, ...] = ()
    """The transcript's words it rests on, by index; empty for what was heard, not read."""
    heard: int = 0
    """How many number words a listener counted in it; 0 from those who count none."""


@dataclass(frozen=True, slots=True)
class Flag:
    """The call may hold what should not be here at all: special categories, a child."""

    category: str
    channel: int
    span: Span
    cue: str
    """The cue's name, never the caller's words."""


@dataclass(frozen=True, slots=True)
class Mask:
    """A stretch of one channel to silence, and the findings that ask for it."""

    channel: int
    span: Span
    because: tuple[Finding, ...]

    @property
    def entities(self) -> tuple[Entity, ...]:
        """What is under it, each once, in the order of `Entity`."""
        present = {finding.entity for finding in self.because}
        return tuple(entity for entity in Entity if entity in present)


@dataclass(frozen=True, slots=True)
class Profile:
    """Which findings a rendition masks. Card data is masked in all of them."""

    name: ProfileName
    entities: frozenset[Entity]
    min_score: float = 0.3
    """Findings below it are left audible, card data excepted."""

    def masks(self, finding: Finding) -> bool:
        if finding.entity in CARD_DATA:
            return True
        return finding.entity in self.entities and finding.score >= self.min_score

    def __le__(self, other: Profile) -> bool:
        """Whether everything this profile masks is masked by `other` too."""
        return self.entities <= other.entities and self.min_score >= other.min_score


# --- why it is kept -------------------------------------------------------------------


POLICY = "policy"
"""Who tags a call when no person does."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A purpose this call may be kept for, and the cues that say so, by name."""

    purpose: PurposeName
    because: tuple[str, ...]
    tagged_by: str = POLICY


class Kind(StrEnum):
    """The forms of a recording that can exist in the vault. Nothing else is ever stored."""

    ORIGINAL = "original"
    AUDIO = "audio"
    PEAKS = "peaks"
    """Of the redacted audio, to draw its waveform with."""
    TRANSCRIPT = "transcript"


SEALED = ProfileName("sealed")
"""The profile of an original: it is heard by nobody."""


@dataclass(frozen=True, slots=True)
class Rendition:
    """One stored form of a recording."""

    recording: RecordingId
    profile: ProfileName
    kind: Kind

    @property
    def key(self) -> str:
        """Its name in the vault and the keyring: safe in a path, a log or a ledger."""
        return f"{self.recording}.{self.profile}.{self.kind}"

    @classmethod
    def original(cls, recording: RecordingId) -> Rendition:
        return cls(recording, SEALED, Kind.ORIGINAL)


class State(StrEnum):
    """Where a recording is on its way. Only what is RELEASED can be heard."""

    ARRIVING = "arriving"
    """Its row exists, its bytes are not sealed yet."""
    WAITING = "waiting"
    WORKING = "working"
    """A worker holds a lease on it."""
    REVIEW = "needs review"
    """Redacted and verified, but a person must say that it may be heard."""
    RELEASED = "released"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What redaction made of a recording."""

    state: State
    tags: tuple[Tag, ...]
    kept: Mapping[Rendition, tuple[Mask, ...]] = field(default_factory=dict)
    """The verified renditions, and what was silenced in each."""
    flags: tuple[Flag, ...] = ()
    engine: str = ""
    reason: str = ""
    """Why it is not released: for the person who has to look at it."""
    hint: str = ""
    leaks: tuple[Finding, ...] = ()
    """What was still audible, where it is quarantined for that."""
    planned: tuple[Mask, ...] = ()
    """What was silenced all the same."""
    unheld: tuple[int, ...] = ()
    """The marks that no living rendition let be followed."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A worker's lease on one recording."""

    recording: Recording
    worker: str
    attempt: int
    """1 for the first."""


class CountsFrom(StrEnum):
    """The event a retention period starts at."""

    CALL_ENDED = "call_ended"
    CONTRACT_ENDED = "contract_ended"
    """Announced later by another system; until then the call is kept."""


class Fate(StrEnum):
    """What becomes of a call when its period is over."""

    DESTROY = "destroy"
    ANONYMISE = "anonymise"


@dataclass(frozen=True, slots=True)
class Period:
    """A length of calendar time."""

    years: int = 0
    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the retention schedule: how long, and on whose authority."""

    purpose: PurposeName
    profile: ProfileName
    keep: Period
    counts_from: CountsFrom
    then: Fate
    mandate: str
    at_least: Period | None = None
    """A minimum: no erasure before it, whoever asks."""
    approval: bool = False
    """Whether a records officer has to approve each destruction when the period is over."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A matter for which recordings must not be destroyed, whatever the schedule says."""

    id: str
    matter: str
    placed_by: str
    placed: datetime


@dataclass(frozen=True, slots=True)
class Retain:
    until: datetime | None
    """None while the event it counts from has not happened."""
    authority: str
    """The rule that keeps it, in words."""


@dataclass(frozen=True, slots=True)
class Freeze:
    hold: Hold


@dataclass(frozen=True, slots=True)
class Destroy:
    since: datetime
    authority: str
    """The rule that orders it, in the words the certificate will carry."""


@dataclass(frozen=True, slots=True)
class Anonymise:
    since: datetime
    authority: str


@dataclass(frozen=True, slots=True)
class AwaitApproval:
    """Its period is over, its readers have lost it, and a person has to approve its end."""

    since: datetime
    authority: str


Disposition = Retain | Freeze | Destroy | Anonymise | AwaitApproval
"""What is to become of a rendition, and why. There is no disposition without a reason."""


@dataclass(frozen=True, slots=True)
class Order:
    """A destruction that was ordered for good: whoever finds it carries it out."""

    rendition: Rendition
    authority: str
    life: int
    """Tells this rendition from an earlier one of the same name."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """All that remains of a destroyed rendition: an entry in the ledger."""

    rendition: Rendition
    destroyed: datetime
    authority: str


Details = Mapping[str, str | int | float | bool | None]
"""Facts of a ledger entry: no personal data, nothing that was said."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One act, as the ledger remembers it."""

    seq: int
    at: datetime
    act: str
    about: str
    details: Details = field(default_factory=dict)
    previous: str = ""
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """An act that is done in the catalogue and must still be entered in the ledger."""

    id: str
    act: str
    about: str
    details: Details


# --- how audio is treated -------------------------------------------------------------


class Hearing(StrEnum):
    """Which of the two hearings: the second uses other settings, so they do not fail alike."""

    FIRST = "first"
    SECOND = "second"


class Grade(StrEnum):
    """How far a speech engine can be trusted without a person."""

    BASIC = "basic"
    FULL = "full"


class Form(StrEnum):
    """What redacted audio is kept as; also how the names of such files end."""

    FLAC = "flac"
    """Every sample as it was, in half the room."""
    WAV = "wav"
    """Every sample as it was, for programs that know nothing else."""
    OPUS = "opus"
    """In Ogg: a fifth of the room, and what is not masked no longer to the bit."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What is put where a secret was."""

    style: Literal["tone", "silence", "noise"] = "tone"
    tone_hz: int = 440
    level_db: float = -26.0
    """Of the tone or noise, against full scale."""
    fade_ms: int = 5
