"""Where files lie that are not calls, until a person has looked at them.

One folder for each rejection, named by an opaque id, mode 0700, with `reason.json` and
the files as 0.wav, 1.json ...: only the reason holds their names. The reason is on disk
before the first file moves, so that a crash leaves no file without one.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.adapters.fileplaces import remove_file, set_aside, sync_folder, write_whole
from pipeline.errors import BadConfig, NoSuch, Rejected

REASON = "reason.json"
EXPIRED = "expired"
"""Marks a rejection whose files are being removed: whoever finds it goes on."""


@dataclass(frozen=True, slots=True)
class RejectedFile:
    """One rejection. `paths` name its files as they were dropped: they may hold numbers."""

    id: str
    error: str
    """The name of the error's class."""
    message: str
    hint: str
    source: str
    paths: tuple[str, ...]
    when: datetime


class RejectedArea:
    """The rejected files below `folder`. Errors are OSError unless named."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(
        self,
        source: str,
        folder: Path,
        paths: Sequence[str],
        because: Rejected,
        *,
        as_: str,
        now: datetime,
    ) -> None:
        """Move `paths` below `folder` here, with the reason."""
        place = self._folder / as_
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        files = {f"{number}{_ending(path)}": path for number, path in enumerate(paths)}
        reason = {
            "type": type(because).__name__,
            "message": str(because),
            "hint": because.hint,
            "source": source,
            "files": files,
            "when": now.isoformat(),
        }
        write_whole(place / REASON, json.dumps(reason, indent=1))
        sync_folder(self._folder)
        try:
            for name, path in files.items():
                set_aside(folder / path, place / name)
        except OSError:
            _clear(place)
            raise

    def entries(self) -> Iterator[RejectedFile]:
        """All rejections, the oldest first."""
        found = []
        for place in self._places():
            if (said := _reason(place)) and not (place / EXPIRED).exists():
                found.append(
                    RejectedFile(
                        id=place.name,
                        error=said["type"],
                        message=said["message"],
                        hint=said["hint"],
                        source=said["source"],
                        paths=tuple(said["files"].values()),
                        when=datetime.fromisoformat(said["when"]),
                    )
                )
        yield from sorted(found, key=lambda rejection: rejection.when)

    def retry(self, which: str, folders: Mapping[str, Path]) -> int:
        """Put one rejection (an id), or "all", back into its drop folder; how many there were.

        `folders`: the drop folder of each source. Where a file of the name lies there
        again, they go into a folder of their own beside it. Raises NoSuch, and
        BadConfig when a source is no longer configured.
        """
        places = [place for place in self._places() if which in {"all", place.name}]
        if not places and which != "all":
            raise NoSuch(f"no rejected file {which}", hint="List them: hushtape intake rejected.")
        for place in places:
            self._put_back(place, folders)
        return len(places)

    def older(self, than: datetime) -> Sequence[str]:
        """The rejections put aside before then, and those half removed already."""
        return tuple(
            place.name
            for place in self._places()
            if (place / EXPIRED).exists() or _put_aside(place) < than
        )

    def remove(self, which: str, certify: Callable[[], object]) -> None:
        """Remove a rejection for good, certified when its files are gone and not before.

        Killed at any line, it is among the `older` ones until it was certified.
        """
        place = self._folder / which
        (place / EXPIRED).touch()
        sync_folder(place)
        for file in place.iterdir():
            if file.name != EXPIRED:
                remove_file(file)
        certify()
        shutil.rmtree(place, ignore_errors=True)

    def _put_back(self, place: Path, folders: Mapping[str, Path]) -> None:
        said = _reason(place)
        if said is None or (place / EXPIRED).exists():
            return
        if said["source"] not in folders:
            raise BadConfig(f"{place.name}: no source {said['source']} in config/intake.toml")
        folder = folders[said["source"]]
        files = {place / name: path for name, path in said["files"].items()}
        if any(os.path.lexists(folder / path) for path in files.values()):
            folder = folder / f"retry-{place.name}"
        # The recording goes last: it must not be taken in without its details.
        for file, path in reversed(files.items()):
            if os.path.lexists(file):
                set_aside(file, folder / path)
        shutil.rmtree(place)

    def _places(self) -> list[Path]:
        """The rejections that hold files; what a crash left without any is cleared away."""
        try:
            places = sorted(place for place in self._folder.iterdir() if place.is_dir())
        except FileNotFoundError:
            return []
        full = []
        for place in places:
            if not _clear(place):
                full.append(place)
        return full


def _clear(place: Path) -> bool:
    """Remove a rejection that holds no file; whether it did not."""
    if not (place / EXPIRED).exists() and all(
        name.name == REASON or name.suffix == ".part" for name in place.iterdir()
    ):
        shutil.rmtree(place)
        return True
    return False


def _ending(path: str) -> str:
    ending = Path(path).suffix.lower()
    return ending if 1 < len(ending) <= 6 and ending[1:].isascii() and ending[1:].isalnum() else ""


def _put_aside(place: Path) -> datetime:
    said = _reason(place)
    if said is not None:
        return datetime.fromisoformat(said["when"])
    return datetime.fromtimestamp(place.stat().st_mtime, UTC)


def _reason(place: Path) -> dict[str, Any] | None:
    try:
        said: dict[str, Any] = json.loads((place / REASON).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return said
