"""Words as keyed hashes: what is left of them in a file says nothing without the key."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

Hashed = Callable[[str], str]
"""A word as an index keeps it."""
_BYTES = 7


def keyed(key: bytes) -> Hashed:
    """BLAKE2b under `key`: "w" and eleven letters and digits, the same for the same word.

    55 bits: two words of an archive that look alike cost a false hit, never a missed one.
    """
    secret = hashlib.blake2b(key, digest_size=64, person=b"hushtape-search").digest()

    def hashed(word: str) -> str:
        digest = hashlib.blake2b(word.encode(), key=secret, digest_size=_BYTES).digest()
        # It begins with a letter, so that no database takes it for a number.
        return "w" + base64.b32encode(digest).decode().rstrip("=")[:11].lower()

    return hashed
