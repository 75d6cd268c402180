"""`hushtape work`: redact what waits."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.accounting import enter_notes
from pipeline.model import State
from pipeline.wiring import open_site
from workers.commands import shapes
from workers.log import to_stderr
from workers.redactor import work as redact_waiting
from workers.roles import redactors
from workers.supervisor import stop_on_signals, supervise


@click.command()
@click.option("--until-empty", is_flag=True, help="Stop when nothing waits (one process).")
@click.option("--workers", type=click.IntRange(min=1), help="Processes; default: site.toml.")
@click.option("--retry", metavar="RECORDING", help="Put a quarantined call back in the queue.")
@shapes.by
@click.pass_obj
def work(config: Path, until_empty: bool, workers: int | None, retry: str | None, by: str) -> None:
    """Redact what waits, until stopped."""
    to_stderr()
    site = open_site(config)
    if retry:
        call = site.listing.named(retry)
        since = (State.QUARANTINED, State.REVIEW)
        site.catalogue.move(call.id, State.WAITING, since=since, by=by)
        enter_notes(site.keeping)
        click.echo(f"{call.id} waits for redaction again")
        return
    stop = stop_on_signals()
    if until_empty:
        click.echo(f"{redact_waiting(site, stop, until_empty=True)} calls settled")
    else:
        supervise(redactors(workers or site.settings.work.workers), config, stop)
