"""Where a site's own cues are kept: one small file that is replaced whole."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.adapters.fileplaces import write_whole
from pipeline.errors import BadConfig
from pipeline.localcues import LocalCue
from pipeline.model import Entity


def read_cues(path: Path) -> tuple[LocalCue, ...]:
    """None where there is no file yet. Raises BadConfig for one that cannot be read."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return tuple(
            LocalCue(tuple(row["words"]), Entity(row["entity"]), row["approved_by"]) for row in rows
        )
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError):
        raise BadConfig(
            f"the local cues in {path} cannot be read",
            hint="Put back an older copy, or remove the file: its phrases are approved anew.",
        ) from None


def add_cue(path: Path, cue: LocalCue) -> None:
    """From the next start of a worker on, what answers it is masked."""
    known = [c for c in read_cues(path) if c.words != cue.words]
    rows = [
        {"words": list(c.words), "entity": str(c.entity), "approved_by": c.approved_by}
        for c in (*known, cue)
    ]
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(path, json.dumps(rows, indent=1))
