"""`hushtape purpose`: what a call is kept for, decided by a person with a reason."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from pipeline.accounting import enter_notes
from pipeline.model import PurposeName, State
from pipeline.retention import Extension
from pipeline.tagging import retag
from pipeline.wiring import open_site
from workers.commands import shapes
from workers.commands.calls import find
from workers.commands.shapes import DATE


@click.group()
def purpose() -> None:
    """Tag, untag and extend by hand, with a reason."""


def _change(config: Path, recording: str, purpose: str, by: str, reason: str, *, add: bool) -> None:
    site = open_site(config)
    call = find(recording)
    tags = retag(
        call.tags,
        site.policy.purposes,
        **{"add" if add else "remove": PurposeName(purpose)},
        by=by,
        reason=reason,
    )
    site.catalogue.retag(call.id, tags, by=by)
    enter_notes(site.keeping)
    click.echo(f"{call.id}: {', '.join(tag.purpose for tag in tags) or 'no purpose'}")
