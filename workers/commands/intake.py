"""`hushtape intake`: the drop folders."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import click

from pipeline.adapters.lookout import Lookout
from pipeline.adapters.rejected import RejectedArea
from pipeline.calldetails import printable
from pipeline.scanning import ScanStatus
from pipeline.wiring import Site, lanes, open_site
from workers.commands import shapes
from workers.log import to_stderr
from workers.supervisor import stop_on_signals
from workers.watcher import watch


@click.group(invoke_without_command=True)
@click.option("--once", is_flag=True, help="Take in what is there, then stop.")
@click.pass_context
def intake(ctx: click.Context, once: bool) -> None:
    """Watch the drop folders of config/intake.toml, until stopped."""
    if ctx.invoked_subcommand:
        return
    to_stderr()
    site = open_site(ctx.obj)
    counts: Counter[str] = Counter()
    lookout = Lookout(site.settings.lookout)

    def on_status(status: ScanStatus) -> None:
        lookout.note(status)
        counts.update(taken=status.taken, again=status.duplicates, rejected=status.rejected)

    watch(lanes(site), stop_on_signals(), on_status=on_status, until_idle=once, now=site.clock)
    if once:
        click.echo(
            f"{counts['taken']} taken in, {counts['again']} duplicates, "
            f"{counts['rejected']} rejected"
        )


@intake.command()
@shapes.as_json
@click.pass_obj
def rejected(config: Path, as_json: bool) -> None:
    """What could not be taken in, why, and what to do about it."""
    found = list(RejectedArea(Site(config).settings.rejected).entries())
    for file in found:
        if as_json:
            click.echo(json.dumps(asdict(file) | {"when": file.when.isoformat()}))
        else:
            names = printable(", ".join(file.paths))
            click.echo(f"{file.id}  {file.error}: {names} ({file.source})")
            click.echo(f"    {file.message}\n    → {file.hint}")
    if not found and not as_json:
        click.echo("nothing was rejected")


@intake.command()
@click.argument("which", metavar="ID|all")
@click.pass_obj
def retry(config: Path, which: str) -> None:
    """Put rejected files back into their drop folder, to be taken in again."""
    site = Site(config)
    folders = {source.name: source.folder for source in site.intake.sources}
    count = RejectedArea(site.settings.rejected).retry(which, folders)
    told = f"{count} put back; the next look at the folder takes them in"
    click.echo(told if count else "nothing was rejected")
