"""Pulling the plug: an act is run in a process of its own and killed at a given line.

A fork is cheap and real: the child has the parent's objects, opens files and
databases of its own, and dies of SIGKILL, so nothing of it gets to clean up.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).parent.parent
SOURCE = ("pipeline",)


def killed_at(line: int, act: Callable[[], object], within: Sequence[str] = SOURCE) -> bool:
    """Run `act` in a fork, killed at the `line`-th line of ours; False if it ended before.

    Lines count in the files and folders `within` only, paths from the repository's root.
    Raises AssertionError if it ended in an exception instead.
    """
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            sys.settrace(_tracer(line, tuple(str(ROOT / path) for path in within)))
            act()
            sys.settrace(None)
            os._exit(0)
        except BaseException:
            sys.settrace(None)
            import traceback

            traceback.print_exc()
            os._exit(1)
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status)
    assert killed or os.WEXITSTATUS(status) == 0, "the act failed by itself"
    return killed


def lines(step: int = 1) -> Iterator[int]:
    """1, then every `step`-th line, for ever."""
    line = 1
    while True:
        yield line
        line += step


def _tracer(fatal: int, ours: tuple[str, ...]) -> Callable[[FrameType, str, Any], Any]:
    passed = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal passed
        if not frame.f_code.co_filename.startswith(ours):
            return None
        if event == "line":
            passed += 1
            if passed == fatal:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace
