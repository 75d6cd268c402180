from __future__ import annotations

import os
import signal
import stat
from functools import partial
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path

import pytest

from pipeline.adapters.vault import LocalVault
from pipeline.adapters.vault.folder import Folder
from pipeline.errors import Unavailable
from pipeline.model import Rendition
from tests.contracts.vault import LENGTH, VaultContract, found, rendition, store_all
from tests.support import local_vault


class TestLocalVault(VaultContract):
    @pytest.fixture
    def vault(self, tmp_path: Path) -> LocalVault:
        self.root = tmp_path / "vault"
        return local_vault(tmp_path)

    def sealed(self, rendition: Rendition) -> bytes:
        return self._path(rendition).read_bytes()

    def put_back(self, rendition: Rendition, sealed: bytes) -> None:
        self._path(rendition).write_bytes(sealed)

    def _path(self, rendition: Rendition) -> Path:
        return self.root / rendition.key[:2] / f"{rendition.key}.sealed"


FORK = get_context("fork")
A = rendition("a")


def test_nobody_else_may_read_the_vault_or_the_keyring(tmp_path: Path) -> None:
    local_vault(tmp_path).store(A, BytesIO(b"content"))
    for place in ("vault", "keyring"):
        for path in (tmp_path / place, *(tmp_path / place).rglob("*")):
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path.name


def test_an_open_stream_reads_on_while_the_bytes_are_erased(tmp_path: Path) -> None:
    vault = local_vault(tmp_path)
    vault.store(A, BytesIO(b"content"))
    with vault.open(A) as stream:
        vault.erase(A)
        assert stream.read() == b"content"


def test_what_a_crash_left_half_written_is_swept_by_the_next_start(tmp_path: Path) -> None:
    local_vault(tmp_path)
    for place in ("vault", "keyring"):
        (tmp_path / place / "drafts" / "left").write_bytes(b"half")
    local_vault(tmp_path)
    assert list(tmp_path.rglob("drafts/*")) == []


def test_what_another_process_is_writing_is_not_swept(tmp_path: Path) -> None:
    folder = Folder(tmp_path, ".sealed")
    with folder.draft() as draft:
        draft.write(b"content")
        Folder(tmp_path, ".sealed")
        folder.keep(draft, "aa.name")
    assert (tmp_path / "aa" / "aa.name.sealed").read_bytes() == b"content"


def test_files_that_are_not_ours_are_not_listed(tmp_path: Path) -> None:
    vault = local_vault(tmp_path)
    (tmp_path / "vault" / "lost+found").mkdir()
    (tmp_path / "vault" / "ab").mkdir()
    (tmp_path / "vault" / "ab" / ".nfs0001").touch()
    (tmp_path / "vault" / "ab" / "strange.sealed").touch()
    assert list(vault.renditions()) == []


def test_a_disk_that_refuses_is_unavailable_not_a_bug(tmp_path: Path) -> None:
    vault = local_vault(tmp_path)
    (tmp_path / "vault" / "aa").write_bytes(b"a file where a folder should be")
    with pytest.raises(Unavailable) as refused:
        vault.store(A, BytesIO(b"content"))
    assert refused.value.hint


def test_killed_at_any_moment_a_store_leaves_all_of_one_content_or_nothing(tmp_path: Path) -> None:
    opened = partial(local_vault, tmp_path)
    vault, ends = opened(), set()
    for moment in range(40):
        vault.store(A, BytesIO(b"x" * LENGTH))
        writer = FORK.Process(target=store_all, args=(opened, [b"y", b"x"] * 1000))
        writer.start()
        writer.join(0.002 + moment * 0.0013)
        assert writer.pid
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        vault = opened()
        assert list(tmp_path.rglob("drafts/*")) == []
        ends.add(found(vault))
    assert ends & {"x", "y"}
    assert ends <= {"x", "y", "key gone", "bytes missing"}


def test_two_that_store_at_once_never_mix_key_and_bytes(tmp_path: Path) -> None:
    opened = partial(local_vault, tmp_path)
    vault = opened()
    store_all(opened, [b"z"])
    writers = [
        FORK.Process(target=store_all, args=(opened, [letter] * 25)) for letter in (b"x", b"y")
    ]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert found(vault) in {"x", "y", "z"}
    assert [writer.exitcode for writer in writers] == [os.EX_OK, os.EX_OK]
