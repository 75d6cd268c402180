"""A drop folder on a file system, local or shared.

A file belongs to whoever holds the lock on it: the kernel lets go of it when a
process dies, so that nothing has to be cleaned up after a crash. Where a file system
has no locks, the register still admits each audio once, and two processes only do the
same work twice. Every open and every removal looks whether the name still stands for
the file that was claimed: what was written anew in between is never lost.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from pipeline.adapters.fileplaces import remove_file, set_aside
from pipeline.adapters.rejected import RejectedArea
from pipeline.adapters.taken import Taken
from pipeline.dropnames import is_temporary
from pipeline.drops import NotNow, Opener, Source, Then
from pipeline.errors import Rejected, Unavailable, UnreadableFile, UnreadableSidecar
from pipeline.model import RecordingId
from pipeline.settling import Seen, Wait

DEPTH = 32
"""Folders below the drop folder that are looked into."""
LARGEST_SIDECAR = 16 * 1024 * 1024
"""Bytes; lists of many calls included."""
_NO_LOCKS = {errno.ENOLCK, errno.EOPNOTSUPP, errno.EINVAL, errno.EBADF, errno.ENOSYS}
_GONE = {errno.ENOENT, errno.ENOTDIR, errno.ESTALE}
_NOT_OURS = {errno.EACCES, errno.EPERM, errno.EISDIR}


class DropFolder:
    """The drop folder of `source`; what intake has to remember lies in `data`, mode 0700."""

    def __init__(self, source: Source, data: Path) -> None:
        self._source = source
        self._folder = source.folder
        self._taken = Taken(data / "intake" / f"{source.name}.taken")
        self._rejected = RejectedArea(data / "rejected")

    # --- looking ----------------------------------------------------------------------

    def look(self) -> Sequence[Seen]:
        found: list[Seen] = []
        todo = [("", 0)]
        while todo:
            folder, depth = todo.pop()
            for entry in self._entries(folder, found):
                path = f"{folder}/{entry.name}" if folder else entry.name
                if is_temporary(entry.name):
                    continue
                if entry.is_dir(follow_symlinks=False) and depth < DEPTH:
                    todo.append((path, depth + 1))
                elif (seen := _seen(entry, path)) is not None:
                    found.append(seen)
        if found:
            self._taken.forget_all_but(found)
        return found

    def _entries(self, folder: str, found: list[Seen]) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self._folder / folder) as entries:
                return list(entries)
        except OSError as failed:
            if folder and failed.errno in _NOT_OURS | {errno.ENAMETOOLONG}:
                found.append(Seen(folder, 0, 0, obstacle=Wait.CLOSED))
                return []
            if folder and failed.errno in _GONE:
                return []
            raise self._down(failed) from None

    def _down(self, failed: OSError) -> Unavailable:
        # The error's own text would name the file.
        return Unavailable(
            f"the drop folder of {self._source.name}: {os.strerror(failed.errno or 0)}",
            hint="Check that it exists, is mounted, and may be read and written by us.",
        )

    # --- claiming and reading ---------------------------------------------------------

    @contextmanager
    def claim(self, files: Sequence[Seen]) -> Iterator[Sequence[Opener]]:
        with ExitStack() as held:
            for file in files:
                held.enter_context(self._locked(file))
            yield [self._opener(file) for file in files]

    @contextmanager
    def _locked(self, file: Seen) -> Iterator[None]:
        with self._open(file) as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise NotNow(Wait.CLAIMED) from None
            except OSError as failed:
                if failed.errno not in _NO_LOCKS:
                    raise self._down(failed) from None
            self._open(file).close()  # somebody may have been quicker before we had the lock
            yield

    def _opener(self, file: Seen) -> Opener:
        return lambda: self._open(file)

    def _open(self, file: Seen) -> BinaryIO:
        try:
            stream = open(self._folder / file.path, "rb", opener=_no_links)  # noqa: SIM115
        except OSError as failed:
            raise self._not_opened(failed) from None
        if not _is(os.fstat(stream.fileno()), file):
            stream.close()
            raise NotNow(Wait.SETTLING)
        return stream

    def _not_opened(self, failed: OSError) -> Exception:
        if failed.errno in _GONE:
            return NotNow(None)
        if failed.errno == errno.ELOOP:
            return NotNow(Wait.LINK)
        if failed.errno in _NOT_OURS:
            return UnreadableFile(f"a file of {self._source.name} may not be read")
        return self._down(failed)

    def read(self, file: Seen) -> bytes:
        try:
            with self._open(file) as stream:
                content = stream.read(LARGEST_SIDECAR + 1)
        except UnreadableFile:
            raise UnreadableSidecar(f"a sidecar of {self._source.name} may not be read") from None
        except OSError as failed:
            raise self._down(failed) from None
        if len(content) > LARGEST_SIDECAR:
            raise UnreadableSidecar(f"a sidecar of {self._source.name} is larger than 16 MiB")
        return content

    # --- what was taken ---------------------------------------------------------------

    def begin(self, files: Sequence[Seen], recording: RecordingId) -> None:
        self._taken.begin(files, recording)

    def begun(self, files: Sequence[Seen]) -> RecordingId | None:
        return self._taken.begun(files)

    def taken(self, files: Sequence[Seen]) -> Sequence[Seen]:
        return self._taken.among(files)

    def finish(self, files: Sequence[Seen]) -> None:
        self._taken.add(files)
        for file in files:
            place = self._folder / file.path
            try:
                if not _is(os.lstat(place), file):
                    continue
                if self._source.then is Then.REMOVE:
                    remove_file(place)
                elif self._source.then is Then.MOVE and self._source.move_to is not None:
                    set_aside(place, self._source.move_to / file.path)
            except OSError as failed:
                if os.path.lexists(place):
                    raise self._down(failed) from None

    def reject(
        self, files: Sequence[Seen], because: Rejected, *, as_: RecordingId, now: datetime
    ) -> None:
        there = [file.path for file in files if self._is_there(file)]
        if not there:
            return
        try:
            self._rejected.put(self._source.name, self._folder, there, because, as_=as_, now=now)
        except OSError as failed:
            raise self._down(failed) from None

    def _is_there(self, file: Seen) -> bool:
        try:
            return _is(os.lstat(self._folder / file.path), file)
        except OSError:
            return False


def _no_links(path: str, flags: int) -> int:
    # Without O_NONBLOCK the open of a named pipe would never return.
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)


def _seen(entry: os.DirEntry[str], path: str) -> Seen | None:
    """What a listing says of a file; None for what is gone again, and for pipes and devices."""
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:
        return None
    if stat.S_ISLNK(status.st_mode):
        return Seen(path, 0, 0, status.st_ctime_ns, Wait.LINK)
    if stat.S_ISDIR(status.st_mode):
        return Seen(path, 0, 0, status.st_ctime_ns, Wait.DEPTH)
    if not stat.S_ISREG(status.st_mode):
        return None
    return Seen(path, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _is(status: os.stat_result, file: Seen) -> bool:
    return stat.S_ISREG(status.st_mode) and (
        (status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        == (file.size, file.modified, file.appeared)
    )
