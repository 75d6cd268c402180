"""The memory of a drop folder: what is being taken in, and what is ours already.

A file of lines, one an act, each on disk before the act goes on; processes that share
it take turns. Files are named by a salted digest of path, size and times: a path may
hold a telephone number, which must not outlive its call here.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipeline.adapters.fileplaces import write_whole
from pipeline.model import RecordingId
from pipeline.settling import Seen

WORTH_FORGETTING = 1000
"""So many entries are kept without asking whether their files are still there."""


class Taken:
    """The memory kept in `place`, which is made when something is first remembered."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._salt = secrets.token_hex(16)
        self._begun: dict[str, RecordingId] = {}
        self._taken: set[str] = set()
        self._version: tuple[int, int, int] | None = None
        """Of the file, when it was last read or written here."""

    def begin(self, files: Sequence[Seen], recording: RecordingId) -> None:
        with self._turn():
            lines = [{"begun": self._mark(file), "as": recording} for file in files]
            self._begun.update((line["begun"], recording) for line in lines)
            self._append(lines)

    def begun(self, files: Sequence[Seen]) -> RecordingId | None:
        self._read()
        known = {self._begun.get(self._mark(file)) for file in files}
        return known.pop() if len(known) == 1 else None

    def add(self, files: Sequence[Seen]) -> None:
        with self._turn():
            marks = [mark for file in files if (mark := self._mark(file)) not in self._taken]
            self._taken.update(marks)
            self._append([{"taken": mark} for mark in marks])

    def among(self, files: Sequence[Seen]) -> list[Seen]:
        """Those of `files` that are ours already."""
        self._read()
        if not self._taken:
            return []
        return [file for file in files if self._mark(file) in self._taken]

    def forget_all_but(self, files: Iterable[Seen]) -> None:
        """Drop what is remembered of files that are no longer there, once that is most of it."""
        remembered = len(self._taken | self._begun.keys())
        if remembered < WORTH_FORGETTING:
            return
        with self._turn():
            there = {self._mark(file) for file in files}
            if 2 * len(there & (self._taken | self._begun.keys())) > remembered:
                return
            self._taken &= there
            self._begun = {mark: as_ for mark, as_ in self._begun.items() if mark in there}
            self._rewrite()

    # --- on disk ----------------------------------------------------------------------

    def _mark(self, file: Seen) -> str:
        facts = f"{self._salt}\n{file.size}\n{file.modified}\n{file.appeared}\n{file.path}"
        return hashlib.blake2b(facts.encode(errors="surrogateescape"), digest_size=16).hexdigest()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Alone with the file, and up to date with it."""
        self._place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._place.with_suffix(".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._read()
            yield

    def _read(self) -> None:
        version = self._version_on_disk()
        if version is None or version == self._version:
            return
        self._begun, self._taken = {}, set()
        for line in self._place.read_text(encoding="utf-8").splitlines():
            try:
                said = json.loads(line)
            except ValueError:
                continue  # torn by a crash: what it said was not done yet
            self._salt = said.get("salt", self._salt)
            if "begun" in said:
                self._begun[said["begun"]] = RecordingId(said["as"])
            if "taken" in said:
                self._taken.add(said["taken"])
        self._version = version

    def _version_on_disk(self) -> tuple[int, int, int] | None:
        try:
            status = self._place.stat()
        except FileNotFoundError:
            return None
        return status.st_ino, status.st_size, status.st_mtime_ns

    def _append(self, lines: Sequence[dict[str, str]]) -> None:
        if not lines:
            return
        if self._version is None:
            self._rewrite()
            return
        with self._place.open("a", encoding="utf-8") as memory:
            # The new line first ends one that a crash may have torn.
            memory.write("\n" + "\n".join(json.dumps(line) for line in lines))
            memory.flush()
            os.fsync(memory.fileno())
        self._version = self._version_on_disk()

    def _rewrite(self) -> None:
        lines: list[dict[str, str]] = [{"salt": self._salt}]
        lines += [{"begun": mark, "as": as_} for mark, as_ in self._begun.items()]
        lines += [{"taken": mark} for mark in self._taken]
        write_whole(self._place, "\n".join(json.dumps(line) for line in lines))
        self._version = self._version_on_disk()
