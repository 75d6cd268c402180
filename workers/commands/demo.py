"""`hushtape demo`: the whole job on sample calls, in a folder of its own."""

from __future__ import annotations

import getpass
import os
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from pipeline.accounting import enter_notes
from pipeline.adapters.catalogue.listed import Listed
from pipeline.adapters.models import fetch
from pipeline.adapters.rejected import RejectedArea
from pipeline.disposal import sweep
from pipeline.errors import BadConfig, HushtapeError
from pipeline.model import State
from pipeline.retention import ends
from pipeline.scanning import ScanStatus
from pipeline.wiring import DEFAULTS, Site, lanes, make_keys, open_site, system_clock
from workers.commands.calls import card_of
from workers.commands.expire import told
from workers.redactor import work
from workers.supervisor import Role, supervise
from workers.watcher import watch

MODEL = "tiny.en"
TODAY = datetime(2026, 3, 31, 9, tzinfo=UTC)
"""The demo's clock starts on the morning after the sample calls, whenever it is run."""
LATER = datetime(2027, 5, 15, 9, tzinfo=UTC)
"""A year on: every period is over but that of the sales records."""
BUSY = {State.ARRIVING, State.WAITING, State.WORKING}

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
@click.option("--vault", "bucket", metavar="s3:BUCKET", help="Keep the calls in a bucket instead.")
def demo(folder: Path, samples: Path, models: Path, bucket: str | None) -> None:
    """The whole job on the sample calls: from the drop folder to the certificate."""
    started = time.monotonic()
    config = _fresh(folder, samples, models.resolve(), bucket)
    clock = partial(_demo_clock, TODAY - system_clock())
    site = open_site(config, clock)

    say("\n[bold]1 Take in[/]: what the telephony systems dropped")
    _take_in(site)
    say("\n[bold]2 Redact[/]: transcribe, find, silence, hear again, tag, release")
    say(f"  heard by {_engine(site, models)}")
    _redact(site, config, clock)
    say("\n[bold]3 What became of the calls[/]")
    found = sorted(site.listing.recordings(), key=lambda call: call.call.source)
    for call in found:
        say(card_of(call, ends(site.catalogue.facts(call.id), site.policy.schedule)))
        say()
    _rejected(site)
    say(f"\n[bold]4 Expire[/]: the clock moved forward to {LATER:%-d %B %Y}")
    _expire(config)
    _how_to_open(config, found)
    say(f"\n[dim]{time.monotonic() - started:.0f} s in all[/]")


# --- the stage ------------------------------------------------------------------------


def _fresh(folder: Path, samples: Path, models: Path, bucket: str | None) -> Path:
    """A new installation in `folder`, with the samples in its drop folder; its configuration."""
    mark = folder / ".hushtape-demo"
    if folder.exists() and not mark.exists():
        raise BadConfig(f"{folder} is no demo of ours", hint="Name another one: --folder DIR.")
    shutil.rmtree(folder, ignore_errors=True)
    config = folder / "config"
    config.mkdir(parents=True)
    mark.touch()
    for name in ("purposes.toml", "retention.toml"):
        shutil.copyfile(DEFAULTS / name, config / name)
    masking = (DEFAULTS / "masking.toml").read_text()
    # The demo's model is of grade basic; waiting for a person would show nobody anything.
    masking = masking.replace("release_basic = false", "release_basic = true")
    (config / "masking.toml").write_text(masking)
    shutil.copyfile(samples / "intake.toml", config / "intake.toml")
    (config / "site.toml").write_text(_site_toml(models, bucket))
    shutil.copytree(samples / "drop", folder / "drop")
    make_keys(Site(config).settings)
    return config


def _site_toml(models: Path, bucket: str | None) -> str:
    me = getpass.getuser()
    vault = f'kind = "s3"\nbucket = "{bucket.removeprefix("s3:")}"' if bucket else 'kind = "local"'
    endpoint = os.environ.get("HUSHTAPE_S3_ENDPOINT")
    return f"""\
data = "../data"

[speech]
engine = "auto"
model = "{MODEL}"
models = "{models}"

[vault]
{vault}
endpoint = "{endpoint or ""}"

[groups]
quality = ["{me}"]
sales-records = ["{me}"]
"""


def _demo_clock(behind: timedelta) -> datetime:
    return system_clock() + behind


def _engine(site: Site, models: Path) -> str:
    """The speech engine's name, its model fetched if it can be had."""
    try:
        fetch(MODEL, models)
    except HushtapeError as trouble:
        say(f"  [yellow]{trouble}[/]\n  → {trouble.hint}")
    engine = site.tools.transcriber
    note = ": good for a demo, not for work" if engine.grade == "basic" else ""
    return f"{engine.name} [yellow](grade {engine.grade}{note})[/]"


# --- the acts -------------------------------------------------------------------------


def _take_in(site: Site) -> None:
    counts: Counter[str] = Counter()

    def on_status(status: ScanStatus) -> None:
        counts.update(taken=status.taken, again=status.duplicates, rejected=status.rejected)

    watch(lanes(site), threading.Event(), on_status=on_status, until_idle=True, now=site.clock)
    enter_notes(site.keeping)
    taken, again, rejected = (counts[key] for key in ("taken", "again", "rejected"))
    say(f"  {taken} taken in and sealed, {again} known already, {rejected} rejected")


def _redact(site: Site, config: Path, clock: Callable[[], datetime]) -> None:
    """Two worker processes, as in `hushtape work`, until nothing waits."""
    stop = threading.Event()
    body = partial(_worker, clock)
    roles = [Role(f"redact-{n}", body) for n in range(1, site.settings.work.workers + 1)]
    os.environ.setdefault("HUSHTAPE_LOG", "ERROR")
    crew = threading.Thread(target=supervise, args=(roles, config, stop))
    crew.start()
    try:
        _progress(site)
    finally:
        stop.set()
        crew.join()


def _worker(clock: Callable[[], datetime], config: Path, stop: threading.Event) -> None:
    work(open_site(config, clock), stop)


def _progress(site: Site) -> None:
    states = site.listing.states
    columns = (
        TextColumn("  {task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns) as bar:
        task = bar.add_task("calls", total=sum(states().values()))
        while busy := sum(count for state, count in states().items() if state in BUSY):
            bar.update(task, completed=sum(states().values()) - busy)
            time.sleep(0.5)
        bar.update(task, completed=sum(states().values()))


def _expire(config: Path) -> None:
    site = open_site(config, partial(_demo_clock, LATER - system_clock()))
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


def _rejected(site: Site) -> None:
    for file in RejectedArea(site.settings.rejected).entries():
        say(f"  [red]rejected[/] {file.paths[0]}")
        say(f"    {file.error}: {file.message}\n    → {file.hint}")


def _how_to_open(config: Path, found: list[Listed]) -> None:
    say("\n[bold]5 Open it[/]: what a reader of the sales records may hear")
    say(f"  export HUSHTAPE_CONFIG={config} PATH=$PWD/.venv/bin:$PATH")
    sold = (call for call in found if any(tag.purpose == "sales_record" for tag in call.tags))
    for call in islice(sold, 1):
        why = "--purpose sales_record --reason 'a first look'"
        say(f"  hushtape listen {call.id[:8]} call.flac {why}", soft_wrap=True)
        say(f"  hushtape calls show {call.id[:8]}")
    say("  hushtape --help")
