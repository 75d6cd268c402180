"""What we need from the outside, in our own words: each port is its methods and its errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import BinaryIO, Protocol

from pipeline.marks import Mark
from pipeline.model import (
    Claim,
    Cover,
    Details,
    Entry,
    Finding,
    Flag,
    Form,
    Grade,
    Hearing,
    Hold,
    Mask,
    Note,
    Order,
    Outcome,
    Party,
    Recording,
    RecordingId,
    Rendition,
    State,
    Tag,
    Transcript,
    Windows,
)
from pipeline.schedule import LifeFacts
from pipeline.timeline import Span


@dataclass(frozen=True, slots=True)
class Sound:
    """Audio to read, as often as needed. No path: plaintext has none.

    `open` gives a new seekable, read-only binary stream of an audio file in any
    container we read; the caller closes it.
    """

    open: Callable[[], BinaryIO]
    channels: tuple[Party, ...]
    duration: int
    """Milliseconds of decoded audio, rounded up."""
    name: str
    """For messages: an id or a path, never anything personal."""
    ours: bool = False
    """Whether a silencer of ours wrote it, so that one may rely on what it says of itself."""
    silent: Windows = field(default_factory=dict)
    """Where a cover lies: nothing of the call can be heard there, and an engine need not try."""
    language: str = ""
    """What is spoken in it (ISO 639-1), where that is known."""

    @property
    def span(self) -> Span:
        return Span(0, self.duration)


@dataclass(frozen=True, slots=True)
class Probe:
    """What a sound file turned out to be when every frame of it was decoded."""

    duration: int
    """Milliseconds of decoded audio, rounded up."""
    rate: int
    channels: int
    frames: int
    """Samples of one channel."""
    started: datetime | None
    """The container's own time, if it names one with a zone."""


class SoundReader(Protocol):
    def probe(self, open_: Callable[[], BinaryIO], name: str) -> Probe:
        """Decode all of it once. Raises NotAudio, Truncated, Empty (messages name `name`)."""
        ...

    def join(self, legs: Sequence[Callable[[], BinaryIO]], sink: BinaryIO) -> None:
        """Write mono files of one call as one FLAC with a channel for each, in this order.

        They start together; the shorter ones end in silence. Raises Rejected when
        their rates differ.
        """
        ...


class Transcriber(Protocol):
    """A speech engine. Raises ModelMissing when its model is not there."""

    name: str
    grade: Grade

    def transcribe(
        self, sound: Sound, *, hearing: Hearing = Hearing.FIRST, windows: Windows | None = None
    ) -> Transcript:
        """The words of every channel (or of `windows` only), on the time line of the sound.

        Each word lies inside the sound and has a length; a word to which the
        engine gave no time has its segment's span and confidence 0.
        """
        ...


class Listener(Protocol):
    """Finds secrets by ear, without words: keyed tones, runs of digits."""

    name: str

    def listen(self, sound: Sound) -> Iterable[Finding]: ...


class Detector(Protocol):
    """Finds secrets in what was said. Pure: the same transcript gives the same findings."""

    name: str

    def find(self, transcript: Transcript) -> Iterable[Finding]: ...


class Flagger(Protocol):
    """Names what should not be in a recording at all, for a person to look at."""

    def flag(self, transcript: Transcript) -> Iterable[Flag]: ...


class SpeechActivity(Protocol):
    def activity(self, sound: Sound) -> Sequence[Sequence[Span]]:
        """Where somebody speaks, channel by channel, in order."""
        ...


class Echoes(Protocol):
    def echoes(self, sound: Sound, findings: Sequence[Finding]) -> Iterable[Finding]:
        """`findings` once more, without words, on each other channel where they are heard too."""
        ...


