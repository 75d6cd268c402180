"""The keys of sealed renditions, apart from the bytes they seal.

Destroying a key here is the deletion: without it the sealed bytes, in the vault and in
every backup of the vault, are noise. So the keyring must not be backed up together with
the vault, and a backup of the keyring must not outlive the shortest promise made.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from botocore.exceptions import BotoCoreError, ClientError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pipeline.adapters.durable import disk_errors, read_secret, write_new_secret
from pipeline.adapters.vault.folder import Folder
from pipeline.adapters.vault.sealing import KEY_BYTES
from pipeline.errors import BadConfig, KeyGone, Tampered, Unavailable

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient

_NONCE_BYTES = 12
_WHAT = "the master key"


class MasterKey(Protocol):
    """Wraps data keys, each bound to the name of what it seals."""

    def wrap(self, key: bytes, name: str) -> bytes: ...

    def unwrap(self, wrapped: bytes, name: str) -> bytes:
        """Raises Tampered when this is not what `wrap` made for this name."""
        ...


class KeyFile:
    """A master key in a file of its own: base64 of 256 bits, readable by its owner only."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    @classmethod
    def create(cls, path: Path) -> KeyFile:
        """Make a new master key. Raises BadConfig when there is one already."""
        key = AESGCM.generate_key(KEY_BYTES * 8)
        write_new_secret(path, base64.b64encode(key) + b"\n", _WHAT)
        return cls(key)

    @classmethod
    def load(cls, path: Path) -> KeyFile:
        """Raises BadConfig when it is missing, readable by others, or no key."""
        content = read_secret(path, _WHAT)
        try:
            key = base64.b64decode(content.strip(), validate=True)
        except binascii.Error:
            key = b""
        if len(key) != KEY_BYTES:
            raise BadConfig(f"{path} holds no master key: {KEY_BYTES * 8} bits in base64")
        return cls(key)

    def wrap(self, key: bytes, name: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, key, name.encode())

    def unwrap(self, wrapped: bytes, name: str) -> bytes:
        nonce, sealed = wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, sealed, name.encode())
        except (InvalidTag, ValueError):
            raise _not_ours(name) from None


class KmsKey:
    """A master key that never leaves AWS KMS; its log there names every use."""

    def __init__(self, client: KMSClient, key_id: str) -> None:
        self._client, self._key_id = client, key_id

    def wrap(self, key: bytes, name: str) -> bytes:
        with _kms_errors(name):
            answer = self._client.encrypt(
                KeyId=self._key_id, Plaintext=key, EncryptionContext={"rendition": name}
            )
        return answer["CiphertextBlob"]

    def unwrap(self, wrapped: bytes, name: str) -> bytes:
        with _kms_errors(name):
            answer = self._client.decrypt(
                KeyId=self._key_id, CiphertextBlob=wrapped, EncryptionContext={"rendition": name}
            )
        return answer["Plaintext"]


class Keyring:
    """A folder of wrapped data keys: <root>/ab/<name>.key. Errors are Unavailable."""

    def __init__(self, root: Path, master: MasterKey) -> None:
        self._master = master
        self._folder = Folder(root, ".key")

    def put(self, name: str, key: bytes) -> None:
        """Keep a data key; when it returns, it is on disk for good."""
        wrapped = self._master.wrap(key, name)
        with self._folder.draft() as draft:
            draft.write(wrapped)
            self._folder.keep(draft, name)

    def get(self, name: str) -> bytes:
        """Raises KeyGone when it was destroyed, Tampered when it is not as we left it."""
        path = self._folder.path(name)
        with disk_errors(path.parent):
            wrapped = path.read_bytes() if path.exists() else b""
        if not any(wrapped):  # absent, or zeroed by a `destroy` that was interrupted
            raise KeyGone(f"the key of {name} was destroyed")
        return self._master.unwrap(wrapped, name)

    def destroy(self, name: str) -> None:
        """Overwrite and remove a key. Repeatable; that there is none is fine."""
        self._folder.remove(name, overwrite=True)

    def has(self, name: str) -> bool:
        return self._folder.has(name)

    def names(self) -> Iterator[str]:
        """Of all keys, in order."""
        return self._folder.names()

    def changing(self, name: str) -> AbstractContextManager[None]:
        """Nobody else reads or changes this key and what it seals in the meantime."""
        return self._folder.lock(name)

    def reading(self, name: str) -> AbstractContextManager[None]:
        """Nobody changes this key and what it seals in the meantime."""
        return self._folder.lock(name, shared=True)


def _not_ours(name: str) -> Tampered:
    return Tampered(
        f"the key of {name} does not open with this master key",
        hint="Either this is not the master key it was wrapped with, or the file was changed.",
    )


@contextmanager
def _kms_errors(name: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "unknown")
        if code in {"InvalidCiphertextException", "IncorrectKeyException"}:
            raise _not_ours(name) from error
        raise Unavailable(
            f"AWS KMS refused the key of {name}: {code}",
            hint="Check the state of the KMS key and what its policy allows this machine.",
        ) from error
    except BotoCoreError as error:
        raise Unavailable(
            f"AWS KMS cannot be reached for {name}: {type(error).__name__}"
        ) from error
