"""`hushtape calls`: what is kept, what waits, and what a person decides about it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipeline.accounting import enter_notes
from pipeline.adapters.catalogue.listed import Listed
from pipeline.model import Mask, PurposeName, State
from pipeline.retention import ends
from pipeline.reviewing import release as release_to_readers
from pipeline.wiring import open_site
from workers.commands import shapes
from workers.commands.shapes import DATE, seconds

_COLOURS = {State.RELEASED: "green", State.QUARANTINED: "red", State.REVIEW: "yellow"}


@click.group()
def calls() -> None:
    """List, show, release and date calls."""


@calls.command("list")
@click.option("--state", type=click.Choice([str(state) for state in State]))
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True)
@shapes.as_json
@click.pass_obj
def list_(config: Path, state: str | None, limit: int, as_json: bool) -> None:
    """The newest calls, with what they are kept for and what was masked."""
    found = open_site(config).listing.recordings(state=State(state) if state else None, limit=limit)
    if as_json:
        for call in found:
            click.echo(json.dumps(row_of(call)))
        return
    table = table_of(found)
    Console().print(table if table.row_count else "no calls yet: drop a recording, or see `intake`")


@calls.command()
@click.argument("recording")
@shapes.as_json
@click.pass_obj
def show(config: Path, recording: str, as_json: bool) -> None:
    """One call: every mask and every tag with its reason."""
    site = open_site(config)
    call = site.listing.named(recording)
    if as_json:
        click.echo(json.dumps(row_of(call)))
        return
    Console().print(card_of(call, ends(site.catalogue.facts(call.id), site.policy.schedule)))
    for rendition, masks in call.renditions.items():
        click.echo(f"  {rendition.key}: {len(masks)} masks")


@calls.command()
@click.argument("recording")
@shapes.by
@click.pass_obj
def release(config: Path, recording: str, by: str) -> None:
    """Let the readers of its purposes hear a call that waited for a person."""
    site = open_site(config)
    call = site.listing.named(recording)
    release_to_readers(call.id, site.keeping, by=by)
    enter_notes(site.keeping)
    click.echo(f"{call.id} is released; its original goes at the next sweep")


@calls.command()
@click.argument("recording")
@click.option("--ended", type=DATE, required=True, help="When the call ended.")
@shapes.by
@click.pass_obj
def date(config: Path, recording: str, ended: datetime, by: str) -> None:
    """Give a date to a call that neither sidecar nor name nor container dated."""
    site = open_site(config)
    call = site.listing.named(recording)
    site.catalogue.date(call.id, ended, by=by)
    enter_notes(site.keeping)
    click.echo(f"{call.id} ended {ended:%Y-%m-%d %H:%M %Z}")


def table_of(found: Iterable[Listed]) -> Table:
    """A line a call."""
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("call", "state", "direction", "length", "kept for", "masks", "source"):
        table.add_column(name, no_wrap=name != "kept for")
    for call in found:
        table.add_row(
            call.id[:8],
            f"[{_COLOURS.get(call.state, 'default')}]{call.state}[/]",
            call.call.direction or "?",
            seconds(call.duration),
            ", ".join(tag.purpose for tag in call.tags) or "-",
            str(len(widest(call))),
            call.call.source,
        )
    return table


def card_of(call: Listed, ends: Mapping[PurposeName, datetime | None]) -> Table:
    """A table of one call: what it is kept for, why and until when, and what was masked where."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, min_width=17)
    table.add_column(no_wrap=True, min_width=17)
    table.add_column()
    colour = _COLOURS.get(call.state, "default")
    verified = "verified" if call.renditions else "not redacted"
    direction = call.call.direction or "direction ?"
    table.add_row(
        f"[bold]{call.id[:8]}[/] {seconds(call.duration)}",
        f"[{colour}]{call.state}[/], {verified}",
        f"{direction}, from {call.call.source}, {_dated(call)}",
    )
    for tag in call.tags:
        # What a person typed may look like markup.
        because = escape(", ".join(tag.because))
        table.add_row(f"  {tag.purpose}", _until(tag.purpose, ends), f"[dim]{because}[/]")
    for number, mask in enumerate(widest(call)):
        table.add_row("" if number else "  masked", _where(mask), _what(call, mask))
    if call.reason:
        table.add_row("  why", "", escape(f"{call.reason}\n→ {call.hint}"))
    return table


def widest(call: Listed) -> tuple[Mask, ...]:
    """The masks of the rendition that has most of them."""
    return max(call.renditions.values(), key=len, default=())


def _until(purpose: PurposeName, ends: Mapping[PurposeName, datetime | None]) -> str:
    if purpose not in ends:
        return "over"
    end = ends[purpose]
    return f"until {end:%d %b %Y}" if end else "until its event"


def _dated(call: Listed) -> str:
    ended = call.call.ended
    return f"{ended.at:%d %b %Y %H:%M} ({ended.clock})" if ended else "undated"


def _where(mask: Mask) -> str:
    return f"{seconds(mask.span.start)} to {seconds(mask.span.end)}"


def _what(call: Listed, mask: Mask) -> str:
    detectors = ", ".join(sorted({finding.detector for finding in mask.because}))
    parties = call.parties
    who = parties[mask.channel] if mask.channel < len(parties) else f"channel {mask.channel}"
    return f"{' '.join(mask.entities)} [dim]{who}, by {detectors}[/]"


def row_of(call: Listed) -> dict[str, Any]:
    """One JSON object for other programs; nothing personal in it but the agent's name."""
    return {
        "id": call.id,
        "source": call.call.source,
        "direction": call.call.direction,
        "queue": call.call.queue,
        "agent": call.call.agent,
        "duration_ms": call.duration,
        "ended": call.call.ended.at.isoformat() if call.call.ended else None,
        "clock": call.call.ended.clock if call.call.ended else None,
        "state": call.state,
        "reason": call.reason,
        "hint": call.hint,
        "engine": call.engine,
        "purposes": {tag.purpose: list(tag.because) for tag in call.tags},
        "renditions": [r.key for r in call.renditions],
        "original": call.original,
        "masks": [
            {
                "channel": mask.channel,
                "start_ms": mask.span.start,
                "end_ms": mask.span.end,
                "entities": list(mask.entities),
            }
            for mask in widest(call)
        ],
        "flags": [flag.category for flag in call.flags],
        "holds": call.holds,
        "due": call.due.isoformat() if call.due else None,
    }
