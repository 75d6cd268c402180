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
    """Watch the drop folders, redact, expire and serve the review desk, until stopped.

    Ctrl-C or SIGTERM stop it, at any moment and without a loss; what dies is started again.
    """
    to_stderr()
    stop = stop_on_signals()
    site = open_site(config)
    site.intake, site.policy, site.keeping  # noqa: B018  a bad configuration fails here, at once
    if not site.intake.sources:
        log("run").warning("no drop folder: name one in %s", config / "intake.toml")
    desk = site.settings.desk
    if desk.enabled:
        _ = site.desk_secret
    supervise(everything(site.settings.work.workers, with_desk=desk.enabled), config, stop)
