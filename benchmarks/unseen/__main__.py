"""`python -m benchmarks.unseen`: synthetic calls through the whole of redaction."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from os import urandom
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from benchmarks.unseen.building import build
from benchmarks.unseen.cases import cases
from benchmarks.unseen.measure import SECRETS, Result, report, run
from benchmarks.unseen.voices import missing
from pipeline.adapters.scratch import scratch
from pipeline.adapters.vault import KeyFile, Keyring, open_vault
from pipeline.model import Party
from pipeline.policy import Policy
from pipeline.ports import Vault
from pipeline.redaction import Tools
from pipeline.settings.files import DEFAULTS
from pipeline.settings.policy import load_policy
from pipeline.settings.site import load_site
from pipeline.wiring import open_sound, open_tools

MODEL = Path(__file__).parents[2] / "models" / "tiny.en"


@click.command()
@click.option("--half", type=click.Choice(["open", "held", "all"]), default="all")
@click.option("--model", type=click.Path(path_type=Path), default=MODEL, show_default=True)
@click.option("--only", help="One call of the open half, with the words the engine wrote.")
def main(half: str, model: Path, only: str | None) -> None:
    """Redact every call and print what is silenced; the open half also call by call."""
    if programs := missing():
        click.echo(f"Nothing measured: not installed here: {', '.join(programs)}.")
        return
    if not model.exists():
        click.echo(f"Nothing measured: there is no speech model at {model}.")
        return
    with _tools(model) as (tools, policy, vault), TemporaryDirectory(prefix="unseen-") as folder:
        for name in ("open", "held") if half == "all" else (half,):
            results = []
            for case in cases(name):
                if only and case.name != only:
                    continue
                path, pieces = build(case, Path(folder))
                sound = open_sound(path, (Party.AGENT, Party.CUSTOMER))
                result = run(case, pieces, sound, tools, policy, vault)
                results.append(result)
                if name == "open":
                    click.echo(_line(result), err=True)
                if only:
                    _explain(result, tools, path)
                path.unlink()
            click.echo("\n".join([f"\n## The {name} half\n", *report(results)]))
            sys.stdout.flush()


@contextmanager
def _tools(model: Path) -> Iterator[tuple[Tools, Policy, Vault]]:
    """The product as it comes, with `model` as its ears."""
    shipped = load_site(DEFAULTS)
    speech = shipped.speech.model_copy(update={"engine": "faster-whisper", "model": str(model)})
    settings = shipped.model_copy(update={"speech": speech})
    with TemporaryDirectory(prefix="unseen-vault-") as folder:
        keyring = Keyring(Path(folder, "keyring"), KeyFile(urandom(32)))
        make = partial(scratch, Path(folder))
        vault = open_vault(Path(folder, "vault"), keyring)
        yield open_tools(settings, make), load_policy(DEFAULTS), vault


def _line(result: Result) -> str:
    """One call of the open half."""
    left = ", ".join(
        f"{kind} {result.silenced(kind) / result.time(kind):.0%} ({result.digits_left(kind)} left)"
        for kind in SECRETS
        if result.time(kind)
    )
    other = result.silenced("other") / max(1, result.time("other"))
    fate = result.trouble.partition(": ")[2] or "verified"
    return f"{result.case.name}: {left or 'no secret'}; other {other:.0%}; {fate}"


def _explain(result: Result, tools: Tools, path: Path) -> None:
    """What was said, masked and heard in a call: all of it is made up."""
    for piece in result.pieces:
        click.echo(f"  said {piece.channel} {piece.span.start}-{piece.span.end} {piece.kind}")
    for mask in result.masks:
        names = {(f.entity, f.detector, f.rule) for f in mask.because}
        click.echo(f"  mask {mask.channel} {mask.span.start}-{mask.span.end} {sorted(names)}")
    heard = tools.transcriber.transcribe(open_sound(path, (Party.AGENT, Party.CUSTOMER)))
    for word in heard.words:
        click.echo(f"  word {word.channel} {word.span.start}-{word.span.end} {word.text!r}")


if __name__ == "__main__":
    main()
