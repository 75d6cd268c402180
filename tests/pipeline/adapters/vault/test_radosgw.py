"""The S3 vault against Ceph's object gateway: `make test-radosgw`."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from pipeline.adapters.vault import Bucket, S3Vault, open_vault
from pipeline.adapters.vault.s3 import s3_client
from pipeline.errors import Unavailable
from tests.contracts.s3_vault import S3VaultContract, VersionedS3VaultContract
from tests.contracts.vault import rendition
from tests.servers import radosgw
from tests.support import local_keyring

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

pytestmark = [
    pytest.mark.radosgw,
    pytest.mark.skipif(not radosgw.installed(), reason="needs Ceph: make test-radosgw"),
]
REGION = "default"


@pytest.fixture(scope="module")
def gateway() -> Iterator[radosgw.Gateway]:
    with radosgw.gateway() as running, pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", running.access_key)
        patch.setenv("AWS_SECRET_ACCESS_KEY", running.secret_key)
        yield running


@pytest.fixture(scope="module")
def client(gateway: radosgw.Gateway) -> S3Client:
    return s3_client(region=REGION, endpoint=gateway.endpoint)


@pytest.fixture
def bucket(client: S3Client) -> str:
    name = f"calls-{uuid4().hex}"
    client.create_bucket(Bucket=name)
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


def test_the_vault_opens_as_the_configuration_names_it(
    gateway: radosgw.Gateway, bucket: str, tmp_path: Path
) -> None:
    place = Bucket(bucket, region=REGION, endpoint=gateway.endpoint)
    vault = open_vault(place, local_keyring(tmp_path))
    vault.store(rendition("a"), BytesIO(b"content"))
    with vault.open(rendition("a")) as stream:
        assert stream.read() == b"content"


def test_a_wrong_secret_is_refused_by_the_server(
    gateway: radosgw.Gateway, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    place = Bucket(bucket, region=REGION, endpoint=gateway.endpoint)
    vault = open_vault(place, local_keyring(tmp_path))
    with pytest.raises(Unavailable, match="SignatureDoesNotMatch"):
        vault.store(rendition("a"), BytesIO(b"content"))