class Silencer(Protocol):
    def silence(
        self, sound: Sound, masks: Sequence[Mask], cover: Cover, sink: BinaryIO, form: Form
    ) -> bytes:
        """Write `sound` with `cover` where `masks` are, and nothing else of it; its peaks.

        As FLAC or WAV it keeps channels, rate and number of samples, and outside the
        masks the samples of the decoded original; as Opus it is as long to a thousandth
        of a second and sounds the same. More than two channels become FLAC instead of
        Opus. No tag of the original survives. `sink` is seekable and is left open.
        The peaks are those of what was written, in audiowaveform's format.
        """
        ...

    def still_audible(
        self, original: Sound, silenced: Sound, masks: Sequence[Mask], cover: Cover
    ) -> Sequence[Mask]:
        """Those of `masks` under which anything of `original` can be heard in `silenced`.

        `cover` is what should be heard there. Raises LeakFound where that cannot be told,
        and where `silenced` carries tags, pictures or chapters.
        """
        ...


class Register(Protocol):
    """The part of the catalogue that intake writes."""

    def admit(self, recording: Recording) -> Recording:
        """Enter a recording as arriving and return it.

        If audio with the same SHA-256 is known already, whatever became of it since,
        that recording is returned and nothing changes.
        """
        ...

    def has_arrived(self, recording: RecordingId) -> bool:
        """Whether `arrived` was called for it: its bytes are sealed for good."""
        ...

    def arrived(self, recording: RecordingId) -> None:
        """From here on it is ours; it waits for redaction (or for a date, if it has none)."""
        ...


class Catalogue(Register, Protocol):
    """What we know about what is in the vault. Errors: NoSuch, UnderHold, Unavailable."""

    # redaction
    def claim(self, worker: str, *, now: datetime, lease: timedelta) -> Claim | None:
        """The next recording that waits or whose lease ran out, now this worker's; or None."""
        ...

    def renew(self, claim: Claim, *, until: datetime) -> None: ...

    def give_up(self, claim: Claim, *, retry_at: datetime, reason: str) -> None:
        """Back to the queue, not before `retry_at`."""
        ...

    def put_back(self, claim: Claim) -> None:
        """Back to the queue as if it had never been claimed."""
        ...

    def begin(self, rendition: Rendition) -> None:
        """Enter a rendition, unverified, before its bytes exist."""
        ...

    def index(self, transcript: Rendition, words: Sequence[str]) -> None:
        """Have a struck transcript found by its words, as long as it lives; they replace others.

        `words` as `searching.words_of` gives them. Nothing of them is kept in the clear.
        """
        ...

    def unindexed(self) -> Sequence[Rendition]:
        """The verified transcripts that are not found by their words yet."""
        ...

    def settle(self, claim: Claim, outcome: Outcome) -> None:
        """Enter all that redaction made of a recording at once, and end the lease."""
        ...

    # reading
    def recording(self, recording: RecordingId) -> Recording: ...

    def state(self, recording: RecordingId) -> State: ...

    def facts(self, recording: RecordingId) -> LifeFacts: ...

    def renditions(self, recording: RecordingId) -> Sequence[Rendition]:
        """Those that live, the original included."""
        ...

    def is_verified(self, rendition: Rendition) -> bool:
        """Whether it passed its second hearing and is not being destroyed."""
        ...

    def masks(self, rendition: Rendition) -> tuple[Mask, ...]:
        """What is silenced in it, as far as it was settled."""
        ...

    def meant(self, rendition: Rendition, masks: tuple[Mask, ...]) -> None:
        """Enter what is about to be silenced in a living rendition. Raises NoSuch.

        It stays verified and its old bytes stay good: a crash before they are replaced
        leaves masks that are not there yet, and never silence that nobody knows of.
        """
        ...

    def flags(self, recording: RecordingId) -> tuple[Flag, ...]:
        """What should not be in it at all, as it was found when it was first heard."""
        ...

    def marks(self, recording: RecordingId) -> Sequence[Mark]:
        """What people said about its masks, in order."""
        ...

    # decisions of people; each is noted for the ledger with who took it
    def move(self, recording: RecordingId, to: State, *, since: Sequence[State], by: str) -> None:
        """Change the state. Raises Refused unless it is one of `since`."""
        ...

    def retag(self, recording: RecordingId, tags: Sequence[Tag], *, by: str) -> None: ...

    def restrict(self, recording: RecordingId, reason: str, *, by: str) -> None:
        """Keep it and let nobody hear it, for that reason; "" ends the restriction."""
        ...

    def restriction(self, recording: RecordingId) -> str:
        """Why nobody may hear it; "" if it is not restricted."""
        ...

    def approve(self, recording: RecordingId, *, reason: str, by: str) -> None:
        """A person agrees to its destruction. Raises Refused where nobody has to."""
        ...

    def date(self, recording: RecordingId, ended: datetime, *, by: str) -> None:
        """Say when a call ended that nothing else dated. Raises Refused if it has a date."""
        ...

    def contract_ended(
        self, source: str, call_id: str, at: datetime, *, by: str
    ) -> Sequence[RecordingId]:
        """The contract that a call belongs to ended; the call's recordings. Raises NoSuch."""
        ...

    # the ledger's due
    def notes(self) -> Sequence[Note]:
        """Acts that are done and not yet in the ledger, in their order."""
        ...

    def noted(self, note: Note) -> None:
        """It is in the ledger for good."""
        ...

    def erase_details(self, recording: RecordingId, fields: Mapping[str, str]) -> None:
        """Forget what the switch said in those fields of its call, each on its authority."""
        ...

    # holds and the end
    def place(self, hold: Hold, recordings: Sequence[RecordingId]) -> None:
        """Freeze recordings. Raises Refused for one that is being destroyed already."""
        ...

    def release_hold(self, hold: str, at: datetime, *, by: str) -> None:
        """End a hold; what was due meanwhile is due at `at`. Raises NoSuch."""
        ...

    def holds_on(self, recording: RecordingId) -> Sequence[Hold]: ...

    def due(self, *, now: datetime) -> Iterator[RecordingId]:
        """Recordings of which something may have to be done by `now`, the oldest first."""
        ...

    def next_due(
        self, recording: RecordingId, at: datetime | None, *, awaits: datetime | None = None
    ) -> None:
        """When the sweep looks at it again; and since when it waits for an approval."""
        ...

    def reckon(self, policy: str) -> None:
        """Work out all windows anew if they were last worked out by another policy.

        `policy` is its fingerprint. What is cut short is done again the next time.
        """
        ...

    def tidy(self, *, now: datetime) -> None:
        """After a sweep: have the database give up what its dead rows and index still say."""
        ...

    def doom(self, rendition: Rendition, authority: str, *, anonymise: bool = False) -> Order:
        """Note for good that it is being destroyed. Raises UnderHold if a hold came first.

        With `anonymise`, the last `forget` of the recording leaves a row of numbers
        that names nobody.
        """
        ...

    def doomed(self) -> Sequence[Order]:
        """What a crash left half destroyed."""
        ...

    def forget(self, rendition: Rendition) -> None:
        """Remove what is left of a destroyed rendition; with the last one, the recording."""
        ...


