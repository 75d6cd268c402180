"""What the S3 vault promises besides, on any server: nothing is left in the bucket."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from pipeline.adapters.vault import S3Vault
from pipeline.errors import Unavailable
from pipeline.model import Rendition
from tests.contracts.vault import SECRET, VaultContract

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3VaultContract(VaultContract):
    """What holds for every bucket besides: nothing is left in it."""

    client: S3Client
    bucket: str
    prefix = "site/one"

    def sealed(self, rendition: Rendition) -> bytes:
        return self.client.get_object(Bucket=self.bucket, Key=self._path(rendition))["Body"].read()

    def put_back(self, rendition: Rendition, sealed: bytes) -> None:
        self.client.put_object(Bucket=self.bucket, Key=self._path(rendition), Body=sealed)

    def _path(self, rendition: Rendition) -> str:
        return f"{self.prefix}/{rendition.key[:2]}/{rendition.key}.sealed"

    def everything(self) -> list[object]:
        """All versions, delete markers and unfinished uploads in the bucket."""
        versions = self.client.list_object_versions(Bucket=self.bucket)
        uploads = self.client.list_multipart_uploads(Bucket=self.bucket)
        return [
            *versions.get("Versions", ()),
            *versions.get("DeleteMarkers", ()),
            *uploads.get("Uploads", ()),
        ]

    def test_nothing_is_left_in_the_bucket_after_the_end(self, vault: S3Vault) -> None:
        for _ in range(3):
            vault.store(self.A, BytesIO(SECRET))
        vault.destroy_key(self.A)
        vault.erase(self.A)
        assert self.everything() == []

    def test_storing_again_leaves_one_version(self, vault: S3Vault) -> None:
        for _ in range(3):
            vault.store(self.A, BytesIO(SECRET))
        assert len(self.everything()) == 1

    def test_an_upload_that_a_crash_left_is_held_listed_and_erased(self, vault: S3Vault) -> None:
        self.client.create_multipart_upload(Bucket=self.bucket, Key=self._path(self.A))
        assert vault.holds(self.A)
        assert list(vault.renditions()) == [self.A]
        vault.erase(self.A)
        assert not vault.holds(self.A)
        assert self.everything() == []

    def test_bytes_replaced_while_they_are_read_are_unavailable_not_mixed(
        self, vault: S3Vault
    ) -> None:
        vault.store(self.A, BytesIO(bytes(3_000_000)))
        with vault.open(self.A) as stream:
            stream.read(100)
            vault.store(self.A, BytesIO(bytes(3_000_000)))
            with pytest.raises(Unavailable):
                stream.read()

    def test_what_lies_beside_the_prefix_is_not_ours(self, vault: S3Vault) -> None:
        self.client.put_object(Bucket=self.bucket, Key="site/two/aa/theirs", Body=b"")
        self.client.put_object(Bucket=self.bucket, Key="site/one/readme", Body=b"")
        assert list(vault.renditions()) == []


class VersionedS3VaultContract(S3VaultContract):
    """What holds for a bucket that keeps every version."""

    def test_delete_markers_that_others_made_are_erased_too(self, vault: S3Vault) -> None:
        vault.store(self.A, BytesIO(SECRET))
        self.client.delete_object(Bucket=self.bucket, Key=self._path(self.A))
        assert vault.holds(self.A)
        vault.destroy_key(self.A)
        vault.erase(self.A)
        assert self.everything() == []

    def test_versions_on_many_pages_are_all_listed_and_erased(self, vault: S3Vault) -> None:
        for _ in range(5):
            self.put_back(self.A, b"sealed")
            self.put_back(self.B, b"sealed")
        events = self.client.meta.events
        events.register("before-parameter-build.s3.ListObjectVersions", _small_pages)
        try:
            assert list(vault.renditions()) == [self.A, self.B]
            vault.erase(self.A)
            vault.erase(self.B)
        finally:
            events.unregister("before-parameter-build.s3.ListObjectVersions", _small_pages)
        assert self.everything() == []


def _small_pages(params: dict[str, object], **_: object) -> None:
    params["MaxKeys"] = 2
