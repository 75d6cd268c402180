"""The S3 vault against Ceph's object gateway: `make test-radosgw`."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from io import BytesIO
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from pipeline.adapters.vault import Bucket, S3Vault, open_vault
from pipeline.adapters.vault.s3 import s3_client
from pipeline.errors import Unavailable
from pipeline.ports import Vault
from tests.contracts.s3_vault import S3VaultContract, VersionedS3VaultContract
from tests.contracts.vault import LENGTH, found, rendition, store_all
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


def test_killed_at_any_moment_a_store_leaves_one_content_or_nothing_and_can_be_erased(
    gateway: radosgw.Gateway, client: S3Client, bucket: str, tmp_path: Path
) -> None:
    place, fork = Bucket(bucket, region=REGION, endpoint=gateway.endpoint), get_context("fork")
    vault, ends = open_vault(place, local_keyring(tmp_path)), set()
    for moment in range(12):
        ready = fork.Event()

        def opened(ready: Event = ready) -> Vault:
            again = open_vault(place, local_keyring(tmp_path))
            ready.set()
            return again

        vault.store(rendition("a"), BytesIO(b"x" * LENGTH))
        writer = fork.Process(target=store_all, args=(opened, [b"y", b"x"] * 1000))
        writer.start()
        assert ready.wait(60)
        writer.join(0.02 + moment * 0.013)
        assert writer.pid
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        ends.add(found(vault))
    assert ends & {"x", "y"}
    assert ends <= {"x", "y", "key gone", "bytes missing"}
    vault.destroy_key(rendition("a"))
    vault.erase(rendition("a"))
    assert not client.list_object_versions(Bucket=bucket).get("Versions")
    assert not client.list_multipart_uploads(Bucket=bucket).get("Uploads")
