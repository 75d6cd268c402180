"""The S3 vault against moto: versioned and plain buckets, and what a server may answer."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from moto import mock_aws

from pipeline.adapters.vault import Bucket, S3Vault, open_vault
from pipeline.adapters.vault.s3 import s3_client
from pipeline.errors import BadConfig, Unavailable
from tests.contracts.s3_vault import S3VaultContract, VersionedS3VaultContract
from tests.contracts.vault import rendition
from tests.support import local_keyring

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.literals import BucketLocationConstraintType

REGION: BucketLocationConstraintType = "eu-west-2"


@pytest.fixture(scope="module")
def client() -> Iterator[S3Client]:
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "test")
        yield s3_client(region=REGION)


@pytest.fixture
def bucket(client: S3Client) -> str:
    name = f"calls-{uuid4().hex}"
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    return name


class TestPlainBucket(S3VaultContract):
    @pytest.fixture
    def vault(self, client: S3Client, bucket: str, tmp_path: Path) -> S3Vault:
        self.client, self.bucket = client, bucket
        return S3Vault(bucket, self.prefix, local_keyring(tmp_path), client)


class TestVersionedBucket(VersionedS3VaultContract):
    @pytest.fixture
    def vault(self, client: S3Client, bucket: str, tmp_path: Path) -> S3Vault:
        self.client, self.bucket = client, bucket
        client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        return S3Vault(bucket, self.prefix, local_keyring(tmp_path), client)


A = rendition("a")


def test_a_bucket_in_an_allowed_region_is_taken(bucket: str, tmp_path: Path) -> None:
    place = Bucket(bucket, region=REGION, allowed_regions=("eu-",))
    vault = open_vault(place, local_keyring(tmp_path))
    vault.store(A, BytesIO(b"content"))
    assert vault.holds(A)


def test_a_bucket_in_another_region_is_refused(bucket: str, tmp_path: Path) -> None:
    place = Bucket(bucket, region=REGION, allowed_regions=("eu-central-", "eu-north-"))
    with pytest.raises(BadConfig, match=REGION):
        open_vault(place, local_keyring(tmp_path))


def test_a_bucket_in_the_oldest_region_is_named_by_that_region(
    client: S3Client, tmp_path: Path
) -> None:
    s3_client(region="us-east-1").create_bucket(Bucket="old")
    place = Bucket("old", region="us-east-1", allowed_regions=("eu-",))
    with pytest.raises(BadConfig, match="us-east-1"):
        open_vault(place, local_keyring(tmp_path))


def test_a_bucket_that_is_not_there_is_unavailable(client: S3Client, tmp_path: Path) -> None:
    vault = S3Vault("elsewhere", "", local_keyring(tmp_path), client)
    for act in (vault.erase, vault.holds):
        with pytest.raises(Unavailable, match="NoSuchBucket"):
            act(A)
    with pytest.raises(Unavailable, match="NoSuchBucket"):
        vault.store(A, BytesIO(b"content"))


def test_a_store_that_fails_at_its_end_leaves_no_upload(
    client: S3Client, bucket: str, tmp_path: Path
) -> None:
    vault = S3Vault(bucket, "", local_keyring(tmp_path), client)
    (tmp_path / "keyring" / "drafts").rmdir()
    with pytest.raises(Unavailable):
        vault.store(A, BytesIO(b"content"))
    assert not vault.holds(A)
