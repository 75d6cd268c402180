"""`hushtape purpose`: what a call is kept for, decided by a person with a reason."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from pipeline.accounting import enter_notes
from pipeline.model import PurposeName, State
from pipeline.retention import protected
from pipeline.schedule import Extension
from pipeline.tagging import retag
from pipeline.wiring import open_site
from workers.commands import shapes
from workers.commands.shapes import DATE


@click.group()
def purpose() -> None:
    """Tag, untag and extend by hand, with a reason."""


@purpose.command()
@click.argument("recording")
@click.argument("purpose_name", metavar="PURPOSE")
@shapes.by
@shapes.reason
@click.pass_obj
def add(config: Path, recording: str, purpose_name: str, by: str, reason: str) -> None:
    """Keep a call for a purpose from now on.

    Its readers hear the purpose's own rendition if that still lives, else the
    strictest one that does: what was destroyed stays destroyed.
    """
    _change(config, recording, purpose_name, by, reason, add=True)


@purpose.command()
@click.argument("recording")
@click.argument("purpose_name", metavar="PURPOSE")
@shapes.by
@shapes.reason
@click.pass_obj
def remove(config: Path, recording: str, purpose_name: str, by: str, reason: str) -> None:
    """Stop keeping a call for a purpose; the last purpose gone, the call goes too."""
    _change(config, recording, purpose_name, by, reason, add=False)


@purpose.command()
@click.argument("recording")
@click.argument("purpose_name", metavar="PURPOSE")
@click.option("--until", type=DATE, required=True, help="The new end of its period.")
@shapes.by
@shapes.reason
@click.pass_obj
def extend(
    config: Path, recording: str, purpose_name: str, until: datetime, by: str, reason: str
) -> None:
    """Keep a call longer for one purpose. An extension never shortens."""
    site = open_site(config)
    name = site.policy.purpose(PurposeName(purpose_name)).name
    call = site.listing.named(recording)
    site.catalogue.extend(call.id, Extension(name, until, reason, by))
    enter_notes(site.keeping)
    click.echo(f"{call.id}: {name} until {until:%Y-%m-%d}")


@purpose.command("contract-ended")
@click.argument("recording")
@click.option("--on", type=DATE, required=True, help="The day it ended.")
@shapes.by
@click.pass_obj
def contract_ended(config: Path, recording: str, on: datetime, by: str) -> None:
    """Start the periods that count from the end of the contract this call belongs to."""
    site = open_site(config)
    call = site.listing.named(recording).call
    site.catalogue.contract_ended(call.source, call.call_id, on, by=by)
    enter_notes(site.keeping)
    click.echo(f"contract ended on {on:%Y-%m-%d}: its periods run")


def _change(config: Path, recording: str, purpose: str, by: str, reason: str, *, add: bool) -> None:
    site = open_site(config)
    call = site.listing.named(recording)
    name = PurposeName(purpose)
    facts = site.catalogue.facts(call.id)
    tags = retag(
        facts.tags,
        site.policy.purposes,
        add=(name,) if add else (),
        remove=() if add else (name,),
        by=by,
        reason=reason,
        protected=protected(facts, site.policy.schedule, now=datetime.now(UTC)),
    )
    site.catalogue.retag(call.id, tags, by=by)
    if tags and not call.renditions and call.state is State.REVIEW:
        # It had no purpose, so nothing was made of it: now something is.
        site.catalogue.move(call.id, State.WAITING, since=(State.REVIEW,), by=by)
    enter_notes(site.keeping)
    click.echo(f"{call.id}: {', '.join(tag.purpose for tag in tags) or 'no purpose'}")
