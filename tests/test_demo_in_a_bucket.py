"""The demo with its vault in a bucket of Ceph's object gateway: `make test-radosgw`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from pipeline.adapters.models import fetch
from pipeline.adapters.vault.s3 import s3_client
from pipeline.disposal import sweep
from pipeline.errors import HushtapeError
from pipeline.model import State
from pipeline.wiring import Site
from tests.samples import HEARD, SAMPLES
from tests.servers import radosgw
from workers.rehearsal import MODEL, THE_MORNING_AFTER, clock_from, redact_all, stage, take_in

pytestmark = [
    pytest.mark.radosgw,
    pytest.mark.skipif(not radosgw.installed(), reason="needs Ceph: make test-radosgw"),
]
MODELS = SAMPLES.parent / "models"
PLAINTEXT = (b"RIFF", b"fLaC", b"OggS", b"ID3", b'"words"', b"ftyp")
"""What sound files and transcripts begin with, or hold."""


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[radosgw.Gateway]:
    with radosgw.gateway() as running:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", running.access_key)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", running.secret_key)
        monkeypatch.setenv("HUSHTAPE_S3_ENDPOINT", running.endpoint)
        yield running


def test_the_bucket_holds_ciphertext_and_after_expiry_nothing(
    gateway: radosgw.Gateway, tmp_path: Path
) -> None:
    try:
        fetch(MODEL, MODELS)
    except HushtapeError as trouble:
        pytest.skip(f"LOUD: no speech model, so the samples are not heard: {trouble}")
    client = s3_client(region="default", endpoint=gateway.endpoint)
    bucket = f"calls-{uuid4().hex}"
    client.create_bucket(Bucket=bucket)
    client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    clock = clock_from(THE_MORNING_AFTER)
    site = Site(stage(tmp_path / "site", SAMPLES, MODELS, bucket), clock)

    take_in(site)
    redact_all(site, clock, lambda done, total: None)

    assert site.listing.states() == {State.RELEASED: len(HEARD)}
    objects = client.list_objects_v2(Bucket=bucket)["Contents"]
    assert len(objects) >= 4 * len(HEARD)
    for stored in objects:
        content = client.get_object(Bucket=bucket, Key=stored["Key"])["Body"].read()
        assert not any(mark in content[:4096] for mark in PLAINTEXT)
    assert not list((tmp_path / "site" / "data").rglob("*.sealed"))

    list(sweep(site.keeping, site.policy, now=THE_MORNING_AFTER.replace(year=2040)))

    versions = client.list_object_versions(Bucket=bucket)
    assert not versions.get("Versions")
    assert not versions.get("DeleteMarkers")
