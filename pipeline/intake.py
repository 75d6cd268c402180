"""The act of taking in: what lies in a drop folder becomes ours, once, and then leaves it.

Killed at any line and run again, it ends as if it had not been killed: the row comes
before the bytes, the bytes before the word that they arrived, and the dropped file
goes last of all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import BinaryIO, NamedTuple

from pipeline.calldetails import Leg, call_detail, leg_of, read_fields, read_name, row_about
from pipeline.drops import Drop, NotNow, Opener
from pipeline.drops import Source as Source
from pipeline.errors import Rejected, TooLong
from pipeline.model import CallDetail, Party, Recording, RecordingId, Rendition, Sha256
from pipeline.ports import Ledger, Probe, Register, SoundReader, Vault
from pipeline.presets import Fields, Witnesses
from pipeline.settling import Delivery, Piece, Rules, Seen, Wait, still_written

HEAD = 512
"""Bytes of a file in which a recorder's unfinished header shows."""
CHUNK = 1024 * 1024
MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class IntakePolicy:
    """config/intake.toml in our words."""

    sources: tuple[Source, ...]
    longest: int = 12 * 60 * MINUTE
    """Milliseconds; what is longer is no call."""
    keep_rejected: timedelta = timedelta(days=30)
    """What is no call lies in plaintext, and may be one: so long, and not for ever."""


@dataclass(frozen=True, slots=True)
class IntakeTools:
    """The outside world, handed in."""

    reader: SoundReader
    register: Register
    vault: Vault
    ledger: Ledger
    read_sidecar: Callable[[bytes, str], Sequence[Fields]]
    """A sidecar's rows, by its content and the ending of its name. Raises UnreadableSidecar."""
    scratch: Callable[[], BinaryIO]
    """A new nameless file that nobody else can read and that dies with the process."""
    new_id: Callable[[], RecordingId]


class Took(NamedTuple):
    """What came of a delivery."""

    recording: RecordingId
    duplicate: bool


def take_in(
    delivery: Delivery,
    source: Source,
    drop: Drop,
    tools: IntakeTools,
    *,
    longest: int,
    token: RecordingId,
    now: datetime,
    ticks: int,
) -> Took:
    """Make a delivery ours: registered, sealed, announced, and gone from the drop folder.

    `token` is a fresh id: the recording's if its audio is new, and its name in messages.
    Raises Rejected (the delivery is not a call), NotNow (not yet) and Unavailable
    (try again); in all three the files lie where they lay.
    """
    with drop.claim([piece.file for piece in delivery.pieces]) as openers:
        for piece, open_ in zip(delivery.pieces, openers, strict=True):
            _must_be_finished(piece, open_, source.rules, ticks=ticks)
        # Probed first: of what is no call, however large, no more is read than shows that.
        probes = [_probed(tools.reader, open_, token, longest) for open_ in openers]
        digests = [_sha256(open_) for open_ in openers]
        told = _told(delivery, source, drop, tools, ticks=ticks)
        sha256 = identity(digests)
        recording = tools.register.admit(
            Recording(
                id=token,
                call=_call(delivery, source, told, probes, sha256, now=now),
                sha256=sha256,
                duration=max(probe.duration for probe in probes),
                rate=probes[0].rate,
                channels=_channels(delivery, source, probes),
                received=now,
            )
        )
        if tools.register.has_arrived(recording.id):
            duplicate = drop.begun(delivery.files) != recording.id
            if duplicate:
                tools.ledger.record("duplicate", recording.id, {"source": source.name})
        else:
            duplicate = False
            drop.begin(delivery.files, recording.id)
            _seal(recording, openers, tools)
            _enter(recording, delivery, tools.ledger)
            tools.register.arrived(recording.id)
        drop.finish(delivery.files)
    return Took(recording.id, duplicate)


def leg_in(
    file: Seen, sidecar: Seen | None, source: Source, drop: Drop, tools: IntakeTools
) -> Leg | None:
    """Which side of which call a file holds. A sidecar that cannot be read tells nothing here."""
    beside: Fields = {}
    if sidecar is not None and "leg" in source.preset.fields:
        try:
            beside = _beside(file, sidecar, source, drop, tools) or {}
        except (Rejected, NotNow):
            beside = {}
    return leg_of(file.path, beside, source.preset)


# --- the steps ------------------------------------------------------------------------


def _must_be_finished(piece: Piece, open_: Opener, rules: Rules, *, ticks: int) -> None:
    if piece.marker is not None or ticks - piece.since >= rules.header_within:
        return
    with open_() as stream:
        head = stream.read(HEAD)
    if still_written(head, piece.file.size):
        raise NotNow(Wait.HEADER)


