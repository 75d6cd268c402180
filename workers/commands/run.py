"""`hushtape run`: everything at once."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.wiring import open_site
from workers.log import log, to_stderr
from workers.roles import everything
from workers.supervisor import stop_on_signals, supervise


@click.command()
@click.pass_obj
def run(config: Path) -> None:
    """Watch the drop folders, redact, and expire, until stopped (Ctrl-C, SIGTERM).

    What dies is started again; stopping at any moment loses nothing.
    """
    to_stderr()
    stop = stop_on_signals()
    site = open_site(config)
    site.intake, site.policy, site.keeping  # noqa: B018  a bad configuration fails here, at once
    if not site.intake.sources:
        log("run").warning("no drop folder: name one in %s", config / "intake.toml")
    supervise(everything(site.settings.work.workers), config, stop)
