"""An installation with the sample calls really redacted, and its desk, for a browser to look at.

`python -m tests.browser.serving FOLDER` makes it there (or finds it) and serves it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.accounting import enter_notes
from pipeline.wiring import Site, open_site
from workers.redactor import work
from workers.rehearsal import THE_MORNING_AFTER, clock_from, redact_all, stage, take_in

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "sample_audio"
PASSWORD = "a good long password"
PEOPLE = {
    "anna": ("quality",),
    "ravi": ("quality",),
    "lena": ("leads", "quality", "sales-records"),
    "liam": ("leads", "quality"),
    "ben": ("sales-records",),
    "rita": ("records",),
    "tom": ("telephony",),
    "otto": ("audit",),
    "priya": ("agents",),
}
"""Who signs in, and their groups."""


def shifted(config: Path) -> Site:
    """The site on the morning after its calls, however late it is."""
    return open_site(config, clock_from(THE_MORNING_AFTER))


def prepare(folder: Path) -> Path:
    """An installation below `folder` with the samples redacted and an account for each person."""
    config = folder / "config"
    if (folder / "ready").exists():
        return config
    config = stage(folder, SAMPLES, ROOT / "models")
    site = shifted(config)
    take_in(site)
    redact_all(site, clock_from(THE_MORNING_AFTER), lambda done, all_: None)
    enter_notes(site.keeping)
    _make_people(site)
    (folder / "ready").touch()
    return config


def _make_people(site: Site) -> None:
    from review.configuration import configure

    configure(site)
    from review.views.people import make_account

    for name, groups in PEOPLE.items():
        account, _ = make_account(name, list(groups), by="the tests")
        account.set_password(PASSWORD)
        account.must_change_password = False
        account.save()


@dataclass
class Served:
    """A desk that runs, in a process of its own."""

    address: str
    folder: Path
    process: subprocess.Popen[str] = field(repr=False)

    @property
    def site(self) -> Site:
        return shifted(self.folder / "config")

    def redact_what_waits(self) -> int:
        """What a worker would do meanwhile; how many calls it settled."""
        site = self.site
        return work(site, threading.Event(), until_empty=True)


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """The desk of `prepare(folder)`, until it is left."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.browser.serving", str(folder)],
        cwd=ROOT,
        env=os.environ | {"HUSHTAPE_LOG": "WARNING"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    try:
        address = process.stdout.readline().strip()
        assert address.startswith("http"), "the desk did not start"
        yield Served(address, folder, process)
    finally:
        process.terminate()
        process.wait(timeout=20)


def main(folder: Path, port: int = 0) -> None:
    from review.server import serve

    site = shifted(prepare(folder))
    desk = site.settings.desk.model_copy(update={"port": port})
    site.settings = site.settings.model_copy(update={"desk": desk})
    serve(site, threading.Event(), ready=lambda address: print(address, flush=True))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:3]))
