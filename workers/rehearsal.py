"""The whole installation, small and in one folder, for the demo and for tests of it all."""

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
from pathlib import Path

from pipeline.accounting import enter_notes
from pipeline.errors import BadConfig
from pipeline.model import State
from pipeline.scanning import ScanStatus
from pipeline.settings.files import DEFAULTS
from pipeline.wiring import Site, lanes, make_keys, open_site, system_clock
from workers.redactor import work
from workers.supervisor import Role, supervise
from workers.watcher import watch

MODEL = "tiny.en"
THE_MORNING_AFTER = datetime(2026, 3, 31, 9, tzinfo=UTC)
"""The day after the last sample call: their periods have hardly begun, whenever it is run."""
BUSY = {State.ARRIVING, State.WAITING, State.WORKING}


def stage(folder: Path, samples: Path, models: Path, bucket: str | None = None) -> Path:
    """A new installation in `folder`, with the samples in its drop folder; its configuration.

    What an earlier one left there is removed; a folder that is something else is
    refused (BadConfig). `bucket` keeps the calls in S3 instead of the folder.
    """
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
    endpoint = os.environ.get("HUSHTAPE_S3_ENDPOINT", "")
    vault = (
        f'kind = "s3"\nbucket = "{bucket}"\nendpoint = "{endpoint}"' if bucket else 'kind = "local"'
    )
    return f"""\
data = "../data"

[speech]
engine = "auto"
model = "{MODEL}"
models = "{models}"

[vault]
{vault}

[groups]
quality = ["{me}"]
sales-records = ["{me}"]
"""


def clock_from(start: datetime) -> Callable[[], datetime]:
    """A clock that shows `start` now and goes on from there, in other processes too."""
    return partial(_shifted, start - system_clock())


def _shifted(by: timedelta) -> datetime:
    return system_clock() + by


def take_in(site: Site) -> Counter[str]:
    """Take in all that was dropped; how much of it was taken, known again, or rejected."""
    counts: Counter[str] = Counter()

    def on_status(status: ScanStatus) -> None:
        counts.update(taken=status.taken, again=status.duplicates, rejected=status.rejected)

    watch(lanes(site), threading.Event(), on_status=on_status, until_idle=True, now=site.clock)
    enter_notes(site.keeping)
    return counts


def redact_all(
    site: Site, clock: Callable[[], datetime], on_progress: Callable[[int, int], None]
) -> None:
    """Two worker processes, as in `hushtape work`, until nothing waits.

    `on_progress` is told how many calls are done, and of how many.
    """
    stop = threading.Event()
    body = partial(_worker, clock)
    roles = [Role(f"redact-{n}", body) for n in range(1, site.settings.work.workers + 1)]
    crew = threading.Thread(target=supervise, args=(roles, site.config, stop))
    crew.start()
    try:
        while True:
            states = site.listing.states()
            total, busy = sum(states.values()), sum(states.get(state, 0) for state in BUSY)
            on_progress(total - busy, total)
            if not busy:
                return
            time.sleep(0.5)
    finally:
        stop.set()
        crew.join()


def _worker(clock: Callable[[], datetime], config: Path, stop: threading.Event) -> None:
    work(open_site(config, clock), stop)
