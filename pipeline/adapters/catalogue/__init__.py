"""The catalogue: Django models behind the Catalogue port.

Call `connect` once in a process, before anything imports `models`.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.adapters.durable import PRIVATE_FILE

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    # A dropped file is removed once its row is committed, so a commit must outlive the power.
    "PRAGMA synchronous=FULL;"
    # What an expired call's row said must not linger in a free page.
    "PRAGMA secure_delete=ON;"
)
LOCK_SECONDS = 30
"""How long a writer waits for another one."""


def database(place: Path) -> dict[str, Any]:
    """Django's DATABASES entry for an SQLite file."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(place),
        "OPTIONS": {
            "timeout": LOCK_SECONDS,
            "transaction_mode": "IMMEDIATE",
            "init_command": SQLITE_PRAGMAS,
        },
    }


def connect(place: Path) -> None:
    """Configure Django for this process and bring the schema up to date.

    Safe to call from several processes at once. A process has one catalogue at a
    time: called for another place, it leaves the one it had.
    """
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    if settings.configured:
        connection.close()
        connection.settings_dict.update(database(place))
    else:
        settings.configure(
            SECRET_KEY="the pipeline serves no pages",  # noqa: S106  nothing is signed with it
            INSTALLED_APPS=["pipeline.adapters.catalogue"],
            DATABASES={"default": database(place)},
            USE_TZ=True,
        )
        django.setup()
    with _alone(place):
        call_command("migrate", verbosity=0, interactive=False)
    empty_the_log()


def empty_the_log() -> None:
    """Have SQLite drop its write-ahead log, in which the rows that are gone can still be read.

    While another process is in the middle of reading, the log stays until the next time.
    """
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Only one process migrates an SQLite file: Django does not see to that itself."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Numbers lie in it in the clear. SQLite gives the files beside it the same mode.
    if not place.exists():
        # Only then: to close a file ends the locks that SQLite holds on it in this process,
        # and the next process to leave would take the write-ahead log with it.
        os.close(os.open(place, os.O_RDWR | os.O_CREAT, PRIVATE_FILE))
    place.chmod(PRIVATE_FILE)
    with place.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
