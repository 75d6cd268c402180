"""Files that outlive a power cut, and files that only their owner reads."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import BadConfig, Unavailable

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


@contextmanager
def disk_errors(place: Path) -> Iterator[None]:
    """What the operating system refuses, as an Unavailable that names the place."""
    try:
        yield
    except OSError as error:
        raise Unavailable(
            f"the disk refuses {place}: {error.strerror or type(error).__name__}",
            hint="Is it mounted, not full, and owned by the user this runs as?",
        ) from error


def sync_folder(folder: Path) -> None:
    """Make what was created, renamed or removed in a folder outlive the power."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_new_secret(path: Path, content: bytes, what: str) -> None:
    """A new file for its owner only, on disk for good. Raises BadConfig if it is there."""
    try:
        path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(path.parent)
    except FileExistsError:
        raise BadConfig(
            f"there is {what} at {path} already",
            hint="Keep it: what was made with it cannot be read or checked with another one.",
        ) from None
    except OSError as error:
        raise BadConfig(f"cannot write {what} to {path}: {error.strerror}") from None


def read_secret(path: Path, what: str) -> bytes:
    """Raises BadConfig when the file is missing, or when anybody but its owner may read it."""
    try:
        mode, content = stat.S_IMODE(path.stat().st_mode), path.read_bytes()
    except OSError as error:
        raise BadConfig(
            f"cannot read {what} {path}: {error.strerror}",
            hint="Put back the one this site was set up with; a new site makes it: hushtape init.",
        ) from None
    if mode & 0o077:
        raise BadConfig(f"others may read or change {what} {path}", hint=f"chmod 600 {path}")
    return content
