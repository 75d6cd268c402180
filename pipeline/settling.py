"""When what lies in a drop folder may be taken in, and what belongs together.

Pure: it is told what was seen and when (`ticks`, milliseconds of a clock that never
jumps) and answers what is ready and what the rest waits for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from pipeline.calldetails import Leg, Named
from pipeline.dropnames import (
    is_beside,
    is_temporary,
    lists_of_calls,
    marker_names,
    sidecar_names,
)
from pipeline.model import Party


class Wait(StrEnum):
    """What a file in the drop folder waits for."""

    SETTLING = "it is still being written"
    HEADER = "its header says that it is still being written"
    MARKER = "its .done marker"
    SIDECAR = "its sidecar"
    OTHER_LEG = "the other side of the call"
    RECORDING = "the recording it tells of"
    CLAIMED = "another process has it"
    TURN = "its turn"
    UNAVAILABLE = "something we depend on is down"
    LINK = "a person: links are not followed"
    DEPTH = "a person: the folder is nested too deep"
    CLOSED = "a person: the folder may not be read"


@dataclass(frozen=True, slots=True)
class Seen:
    """A file in a drop folder, as one look at it showed."""

    path: str
    """Below the drop folder, "/" between its parts."""
    size: int
    modified: int
    """Nanoseconds since 1970, by the clock of the file system."""
    appeared: int = 0
    """Nanoseconds since 1970: when it came to lie there (its last change of status, which
    no copying program can set back)."""
    obstacle: Wait | None = None
    """Why it is left alone, seen from outside."""

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Watched:
    """A file, and since when it has not changed (ticks)."""

    file: Seen
    since: int


@dataclass(frozen=True, slots=True)
class Rules:
    """When a drop folder's files are ready. Lengths of time in milliseconds."""

    settle: int = 5_000
    """Unchanged for so long, a file is complete."""
    header_within: int = 600_000
    """How long an unfinished header is believed although the file does not change."""
    marker: Literal["ignored", "optional", "required"] = "optional"
    sidecars: tuple[str, ...] = ()
    """Names beside a recording, made of {name}, {stem} and {pair} (the stem without its
    leg word). One without any of them is a list of many calls: it is read, never removed."""
    sidecar_within: int = 60_000
    pair_within: int = 60_000
    orphan_within: int = 86_400_000
    """How long a sidecar without a recording may lie there."""
    order: tuple[Party, ...] = (Party.AGENT, Party.CUSTOMER)
    """Of the channels of two legs."""

    @property
    def pairs_share(self) -> bool:
        """Whether the two legs of a call may have one sidecar between them."""
        return any("{pair}" in template for template in self.sidecars)


@dataclass(frozen=True, slots=True)
class Piece:
    """One recording in the drop folder and what came with it."""

    file: Seen
    since: int
    sidecar: Seen | None = None
    marker: Seen | None = None
    leg: Leg | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is taken in as one recording: a file, or the two legs of a call in order."""

    pieces: tuple[Piece, ...]
    extras: tuple[Seen, ...] = ()
    """Sidecars and markers that go when the recording goes."""

    @property
    def files(self) -> tuple[Seen, ...]:
        return (*(piece.file for piece in self.pieces), *self.extras)


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that was seen: ready, waiting, or without a recording for too long."""

    ready: tuple[Delivery, ...]
    waiting: tuple[tuple[Seen, Wait], ...]
    orphans: tuple[Seen, ...] = ()


@dataclass(slots=True)
class _Sorted:
    recordings: list[Watched] = field(default_factory=list)
    beside: list[Watched] = field(default_factory=list)
    waiting: list[tuple[Seen, Wait]] = field(default_factory=list)


def watched(
    before: Mapping[str, Watched], seen: Iterable[Seen], *, ticks: int
) -> dict[str, Watched]:
    """What is there now, and since when each file has had this size and these times."""
    now: dict[str, Watched] = {}
    for file in seen:
        last = before.get(file.path)
        unchanged = last is not None and last.file == file
        now[file.path] = last if last and unchanged else Watched(file, ticks)
    return now


def still_written(head: bytes, size: int) -> bool:
    """Whether a WAV file's first bytes (64 or more) say that its writer has not finished.

    Recorders write a length of 0 (or the largest there is) and put it right at the end.
    """
    if head[:4] not in {b"RIFF", b"RIFX"} or head[8:12] != b"WAVE":
        return False
    order: Literal["little", "big"] = "little" if head[:4] == b"RIFF" else "big"
    lengths = [int.from_bytes(head[4:8], order)]
    data = head.find(b"data", 12)
    if 0 <= data <= len(head) - 8:
        lengths.append(int.from_bytes(head[data + 4 : data + 8], order))
        if lengths[-1] == 0 and size <= data + 8:
            return lengths[0] in {0, 0xFFFFFFFF}
    return any(length in {0, 0xFFFFFFFF} for length in lengths)


