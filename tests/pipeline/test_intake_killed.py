"""Intake is killed, for real, at one line after another, and started again."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import FrameType

import pytest

import pipeline
from tests.doubles import wav
from tests.intake_site import IntakeSite

HERE = Path(pipeline.__file__).parent
OURS = tuple(
    str(HERE / name)
    for name in (
        "intake.py",
        "scanning.py",
        "adapters/dropfolder.py",
        "adapters/fileplaces.py",
        "adapters/taken.py",
        "adapters/rejected.py",
    )
)
KILLED = 9
DONE = 0


def scan_and_die(site: IntakeSite, line: int) -> int:
    """Scan twice in another process that ends, without a word, at its `line`-th line of ours."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    left = line

    def count(frame: FrameType, event: str, _: object) -> object:
        nonlocal left
        if frame.f_code.co_filename not in OURS:
            return None
        if event == "line":
            left -= 1
            if left == 0:
                os._exit(KILLED)
        return count

    sys.settrace(count)  # type: ignore[arg-type]
    try:
        site.restart()
        site.scan()
        site.scan()
    finally:
        os._exit(DONE)


def drop_everything(site: IntakeSite) -> None:
    site.put("20250327-095812-x-in.wav", wav(seed=1))
    site.put("20250327-095812-x-out.wav", wav(seed=2))
    site.put("20250327-095812-x.json", "{}")
    site.put("20250327-100000-y.wav", wav(seed=3))
    site.put("20250327-100000-y.json", "{}")
    site.put("poison.wav", b"no call")


@pytest.mark.parametrize("then", ["remove", "move", "keep"])
def test_killed_at_any_line_each_call_is_taken_in_once_and_none_is_lost(
    tmp_path: Path, then: str
) -> None:
    move_to = 'move_to = "done"' if then == "move" else ""
    line, runs = {"remove": 1, "move": 11, "keep": 23}[then], 0
    while True:
        folder = tmp_path / str(runs)
        folder.mkdir()
        site = IntakeSite(folder, preset="legs", settings=f'then = "{then}"\n{move_to}')
        drop_everything(site)
        ended = scan_and_die(site, line)
        site.restart()
        for _ in range(3):
            site.scan()

        assert len(site.arrived()) == len(site.register.rows) == 2, f"killed at line {line}"
        assert {len(site.sealed(recording)) for recording in site.arrived()} == {1644, 3244}
        assert len(site.acts("received")) == 2
        assert site.acts("duplicate") == []
        [rejected] = site.rejected.entries()
        assert rejected.paths == ("poison.wav",)
        assert rejected.id in {entry.about for entry in site.acts("rejected")}
        assert len(site.left()) == (5 if then == "keep" else 0)
        assert not [path for path in folder.rglob("*.wav") if ".part" in path.name]
        if ended == DONE:
            break
        line += 53
        runs += 1
    assert runs > 20
