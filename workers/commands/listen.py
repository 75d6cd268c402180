"""`hushtape listen`: hear a call for a purpose you read."""

from __future__ import annotations

import os
import shutil
import stat
from datetime import UTC, datetime
from pathlib import Path

import click

from pipeline.adapters.durable import PRIVATE_FILE
from pipeline.adapters.forms import SUFFIXES, form_of
from pipeline.model import Kind, PurposeName, Rendition
from pipeline.reviewing import Request, hear, playable
from pipeline.wiring import Site, open_site
from workers.commands import shapes


@click.command()
@click.argument("recording")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--purpose", required=True, help="The purpose you read it for.")
@click.option("--transcript", is_flag=True, help="The struck transcript instead of the audio.")
@shapes.by
@shapes.reason
@click.pass_obj
def listen(
    config: Path, recording: str, out: Path, purpose: str, transcript: bool, by: str, reason: str
) -> None:
    """Write the redacted audio or transcript (JSON) of a released call to OUT.

    The audio comes as it is kept: as FLAC, WAV or Opus (masking.toml).

    What you may hear depends on the purpose; that you heard it is in the ledger.
    """
    if not os.access(out.parent, os.W_OK):
        # Said before anything is opened: a playback is in the ledger for good.
        raise click.UsageError(f"{out.parent} is no folder that can be written to")
    site = open_site(config)
    kind = Kind.TRANSCRIPT if transcript else Kind.AUDIO
    now = datetime.now(UTC)
    request = Request(
        site.listing.named(recording).id, PurposeName(purpose), site.reader(by), reason
    )
    if kind is Kind.AUDIO:
        # Said before it is in the ledger, too.
        _require_its_name(
            out, playable(request, site.keeping, site.policy, kind=kind, now=now), site
        )
    with (
        hear(request, site.keeping, site.policy, kind=kind, now=now) as source,
        open(out, "wb", opener=for_me_only) as sink,
    ):
        shutil.copyfileobj(source, sink)
    click.echo(f"{out}: {kind} of {request.recording} for {purpose}")


def _require_its_name(out: Path, rendition: Rendition, site: Site) -> None:
    """A file of one form must not be named like another: players go by the name."""
    with site.vault.open(rendition) as kept:
        form = form_of(kept.read(4))
    if SUFFIXES.get(out.suffix.lower(), form) is not form:
        raise click.UsageError(f"this call is kept as {form}: name it {out.stem}.{form}")


def for_me_only(path: str, flags: int) -> int:
    # Who asked may hear it; the other users of this machine may not.
    handle = os.open(path, flags, PRIVATE_FILE)
    if stat.S_ISREG(os.fstat(handle).st_mode):
        os.fchmod(handle, PRIVATE_FILE)
    return handle
