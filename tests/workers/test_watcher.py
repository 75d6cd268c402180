from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.scanning import ScanStatus
from pipeline.settling import Wait
from tests.doubles import wav
from tests.intake_site import NOW, IntakeSite
from workers.watcher import pause_after, watch

PATIENCE = 20.0


@pytest.fixture
def site(tmp_path: Path) -> IntakeSite:
    return IntakeSite(tmp_path)


class Watching:
    """A watcher in a thread of its own, and what it told."""

    def __init__(self, site: IntakeSite) -> None:
        self.told: list[ScanStatus] = []
        self.stop = threading.Event()
        self._thread = threading.Thread(
            target=watch, args=([site.lane], self.stop), kwargs={"on_status": self.told.append}
        )

    def __enter__(self) -> Watching:
        self._thread.start()
        self.until(lambda: bool(self.told))
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def until(self, happened: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not happened():
            assert time.monotonic() < deadline, "it did not happen"
            time.sleep(0.02)


def paced(site: IntakeSite, *, every: int, polling: bool) -> None:
    site.source = replace(site.source, every=every, polling=polling)
    site.restart()


def test_a_file_is_noticed_long_before_the_next_look(site: IntakeSite) -> None:
    paced(site, every=10**9, polling=False)
    with Watching(site) as watching:
        site.put("2025/a.wav", wav())
        watching.until(lambda: len(site.arrived()) == 1)


def test_a_polled_folder_is_looked_at_without_any_event(site: IntakeSite) -> None:
    paced(site, every=100, polling=True)
    with Watching(site) as watching:
        site.put("a.wav", wav())
        watching.until(lambda: len(site.arrived()) == 1)


def test_a_folder_that_comes_back_is_watched_on(site: IntakeSite) -> None:
    paced(site, every=100, polling=False)
    site.drop.rmdir()
    with Watching(site) as watching:
        assert watching.told[0].trouble is not None
        site.put("a.wav", wav())
        watching.until(lambda: len(site.arrived()) == 1)
        watching.until(lambda: watching.told[-1].trouble is None)


def test_until_idle_takes_in_what_is_there_and_ends(site: IntakeSite) -> None:
    paced(site, every=10**9, polling=True)
    site.source = replace(site.source, rules=replace(site.source.rules, settle=200))
    site.restart()
    for number in range(3):
        site.put(f"{number}.wav", wav(seed=number + 1))
    site.put("stray.json", "{}")
    watch([site.lane], threading.Event(), until_idle=True)
    assert site.left() == ["stray.json"]
    assert len(site.arrived()) == 3


def test_what_a_file_waits_for_is_told_once(
    site: IntakeSite, caplog: pytest.LogCaptureFixture
) -> None:
    site.put("stray.json", "{}")
    paced(site, every=50, polling=True)
    with caplog.at_level(logging.INFO, "hushtape.intake"), Watching(site) as watching:
        watching.until(lambda: len(watching.told) > 5)
    told = [record.getMessage() for record in caplog.records]
    assert told == ["pbx: 1 wait for: the recording it tells of"]


def test_told_to_stop_it_takes_no_further_file(site: IntakeSite) -> None:
    stop = threading.Event()
    for number in range(3):
        site.put(f"{number}.wav", wav(seed=number + 1))
    real = site.tools.new_id
    asked = []

    def stopping() -> str:
        asked.append(1)
        stop.set()
        return real()

    site.restart(replace(site.tools, new_id=stopping))  # type: ignore[arg-type]
    watch([site.lane], stop)
    assert len(asked) == len(site.arrived()) == 1
    assert len(site.left()) == 2


def test_what_settles_is_looked_at_when_it_may_have_settled(site: IntakeSite) -> None:
    site.source = replace(site.source, rules=replace(site.source.rules, settle=5_000))
    site.restart()
    assert pause_after(site.lane, ScanStatus("pbx", NOW)) == site.source.every
    waiting = ScanStatus("pbx", NOW, waiting={Wait.SETTLING: 1})
    assert pause_after(site.lane, waiting) == 5_000
    waiting = ScanStatus("pbx", NOW, waiting={Wait.SETTLING: 1, Wait.TURN: 1})
    assert pause_after(site.lane, waiting) == 0


def test_a_backlog_in_one_folder_lets_the_others_have_their_turn(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    first, second = (IntakeSite(tmp_path_factory.mktemp("site")) for _ in range(2))
    second.source = replace(second.source, name="other")
    second.restart()
    for site in (first, second):
        for number in range(3):
            site.put(f"{number}.wav", wav(seed=number + 1))
    seconds = iter(range(0, 10_000, 20))
    told: list[ScanStatus] = []
    watch(
        [first.lane, second.lane],
        threading.Event(),
        on_status=told.append,
        until_idle=True,
        now=lambda: NOW + timedelta(seconds=next(seconds)),
    )
    assert [status.source for status in told if status.taken] == ["pbx", "other"] * 3
