"""`hushtape doctor`: is this installation fit to work?"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from pipeline.errors import Exit
from pipeline.wiring import Site
from workers.checks import Health, examine
from workers.commands import shapes

_COLOURS = {Health.GOOD: "green", Health.WARNING: "yellow", Health.BAD: "red"}


@click.command()
@shapes.as_json
@click.pass_obj
def doctor(config: Path, as_json: bool) -> None:
    """Check configuration, folders, disk, keys, ledger, clock and model.

    Says what to do about each thing that is not as it should be; the exit code is 1
    if anything keeps Hushtape from working.
    """
    # A file that cannot be read stops several checks: it is told once.
    found = list(dict.fromkeys(examine(Site(config))))
    for one in found:
        if as_json:
            click.echo(json.dumps(asdict(one)))
            continue
        click.echo(f"{click.style(f'{one.health:5}', fg=_COLOURS[one.health])} {one.what}")
        if one.hint:
            click.echo(f"      → {one.hint}")
    if any(one.health is Health.BAD for one in found):
        sys.exit(Exit.FAILED)