def plan(
    there: Mapping[str, Watched],
    rules: Rules,
    *,
    ticks: int,
    name_of: Callable[[str], Named],
    leg_of: Callable[[Seen, Seen | None], Leg | None],
) -> Plan:
    """What can be taken in now, oldest first, and what every other file waits for."""
    files = _sorted(there, rules)
    waiting = files.waiting
    claimed: dict[str, int] = defaultdict(int)
    complete: list[Piece] = []
    for recording in files.recordings:
        piece, wait = _piece(recording, there, rules, ticks=ticks, name_of=name_of)
        for extra in _extras(piece):
            claimed[extra.path] += 1
        if wait is None:
            leg = leg_of(piece.file, piece.sidecar)
            complete.append(Piece(piece.file, piece.since, piece.sidecar, piece.marker, leg))
        else:
            waiting.append((piece.file, wait))
    groups, lonely = _paired(complete, rules, ticks=ticks)
    waiting.extend((piece.file, Wait.OTHER_LEG) for piece in lonely)
    groups.sort(key=lambda pieces: (pieces[0].file.modified, pieces[0].file.path))
    ready = _with_extras(groups, claimed, rules)
    orphans: list[Seen] = []
    for stray in files.beside:
        if stray.file.path not in claimed:
            late = ticks - stray.since >= rules.orphan_within
            orphans.append(stray.file) if late else waiting.append((stray.file, Wait.RECORDING))
    return Plan(ready, tuple(waiting), tuple(orphans))


def _sorted(there: Mapping[str, Watched], rules: Rules) -> _Sorted:
    lists = lists_of_calls(rules.sidecars)
    files = _Sorted()
    for entry in there.values():
        name = entry.file.name
        if entry.file.obstacle is not None:
            files.waiting.append((entry.file, entry.file.obstacle))
        elif is_temporary(name) or name in lists:
            continue
        elif is_beside(name):
            files.beside.append(entry)
        else:
            files.recordings.append(entry)
    return files


def _piece(
    recording: Watched,
    there: Mapping[str, Watched],
    rules: Rules,
    *,
    ticks: int,
    name_of: Callable[[str], Named],
) -> tuple[Piece, Wait | None]:
    """A recording with its sidecar and marker, and what they wait for."""
    file, quiet = recording.file, ticks - recording.since
    marker = _first(there, file.folder, marker_names(file.name))
    marker_file = marker.file if marker and rules.marker != "ignored" else None
    pair = name_of(file.path).pair if rules.pairs_share else None
    sidecar = _first(there, file.folder, sidecar_names(rules.sidecars, file.name, pair))
    piece = Piece(file, recording.since, sidecar.file if sidecar else None, marker_file)
    if marker_file is not None:
        return piece, None
    if quiet < rules.settle:
        return piece, Wait.SETTLING
    if rules.marker == "required":
        return piece, Wait.MARKER
    if sidecar is not None and ticks - sidecar.since < rules.settle:
        return piece, Wait.SIDECAR
    if sidecar is None and rules.sidecars and quiet < rules.sidecar_within:
        return piece, Wait.SIDECAR
    return piece, None


def _first(there: Mapping[str, Watched], folder: str, names: Iterable[str]) -> Watched | None:
    for name in names:
        if found := there.get(f"{folder}/{name}" if folder else name):
            return found
    return None


def _extras(piece: Piece) -> tuple[Seen, ...]:
    return tuple(extra for extra in (piece.sidecar, piece.marker) if extra is not None)


def _paired(
    complete: Sequence[Piece], rules: Rules, *, ticks: int
) -> tuple[list[tuple[Piece, ...]], list[Piece]]:
    """Pieces that are one recording together, and legs that still wait for the other one."""
    groups: list[tuple[Piece, ...]] = []
    lonely: list[Piece] = []
    sides: dict[str, dict[Party, list[Piece]]] = defaultdict(lambda: defaultdict(list))
    for piece in complete:
        if piece.leg is None:
            groups.append((piece,))
        else:
            sides[piece.leg.key][piece.leg.party].append(piece)
    for side in sides.values():
        columns = [side[party] for party in rules.order]
        couples = min(len(column) for column in columns)
        for number in range(couples):
            groups.append(tuple(column[number] for column in columns))
        for column in side.values():
            for piece in column[couples:]:
                late = ticks - piece.since >= rules.pair_within
                groups.append((piece,)) if late else lonely.append(piece)
    return groups, lonely


def _with_extras(
    groups: Sequence[tuple[Piece, ...]], claimed: Mapping[str, int], rules: Rules
) -> tuple[Delivery, ...]:
    """Each delivery with the files that may go with it: the last one to need a sidecar takes it."""
    lists = lists_of_calls(rules.sidecars)
    left = dict(claimed)
    deliveries: list[Delivery] = []
    for pieces in groups:
        gone: dict[str, Seen] = {}
        for piece in pieces:
            for extra in _extras(piece):
                left[extra.path] -= 1
                if left[extra.path] == 0 and extra.name not in lists:
                    gone[extra.path] = extra
        deliveries.append(Delivery(pieces, tuple(gone.values())))
    return tuple(deliveries)
