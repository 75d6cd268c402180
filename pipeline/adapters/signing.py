"""The site's Ed25519 key pair: signs the ledger's checkpoints, checks them anywhere."""

from __future__ import annotations

from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from pipeline.adapters.durable import read_secret, write_new_secret
from pipeline.errors import BadConfig

_WHAT = "the ledger's signing key"


class PublicKey:
    """What an outsider needs to check an export: a PEM file that is no secret."""

    def __init__(self, key: Ed25519PublicKey) -> None:
        self._key = key

    @classmethod
    def load(cls, path: Path) -> PublicKey:
        """Raises BadConfig when the file is missing or holds no Ed25519 public key."""
        try:
            key = load_pem_public_key(path.read_bytes())
        except OSError as error:
            raise BadConfig(f"cannot read the public key {path}: {error.strerror}") from None
        except (ValueError, UnsupportedAlgorithm):
            key = None
        if not isinstance(key, Ed25519PublicKey):
            raise BadConfig(f"{path} holds no Ed25519 public key in PEM")
        return cls(key)

    def signed(self, message: bytes, signature: bytes) -> bool:
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


class SigningKey:
    """The private key, in a PEM file that only its owner may read."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @classmethod
    def create(cls, path: Path) -> SigningKey:
        """Make a new pair: `path`, and `public_path(path)` beside it. Raises BadConfig."""
        key = Ed25519PrivateKey.generate()
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        write_new_secret(path, private, _WHAT)
        public_path(path).write_bytes(public)
        return cls(key)

    @classmethod
    def load(cls, path: Path) -> SigningKey:
        """Raises BadConfig when it is missing, readable by others, or no Ed25519 key."""
        content = read_secret(path, _WHAT)
        try:
            key = load_pem_private_key(content, password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            key = None
        if not isinstance(key, Ed25519PrivateKey):
            raise BadConfig(f"{path} holds no Ed25519 private key in PEM without a password")
        return cls(key)

    @property
    def public(self) -> PublicKey:
        return PublicKey(self._key.public_key())

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


def public_path(private: Path) -> Path:
    """Where the public half of a signing key lies: signing.key -> signing.pub."""
    return private.with_suffix(".pub")
