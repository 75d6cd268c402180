"""The vault as a folder: <root>/ab/<rendition key>.sealed, ciphertext only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from pipeline.adapters.durable import disk_errors
from pipeline.adapters.vault.folder import Folder
from pipeline.adapters.vault.keyring import Keyring
from pipeline.adapters.vault.naming import name_of, named_renditions
from pipeline.adapters.vault.sealing import new_key, seal, unseal
from pipeline.errors import Tampered
from pipeline.model import Rendition


class LocalVault:
    """Implements the port `Vault` on a local disk or a network share."""

    def __init__(self, root: Path, keyring: Keyring) -> None:
        self._keyring = keyring
        self._folder = Folder(root, ".sealed")

    def store(self, rendition: Rendition, source: BinaryIO) -> None:
        """Seal first, under a key only this process knows; then exchange old for new.

        Killed in between, there is the old, noise without a key, nothing, or a key
        without bytes: never a key beside bytes that it does not open.
        """
        name, key = name_of(rendition), new_key()
        with self._folder.draft() as draft:
            for piece in seal(source, key, name):
                draft.write(piece)
            draft.sync()
            with self._keyring.changing(name):
                self._keyring.destroy(name)
                self._folder.remove(name)
                self._keyring.put(name, key)
                self._folder.keep(draft, name)

    def open(self, rendition: Rendition) -> BinaryIO:
        name = name_of(rendition)
        with self._keyring.reading(name):
            key = self._keyring.get(name)
            return unseal(_SealedFile(self._folder.path(name), name), key, name)

    def destroy_key(self, rendition: Rendition) -> None:
        self._keyring.destroy(name_of(rendition))

    def erase(self, rendition: Rendition) -> None:
        self._folder.remove(name_of(rendition))

    def holds(self, rendition: Rendition) -> bool:
        name = name_of(rendition)
        return self._keyring.has(name) or self._folder.has(name)

    def renditions(self) -> Iterator[Rendition]:
        return named_renditions(self._keyring.names(), self._folder.names())


class _SealedFile:
    """Sealed bytes in a file; they stay readable as long as it is open."""

    def __init__(self, path: Path, name: str) -> None:
        self._folder = path.parent
        with disk_errors(self._folder):
            try:
                self._file = path.open("rb", buffering=0)
            except FileNotFoundError:
                raise bytes_missing(name) from None
            self.size = os.fstat(self._file.fileno()).st_size

    def read_at(self, offset: int, length: int) -> bytes:
        with disk_errors(self._folder):
            return os.pread(self._file.fileno(), length, offset)

    def close(self) -> None:
        self._file.close()


def bytes_missing(name: str) -> Tampered:
    return Tampered(
        f"there is a key for {name} but no sealed bytes",
        hint="Take them from a backup of the vault, or let the sweep remove the key.",
    )
