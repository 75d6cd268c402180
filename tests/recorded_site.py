"""A whole installation whose speech engine recites: real but for the hearing, and fast."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.settings.files import DEFAULTS
from pipeline.wiring import Site, make_keys, open_site
from tests.doubles import wav

SPOKEN = "the card number is four one one one one one one one one one one one one one one one"
"""What is said in every call: a test card number."""
UNHEARD_OF = "hippopotamus"
"""A word of every call, to look for where no plaintext may be."""
MILLISECONDS = 4_000
HUSHTAPE = (sys.executable, "-c", "from workers.cli import main; main()")

SITE = """
data = "../data"
[speech]
engine = "recorded"
model = "{said}"
[work]
attempts = 20
sweep_minutes = 1
[desk]
port = 0
[groups]
quality = ["anna"]
sales-records = ["ben"]
"""
INTAKE = """
[[source]]
name = "pbx"
folder = "../drop"
preset = "freepbx"
zone = "Europe/London"
scan_seconds = 0.2
settle_seconds = 0
sidecar_seconds = 0
"""


@dataclass(frozen=True)
class RecordedSite:
    """An installation below `folder`, used as its users use it."""

    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "config"

    @property
    def drop(self) -> Path:
        return self.folder / "drop"

    @property
    def temporary(self) -> Path:
        """What its processes take for /tmp."""
        return self.folder / "tmp"

    def open(self) -> Site:
        return open_site(self.config)

    def put(self, number: int) -> None:
        """Drop a call like no other, whole at once, as a recorder does that renames."""
        day = datetime.now(UTC) - timedelta(days=1)
        name = f"in-02079460000-{number:04}-{day:%Y%m%d}-092500-{day:%s}.{number}.wav"
        made = self.folder / name
        made.write_bytes(wav(MILLISECONDS, seed=number + 1))
        made.rename(self.drop / name)

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """`hushtape` in a process group of its own; what it says goes into `log`."""
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [*HUSHTAPE, "--config", str(self.config), *arguments],
                env=self._surroundings(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`hushtape`, to its end."""
        return subprocess.run(
            [*HUSHTAPE, "--config", str(self.config), *arguments],
            env=self._surroundings(),
            capture_output=True,
            check=False,
            text=True,
            timeout=120,
        )

    def _surroundings(self) -> dict[str, str]:
        return os.environ | {"TMPDIR": str(self.temporary)}


def recorded_site(folder: Path, *, site: str = "", intake: str = "") -> RecordedSite:
    """Made below `folder`; `site` and `intake` are added to its configuration."""
    made = RecordedSite(folder)
    for place in (made.config, made.drop, made.temporary):
        place.mkdir(parents=True)
    said = folder / "said.json"
    said.write_text(json.dumps(_transcript()))
    for name in ("purposes.toml", "retention.toml"):
        (made.config / name).write_text((DEFAULTS / name).read_text())
    masking = (DEFAULTS / "masking.toml").read_text()
    (made.config / "masking.toml").write_text(
        masking.replace("release_basic = false", "release_basic = true")
    )
    (made.config / "site.toml").write_text(SITE.format(said=said) + site)
    (made.config / "intake.toml").write_text(INTAKE + intake)
    make_keys(made.open().settings)
    return made


def _transcript() -> dict[str, object]:
    words = [*SPOKEN.split(), "a", UNHEARD_OF]
    each = MILLISECONDS // len(words)
    return {
        "id": "said",
        "channels": ["mixed"],
        "words": [
            {
                "text": word,
                "start_ms": number * each,
                "end_ms": (number + 1) * each,
                "channel": 0,
                "confidence": 0.9,
            }
            for number, word in enumerate(words)
        ],
    }
