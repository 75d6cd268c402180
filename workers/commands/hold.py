"""`hushtape hold`: what must not be destroyed, whatever the schedule says."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import click

from pipeline.accounting import enter_notes
from pipeline.errors import Refused
from pipeline.model import Hold
from pipeline.wiring import open_site
from workers.commands import shapes


@click.group()
def hold() -> None:
    """Freeze recordings for a matter; release them."""


@hold.command()
@click.argument("recordings", nargs=-1, required=True, metavar="RECORDING...")
@click.option("--matter", required=True, help="What it is for; kept with the hold.")
@shapes.by
@click.pass_obj
def place(config: Path, recordings: tuple[str, ...], matter: str, by: str) -> None:
    """Freeze every rendition of the recordings, for as long as the hold stands.

    The sealed original is not kept by a hold: card data may not outlive its redaction.
    """
    site = open_site(config)
    found = [site.listing.named(beginning).id for beginning in recordings]
    placed = Hold(uuid4().hex[:8], matter, by, datetime.now(UTC))
    site.catalogue.place(placed, found)
    enter_notes(site.keeping)
    click.echo(f"hold {placed.id} on {len(found)} recordings")


@hold.command()
@click.argument("hold_id", metavar="HOLD")
@shapes.by
@click.option("--with", "second", required=True, help="The second person who agrees.")
@click.pass_obj
def release(config: Path, hold_id: str, by: str, second: str) -> None:
    """End a hold. It takes two people; what was due meanwhile goes at the next sweep."""
    if not by.strip() or not second.strip() or _same(by, second):
        raise Refused("two people must release a hold", hint="Name another one: --with NAME.")
    site = open_site(config)
    site.catalogue.release_hold(hold_id, datetime.now(UTC), by=f"{by} and {second}")
    enter_notes(site.keeping)
    click.echo(f"hold {hold_id} is released")


def _same(one: str, other: str) -> bool:
    """Whether two names are one person's, however they are typed."""
    return "".join(one.split()).casefold() == "".join(other.split()).casefold()


@hold.command("list")
@shapes.as_json
@click.pass_obj
def list_(config: Path, as_json: bool) -> None:
    """The holds in force."""
    holds = open_site(config).catalogue.holds()
    for placed, recordings in holds:
        row = {
            "id": placed.id,
            "matter": placed.matter,
            "placed_by": placed.placed_by,
            "placed": placed.placed.isoformat(timespec="minutes"),
            "recordings": recordings,
        }
        line = "{id}  {placed}  {placed_by}: {matter} ({recordings} recordings)"
        click.echo(json.dumps(row) if as_json else line.format(**row))
    if not holds and not as_json:
        click.echo("no hold is in force")
