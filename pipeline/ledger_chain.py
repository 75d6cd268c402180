"""The ledger's chain: what is hashed, how it is written down, and whether it holds.

Each entry carries the hash of the one before, so that none can be changed, removed from
the middle, added or moved without breaking all that follow. A checkpoint is an entry
whose signature vouches for everything before it.

What a chain cannot show by itself: whoever can write the ledger's file can cut off its
end, and can rewrite what came after the last checkpoint. Cutting back to an earlier
checkpoint shows only to somebody who remembers a later head: an `Anchor`, kept elsewhere.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256

from pipeline.model import Details, Entry

CHECKPOINT = "checkpoint"
"""The act of an entry that carries a signature."""
SIGNATURE = "signature"
"""The detail of a checkpoint that holds the signature, in hexadecimal digits."""
_FIELDS = ("about", "act", "at", "details", "hash", "previous", "seq")
_DOMAIN = b"hushtape ledger checkpoint 1\n"
"""So that a signature made here can never be taken for one about something else."""
_ANCHOR = re.compile(r"(\d+):([0-9a-f]{64})")

Signed = Callable[[bytes, bytes], bool]
"""Whether the second argument is the site's signature of the first."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head of the chain that somebody wrote down: the entry's number and its hash."""

    seq: int
    hash: str

    @classmethod
    def parse(cls, text: str) -> Anchor:
        """From "12:<64 hexadecimal digits>". Raises ValueError."""
        if not (match := _ANCHOR.fullmatch(text)):
            raise ValueError("an anchor is the number of an entry, a colon and its hash")
        return cls(int(match[1]), match[2])

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of checking a chain, up to the first entry that is not as it should be."""

    entries: int
    """Those that hold."""
    checkpoints: int
    unsigned: int
    """How many of them no signature vouches for: they came after the last checkpoint."""
    head: Anchor | None
    """The last entry that holds: write it down elsewhere, and use it as the next anchor."""
    trouble: str | None
    """The first thing that is wrong, and with which entry; None when nothing is."""


def chained(
    previous: Entry | None, *, at: datetime, act: str, about: str, details: Details
) -> Entry:
    """The entry that follows `previous`. Raises ValueError for what cannot be written down."""
    _require_plain(details)
    if at.tzinfo is None:
        raise ValueError("a ledger entry needs a time with a zone")
    seq, link = (previous.seq + 1, previous.hash) if previous else (1, "")
    entry = Entry(seq, at.astimezone(UTC), act, about, dict(details), link)
    return replace(entry, hash=hash_of(entry))


def hash_of(entry: Entry) -> str:
    """SHA-256 of all of the entry but its hash, the hash before it included."""
    fields = _fields(entry)
    del fields["hash"]
    return sha256(_canonical(fields)).hexdigest()


def to_sign(previous: Entry, at: datetime) -> bytes:
    """What the signature of a checkpoint made at this time after this entry vouches for."""
    return _DOMAIN + _canonical({"seq": previous.seq, "hash": previous.hash, "at": _written(at)})


def line_of(entry: Entry) -> str:
    """The entry as one line of an export, without the line's end: canonical JSON.

    Keys sorted, no spaces, ASCII only, numbers as Python writes them.
    """
    return _canonical(_fields(entry)).decode()


def entry_of(line: str) -> Entry:
    """The entry that `line_of` wrote as `line`. Raises ValueError for any other line."""
    try:
        fields = json.loads(line)
        if sorted(fields) != list(_FIELDS):
            raise ValueError("fields are missing or added")
        entry = Entry(**{**fields, "at": datetime.fromisoformat(fields["at"])})
        texts = (entry.act, entry.about, entry.previous, entry.hash)
        if type(entry.seq) is not int or not all(isinstance(text, str) for text in texts):
            raise ValueError("its fields are not those of an entry")
        _require_plain(entry.details)
        written = line_of(entry)
    except (TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise ValueError("its fields are not those of an entry") from error
    if written != line:
        raise ValueError("it is not written as we write it")
    return entry


def verify(lines: Iterable[str], signed: Signed, anchor: Anchor | None = None) -> Verdict:
    """Check an export from its first line to its last, or to the first trouble.

    With `anchor`, the chain must also contain that very entry.
    """
    head: Entry | None = None
    checkpoints = vouched = 0
    trouble = None
    for number, line in enumerate(lines, start=1):
        try:
            entry = entry_of(line.removesuffix("\n"))
        except ValueError as error:
            trouble = f"line {number} is no entry of ours: {error}"
            break
        if trouble := _trouble_with(entry, head, signed, anchor):
            break
        if entry.act == CHECKPOINT:
            checkpoints, vouched = checkpoints + 1, entry.seq
        head = entry
    entries = head.seq if head else 0
    if not trouble and anchor and anchor.seq > entries:
        trouble = f"the end is missing: entry {anchor.seq} was once there"
    found = Anchor(head.seq, head.hash) if head else None
    return Verdict(entries, checkpoints, entries - vouched, found, trouble)


def _trouble_with(
    entry: Entry, before: Entry | None, signed: Signed, anchor: Anchor | None
) -> str | None:
    expected = before.seq + 1 if before else 1
    if entry.seq != expected:
        return f"entry {expected} is missing: entry {entry.seq} stands in its place"
    if entry.previous != (before.hash if before else ""):
        return f"entry {entry.seq} does not follow the entry before it"
    if entry.hash != hash_of(entry):
        return f"entry {entry.seq} was changed after it was written"
    if entry.act == CHECKPOINT and not _vouches(entry, before, signed):
        return f"entry {entry.seq} is a checkpoint without the site's signature"
    if anchor and entry.seq == anchor.seq and entry.hash != anchor.hash:
        return f"entry {entry.seq} is not the one that was written down elsewhere"
    return None


def _vouches(checkpoint: Entry, before: Entry | None, signed: Signed) -> bool:
    try:
        signature = bytes.fromhex(str(checkpoint.details.get(SIGNATURE)))
    except ValueError:
        return False
    return before is not None and signed(to_sign(before, checkpoint.at), signature)


def _fields(entry: Entry) -> dict[str, object]:
    return {
        "seq": entry.seq,
        "at": _written(entry.at),
        "act": entry.act,
        "about": entry.about,
        "details": dict(entry.details),
        "previous": entry.previous,
        "hash": entry.hash,
    }


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _canonical(fields: dict[str, object]) -> bytes:
    text = json.dumps(
        fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    )
    return text.encode("ascii")


def _require_plain(details: Details) -> None:
    for name, value in details.items():
        plain = value is None or isinstance(value, str | int | float)
        if not plain or not isinstance(name, str):
            raise ValueError(f"a ledger entry holds plain facts only, not {type(value).__name__}")
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError("a ledger entry holds finite numbers only")
