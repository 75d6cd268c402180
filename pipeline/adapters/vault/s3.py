"""The vault as an S3 bucket: <prefix>ab/<rendition key>.sealed, ciphertext only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from pipeline.adapters.vault.keyring import Keyring
from pipeline.adapters.vault.local import bytes_missing
from pipeline.adapters.vault.naming import name_of, named_renditions
from pipeline.adapters.vault.sealing import new_key, seal, unseal
from pipeline.errors import BadConfig, Unavailable
from pipeline.model import Rendition

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_PART = 8 * 1024 * 1024
"""Bytes of an upload's part; S3 takes at most 10,000 parts, so 78 GiB in all."""
_READ_AHEAD = 1024 * 1024
"""Bytes fetched at a time by who reads on: a request a chunk would make playback wait."""
_SUFFIX = ".sealed"
_ABSENT = {"404", "NoSuchKey", "NotFound", "NoSuchUpload", "NoSuchVersion"}


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
    with _s3_errors(bucket):
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
            return unseal(_SealedObject(self._s3, self._bucket, self._path(name), name), key, name)

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
                with _s3_errors(name), _absent_is_fine():
                    self._s3.abort_multipart_upload(Bucket=self._bucket, Key=path, UploadId=upload)
        for found, version in list(self._versions(path)):
            if found == path:
                with _s3_errors(name), _absent_is_fine():
                    self._s3.delete_object(Bucket=self._bucket, Key=path, VersionId=version)

    def _versions(self, prefix: str) -> Iterator[tuple[str, str]]:
        """Path and version id of every version and delete marker, in order of the path."""
        pages = self._s3.get_paginator("list_object_versions")
        with _s3_errors(self._bucket):
            for page in pages.paginate(Bucket=self._bucket, Prefix=prefix):
                versions = [(v["Key"], v["VersionId"]) for v in page.get("Versions", ())]
                markers = [(m["Key"], m["VersionId"]) for m in page.get("DeleteMarkers", ())]
                yield from sorted(versions + markers)

    def _uploads(self, prefix: str) -> Iterator[tuple[str, str]]:
        """Path and id of every upload that was begun and not ended, in order of the path."""
        pages = self._s3.get_paginator("list_multipart_uploads")
        with _s3_errors(self._bucket):
            for page in pages.paginate(Bucket=self._bucket, Prefix=prefix):
                yield from sorted((u["Key"], u["UploadId"]) for u in page.get("Uploads", ()))

    @contextmanager
    def _upload(self, name: str) -> Iterator[_Upload]:
        """An upload that leaves nothing behind when what it is for fails."""
        upload = _Upload(self._s3, self._bucket, self._path(name), name)
        try:
            yield upload
        except BaseException:
            # What failed matters more; what stays here is aborted by the next `erase`.
            with suppress(Unavailable):
                upload.abort()
            raise


class _Upload:
    """A multipart upload: nothing of it can be read before it is complete."""

    def __init__(self, client: S3Client, bucket: str, path: str, name: str) -> None:
        self._s3, self._bucket, self._path, self._name = client, bucket, path, name
        self._tags: list[str] = []
        with _s3_errors(name):
            begun = client.create_multipart_upload(
                Bucket=bucket, Key=path, ContentType="application/octet-stream"
            )
        self.id = begun["UploadId"]

    def add(self, part: bytes) -> None:
        with _s3_errors(self._name):
            answer = self._s3.upload_part(
                Bucket=self._bucket,
                Key=self._path,
                UploadId=self.id,
                PartNumber=len(self._tags) + 1,
                Body=part,
            )
        self._tags.append(answer["ETag"])

    def complete(self) -> None:
        with _s3_errors(self._name):
            self._s3.complete_multipart_upload(
                Bucket=self._bucket,
                Key=self._path,
                UploadId=self.id,
                MultipartUpload={
                    "Parts": [
                        {"PartNumber": number, "ETag": tag}
                        for number, tag in enumerate(self._tags, start=1)
                    ]
                },
            )

    def abort(self) -> None:
        with _s3_errors(self._name), _absent_is_fine():
            self._s3.abort_multipart_upload(Bucket=self._bucket, Key=self._path, UploadId=self.id)


class _SealedObject:
    """Sealed bytes in a bucket, read ahead in windows, all from one version."""

    def __init__(self, client: S3Client, bucket: str, path: str, name: str) -> None:
        self._s3, self._bucket, self._path, self._name = client, bucket, path, name
        self._start, self._window = 0, b""
        with _s3_errors(name):
            try:
                head = client.head_object(Bucket=bucket, Key=path)
            except ClientError as error:
                if _code(error) in _ABSENT:
                    raise bytes_missing(name) from None
                raise
        self.size, self._tag = head["ContentLength"], head["ETag"]

    def read_at(self, offset: int, length: int) -> bytes:
        end = min(offset + length, self.size)
        fetched = self._start + len(self._window)
        if not self._start <= offset <= end <= fetched:
            reading_on = offset == fetched
            self._fetch(offset, min(offset + _READ_AHEAD, self.size) if reading_on else end)
        return self._window[offset - self._start : end - self._start]

    def close(self) -> None:
        self._window = b""

    def _fetch(self, start: int, end: int) -> None:
        with _s3_errors(self._name):
            answer = self._s3.get_object(
                Bucket=self._bucket,
                Key=self._path,
                Range=f"bytes={start}-{end - 1}",
                IfMatch=self._tag,
            )
            with answer["Body"] as body:
                self._start, self._window = start, body.read()


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


@contextmanager
def _s3_errors(about: str) -> Iterator[None]:
    """What S3 or the network refuses, as an Unavailable that names call and code only."""
    try:
        yield
    except ClientError as error:
        raise Unavailable(
            f"S3 refused {error.operation_name} for {about}: {_code(error)}",
            hint="Check the bucket, its policy and the credentials: hushtape doctor.",
        ) from error
    except BotoCoreError as error:
        raise Unavailable(
            f"S3 cannot be reached for {about}: {type(error).__name__}",
            hint="Check the endpoint, the network and the credentials: hushtape doctor.",
        ) from error


@contextmanager
def _absent_is_fine() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if _code(error) not in _ABSENT:
            raise


def _code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "unknown")
