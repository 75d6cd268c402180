"""Everything runs, is killed at random moments, and is started again."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from pipeline.model import Kind, Rendition, State
from pipeline.wiring import Site
from tests.recorded_site import UNHEARD_OF, RecordedSite, recorded_site

PATIENCE = 8.0
"""Seconds without any progress after which the next kill comes all the same."""
STALLED = 60.0
"""Seconds without any progress, and nobody killed, after which the rest will never come.

It bounds the wait for the next call and not for the last: how long all of them take
says how busy the machine is, and nothing about what a kill left behind.
"""
KEPT = {
    (profile, kind)
    for profile in ("quality", "evidence")
    for kind in (Kind.AUDIO, Kind.PEAKS, Kind.TRANSCRIPT)
}


def test_twenty_calls_and_six_kills(tmp_path: Path) -> None:
    hurt = survive(tmp_path, calls=20, kills=6, seed=1)
    assert set(hurt) == {"all", "one"}


@pytest.mark.slow
def test_two_hundred_calls_and_fifty_kills(tmp_path: Path) -> None:
    hurt = survive(tmp_path, calls=200, kills=50, seed=2)
    assert min(hurt["all"], hurt["one"]) > 10


def survive(folder: Path, *, calls: int, kills: int, seed: int) -> Counter[str]:
    """Drop `calls` while everything runs and is killed; how often all, or one, was killed."""
    site, dice, hurt = recorded_site(folder / "site"), Random(seed), Counter[str]()
    to_drop = iter(range(calls))
    run = site.start("run")
    try:
        for number in range(kills):
            share = calls * (number + 1) // kills - calls * number // kills
            for _ in range(share):
                site.put(next(to_drop))
            # There is nothing to break in an idle process.
            wait_for_progress(site, progress(site), PATIENCE)
            time.sleep(dice.uniform(0, 1))
            if number % 3:
                hurt["one"] += kill_one(run, dice)
            else:
                hurt["all"] += kill_all(run)
                nothing_unverified_can_be_heard(site.open())
                run = site.start("run")
        now = progress(site)
        while not all_settled(now, calls) and wait_for_progress(site, now, STALLED):
            now = progress(site)
        run.terminate()
        assert run.wait(timeout=20) == 0, site.log.read_text()
    finally:
        kill_all(run)
    done = site.run("expire")
    assert done.returncode == 0, done.stderr
    as_if_nothing_had_happened(site, calls)
    return hurt


# --- while it runs --------------------------------------------------------------------


Progress = tuple[int, dict[State, int]]
"""How many files are left in the drop folder, and how many calls are in each state."""


def wait_for_progress(site: RecordedSite, before: Progress, seconds: float) -> bool:
    """Until something happened to some call since `before`, if within `seconds` it did."""
    until = time.monotonic() + seconds
    while progress(site) == before:
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def progress(site: RecordedSite) -> Progress:
    return len(list(site.drop.iterdir())), site.open().listing.states()


def all_settled(now: Progress, calls: int) -> bool:
    return now == (0, {State.RELEASED: calls})


def kill_all(run: subprocess.Popen[bytes]) -> bool:
    try:
        os.killpg(run.pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    run.wait()
    return True


def kill_one(run: subprocess.Popen[bytes], dice: Random) -> bool:
    children = Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()
    if not children:
        return False
    os.kill(int(dice.choice(children)), signal.SIGKILL)
    return True


def nothing_unverified_can_be_heard(site: Site) -> None:
    for call in site.listing.recordings():
        if call.state is State.RELEASED:
            assert {(r.profile, r.kind) for r in call.renditions} == KEPT
        else:
            assert not call.renditions


# --- when it is over ------------------------------------------------------------------


def as_if_nothing_had_happened(site: RecordedSite, calls: int) -> None:
    opened = site.open()
    found = list(opened.listing.recordings())
    assert opened.listing.states() == {State.RELEASED: calls}
    assert len({call.call.call_id for call in found}) == calls
    nothing_unverified_can_be_heard(opened)
    wanted = {rendition for call in found for rendition in call.renditions}
    assert set(opened.vault.renditions()) == wanted
    assert all(call.original is False for call in found)
    _each_act_once(opened, {str(call.id) for call in found})
    assert list(site.drop.iterdir()) == []
    assert list(site.temporary.iterdir()) == []
    assert list(_what_should_not_be_there(site)) == []


def _each_act_once(site: Site, ids: set[str]) -> None:
    for act in ("received", "released"):
        assert Counter(entry.about for entry in site.ledger.entries(act=act)) == Counter(ids)
    originals = Counter(Rendition.original(call.id).key for call in site.listing.recordings())
    assert Counter(entry.about for entry in site.ledger.entries(act="destroyed")) == originals
    assert list(site.ledger.entries(act="duplicate")) == []
    assert list(site.ledger.entries(act="rejected")) == []
    assert site.ledger.verify().trouble is None


def _what_should_not_be_there(site: RecordedSite) -> Iterator[Path]:
    """Drafts, scratch files, and plaintext by its magic or by what was said."""
    data = site.open().settings
    for place in (data.scratch, data.bytes / "drafts", data.keyring / "drafts", data.rejected):
        yield from place.rglob("*")
    for path in data.data.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            if content[:4] in (b"RIFF", b"fLaC") or UNHEARD_OF.encode() in content:
                yield path
