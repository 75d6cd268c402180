"""`hushtape demo`: the whole job on sample calls, in a folder of its own."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from pipeline.accounting import enter_notes
from pipeline.adapters.catalogue.listed import Listed
from pipeline.adapters.models import fetch
from pipeline.adapters.rejected import RejectedArea
from pipeline.disposal import sweep
from pipeline.errors import HushtapeError
from pipeline.model import State
from pipeline.retention import ends
from pipeline.wiring import Site, open_site
from workers.commands.calls import card_of
from workers.commands.expire import told
from workers.rehearsal import MODEL, THE_MORNING_AFTER, clock_from, redact_all, stage, take_in

LATER = datetime(2027, 5, 15, 9, tzinfo=UTC)
"""A year on: every period is over but that of the sales records."""

say = Console(highlight=False).print


@click.command()
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo"),
    show_default=True,
    help="Where it happens; made anew each time.",
)
@click.option(
    "--samples",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path("sample_audio"),
    show_default=True,
    help="The sample calls.",
)
@click.option("--models", type=click.Path(path_type=Path, file_okay=False), default=Path("models"))
@click.option("--bucket", help="Keep the calls in this S3 bucket ($HUSHTAPE_S3_ENDPOINT) instead.")
def demo(folder: Path, samples: Path, models: Path, bucket: str | None) -> None:
    """The whole job on the sample calls: from the drop folder to the certificate."""
    started = time.monotonic()
    os.environ.setdefault("HUSHTAPE_LOG", "WARNING")
    config = stage(folder, samples, models.resolve(), bucket)
    clock = clock_from(THE_MORNING_AFTER)
    site = open_site(config, clock)

    say("\n[bold]1 Take in[/]: what the telephony systems dropped")
    counts = take_in(site)
    taken, again, rejected = (counts[key] for key in ("taken", "again", "rejected"))
    say(f"  {taken} taken in and sealed, {again} known already, {rejected} rejected")
    say("\n[bold]2 Redact[/]: transcribe, find, silence, hear again, tag, release")
    say(f"  heard by {_engine(site, models)}")
    _redact(site, clock)
    say("\n[bold]3 What became of the calls[/]")
    found = sorted(site.listing.recordings(), key=lambda call: call.call.source)
    for call in found:
        say(card_of(call, ends(site.catalogue.facts(call.id), site.policy.schedule)))
        say()
    _not_released(site, found)
    say(f"\n[bold]4 Expire[/]: the clock moved forward to {LATER:%-d %B %Y}")
    _expire(config)
    _how_to_open(config, found)
    say(f"\n[dim]{time.monotonic() - started:.0f} s in all[/]")


# --- the acts -------------------------------------------------------------------------


def _engine(site: Site, models: Path) -> str:
    """The speech engine's name, its model fetched if it can be had."""
    try:
        fetch(MODEL, models)
    except HushtapeError as trouble:
        say(f"  [yellow]{trouble}[/]\n  → {trouble.hint}")
    engine = site.tools.transcriber
    note = ": good for a demo, not for work" if engine.grade == "basic" else ""
    return f"{engine.name} [yellow](grade {engine.grade}{note})[/]"


def _redact(site: Site, clock: Callable[[], datetime]) -> None:
    columns = (
        TextColumn("  {task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns) as bar:
        task = bar.add_task("calls")
        redact_all(site, clock, lambda done, all_: bar.update(task, completed=done, total=all_))


def _expire(config: Path) -> None:
    site = open_site(config, clock_from(LATER))
    swept = list(sweep(site.keeping, site.policy, now=site.clock()))
    verdicts = Counter(told(settled)[0] for settled in swept)
    for settled in islice((s for s in swept if told(s)[0] == "destroyed"), 3):
        say(f"  certificate: {settled.rendition.key} [dim]{told(settled)[1]}[/]")
    enter_notes(site.keeping)
    say("  in all: " + ", ".join(f"{count} {verdict}" for verdict, count in verdicts.items()))
    site.ledger.checkpoint()
    verdict = site.ledger.verify()
    state = verdict.trouble or "none changed, none missing, signed"
    say(f"  the ledger: {verdict.entries} entries, {state}")


# --- what to look at ------------------------------------------------------------------


def _not_released(site: Site, found: list[Listed]) -> None:
    held = [call for call in found if call.state is not State.RELEASED]
    for call in held:
        say(f"  [yellow]{call.state}[/] {call.id[:8]}: {call.reason}\n    → {call.hint}")
    if not held:
        say("  quarantined: none; every call that was redacted passed its second hearing")
    for file in RejectedArea(site.settings.rejected).entries():
        say(f"  [red]rejected[/] {escape(file.paths[0])}")
        say(f"    {file.error}: {file.message}\n    → {file.hint}")


def _how_to_open(config: Path, found: list[Listed]) -> None:
    say("\n[bold]5 Open it[/]: what a reader of the sales records may hear")
    say(f"  export HUSHTAPE_CONFIG={config} PATH=$PWD/.venv/bin:$PATH")
    sold = (call for call in found if any(tag.purpose == "sales_record" for tag in call.tags))
    for call in islice(sold, 1):
        why = "--purpose sales_record --reason 'a first look'"
        say(f"  hushtape listen {call.id[:8]} call.flac {why}", soft_wrap=True)
        say(f"  hushtape calls show {call.id[:8]}")
    say("  hushtape review account me --group sales-records; hushtape review serve")
    say("  hushtape --help")
