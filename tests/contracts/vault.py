"""What every vault promises: one class, run against each kind there is."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from io import BytesIO, RawIOBase
from typing import BinaryIO, cast

import pytest

from pipeline.errors import KeyGone, Tampered
from pipeline.model import Kind, ProfileName, RecordingId, Rendition
from pipeline.ports import Vault

SECRET = b"what nobody may read in the storage "


def rendition(letter: str, kind: Kind = Kind.AUDIO) -> Rendition:
    return Rendition(RecordingId(letter * 32), ProfileName("quality"), kind)


LENGTH = 100_000


def store_all(opened: Callable[[], Vault], letters: Sequence[bytes]) -> None:
    """Store one content after the other under the same name: for processes that get killed."""
    vault = opened()
    for letter in letters:
        vault.store(VaultContract.A, BytesIO(letter * LENGTH))


def found(vault: Vault) -> str:
    """The one letter that what is stored consists of, or why there is none."""
    try:
        with vault.open(VaultContract.A) as stream:
            content = stream.read()
    except KeyGone:
        return "key gone"
    except Tampered as trouble:
        return "bytes missing" if "no sealed bytes" in str(trouble) else "tampered"
    letters = set(content.decode())
    return letters.pop() if len(letters) == 1 and len(content) == LENGTH else "a mixture"


class VaultContract:
    """A subclass gives the fixture `vault` and the two ways past it to the raw bytes."""

    A = rendition("a")
    B = rendition("b")

    def sealed(self, rendition: Rendition) -> bytes:
        """The bytes in the storage, as a thief would copy them."""
        raise NotImplementedError

    def put_back(self, rendition: Rendition, sealed: bytes) -> None:
        """Write into the storage past the vault, as a thief or a restored backup would."""
        raise NotImplementedError

    def test_what_is_stored_comes_back(self, vault: Vault) -> None:
        content = os.urandom(200_000)
        vault.store(self.A, BytesIO(content))
        with vault.open(self.A) as stream:
            assert stream.read() == content

    @pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 131_072])
    def test_sizes_around_a_chunk_come_back(self, vault: Vault, size: int) -> None:
        content = os.urandom(size)
        vault.store(self.A, BytesIO(content))
        with vault.open(self.A) as stream:
            assert stream.read() == content

    def test_more_than_one_part_of_an_upload_comes_back(self, vault: Vault) -> None:
        content = os.urandom(9 * 1024 * 1024)
        vault.store(self.A, BytesIO(content))
        with vault.open(self.A) as stream:
            assert stream.read() == content

    def test_a_player_may_jump(self, vault: Vault) -> None:
        content = os.urandom(3_000_000)
        vault.store(self.A, BytesIO(content))
        with vault.open(self.A) as stream:
            for start in (2_999_990, 0, 1_500_000, 65_530, 2_000_000):
                assert stream.seek(start) == start
                assert stream.read(100) == content[start : start + 100]
            assert stream.seek(0, os.SEEK_END) == len(content)
            assert stream.read() == b""

    def test_only_ciphertext_reaches_the_storage(self, vault: Vault) -> None:
        vault.store(self.A, BytesIO(SECRET * 5_000))
        assert SECRET not in self.sealed(self.A)

    def test_the_same_content_looks_different_each_time(self, vault: Vault) -> None:
        vault.store(self.A, BytesIO(SECRET))
        first = self.sealed(self.A)
        vault.store(self.A, BytesIO(SECRET))
        assert self.sealed(self.A)[32:] != first[32:]

    def test_storing_again_replaces_what_was_there(self, vault: Vault) -> None:
        vault.store(self.A, BytesIO(b"old"))
        old = self.sealed(self.A)
        vault.store(self.A, BytesIO(b"new"))
        with vault.open(self.A) as stream:
            assert stream.read() == b"new"
        self.put_back(self.A, old)
        with pytest.raises(Tampered):
            vault.open(self.A)

    def test_without_its_key_a_rendition_is_gone_though_its_bytes_are_there(
        self, vault: Vault
    ) -> None:
        vault.store(self.A, BytesIO(SECRET))
        vault.destroy_key(self.A)
        with pytest.raises(KeyGone):
            vault.open(self.A)
        assert vault.holds(self.A)

    def test_bytes_from_a_backup_stay_noise_after_the_key_is_destroyed(self, vault: Vault) -> None:
        vault.store(self.A, BytesIO(SECRET))
        backup = self.sealed(self.A)
        vault.destroy_key(self.A)
        vault.erase(self.A)
        self.put_back(self.A, backup)
        with pytest.raises(KeyGone):
            vault.open(self.A)

    def test_nothing_is_held_once_key_and_bytes_are_gone(self, vault: Vault) -> None:
        vault.store(self.A, BytesIO(SECRET))
        vault.destroy_key(self.A)
        vault.erase(self.A)
        assert not vault.holds(self.A)
        assert list(vault.renditions()) == []

    def test_a_key_without_bytes_is_still_held(self, vault: Vault) -> None:
        vault.store(self.A, BytesIO(SECRET))
        vault.erase(self.A)
        assert vault.holds(self.A)
        assert list(vault.renditions()) == [self.A]
        with pytest.raises(Tampered):
            vault.open(self.A)

    def test_each_step_of_the_end_may_be_repeated(self, vault: Vault) -> None:
        vault.store(self.A, BytesIO(SECRET))
        for _ in range(2):
            vault.destroy_key(self.A)
        for _ in range(2):
            vault.erase(self.A)
        assert not vault.holds(self.A)

    def test_what_never_was_can_be_destroyed_and_erased(self, vault: Vault) -> None:
        vault.destroy_key(self.A)
        vault.erase(self.A)
        assert not vault.holds(self.A)

    def test_what_was_destroyed_can_be_stored_again(self, vault: Vault) -> None:
        vault.store(self.A, BytesIO(b"old"))
        vault.destroy_key(self.A)
        vault.erase(self.A)
        vault.store(self.A, BytesIO(b"new"))
        with vault.open(self.A) as stream:
            assert stream.read() == b"new"

    def test_the_end_of_one_leaves_its_neighbours_alone(self, vault: Vault) -> None:
        neighbour = rendition("a", Kind.TRANSCRIPT)
        vault.store(self.A, BytesIO(b"audio"))
        vault.store(neighbour, BytesIO(b"text"))
        vault.destroy_key(self.A)
        vault.erase(self.A)
        with vault.open(neighbour) as stream:
            assert stream.read() == b"text"

    def test_renditions_are_listed_once_each_with_key_or_bytes(self, vault: Vault) -> None:
        whole, no_bytes, no_key = (rendition(letter) for letter in "abc")
        for each in (no_key, whole, no_bytes):
            vault.store(each, BytesIO(SECRET))
        vault.erase(no_bytes)
        vault.destroy_key(no_key)
        assert list(vault.renditions()) == [whole, no_bytes, no_key]

    def test_a_changed_bit_is_noticed(self, vault: Vault) -> None:
        vault.store(self.A, BytesIO(os.urandom(200_000)))
        sealed = bytearray(self.sealed(self.A))
        sealed[100_000] ^= 1
        self.put_back(self.A, bytes(sealed))
        with vault.open(self.A) as stream, pytest.raises(Tampered):
            stream.read()

    def test_a_cut_is_noticed_when_it_is_opened(self, vault: Vault) -> None:
        vault.store(self.A, BytesIO(os.urandom(200_000)))
        self.put_back(self.A, self.sealed(self.A)[: 20 + 65_552])
        with pytest.raises(Tampered):
            vault.open(self.A)

    def test_the_bytes_of_another_rendition_are_noticed(self, vault: Vault) -> None:
        vault.store(self.A, BytesIO(SECRET))
        vault.store(self.B, BytesIO(SECRET))
        self.put_back(self.A, self.sealed(self.B))
        with pytest.raises(Tampered):
            vault.open(self.A)

    def test_a_store_that_fails_half_way_leaves_the_old_and_nothing_else(
        self, vault: Vault
    ) -> None:
        vault.store(self.A, BytesIO(b"old"))
        with pytest.raises(EOFError):
            vault.store(self.A, cast(BinaryIO, _Breaks(after=20)))
        with pytest.raises(EOFError):
            vault.store(self.B, cast(BinaryIO, _Breaks(after=20)))
        with vault.open(self.A) as stream:
            assert stream.read() == b"old"
        assert not vault.holds(self.B)

    @pytest.mark.parametrize("profile", ["", "../quality", "a/b", "a b"])
    def test_names_that_could_leave_the_storage_are_refused(
        self, vault: Vault, profile: str
    ) -> None:
        strange = Rendition(RecordingId("a" * 32), ProfileName(profile), Kind.AUDIO)
        with pytest.raises(ValueError, match="letters, digits"):
            vault.store(strange, BytesIO(SECRET))


class _Breaks(RawIOBase):
    """A source that gives some mebibytes and then fails, as a share that goes away."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self._left = after

    def read(self, size: int = -1, /) -> bytes:
        if not self._left:
            raise EOFError
        self._left -= 1
        return bytes(1024 * 1024)