class Vault(Protocol):
    """Where sealed bytes live. Every method may be repeated; errors are Unavailable."""

    def store(self, rendition: Rendition, source: BinaryIO) -> None:
        """Seal `source` under a new key; what was there under this name is gone afterwards.

        When it returns, key and bytes are on disk for good.
        """
        ...

    def open(self, rendition: Rendition) -> BinaryIO:
        """A seekable, decrypting stream. Raises KeyGone, Tampered."""
        ...

    def destroy_key(self, rendition: Rendition) -> None:
        """From here on the bytes are noise: this is the deletion."""
        ...

    def erase(self, rendition: Rendition) -> None:
        """Remove the bytes, every version of them: this is the tidying."""
        ...

    def holds(self, rendition: Rendition) -> bool:
        """Whether a key or any byte of it is still there."""
        ...

    def renditions(self) -> Iterator[Rendition]:
        """All of which a key or any byte is there, for reconciling with the catalogue."""
        ...


class Ledger(Protocol):
    """The chain of what was done. Append only."""

    def record(
        self, act: str, about: str, details: Details | None = None, *, once: str | None = None
    ) -> Entry:
        """Append an entry; with `once`, return the entry that already carries that mark."""
        ...

    def entries(self, *, act: str | None = None, about: str | None = None) -> Iterator[Entry]:
        """In order; `about` also matches everything below it ("r1" finds "r1.quality.audio")."""
        ...


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where calls are kept."""

    catalogue: Catalogue
    vault: Vault
    ledger: Ledger
