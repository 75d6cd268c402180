"""`hushtape redact`: one file in, one file out, no catalogue."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import click

from pipeline.adapters.forms import SUFFIXES, form_for
from pipeline.model import Form, Grade, Party, ProfileName
from pipeline.onefile import Redacted, redact_sound
from pipeline.ports import Sound
from pipeline.transcripts import to_json
from pipeline.wiring import bench, open_sound


@click.command()
@click.argument(
    "source", metavar="IN", type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.argument(
    "out", metavar="OUT.flac|.wav|.opus", type=click.Path(path_type=Path, dir_okay=False)
)
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Write it here.")
@click.option("--profile", default="quality", show_default=True, help="What is masked.")
@click.option("--agent", type=click.Choice(["left", "right"]), default="left", show_default=True)
@click.pass_obj
def redact(
    config: Path, source: Path, out: Path, report: Path | None, profile: str, agent: str
) -> None:
    """Redact one recording into OUT.flac, OUT.wav or OUT.opus.

    OUT is written when a second hearing found nothing in it, and else not at all:
    then the exit code is 20. Without a configuration, the defaults serve.
    """
    form = _form(out)
    with bench(config) as (tools, policy, vault):
        policy = replace(policy, form=form)
        sound = open_sound(source, _parties(agent))
        _require_room(form, sound)
        made = redact_sound(sound, policy.profile(ProfileName(profile)), tools, policy, vault)
        if made.audio:
            _write(out, made.audio)
        if report:
            report.write_text(json.dumps(_report(sound, made, tools.transcriber.name), indent=1))
    if made.trouble:
        raise made.trouble
    click.echo(f"{out}: {len(made.masks)} masks, verified, heard by {tools.transcriber.name}")
    if tools.transcriber.grade is Grade.BASIC:
        hint = "for work, fetch a larger model: hushtape models list"
        click.echo(f"{tools.transcriber.name} is of grade basic: {hint}", err=True)


def _form(out: Path) -> Form:
    """What OUT's name asks for."""
    suffix = out.suffix.lower()
    if suffix not in SUFFIXES:
        raise click.UsageError(f"{out.name} must end in {', '.join(SUFFIXES)}")
    return SUFFIXES[suffix]


def _require_room(form: Form, sound: Sound) -> None:
    if form_for(form, len(sound.channels)) is not form:
        channels = len(sound.channels)
        raise click.UsageError(f"{form} cannot hold {channels} channels: let OUT end in .flac")


def _parties(agent: str) -> tuple[Party, Party]:
    sides = (Party.AGENT, Party.CUSTOMER)
    return sides if agent == "left" else sides[::-1]


def _write(out: Path, content: BinaryIO) -> None:
    """All of it or nothing: whoever finds OUT finds a whole, verified file."""
    part = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        with part.open("wb") as sink, content as audio:
            shutil.copyfileobj(audio, sink)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _report(sound: Sound, made: Redacted, engine: str) -> dict[str, Any]:
    return {
        "duration_ms": sound.duration,
        "channels": [str(party) for party in sound.channels],
        "engine": engine,
        "masks": [
            {
                "channel": mask.channel,
                "start_ms": mask.span.start,
                "end_ms": mask.span.end,
                "entities": [str(entity) for entity in mask.entities],
            }
            for mask in made.masks
        ],
        "verified": made.trouble is None,
        "words": to_json(sound.name, made.transcript)["words"],
    }
