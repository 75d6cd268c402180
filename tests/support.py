"""Real parts for other tests, made small."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.adapters.ledger import SqliteLedger
from pipeline.adapters.signing import SigningKey
from pipeline.adapters.vault import KeyFile, Keyring, LocalVault

RECORDED = datetime(2025, 3, 27, 9, 25, tzinfo=UTC)


def local_keyring(folder: Path) -> Keyring:
    """A keyring below `folder`, with the same master key each time."""
    master = folder / "master.key"
    return Keyring(
        folder / "keyring", KeyFile.load(master) if master.exists() else KeyFile.create(master)
    )


def local_vault(folder: Path) -> LocalVault:
    """The real vault below `folder`; call it again for a second process' view of it."""
    return LocalVault(folder / "vault", local_keyring(folder))


def local_ledger(folder: Path, clock: Callable[[], datetime] | None = None) -> SqliteLedger:
    """The real ledger below `folder`, signed; its clock ticks a second each time."""
    key = folder / "ledger.key"
    if not key.exists():
        SigningKey.create(key)
    return SqliteLedger(folder / "ledger.db", key, clock or ticking())


def ticking(start: datetime = RECORDED) -> Callable[[], datetime]:
    """A clock that is a second later each time it is asked."""
    now = start

    def clock() -> datetime:
        nonlocal now
        now += timedelta(seconds=1)
        return now

    return clock
