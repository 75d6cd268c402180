"""From what a file name and a sidecar say to what we know about a call.

Every system writes it differently; a `Preset` says how one of them does. Nothing
here reads a file or a clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from pipeline.calltimes import call_times
from pipeline.model import CallDetail, Direction, Party
from pipeline.presets import NAMES, NUMBERS, Preset
from pipeline.presets import Fields as Fields
from pipeline.presets import Witnesses as Witnesses

DIRECTIONS: Mapping[str, Direction] = {
    "in": Direction.INBOUND,
    "inbound": Direction.INBOUND,
    "incoming": Direction.INBOUND,
    "out": Direction.OUTBOUND,
    "outbound": Direction.OUTBOUND,
    "outgoing": Direction.OUTBOUND,
    "internal": Direction.INTERNAL,
}
_NOBODY = frozenset(
    {"anonymous", "unknown", "unavailable", "restricted", "private", "withheld", "none", "null"}
)


class Named(NamedTuple):
    """What a file name told."""

    fields: Fields
    pair: str | None
    """The path without its leg word, the same for both sides of a call; None without one."""


class Leg(NamedTuple):
    """One side of a call, and what it shares with the other side."""

    key: str
    party: Party


# --- reading names and sidecars -------------------------------------------------------


def read_name(path: str, preset: Preset) -> Named:
    """What the path of a recording below its drop folder says; nothing if no pattern fits."""
    for pattern in preset.names:
        if match := pattern.search(path):
            told = {name: text for name, text in match.groupdict().items() if text}
            pair = None
            if "leg" in told:
                start, end = match.span("leg")
                pair = path[:start].rstrip("-_. ") + path[end:]
            return Named(told, pair)
    return Named({}, None)


def read_fields(raw: Fields, preset: Preset) -> Fields:
    """A sidecar's fields under our names. Keys are compared without regard to case."""
    folded = {key.casefold(): text for key, text in raw.items()}
    told: dict[str, str] = {}
    for name in NAMES:
        for key in (*preset.fields.get(name, ()), name):
            text = folded.get(key.casefold(), "").strip()
            if text:
                told[name] = text
                break
    return told


def row_about(rows: Sequence[Fields], file_name: str) -> Fields | None:
    """The row of a list of calls that names this file; None if none does."""
    stem = file_name.rpartition(".")[0] or file_name
    for row in rows:
        named = {text.replace("\\", "/").rpartition("/")[2] for text in row.values()}
        if file_name in named or stem in named:
            return row
    return None


def leg_of(path: str, beside: Fields, preset: Preset) -> Leg | None:
    """Which side of which call this file holds; None where it is a whole call.

    A leg told by the name pairs with the file of the same name but for that word;
    one told by the sidecar pairs with the file of the same call id.
    """
    named = read_name(path, preset)
    if named.pair is not None:
        party = preset.legs.get(named.fields["leg"].casefold())
        return Leg(named.pair, party) if party else None
    call_id = beside.get("call_id") or named.fields.get("call_id")
    party = preset.legs.get(beside.get("leg", "").casefold())
    return Leg(f"call {call_id}", party) if party and call_id else None


# --- deciding -------------------------------------------------------------------------


def call_detail(
    source: str,
    preset: Preset,
    told: Witnesses,
    *,
    call_id: str,
    duration: int,
    received: datetime,
) -> CallDetail:
    """What we believe about a call: for each detail the best witness that told it.

    `call_id` is used where nobody told one; `duration` is in milliseconds. A time
    that nobody told, or that cannot be, stays None: a call is never dated "now".
    """
    words = {name: printable(text) for name, text in {**told.named, **told.beside}.items()}
    direction = direction_of(words.get("direction"), preset)
    ani, dnis, remote, local = (number(words.get(name)) for name in NUMBERS)
    if direction is Direction.OUTBOUND:
        ani, dnis = ani or local, dnis or remote
    else:
        ani, dnis = ani or remote, dnis or local
    started, ended = call_times(preset, told, duration=duration, received=received)
    return CallDetail(
        source=source,
        call_id=words.get("call_id") or call_id,
        direction=direction,
        ani=ani,
        dnis=dnis,
        queue=words.get("queue"),
        agent=words.get("agent"),
        campaign=words.get("campaign"),
        disposition_code=words.get("disposition_code"),
        started=started,
        ended=ended,
    )


def printable(text: str) -> str:
    """`text` with every character that is not for people to see written as an escape.

    File names need not be text, and a control character may be meant for a terminal.
    """
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text
    )


def direction_of(word: str | None, preset: Preset) -> Direction | None:
    if word is None:
        return None
    folded = word.strip().casefold()
    return {**DIRECTIONS, **preset.directions}.get(folded)


def number(text: str | None) -> str | None:
    """A telephone number without the wrapping of its protocol; None for a hidden one."""
    if text is None:
        return None
    bare = text.strip().strip("<>\"'").strip()
    scheme, colon, rest = bare.partition(":")
    if colon and scheme.casefold() in {"tel", "sip", "sips"}:
        bare = rest.partition("@")[0].partition(";")[0]
    return None if not bare or bare.casefold() in _NOBODY else bare
