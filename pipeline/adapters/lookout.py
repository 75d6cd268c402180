"""What was last seen in each drop folder, written down for `hushtape doctor`."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.scanning import ScanStatus


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a drop folder, in numbers."""

    at: datetime
    waiting: int
    lag: int
    """Milliseconds that the oldest file has waited."""
    trouble: str | None


class Lookout:
    """The last look at each drop folder, below `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def note(self, status: ScanStatus) -> None:
        """Remember this look instead of the one before; a full disk does not stop intake."""
        row = {
            "at": status.at.isoformat(),
            "waiting": sum(status.waiting.values()),
            "lag": status.lag,
            "trouble": status.trouble,
        }
        place = self._place(status.source)
        draft = place.with_suffix(".draft")
        with suppress(OSError):
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft.write_text(json.dumps(row), encoding="utf-8")
            draft.replace(place)

    def last(self, source: str) -> Look | None:
        """None before the first look."""
        try:
            row = json.loads(self._place(source).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        at = datetime.fromisoformat(row["at"])
        return Look(at, row["waiting"], row["lag"], row["trouble"])

    def _place(self, source: str) -> Path:
        return self._folder / f"{source}.look"
