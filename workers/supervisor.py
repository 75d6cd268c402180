"""Several processes as one: started together, restarted when they die, stopped together."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

from workers.log import log, to_stderr, told

BACK_OFF = (1.0, 2.0, 5.0, 15.0, 60.0)
"""Seconds before a role that died is started again; the last one for ever."""
STEADY_SECONDS = 120.0
"""A process that lived this long is healthy: its next death counts as the first."""
PATIENCE = 20.0
"""Seconds a process has to stop before it is killed."""

_log = log("run")

Body = Callable[[Path, threading.Event], None]
"""What a process does: importable, given the configuration's folder."""


@dataclass
class Role:
    """A process that should be running."""

    name: str
    body: Body
    process: BaseProcess | None = None
    started: float = 0.0
    deaths: int = 0
    not_before: float = field(default=0.0)


def supervise(roles: list[Role], config: Path, stop: threading.Event) -> None:
    """Keep every role running until `stop`; then stop them all."""
    context = multiprocessing.get_context("spawn")
    try:
        while not stop.is_set():
            for role in roles:
                _see_to(role, config, context)
            stop.wait(0.5)
    finally:
        _stop(roles)


def _see_to(role: Role, config: Path, context: multiprocessing.context.SpawnContext) -> None:
    now = time.monotonic()
    if role.process is not None and not role.process.is_alive():
        role.deaths = 1 if now - role.started > STEADY_SECONDS else role.deaths + 1
        wait = BACK_OFF[min(role.deaths, len(BACK_OFF)) - 1]
        _log.error("%s died (exit %s); again in %d s", role.name, role.process.exitcode, wait)
        role.process, role.not_before = None, now + wait
    if role.process is None and now >= role.not_before:
        role.process = context.Process(
            target=_run, args=(role.name, role.body, config, os.getpid()), name=role.name
        )
        role.process.start()
        role.started = now
        _log.info("%s started (pid %s)", role.name, role.process.pid)


def _stop(roles: list[Role]) -> None:
    running = [role.process for role in roles if role.process]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + PATIENCE
    for process in running:
        process.join(max(0.1, deadline - time.monotonic()))
        if process.is_alive():
            process.kill()
            process.join()


def _run(name: str, body: Body, config: Path, parent: int) -> None:
    """A child: does its body until it is told to stop or its parent is gone."""
    to_stderr()
    stop = stop_on_signals()
    threading.Thread(target=_die_with, args=(parent,), daemon=True).start()
    try:
        body(config, stop)
    except Exception as unforeseen:
        log("run").error("%s: %s", name, told(unforeseen))
        raise SystemExit(1) from None


def _die_with(parent: int) -> None:
    """An orphan must not go on: the next `hushtape run` has workers of its own."""
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)


def stop_on_signals() -> threading.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
