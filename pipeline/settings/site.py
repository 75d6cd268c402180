"""config/site.toml: where this installation keeps things, and with what it works."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, PositiveInt

from pipeline.settings.files import Strict, read_toml


class Speech(Strict):
    engine: Literal["auto", "faster-whisper", "pocketsphinx", "recorded"] = "auto"
    model: str = "small.en"
    models: Path = Path("models")
    device: Literal["cpu", "cuda", "auto"] = "cpu"
    compute_type: str = "int8"
    threads: PositiveInt = 1


class Detection(Strict):
    names: str = "basic"
    """Who reads names and addresses: "basic", or "spacy:" and a pipeline's name or folder."""


class VaultPlace(Strict):
    kind: Literal["local", "s3"] = "local"
    bucket: str = ""
    prefix: str = ""
    region: str = ""
    endpoint: str = ""
    """For S3-compatible servers; empty for AWS."""
    allowed_regions: tuple[str, ...] = ()


class Keys(Strict):
    master: Path = Path("keys/master.key")
    kms: str = ""
    """An AWS KMS key id; then `master` is not used."""
    signing: Path = Path("keys/ledger.key")


class Work(Strict):
    workers: PositiveInt = 2
    lease_seconds: PositiveInt = 300
    attempts: PositiveInt = 5
    sweep_minutes: PositiveInt = 15


class SiteSettings(Strict):
    """Paths are relative to `data`, and `data` to the folder of site.toml."""

    data: Path
    speech: Speech = Speech()
    detection: Detection = Detection()
    vault: VaultPlace = VaultPlace()
    keys: Keys = Keys()
    work: Work = Work()
    groups: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Who is in which group of readers; purposes.toml names the groups."""

    def at(self, path: Path) -> Path:
        return self.data / path

    @property
    def catalogue(self) -> Path:
        return self.at(Path("catalogue/catalogue.db"))

    @property
    def ledger(self) -> Path:
        return self.at(Path("ledger/ledger.db"))

    @property
    def keyring(self) -> Path:
        return self.at(Path("keyring"))

    @property
    def bytes(self) -> Path:
        return self.at(Path("vault"))

    @property
    def scratch(self) -> Path:
        return self.at(Path("scratch"))

    @property
    def region(self) -> str | None:
        return self.vault.region or None

    @property
    def lookout(self) -> Path:
        return self.at(Path("intake"))

    @property
    def workers(self) -> Path:
        return self.at(Path("workers"))

    @property
    def rejected(self) -> Path:
        return self.at(Path("rejected"))


def load_site(config: Path) -> SiteSettings:
    """The site.toml of the folder `config`. Raises BadConfig."""
    site = read_toml(config / "site.toml", SiteSettings)
    return site.model_copy(update={"data": (config / site.data).resolve()})
