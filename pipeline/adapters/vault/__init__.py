"""Where sealed bytes and their keys live: what `pipeline.wiring` needs of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import boto3

from pipeline.adapters.vault.keyring import KeyFile, Keyring, KmsKey, MasterKey
from pipeline.adapters.vault.local import LocalVault
from pipeline.adapters.vault.s3 import S3Vault, require_region, s3_client
from pipeline.ports import Vault

__all__ = [
    "Bucket",
    "KeyFile",
    "Keyring",
    "KmsKey",
    "LocalVault",
    "MasterKey",
    "S3Vault",
    "open_master_key",
    "open_vault",
]


@dataclass(frozen=True, slots=True)
class Bucket:
    """An S3 bucket as the site's configuration names it."""

    name: str
    prefix: str = ""
    region: str | None = None
    endpoint: str | None = None
    """For gateways other than Amazon's, such as https://rgw.example:7480."""
    allowed_regions: tuple[str, ...] = ()
    """What the bucket's region must begin with, such as "eu-"; empty allows all."""


def open_vault(place: Path | Bucket, keyring: Keyring) -> Vault:
    """The vault in a folder or a bucket. Raises BadConfig, Unavailable."""
    if isinstance(place, Path):
        return LocalVault(place, keyring)
    client = s3_client(region=place.region, endpoint=place.endpoint)
    if place.allowed_regions:
        require_region(client, place.name, place.allowed_regions)
    return S3Vault(place.name, place.prefix, keyring, client)


def open_master_key(setting: str, *, region: str | None = None) -> MasterKey:
    """`kms:` and a key id, ARN or alias of AWS KMS; anything else is the path of a key file."""
    if setting.startswith("kms:"):
        return KmsKey(
            boto3.Session().client("kms", region_name=region), setting.removeprefix("kms:")
        )
    return KeyFile.load(Path(setting))
