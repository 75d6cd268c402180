"""`hushtape review`: the web pages, and who may sign in to them."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.errors import Refused
from pipeline.wiring import open_site
from workers.commands import shapes
from workers.log import to_stderr
from workers.supervisor import stop_on_signals


@click.group()
def review() -> None:
    """The review desk: pages to hear, judge and decide on."""


@review.command()
@click.option("--port", type=click.IntRange(0, 65_535), help="Instead of the one in site.toml.")
@click.pass_obj
def serve(config: Path, port: int | None) -> None:
    """Serve the review desk alone, until stopped; `hushtape run` serves it with the rest."""
    from review.server import serve as serve_desk

    to_stderr()
    stop = stop_on_signals()
    site = open_site(config)
    if port is not None:
        desk = site.settings.desk.model_copy(update={"port": port})
        site.settings = site.settings.model_copy(update={"desk": desk})
    serve_desk(site, stop, ready=click.echo)


@review.command()
@click.argument("name")
@click.option("--group", "groups", multiple=True, help="A group of readers or of a role; repeat.")
@shapes.by
@click.pass_obj
def account(config: Path, name: str, groups: tuple[str, ...], by: str) -> None:
    """Make an account, or give one a new password; it is shown once, and has to be changed."""
    from review.configuration import configure

    site = open_site(config)
    configure(site)
    from review.accounts import known_groups
    from review.models import Account
    from review.views.people import give_password, make_account

    known = known_groups(site.policy, site.settings.desk.roles)
    if unknown := set(groups) - set(known):
        raise Refused(
            f"no purpose and no role is for the group {', '.join(sorted(unknown))}",
            hint=f"Groups that mean something here: {', '.join(known)}.",
        )
    if found := Account.objects.filter(username=name).first():
        password = give_password(found)
        site.ledger.record("password given", f"account {name}", {"by": by})
    else:
        _, password = make_account(name, list(groups), by=by)
    click.echo(f"account {name}, password until the first sign-in: {password}")
