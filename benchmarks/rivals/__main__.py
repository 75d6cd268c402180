"""`python -m benchmarks.rivals`: Hushtape and a script of an afternoon on the same calls."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from benchmarks.rivals.calls import OTHER, SECRETS, Call, calls
from benchmarks.rivals.measure import Run, table
from pipeline.timeline import Span

ROOT = Path(__file__).parents[2]
WRITTEN = ROOT / "docs" / "benchmarks" / "rivals.md"
Command = Callable[[Path, Path, Path], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Tool:
    """A program that redacts one file: from a recording and two places to its command line."""

    name: str
    command: Command
    runs: list[Run] = field(default_factory=list)


_HEAD = """\
# Against what one would write in an afternoon

Written by `python -m benchmarks.rivals --write{option}`: {count} calls, of `sample_audio/` and of
`benchmarks/unseen/`, through `hushtape redact` and through `benchmarks/rivals/pydub_presidio.py`,
one after the other, each in a process of its own, both with the Whisper model {model}, from the
same WAV files.
"""
_FOOT = """
Secrets are those of a card; a share is of the time in which they are said or keyed, in the calls
that were given out. Hushtape gives out no call that fails its second hearing. A card number counts
as audible where more than a quarter of its time is. Other speech is everything else that is said in
the unseen calls, and the harmless numbers of the samples; Hushtape masks card data here (profile
evidence), the script all that presidio finds. The script hears both parties on one track and
silences both channels. presidio runs without its language model where that cannot be had, and then
knows no names. CPU and memory are of the whole process, loading the model included."""


@click.command()
@click.option("--model", type=click.Path(path_type=Path), default=ROOT / "models" / "tiny.en")
@click.option("--each", default=1, show_default=True, help="Take every so many-th call only.")
@click.option("--write", is_flag=True, help=f"Write {WRITTEN.relative_to(ROOT)}.")
def main(model: Path, each: int, write: bool) -> None:
    """Redact every call with both, and print what each silenced and what it took."""
    if not model.exists():
        click.echo(f"Nothing measured: there is no speech model at {model}.")
        return
    tools = _tools(model.resolve())
    with TemporaryDirectory(prefix="rivals-") as folder:
        for call in calls(Path(folder), each):
            for tool in tools:
                tool.runs.append(_run(tool, call, Path(folder)))
            if not call.held:
                lines = " | ".join(_line(tool.runs[-1]) for tool in tools)
                click.echo(f"{call.name}: {lines}", err=True)
            call.path.unlink()
    page = "\n".join(_page(tools, model.name, each))
    click.echo(page)
    if write:
        WRITTEN.write_text(page + "\n")


def _tools(model: Path) -> tuple[Tool, Tool]:
    os.environ["HUSHTAPE_MODELS"] = str(model.parent)
    hushtape = str(Path(sys.executable).with_name("hushtape"))
    rival = (sys.executable, "-m", "benchmarks.rivals.pydub_presidio", str(model))
    return (
        Tool(
            "Hushtape",
            lambda source, out, report: (
                *(hushtape, "redact", str(source), str(out), "--report", str(report)),
                *("--profile", "evidence"),
            ),
        ),
        Tool(
            "faster-whisper, presidio, pydub",
            lambda source, out, report: (*rival, str(source), str(out), str(report)),
        ),
    )


def _run(tool: Tool, call: Call, folder: Path) -> Run:
    """One call through one tool, in a process of its own."""
    out, report = folder / "out.wav", folder / "report.json"
    began = time.monotonic()
    process = subprocess.Popen(
        tool.command(call.path, out, report),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, _, used = os.wait4(process.pid, 0)
    wall = time.monotonic() - began
    given = out.exists()
    masks = json.loads(report.read_text())["masks"] if given else []
    for path in (out, report):
        path.unlink(missing_ok=True)
    return Run(
        call,
        tuple((m["channel"], Span(m["start_ms"], m["end_ms"])) for m in masks),
        given,
        wall,
        used.ru_utime + used.ru_stime,
        used.ru_maxrss // 1024,
    )


def _line(run: Run) -> str:
    """One call, one tool, for whoever waits."""
    parts = [
        f"{kind} {run.call.silenced(kind, run.masks) / total:.0%}"
        for kind in (*SECRETS, OTHER)
        if (total := run.call.time(kind))
    ]
    return f"{', '.join(parts) if run.given else 'quarantined'}; {run.cpu:.0f} s"


def _page(tools: Sequence[Tool], model: str, each: int) -> Iterator[str]:
    """docs/benchmarks/rivals.md."""
    option = f" --each {each}" if each > 1 else ""
    yield _HEAD.format(option=option, count=len(tools[0].runs), model=model)
    yield from table([(tool.name, tool.runs) for tool in tools])
    yield _FOOT


if __name__ == "__main__":
    main()
