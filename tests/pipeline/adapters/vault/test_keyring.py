from __future__ import annotations

import os
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from pipeline.adapters.vault import KeyFile, Keyring, KmsKey, open_master_key
from pipeline.adapters.vault.sealing import new_key
from pipeline.errors import BadConfig, KeyGone, Tampered, Unavailable

A, B = "aa.quality.audio", "bb.quality.audio"


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return Keyring(tmp_path / "keyring", KeyFile.create(tmp_path / "master.key"))


def test_a_key_comes_back_after_a_restart(keyring: Keyring, tmp_path: Path) -> None:
    key = new_key()
    keyring.put(A, key)
    again = Keyring(tmp_path / "keyring", KeyFile.load(tmp_path / "master.key"))
    assert again.get(A) == key


def test_a_key_lies_on_disk_wrapped_only(keyring: Keyring, tmp_path: Path) -> None:
    key = new_key()
    keyring.put(A, key)
    assert key not in (tmp_path / "keyring" / "aa" / f"{A}.key").read_bytes()


def test_a_destroyed_key_is_overwritten_before_it_is_removed(
    keyring: Keyring, tmp_path: Path
) -> None:
    keyring.put(A, new_key())
    path = tmp_path / "keyring" / "aa" / f"{A}.key"
    still_open = os.open(path, os.O_RDONLY)
    keyring.destroy(A)
    content = os.pread(still_open, 1000, 0)
    os.close(still_open)
    assert content
    assert not any(content)
    assert not path.exists()


def test_a_destruction_killed_between_overwriting_and_removing_is_a_destruction(
    keyring: Keyring, tmp_path: Path
) -> None:
    keyring.put(A, new_key())
    path = tmp_path / "keyring" / "aa" / f"{A}.key"
    path.write_bytes(bytes(path.stat().st_size))
    with pytest.raises(KeyGone):
        keyring.get(A)
    assert keyring.has(A)
    keyring.destroy(A)
    assert not keyring.has(A)


def test_the_key_of_another_rendition_does_not_open(keyring: Keyring, tmp_path: Path) -> None:
    keyring.put(A, new_key())
    keyring.put(B, new_key())
    root = tmp_path / "keyring"
    (root / "bb" / f"{B}.key").write_bytes((root / "aa" / f"{A}.key").read_bytes())
    with pytest.raises(Tampered):
        keyring.get(B)


def test_another_master_key_opens_nothing(keyring: Keyring, tmp_path: Path) -> None:
    keyring.put(A, new_key())
    other = Keyring(tmp_path / "keyring", KeyFile.create(tmp_path / "other.key"))
    with pytest.raises(Tampered) as refused:
        other.get(A)
    assert "master key" in refused.value.hint


def test_a_master_key_is_never_replaced(tmp_path: Path) -> None:
    KeyFile.create(tmp_path / "master.key")
    with pytest.raises(BadConfig, match="already"):
        KeyFile.create(tmp_path / "master.key")


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o602])
def test_a_master_key_that_others_can_read_or_change_is_refused(tmp_path: Path, mode: int) -> None:
    KeyFile.create(tmp_path / "master.key")
    (tmp_path / "master.key").chmod(mode)
    with pytest.raises(BadConfig) as refused:
        KeyFile.load(tmp_path / "master.key")
    assert "chmod 600" in refused.value.hint


@pytest.mark.parametrize("content", [b"", b"not base64!", b"dG9vIHNob3J0", b"\xff\xfe"])
def test_a_file_that_holds_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "master.key"
    path.touch(mode=0o600)
    path.write_bytes(content)
    with pytest.raises(BadConfig, match="no master key"):
        KeyFile.load(path)


def test_a_missing_master_key_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BadConfig) as refused:
        open_master_key(str(tmp_path / "master.key"))
    assert "hushtape init" in refused.value.hint


class TestKms:
    @pytest.fixture(autouse=True)
    def aws(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "test")

    @pytest.fixture
    def keyring(self, tmp_path: Path) -> object:
        with mock_aws():
            key_id = boto3.client("kms", region_name="eu-west-2").create_key()["KeyMetadata"][
                "KeyId"
            ]
            yield Keyring(tmp_path, open_master_key(f"kms:{key_id}", region="eu-west-2"))

    def test_a_key_comes_back(self, keyring: Keyring) -> None:
        key = new_key()
        keyring.put(A, key)
        assert keyring.get(A) == key

    def test_the_key_of_another_rendition_does_not_open(
        self, keyring: Keyring, tmp_path: Path
    ) -> None:
        keyring.put(A, new_key())
        keyring.put(B, new_key())
        (tmp_path / "bb" / f"{B}.key").write_bytes((tmp_path / "aa" / f"{A}.key").read_bytes())
        with pytest.raises(Tampered):
            keyring.get(B)

    def test_a_kms_that_refuses_is_unavailable_and_names_the_code(self, tmp_path: Path) -> None:
        with mock_aws():
            client = boto3.client("kms", region_name="eu-west-2")
            keyring = Keyring(tmp_path, KmsKey(client, "00000000-0000-0000-0000-000000000000"))
            with pytest.raises(Unavailable, match="NotFoundException"):
                keyring.put(A, new_key())

    def test_a_kms_out_of_reach_is_unavailable(self, tmp_path: Path) -> None:
        client = boto3.client("kms", region_name="eu-west-2", endpoint_url="http://127.0.0.1:9")
        with pytest.raises(Unavailable, match="cannot be reached"):
            Keyring(tmp_path, KmsKey(client, "any")).put(A, new_key())
