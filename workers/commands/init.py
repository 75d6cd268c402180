"""`hushtape init`: a commented configuration, and the keys."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from pipeline.settings.files import DEFAULTS
from pipeline.settings.site import load_site
from pipeline.wiring import make_keys

FILES = ("site.toml", "intake.toml", "purposes.toml", "retention.toml", "masking.toml")
POLICIES = sorted(folder.name for folder in (DEFAULTS / "examples").iterdir() if folder.is_dir())


@click.command()
@click.option("--policy", type=click.Choice(POLICIES), help="Start from one of the examples.")
@click.pass_obj
def init(config: Path, policy: str | None) -> None:
    """Write the configuration into the folder --config, and make the keys it names.

    What exists already is left alone.
    """
    config.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        if (config / name).exists():
            click.echo(f"{config / name} is there already")
            continue
        chosen = DEFAULTS / "examples" / policy / name if policy else DEFAULTS / name
        shutil.copyfile(chosen if chosen.exists() else DEFAULTS / name, config / name)
        click.echo(f"{config / name} written")
    for path in make_keys(load_site(config)):
        click.echo(f"{path} made: back it up, apart from the recordings")
    click.echo("next: read the files, name a drop folder in intake.toml, then `hushtape doctor`")
