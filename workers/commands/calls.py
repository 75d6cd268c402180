"""`hushtape calls`: what is kept, what waits, and what a person decides about it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from pipeline.accounting import enter_notes
from pipeline.adapters.catalogue.listing import Listed, named, recordings
from pipeline.errors import NoSuch
from pipeline.model import Mask, State
from pipeline.reviewing import release as release_to_readers
from pipeline.wiring import open_site
from workers.commands import shapes
from workers.commands.shapes import DATE, seconds


def find(beginning: str) -> Listed:
    """The recording whose id begins so. Raises NoSuch unless there is exactly one."""
    found = named(beginning)
    if len(found) == 1:
        return found[0]
    several = "several recordings begin" if found else "no recording begins"
    raise NoSuch(f"{several} with {beginning}", hint="List them: hushtape calls list")


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
    open_site(config)
    found = recordings(state=State(state) if state else None, limit=limit)
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
    open_site(config)
    call = find(recording)
    if as_json:
        click.echo(json.dumps(row_of(call)))
        return
    Console().print(table_of([call]))
    for tag in call.tags:
        click.echo(f"{tag.purpose}: by {tag.tagged_by} because of {', '.join(tag.because)}")
    for rendition, masks in call.renditions.items():
        click.echo(f"{rendition.key}: {len(masks)} masks")
        for mask in masks:
            click.echo(f"  {_masked(call, mask)}  {', '.join(_detectors(mask))}")
    if call.reason:
        click.echo(f"{call.state}: {call.reason}\n→ {call.hint}")


@calls.command()
@click.argument("recording")
@shapes.by
@click.pass_obj
def release(config: Path, recording: str, by: str) -> None:
    """Let the readers of its purposes hear a call that waited for a person."""
    site = open_site(config)
    call = find(recording)
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
    call = find(recording)
    site.catalogue.date(call.id, ended, by=by)
    enter_notes(site.keeping)
    click.echo(f"{call.id} ended {ended:%Y-%m-%d %H:%M %Z}")


def table_of(found: Iterable[Listed]) -> Table:
    """A table for a terminal: a line a call."""
    table = Table(show_lines=True, header_style="bold")
    for name in ("call", "direction", "length", "state", "kept for", "masked", "expires"):
        table.add_column(name, overflow="fold")
    for call in found:
        table.add_row(
            f"{call.id[:8]}\n[dim]{call.call.source}[/]",
            call.call.direction or "?",
            seconds(call.duration),
            _state(call),
            "\n".join(f"{t.purpose} [dim]{', '.join(t.because[:3])}[/]" for t in call.tags) or "-",
            "\n".join(_masked(call, mask) for mask in widest(call)) or "-",
            f"{call.due:%Y-%m-%d}" if call.due else "-",
        )
    return table


def widest(call: Listed) -> tuple[Mask, ...]:
    """The masks of the rendition that has most of them."""
    return max(call.renditions.values(), key=len, default=())


def _state(call: Listed) -> str:
    colour = {State.RELEASED: "green", State.QUARANTINED: "red", State.REVIEW: "yellow"}
    verified = "\n[dim]verified[/]" if call.renditions else ""
    reason = f"\n[dim]{call.reason}[/]" if call.reason else ""
    return f"[{colour.get(call.state, 'default')}]{call.state}[/]{verified}{reason}"


def _masked(call: Listed, mask: Mask) -> str:
    party = f"channel {mask.channel}"
    span = f"{seconds(mask.span.start)}-{seconds(mask.span.end)}"
    return f"{' '.join(mask.entities)} {span} ({party})"


def _detectors(mask: Mask) -> list[str]:
    return sorted({f"{f.detector}: {f.rule}" if f.rule else f.detector for f in mask.because})


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
