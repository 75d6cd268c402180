from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.accounting import enter_notes
from pipeline.adapters.roll import Roll
from pipeline.disposal import sweep
from pipeline.errors import ModelMissing
from pipeline.model import Claim, Kind, Rendition, State
from pipeline.wiring import Site
from tests.killing import killed_at, lines
from tests.recorded_site import RecordedSite, recorded_site
from workers.redactor import free_the_dead, process, work
from workers.rehearsal import take_in

WRITES = (
    "workers/redactor.py",
    "pipeline/redaction.py",
    "pipeline/disposal.py",
    "pipeline/accounting.py",
    "pipeline/adapters/durable.py",
    "pipeline/adapters/ledger.py",
    "pipeline/adapters/scratch.py",
    "pipeline/adapters/catalogue/store.py",
    "pipeline/adapters/vault/folder.py",
    "pipeline/adapters/vault/keyring.py",
    "pipeline/adapters/vault/local.py",
)
"""Where redaction changes anything."""


@pytest.fixture
def with_a_call(tmp_path: Path) -> RecordedSite:
    """An installation with one call that waits for redaction."""
    made = recorded_site(tmp_path / "site")
    made.put(1)
    take_in(made.open())
    return made


@pytest.fixture
def site(with_a_call: RecordedSite) -> Site:
    return with_a_call.open()


def claim(site: Site, worker: str = "somebody") -> Claim:
    claimed = site.catalogue.claim(worker, now=site.clock(), lease=timedelta(minutes=5))
    assert claimed
    return claimed


def finish(site: Site) -> int:
    """Redact what waits, an hour later: whatever was put off is due."""
    later = Site(site.config, lambda: site.clock() + timedelta(hours=1))
    later.__dict__["tools"] = site.tools
    return work(later, threading.Event(), until_empty=True)


def test_a_call_is_redacted_released_and_its_original_destroyed(site: Site) -> None:
    assert work(site, threading.Event(), until_empty=True) == 1
    [call] = site.listing.recordings()
    assert call.state is State.RELEASED
    assert not call.original
    assert not site.vault.holds(Rendition.original(call.id))


@pytest.mark.parametrize("step", [397, pytest.param(37, marks=pytest.mark.slow)])
def test_killed_at_any_line_a_redaction_is_done_once_by_the_next_worker(
    with_a_call: RecordedSite, tmp_path: Path, step: int
) -> None:
    tools, world, deaths = with_a_call.open().tools, tmp_path / "world", 0

    def opened() -> Site:
        site = RecordedSite(world).open()
        site.__dict__["tools"] = tools
        return site

    def redact() -> None:
        site = opened()
        process(claim(site), site)

    for line in lines(step):
        shutil.rmtree(world, ignore_errors=True)
        shutil.copytree(with_a_call.folder, world)
        if not killed_at(line, redact, within=WRITES):
            break
        deaths += 1
        again = opened()
        [call] = again.listing.recordings()
        assert call.state is State.RELEASED or not call.renditions, f"line {line}"
        finish(again)
        enter_notes(again.keeping)
        list(sweep(again.keeping, again.policy, now=again.clock()))
        [call] = again.listing.recordings()
        assert call.state is State.RELEASED, f"line {line}"
        assert len(call.renditions) == 6
        assert set(again.vault.renditions()) == set(call.renditions), f"line {line}"
        for act, about in (("released", call.id), ("destroyed", Rendition.original(call.id).key)):
            assert [e.about for e in again.ledger.entries(act=act)] == [about], f"line {line}"
        assert not list((world / "data" / "vault" / "drafts").iterdir())
        assert not list(with_a_call.open().settings.scratch.iterdir())
    assert deaths > 3


def test_without_a_model_no_call_is_touched(with_a_call: RecordedSite) -> None:
    toml = with_a_call.config / "site.toml"
    toml.write_text(toml.read_text().replace('"recorded"', '"faster-whisper"'))
    site = with_a_call.open()
    with pytest.raises(ModelMissing):
        work(site, threading.Event(), until_empty=True)
    [call] = site.listing.recordings()
    assert (call.state, call.attempts) == (State.WAITING, 0)


def test_what_goes_wrong_is_tried_again_later_and_says_why(
    with_a_call: RecordedSite, site: Site
) -> None:
    (with_a_call.folder / "said.json").write_text("{}")
    assert work(site, threading.Event(), until_empty=True) == 0
    [call] = site.listing.recordings()
    assert call.state is State.WAITING
    assert "UnreadableTranscript" in call.reason
    assert site.catalogue.claim("w", now=site.clock(), lease=timedelta(minutes=5)) is None


def test_what_fails_too_often_is_quarantined(with_a_call: RecordedSite, site: Site) -> None:
    for _ in range(site.settings.work.attempts):
        site.catalogue.give_up(claim(site), retry_at=site.clock(), reason="it failed")
    assert process(claim(site), site)
    [call] = site.listing.recordings()
    assert call.state is State.QUARANTINED
    assert call.reason.startswith("GaveUp")
    assert not [r for r in site.vault.renditions() if r.kind is not Kind.ORIGINAL]


# --- workers that die -------------------------------------------------------------------

HOLDER = """
import sys, time
from pathlib import Path
from pipeline.adapters.roll import Roll
with Roll(Path(sys.argv[1])).signed_in() as name:
    print(name, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def another(site: Site) -> Iterator[tuple[str, int]]:
    """Another worker, in a process of its own: its name and its process id."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(site.settings.workers)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout
    yield holder.stdout.readline().strip(), holder.pid
    holder.kill()
    holder.communicate()


def test_a_living_worker_keeps_its_call(site: Site, another: tuple[str, int]) -> None:
    claim(site, another[0])
    free_the_dead(site, Roll(site.settings.workers))
    assert site.catalogue.claim("me", now=site.clock(), lease=timedelta(minutes=5)) is None


def test_a_dead_workers_call_goes_on_at_once(site: Site, another: tuple[str, int]) -> None:
    name, pid = another
    claim(site, name)
    os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + 10
    while name not in Roll(site.settings.workers).dead() and time.monotonic() < until:
        time.sleep(0.02)

    free_the_dead(site, Roll(site.settings.workers))

    assert claim(site, "me").attempt == 2
    assert Roll(site.settings.workers).dead() == []


def test_two_workers_never_have_one_name(tmp_path: Path) -> None:
    with Roll(tmp_path).signed_in() as one, Roll(tmp_path).signed_in() as two:
        assert one != two
        assert Roll(tmp_path).dead() == []
    assert sorted(Roll(tmp_path).dead()) == sorted([one, two])
