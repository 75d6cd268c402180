"""A drop folder with everything behind it, below one folder, for the tests of intake."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from pipeline.adapters.dropfolder import DropFolder
from pipeline.adapters.rejected import RejectedArea
from pipeline.adapters.sidecars import read_sidecar
from pipeline.drops import Source
from pipeline.intake import IntakePolicy, IntakeTools
from pipeline.model import Entry, RecordingId, Rendition
from pipeline.scanning import Lane, ScanStatus, scan_once
from pipeline.settings.intake import load_intake
from tests.doubles import FileRegister, WaveReader
from tests.support import local_ledger, local_vault

PRESETS = Path(__file__).parents[1] / "config" / "intake.toml"
NOW = datetime(2025, 4, 1, 8, 0, tzinfo=UTC)
HASTY = """
settle_seconds = 0
sidecar_seconds = 0
pair_seconds = 0
header_seconds = 0
"""


def _hasty(settings: str) -> str:
    """HASTY without what `settings` say themselves."""
    return "".join(f"{line}\n" for line in HASTY.split("\n") if line.split(" ")[0] not in settings)


@dataclass
class IntakeSite:
    """One drop folder. `lane` is a process: a new one remembers what is on disk, no more."""

    folder: Path
    settings: str = ""
    preset: str = "freepbx"
    source: Source = field(init=False)
    policy: IntakePolicy = field(init=False)
    tools: IntakeTools = field(init=False)
    lane: Lane = field(init=False)
    ticks: int = 0

    def __post_init__(self) -> None:
        config = self.folder / "config"
        config.mkdir()
        (config / "intake.toml").write_text(
            f'[[source]]\nname = "pbx"\nfolder = "drop"\npreset = "{self.preset}"\n'
            f'zone = "Europe/London"\n{_hasty(self.settings)}{self.settings}\n'
        )
        self.policy = load_intake(config, root=self.folder, presets=PRESETS)
        self.source = self.policy.sources[0]
        self.drop.mkdir()
        self.tools = IntakeTools(
            reader=WaveReader(),
            register=FileRegister(self.folder / "register.json"),
            vault=local_vault(self.folder),
            ledger=local_ledger(self.folder),
            read_sidecar=read_sidecar,
            scratch=io.BytesIO,
            new_id=lambda: RecordingId(uuid4().hex),
        )
        self.restart()

    @property
    def drop(self) -> Path:
        return self.folder / "drop"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def rejected(self) -> RejectedArea:
        return RejectedArea(self.data / "rejected")

    @property
    def register(self) -> FileRegister:
        return FileRegister(self.folder / "register.json")

    def restart(self, tools: IntakeTools | None = None) -> None:
        self.lane = Lane(
            self.source, DropFolder(self.source, self.data), tools or self.tools, self.policy
        )

    def put(self, path: str, content: bytes | str) -> Path:
        place = self.drop / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
        return place

    def scan(self, *, after: int = 1_000, now: datetime = NOW) -> ScanStatus:
        self.ticks += after
        return scan_once(self.lane, now=lambda: now, ticks=self.ticks)

    def left(self) -> list[str]:
        return sorted(
            str(path.relative_to(self.drop)) for path in self.drop.rglob("*") if not path.is_dir()
        )

    def arrived(self) -> list[RecordingId]:
        return [RecordingId(row) for row, said in self.register.rows.items() if said["arrived"]]

    def sealed(self, recording: RecordingId) -> bytes:
        with self.tools.vault.open(Rendition.original(recording)) as plain:
            return plain.read()

    def acts(self, act: str) -> list[Entry]:
        return [entry for entry in self.acts_all() if entry.act == act]

    def acts_all(self) -> list[Entry]:
        return list(self.tools.ledger.entries())


def with_vault(site: IntakeSite, store: Callable[[Rendition, BinaryIO], None]) -> IntakeTools:
    """The site's tools with another way to store."""

    class Elsewhere:
        def __getattr__(self, name: str) -> object:
            return getattr(site.tools.vault, name)

    vault = Elsewhere()
    vault.store = store  # type: ignore[attr-defined]
    return replace(site.tools, vault=vault)  # type: ignore[arg-type]
