"""Who is at work: each worker holds a lock, and the kernel lets go of it when the worker dies.

A process id would say less: after a restart another process may have it, or the same
worker in a container that starts with the same ids each time.
"""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import IO


class Roll:
    """The workers that share `folder`: those of this machine, or of all that mount it.

    Where a file system has no locks, nobody is known to be dead, and a lease ends by
    its time alone.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def signed_in(self) -> Iterator[str]:
        """A name for this worker, alive until the block ends or the process dies."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name, line = self._new_line()
        with line:
            yield name

    def dead(self) -> list[str]:
        """Those that signed in and live no longer."""
        if not self._folder.is_dir():
            return []
        return [path.name for path in sorted(self._folder.iterdir()) if not _is_held(path)]

    def alive(self) -> list[str]:
        """Those that are at work."""
        if not self._folder.is_dir():
            return []
        return [path.name for path in sorted(self._folder.iterdir()) if _is_held(path)]

    def strike_off(self, name: str) -> None:
        """Forget a dead worker, once its leases have been ended."""
        (self._folder / name).unlink(missing_ok=True)

    def _new_line(self) -> tuple[str, IO[bytes]]:
        while True:
            name = f"{socket.gethostname()}-{token_hex(4)}"
            line = (self._folder / name).open("xb")
            with suppress(OSError):
                fcntl.flock(line, fcntl.LOCK_EX)
            if os.fstat(line.fileno()).st_nlink:
                return name, line
            line.close()  # struck off between being made and being locked


def _is_held(path: Path) -> bool:
    try:
        with path.open("rb") as line:
            fcntl.flock(line, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    return False
