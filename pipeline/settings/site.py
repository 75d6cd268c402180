"""config/site.toml: where this installation keeps things, and with what it works."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from pydantic import Field, PositiveInt, field_validator, model_validator

from pipeline.settings.files import Strict, read_toml


class Speech(Strict):
    engine: Literal["auto", "faster-whisper", "pocketsphinx", "recorded"] = "auto"
    model: str = "small.en"
    models: Path = Path("models")
    language: str = Field(default="en", pattern="^([a-z]{2,3}|auto)$")
    """A code of ISO 639-1, or "auto": what each call is spoken in."""
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
    desk: Path = Path("keys/desk.key")
    """Signs the review desk's sessions."""
    search: Path = Path("keys/search.key")
    """Hashes the words in the index of what was said."""


class CataloguePlace(Strict):
    database: str = ""
    """postgresql://USER@HOST:PORT/NAME; empty for an SQLite file below `data`."""

    @field_validator("database")
    @classmethod
    def _an_address_without_a_secret(cls, address: str) -> str:
        try:
            parts = urlsplit(address)
            secret = parts.password or "password" in dict(parse_qsl(parts.query))
        except ValueError:
            raise ValueError("database is no address") from None
        if secret:
            raise ValueError(
                "database names a password. Put it into the environment "
                "(HUSHTAPE_DATABASE_PASSWORD) or into ~/.pgpass"
            )
        if address and (
            parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/")
        ):
            raise ValueError('database has the form "postgresql://USER@HOST/NAME"')
        return address


class Work(Strict):
    workers: PositiveInt = 2
    lease_seconds: PositiveInt = 300
    attempts: PositiveInt = 5
    sweep_minutes: PositiveInt = 15


class Roles(Strict):
    """Which groups of the review desk's accounts may do what, beside reading their purposes."""

    reviewer: tuple[str, ...] = ("quality",)
    """Mark what was missed, score calls."""
    lead: tuple[str, ...] = ("leads",)
    """Decide about calls that wait for a person; approve what reviewers ask for."""
    records: tuple[str, ...] = ("records",)
    """Purposes, extensions, holds, restrictions, certificates."""
    administrator: tuple[str, ...] = ("telephony",)
    """Sources, rejected files, workers, accounts. Hears nothing."""
    auditor: tuple[str, ...] = ("audit",)
    """Reads the ledger."""
    agent: tuple[str, ...] = ("agents",)
    """Sees the scores of their own calls that were released to them; hears nothing by that."""


class Oidc(Strict):
    """A sign-in service (OpenID Connect) beside the desk's own accounts."""

    name: str
    server: str
    """Its address, below which /.well-known/openid-configuration is found."""
    client_id: str
    secret_env: str = "HUSHTAPE_OIDC_SECRET"  # noqa: S105  the variable's name
    """The environment variable that holds the client's secret."""
    groups_claim: str = "groups"
    """The claim that names a person's groups; only groups the desk knows are taken over."""


class Webhook(Strict):
    """Another system that is told when calls are released, quarantined or expired."""

    name: str = Field(pattern=r"^[a-z0-9-]{1,64}$")
    url: str = Field(pattern=r"^https://|^http://(localhost|127\.0\.0\.1)[:/]")
    secret_env: str
    """The environment variable that holds what its messages are signed with."""
    events: tuple[Literal["call.released", "call.quarantined", "call.expired"], ...]
    from_now: bool = True
    """False: it is told of all that the ledger holds, from the beginning."""


class Desk(Strict):
    """The review desk: where it listens, and who may do what there."""

    enabled: bool = True
    host: str = "127.0.0.1"
    port: int = Field(default=8484, ge=0, le=65_535)
    names: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    """The host names by which browsers may ask for it."""
    tls: Literal["proxy", "none"] = "none"
    """Who encrypts: a proxy before it, or nobody (then on this machine only)."""
    idle_minutes: PositiveInt = 30
    session_hours: PositiveInt = 10
    roles: Roles = Roles()
    oidc: Oidc | None = None
    webhook: tuple[Webhook, ...] = ()

    @model_validator(mode="after")
    def _plain_stays_at_home(self) -> Desk:
        if self.tls == "none" and self.host not in {"127.0.0.1", "::1", "localhost"}:
            raise ValueError(
                'without tls the desk may listen on this machine only. Set host = "127.0.0.1", '
                'or put a proxy with a certificate before it and set tls = "proxy"'
            )
        return self


class SiteSettings(Strict):
    """Paths are relative to `data`, and `data` to the folder of site.toml."""

    data: Path
    speech: Speech = Speech()
    detection: Detection = Detection()
    vault: VaultPlace = VaultPlace()
    keys: Keys = Keys()
    catalogue: CataloguePlace = CataloguePlace()
    work: Work = Work()
    desk: Desk = Desk()
    groups: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Who is in which group of readers on the command line; purposes.toml names the groups."""

    def at(self, path: Path) -> Path:
        return self.data / path

    @property
    def database(self) -> Path | str:
        """Where the catalogue is: an SQLite file, or the address of a PostgreSQL database."""
        return self.catalogue.database or self.at(Path("catalogue/catalogue.db"))

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
    def cues(self) -> Path:
        """The phrases that leads of this site approved."""
        return self.at(Path("detection/cues.json"))

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
