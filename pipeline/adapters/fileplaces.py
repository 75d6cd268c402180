"""Moving files so that they are never half there, and never gone."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path


def set_aside(source: Path, target: Path) -> Path:
    """Move a file, in one step where it can be; where it is then.

    `target` gets a number if something lies there. Across devices the copy is on disk
    for good, under its own name, before the source goes.
    """
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    free = _free(target)
    try:
        source.rename(free)
    except OSError as failed:
        if failed.errno != errno.EXDEV:
            raise
        _copy(source, free)
    sync_folder(free.parent)
    remove_file(source)
    return free


def write_whole(path: Path, text: str) -> None:
    """Write a file that is there in full, or as it was before."""
    partial = path.with_suffix(".part")
    with partial.open("w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    sync_folder(path.parent)


def remove_file(path: Path) -> None:
    """Remove a file for good; one that is gone already is fine."""
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Let the names in a folder survive a power cut, where the file system can do that."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    except OSError as failed:
        if failed.errno not in {errno.EINVAL, errno.EOPNOTSUPP, errno.EBADF, errno.EACCES}:
            raise
    finally:
        os.close(handle)


def _free(target: Path) -> Path:
    free, number = target, 1
    while os.path.lexists(free):
        number += 1
        free = target.with_name(f"{target.stem}.{number}{target.suffix}")
    return free


def _copy(source: Path, target: Path) -> None:
    partial = target.with_name(f".{target.name[:100]}.part")
    with source.open("rb") as plain, partial.open("wb") as copy:
        os.fchmod(copy.fileno(), 0o600)
        shutil.copyfileobj(plain, copy, 1024 * 1024)
        copy.flush()
        os.fsync(copy.fileno())
    status = source.stat()
    os.utime(partial, ns=(status.st_atime_ns, status.st_mtime_ns))
    partial.rename(target)
