"""`hushtape`: the command line.

Every command that destroys has --dry-run, every listing has --json, and every
error says what to do and leaves with the exit code of its class (errors.Exit).
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click
from rich.console import Console

from pipeline.errors import Exit, HushtapeError

COMMANDS = {
    "demo": "The whole job on sample calls, in a folder of its own.",
    "init": "Write a commented configuration, and make the keys.",
    "run": "Everything at once: intake, redaction, expiry, the review desk.",
    "intake": "Watch the drop folders; or retry what was rejected.",
    "work": "Redact what waits.",
    "redact": "Redact one file, without a catalogue.",
    "detect": "Find card numbers and personal data in transcripts.",
    "calls": "List, show, release and date calls.",
    "listen": "Hear a call for a purpose you read; the playback is recorded.",
    "purpose": "Tag, untag and extend by hand, with a reason.",
    "review": "Serve the review desk; make accounts for it.",
    "expire": "Destroy and certify what is due.",
    "hold": "Freeze recordings for a matter; release them.",
    "verify": "Check the ledger, here or from an export, offline.",
    "models": "List, fetch and check speech models.",
    "doctor": "Check configuration, keys, disk, model and clock.",
}
"""In the order in which a newcomer meets them. Imported when called: `detect` starts fast."""


CHECK_PLACE = "Does the folder exist, and may this user read and write there?"


class Lazy(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"workers.commands.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)  # noqa: S101  each module holds its command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="HUSHTAPE_CONFIG",
    default=Path("config"),
    show_default=True,
    help="The folder of site.toml and the policy. Also: $HUSHTAPE_CONFIG.",
)
@click.version_option(package_name="hushtape")
@click.pass_context
def cli(ctx: click.Context, config: Path) -> None:
    """What happens to a recorded phone call after it was recorded."""
    ctx.obj = config


def main(arguments: Sequence[str] | None = None) -> None:
    """The entry point: an error becomes its message, its hint and its exit code."""
    # What a crashed decoder had in its memory is a call, in the clear. Children inherit it.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        cli(arguments)
    except HushtapeError as trouble:
        _tell(type(trouble).__name__, str(trouble), trouble.hint)
        sys.exit(trouble.exit)
    except OSError as trouble:
        place = f" {trouble.filename}" if trouble.filename else ""
        _tell("System", f"{trouble.strerror or type(trouble).__name__}:{place}", CHECK_PLACE)
        sys.exit(Exit.FAILED)


def _tell(kind: str, message: str, hint: str) -> None:
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(f"[bold red]{kind}[/]: ", end="")
    console.print(message, markup=False)
    if hint:
        console.print(f"→ {hint}", markup=False)
