"""What a crash leaves of what was in memory."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

from pipeline.settings.files import DEFAULTS

CRASH = """
import os, signal, sys
from workers import cli
cli.cli = lambda *_: os.kill(os.getpid(), signal.SIGSEGV)
cli.main()
"""


def dumps_allowed() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def test_a_crash_leaves_no_picture_of_the_memory(tmp_path: Path) -> None:
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    crashed = subprocess.run(
        [sys.executable, "-c", CRASH],
        env={**os.environ, "PYTHONPATH": str(DEFAULTS.parent)},
        cwd=tmp_path,
        preexec_fn=dumps_allowed if hard == resource.RLIM_INFINITY else None,
        check=False,
        capture_output=True,
    )
    assert crashed.returncode == -11
    assert b"core dumped" not in crashed.stderr
    assert list(tmp_path.iterdir()) == []
