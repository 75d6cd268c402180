"""One object in a bucket: written as an upload, read in windows; S3's errors in our words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from pipeline.adapters.vault.local import bytes_missing
from pipeline.errors import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_READ_AHEAD = 1024 * 1024
"""Bytes fetched at a time by who reads on: a request a chunk would make playback wait."""
_ABSENT = {"404", "NoSuchKey", "NotFound", "NoSuchUpload", "NoSuchVersion"}


class Upload:
    """A multipart upload: nothing of it can be read before it is complete."""

    def __init__(self, client: S3Client, bucket: str, path: str, name: str) -> None:
        self._s3, self._bucket, self._path, self._name = client, bucket, path, name
        self._tags: list[str] = []
        with s3_errors(name):
            begun = client.create_multipart_upload(
                Bucket=bucket, Key=path, ContentType="application/octet-stream"
            )
        self.id = begun["UploadId"]

    def add(self, part: bytes) -> None:
        with s3_errors(self._name):
            answer = self._s3.upload_part(
                Bucket=self._bucket,
                Key=self._path,
                UploadId=self.id,
                PartNumber=len(self._tags) + 1,
                Body=part,
            )
        self._tags.append(answer["ETag"])

    def complete(self) -> None:
        with s3_errors(self._name):
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
        with s3_errors(self._name), absent_is_fine():
            self._s3.abort_multipart_upload(Bucket=self._bucket, Key=self._path, UploadId=self.id)


class SealedObject:
    """Sealed bytes in a bucket, read ahead in windows, all from one version."""

    def __init__(self, client: S3Client, bucket: str, path: str, name: str) -> None:
        self._s3, self._bucket, self._path, self._name = client, bucket, path, name
        self._start, self._window = 0, b""
        with s3_errors(name):
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
        with s3_errors(self._name):
            answer = self._s3.get_object(
                Bucket=self._bucket,
                Key=self._path,
                Range=f"bytes={start}-{end - 1}",
                IfMatch=self._tag,
            )
            with answer["Body"] as body:
                self._start, self._window = start, body.read()


@contextmanager
def s3_errors(about: str) -> Iterator[None]:
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
def absent_is_fine() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if _code(error) not in _ABSENT:
            raise


def _code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "unknown")
