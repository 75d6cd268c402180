from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.model import State
from tests.recorded_site import recorded_site
from workers.rehearsal import take_in
from workers.supervisor import BACK_OFF, Role, supervise

PARENT = """
import sys, threading
from pathlib import Path
from tests.workers.test_supervisor import patient
from workers.supervisor import Role, supervise
supervise([Role("patient", patient)], Path(sys.argv[1]), threading.Event())
"""


def patient(folder: Path, stop: threading.Event) -> None:
    """Writes down that it lives, and waits."""
    (folder / f"lives-{os.getpid()}").touch()
    stop.wait()
    (folder / f"stopped-{os.getpid()}").touch()


def brief(folder: Path, stop: threading.Event) -> None:
    """Writes down when it lived, and dies."""
    (folder / f"lived-{time.monotonic_ns()}").touch()
    raise ValueError("digits")


def soon(true: Callable[[], object], seconds: float = 60) -> bool:
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def pids(folder: Path, what: str) -> list[int]:
    return [int(path.name.partition("-")[2]) for path in sorted(folder.glob(f"{what}-*"))]


def is_gone(pid: int) -> bool:
    try:
        return "Z" in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True


@contextmanager
def supervised(folder: Path, *roles: Role) -> Iterator[None]:
    stop = threading.Event()
    crew = threading.Thread(target=supervise, args=(list(roles), folder, stop))
    crew.start()
    try:
        yield
    finally:
        stop.set()
        crew.join()


def test_all_are_started_and_all_are_told_to_stop(tmp_path: Path) -> None:
    with supervised(tmp_path, Role("one", patient), Role("two", patient)):
        assert soon(lambda: len(pids(tmp_path, "lives")) == 2)
        before = time.monotonic()
    assert time.monotonic() - before < 5
    assert pids(tmp_path, "stopped") == pids(tmp_path, "lives")


def test_what_is_killed_is_started_again(tmp_path: Path) -> None:
    with supervised(tmp_path, Role("one", patient)):
        assert soon(lambda: pids(tmp_path, "lives"))
        [first] = pids(tmp_path, "lives")
        os.kill(first, signal.SIGKILL)
        assert soon(lambda: len(pids(tmp_path, "lives")) == 2)


def test_what_keeps_dying_is_started_less_and_less_often(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with supervised(tmp_path, Role("one", brief)):
        assert soon(lambda: len(pids(tmp_path, "lived")) == 3)
    first, second, third = (moment / 1e9 for moment in pids(tmp_path, "lived"))
    assert second - first >= BACK_OFF[0]
    assert third - second >= BACK_OFF[1]
    assert "digits" not in caplog.text


def test_the_orphans_of_a_killed_parent_die(tmp_path: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)])
    assert soon(lambda: pids(tmp_path, "lives"))
    parent.kill()
    parent.wait()
    assert soon(lambda: is_gone(pids(tmp_path, "lives")[0]), seconds=5)


def test_told_to_stop_it_puts_back_the_call_in_hand(tmp_path: Path) -> None:
    made = recorded_site(tmp_path / "site")
    for number in range(12):
        made.put(number)
    site = made.open()
    take_in(site)
    run = made.start("work", "--workers", "1")
    try:
        assert soon(lambda: site.listing.states().get(State.RELEASED))
        before = time.monotonic()
        run.terminate()
        run.wait(timeout=30)
    finally:
        run.kill()
    assert time.monotonic() - before < 10
    assert run.returncode == 0
    states = site.listing.states()
    assert states.get(State.WORKING, 0) == 0
    assert states[State.WAITING] + states[State.RELEASED] == 12
    assert {call.attempts for call in site.listing.recordings(state=State.WAITING)} == {0}