def _sha256(open_: Opener) -> Sha256:
    digest = hashlib.sha256()
    with open_() as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return Sha256(digest.hexdigest())


def identity(digests: Sequence[Sha256]) -> Sha256:
    """The digest of the dropped bytes; of legs, the digest of their digests in their order."""
    if len(digests) == 1:
        return digests[0]
    return Sha256(hashlib.sha256("\n".join(digests).encode()).hexdigest())


def _probed(reader: SoundReader, open_: Opener, name: str, longest: int) -> Probe:
    probe = reader.probe(open_, name)
    if probe.duration > longest:
        hours = longest / (60 * MINUTE)
        raise TooLong(f"{name} is longer than {hours:g} hours")
    return probe


def _told(
    delivery: Delivery, source: Source, drop: Drop, tools: IntakeTools, *, ticks: int
) -> list[Fields]:
    """What the sidecar of each piece said, in our words."""
    told: list[Fields] = []
    for piece in delivery.pieces:
        if piece.sidecar is None:
            told.append({})
            continue
        fields = _beside(piece.file, piece.sidecar, source, drop, tools)
        if fields is None and ticks - piece.since < source.rules.sidecar_within:
            raise NotNow(Wait.SIDECAR)
        told.append(fields or {})
    return told


def _beside(
    file: Seen, sidecar: Seen, source: Source, drop: Drop, tools: IntakeTools
) -> Fields | None:
    """What a sidecar says about a file; None where a list of calls does not name it."""
    ending = sidecar.name.rpartition(".")[2].lower()
    rows = tools.read_sidecar(drop.read(sidecar), ending)
    row = row_about(rows, file.name)
    if row is None and len(rows) == 1 and sidecar.name not in source.rules.sidecars:
        row = rows[0]
    return None if row is None else read_fields(row, source.preset)


def _call(
    delivery: Delivery,
    source: Source,
    told: Sequence[Fields],
    probes: Sequence[Probe],
    sha256: Sha256,
    *,
    now: datetime,
) -> CallDetail:
    """The details of the call: of two legs, what the first one tells wins."""
    named: dict[str, str] = {}
    beside: dict[str, str] = {}
    for piece, fields in reversed(list(zip(delivery.pieces, told, strict=True))):
        named.update(read_name(piece.file.path, source.preset).fields)
        beside.update(fields)
    first = delivery.pieces[0]
    file_time = _at(first.file.modified) if source.trust_file_time else None
    return call_detail(
        source.name,
        source.preset,
        Witnesses(named, beside, probes[0].started, file_time),
        # A name may hold a telephone number; a digest does not.
        call_id=_unnamed_call(first, sha256),
        duration=max(probe.duration for probe in probes),
        received=now,
    )


def _unnamed_call(piece: Piece, sha256: Sha256) -> str:
    """An id for a call that has none; legs taken in apart still share it."""
    if piece.leg is None:
        return f"sha256-{sha256[:32]}"
    return f"legs-{hashlib.sha256(piece.leg.key.encode(errors='surrogateescape')).hexdigest()[:32]}"


def _at(nanoseconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=nanoseconds // 1000)


def _channels(delivery: Delivery, source: Source, probes: Sequence[Probe]) -> tuple[Party, ...]:
    if len(delivery.pieces) > 1:
        if any(probe.channels != 1 for probe in probes):
            raise Rejected(
                "the two sides of a call are not mono",
                hint="Remove `legs` from the preset if these are whole calls.",
            )
        return source.rules.order
    count, leg = probes[0].channels, delivery.pieces[0].leg
    if count == 1:
        return (leg.party if leg else source.mono,)
    if count == len(source.channels):
        return source.channels
    return (Party.MIXED,) * count


def _seal(recording: Recording, openers: Sequence[Opener], tools: IntakeTools) -> None:
    """Store the original; what changed while it was read is not kept. Raises NotNow then."""
    original = Rendition.original(recording.id)
    if len(openers) == 1:
        with openers[0]() as plain:
            tools.vault.store(original, plain)
    else:
        with tools.scratch() as joined:
            tools.reader.join(openers, joined)
            joined.seek(0)
            tools.vault.store(original, joined)
    try:
        for open_ in openers:
            open_().close()
    except NotNow:
        tools.vault.destroy_key(original)
        tools.vault.erase(original)
        raise


def _enter(recording: Recording, delivery: Delivery, ledger: Ledger) -> None:
    dated = recording.call.ended
    ledger.record(
        "received",
        recording.id,
        {
            "source": recording.call.source,
            "files": len(delivery.pieces),
            "duration_ms": recording.duration,
            "rate": recording.rate,
            "channels": len(recording.channels),
            "clock": str(dated.clock) if dated else None,
        },
        once=f"received:{recording.id}",
    )
