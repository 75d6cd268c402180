"""The vault as an S3 bucket: <prefix>ab/<rendition key>.sealed, ciphertext only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO

import boto3
from botocore.config import Config

from pipeline.adapters.vault.keyring import Keyring
from pipeline.adapters.vault.naming import name_of, named_renditions
from pipeline.adapters.vault.s3_objects import SealedObject, Upload, absent_is_fine, s3_errors
from pipeline.adapters.vault.sealing import new_key, seal, unseal
from pipeline.errors import BadConfig, Unavailable
from pipeline.model import Rendition

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_PART = 8 * 1024 * 1024
"""Bytes of an upload's part; S3 takes at most 10,000 parts, so 78 GiB in all."""
_SUFFIX = ".sealed"


def s3_client(*, region: str | None = None, endpoint: str | None = None) -> S3Client:
    """A client with boto3's own search for credentials, that retries with back-off.

    Bodies are signed, so that the server refuses what changed on the way; the newer
    trailing checksums are not used, because gateways other than Amazon's refuse them.
    """
    # A session of its own: boto3's shared one is not safe to use from several threads.
    return boto3.Session().client(
        "s3",
        region_name=region,
        endpoint_url=endpoint,
        config=Config(
            signature_version="s3v4",
            retries={"mode": "standard", "total_max_attempts": 5},
            connect_timeout=10,
            read_timeout=60,
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            s3={"payload_signing_enabled": True},
        ),
    )


def require_region(client: S3Client, bucket: str, allowed: Sequence[str]) -> None:
    """Raise BadConfig unless the bucket lies in a region that begins with one of `allowed`."""
    with s3_errors(bucket):
        named = client.get_bucket_location(Bucket=bucket)["LocationConstraint"]
    # The two answers that older regions give (S3 API reference, GetBucketLocation).
    region = {None: "us-east-1", "EU": "eu-west-1"}.get(named, named)
    if not any(region.startswith(beginning) for beginning in allowed):
        raise BadConfig(
            f"the bucket {bucket} lies in {region}; allowed: {', '.join(allowed)}",
            hint="Use a bucket in an allowed region, or have the list in the policy changed.",
        )


class S3Vault:
    """Implements the port `Vault` on a bucket, versioned or not."""

    def __init__(self, bucket: str, prefix: str, keyring: Keyring, client: S3Client) -> None:
        self._bucket, self._keyring, self._s3 = bucket, keyring, client
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""

    def store(self, rendition: Rendition, source: BinaryIO) -> None:
        """Upload first, under a key only this process knows; then exchange old for new.

        Killed in between, there is the old, noise without a key, nothing, or a key
        without bytes: never a key beside bytes that it does not open.
        """
        name, key = name_of(rendition), new_key()
        with self._upload(name) as upload:
            for part in _in_parts(seal(source, key, name)):
                upload.add(part)
            with self._keyring.changing(name):
                self._keyring.destroy(name)
                self._erase(name, but=upload.id)
                self._keyring.put(name, key)
                upload.complete()

    def open(self, rendition: Rendition) -> BinaryIO:
        name = name_of(rendition)
        with self._keyring.reading(name):
            key = self._keyring.get(name)
            return unseal(SealedObject(self._s3, self._bucket, self._path(name), name), key, name)

    def destroy_key(self, rendition: Rendition) -> None:
        self._keyring.destroy(name_of(rendition))

    def erase(self, rendition: Rendition) -> None:
        self._erase(name_of(rendition))

    def holds(self, rendition: Rendition) -> bool:
        name = name_of(rendition)
        path = self._path(name)
        return (
            self._keyring.has(name)
            or any(found == path for found, _ in self._versions(path))
            or any(found == path for found, _ in self._uploads(path))
        )

    def renditions(self) -> Iterator[Rendition]:
        return named_renditions(
            self._keyring.names(),
            (self._name(path) for path, _ in self._versions(self._prefix)),
            (self._name(path) for path, _ in self._uploads(self._prefix)),
        )

    def _path(self, name: str) -> str:
        return f"{self._prefix}{name[:2]}/{name}{_SUFFIX}"

    def _name(self, path: str) -> str:
        return path.rpartition("/")[2].removesuffix(_SUFFIX)

    def _erase(self, name: str, but: str | None = None) -> None:
        """Every version, delete marker and unfinished upload, except the upload `but`."""
        path = self._path(name)
        for found, upload in self._uploads(path):
            if found == path and upload != but:
                with s3_errors(name), absent_is_fine():
                    self._s3.abort_multipart_upload(Bucket=self._bucket, Key=path, UploadId=upload)
        for found, version in list(self._versions(path)):
            if found == path:
                with s3_errors(name), absent_is_fine():
                    self._s3.delete_object(Bucket=self._bucket, Key=path, VersionId=version)

    def _versions(self, prefix: str) -> Iterator[tuple[str, str]]:
        """Path and version id of every version and delete marker, in order of the path."""
        pages = self._s3.get_paginator("list_object_versions")
        with s3_errors(self._bucket):
            for page in pages.paginate(Bucket=self._bucket, Prefix=prefix):
                versions = [(v["Key"], v["VersionId"]) for v in page.get("Versions", ())]
                markers = [(m["Key"], m["VersionId"]) for m in page.get("DeleteMarkers", ())]
                yield from sorted(versions + markers)

    def _uploads(self, prefix: str) -> Iterator[tuple[str, str]]:
        """Path and id of every upload that was begun and not ended, in order of the path."""
        pages = self._s3.get_paginator("list_multipart_uploads")
        with s3_errors(self._bucket):
            for page in pages.paginate(Bucket=self._bucket, Prefix=prefix):
                yield from sorted((u["Key"], u["UploadId"]) for u in page.get("Uploads", ()))

    @contextmanager
    def _upload(self, name: str) -> Iterator[Upload]:
        """An upload that leaves nothing behind when what it is for fails."""
        upload = Upload(self._s3, self._bucket, self._path(name), name)
        try:
            yield upload
        except BaseException:
            # What failed matters more; what stays here is aborted by the next `erase`.
            with suppress(Unavailable):
                upload.abort()
            raise


def _in_parts(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes in parts of the size S3 wants; only the last one is smaller."""
    part = bytearray()
    for piece in pieces:
        part += piece
        if len(part) >= _PART:
            yield bytes(part)
            part.clear()
    if part:
        yield bytes(part)
