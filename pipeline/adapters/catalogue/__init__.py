"""The catalogue: Django models behind the Catalogue port, in SQLite or PostgreSQL.

Call `connect` once in a process, before anything imports `models`.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from pipeline.adapters.durable import PRIVATE_FILE
from pipeline.errors import BadConfig, Unavailable

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    # A dropped file is removed once its row is committed, so a commit must outlive the power.
    "PRAGMA synchronous=FULL;"
    # What an expired call's row said must not linger in a free page.
    "PRAGMA secure_delete=ON;"
    "PRAGMA cache_size=-16384;"
)
LOCK_SECONDS = 30
"""How long a writer waits for another one."""
PASSWORD = "HUSHTAPE_DATABASE_PASSWORD"  # noqa: S105  the variable's name
"""The environment variable with PostgreSQL's password; without it libpq looks into ~/.pgpass."""
_EITHER_KIND = {"USER": "", "PASSWORD": "", "HOST": "", "PORT": "", "CONN_HEALTH_CHECKS": False}
_MIGRATING = 0x6875_7368
"""The advisory lock that one process holds while it brings the schema up to date."""


def database(place: Path | str) -> dict[str, Any]:
    """Django's DATABASES entry for an SQLite file, or for a postgresql:// address."""
    return _postgresql(place) if isinstance(place, str) else _sqlite(place)


def _sqlite(place: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(place),
        "OPTIONS": {
            "timeout": LOCK_SECONDS,
            "transaction_mode": "IMMEDIATE",
            "init_command": SQLITE_PRAGMAS,
        },
        "CONN_MAX_AGE": None,
    }


def _postgresql(place: str) -> dict[str, Any]:
    parts = urlsplit(place)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": os.environ.get(PASSWORD, ""),
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": LOCK_SECONDS,
            "application_name": "hushtape",
            "options": f"-c lock_timeout={LOCK_SECONDS}s",
            **options,
        },
    }


def connect(place: Path | str) -> None:
    """Configure Django for this process and bring the schema up to date.

    Safe to call from several processes at once. A process has one catalogue at a
    time: called for another place, it leaves the one it had. Raises BadConfig where
    the driver is missing, Unavailable where the server does not answer.
    """
    import django
    from django.conf import settings
    from django.core.management import call_command

    if isinstance(place, str):
        _needs_driver()
    if settings.configured:
        _turn_to(database(place))
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


def _needs_driver() -> None:
    try:
        import psycopg  # noqa: F401
    except ImportError:
        hint = "Install it: pip install 'hushtape[postgres]'"
        raise BadConfig("the driver for PostgreSQL is missing", hint=hint) from None


def _turn_to(wanted: dict[str, Any]) -> None:
    """Another database than this process had before, of the same kind or not."""
    from django.db import connections

    connections["default"].close()
    before = connections.settings["default"]
    another_kind = before["ENGINE"] != wanted["ENGINE"]
    # In place: Django has more settings than were given, one set of them for all kinds.
    before.update(_EITHER_KIND | wanted)
    if another_kind:
        del connections["default"]


def empty_the_log() -> None:
    """Have SQLite drop its write-ahead log, in which the rows that are gone can still be read.

    While another process is in the middle of reading, the log stays until the next time.
    """
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def tidy() -> None:
    """Have the database overwrite or give up what deleted rows have left in it, a bit each time."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "INSERT INTO catalogue_said (catalogue_said, rank) VALUES ('merge', -500)"
            )
            cursor.execute("PRAGMA analysis_limit=400")
            cursor.execute("PRAGMA optimize")
        else:
            # Rows die in all tables of a call; VACUUM takes those that nothing can see any more.
            tables = connection.introspection.django_table_names(only_existing=True)
            ours = ", ".join(f'"{table}"' for table in tables if table.startswith("catalogue_"))
            cursor.execute(f"VACUUM (ANALYZE) {ours}")
    empty_the_log()


@contextmanager
def _alone(place: Path | str) -> Iterator[None]:
    """Only one process migrates a database: Django does not see to that itself."""
    if isinstance(place, str):
        with _alone_on_server():
            yield
        return
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Numbers lie in it in the clear. SQLite gives the files beside it the same mode.
    # Only if it is not there: closing a file lets go of the locks that SQLite has on it in this
    # process, and another process would take the log away from under it.
    with suppress(FileExistsError):
        os.close(os.open(place, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE_FILE))
    place.chmod(PRIVATE_FILE)
    with place.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _alone_on_server() -> Iterator[None]:
    from django.db import OperationalError, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0")
            cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATING])
    except OperationalError:
        # Without its cause: the driver names the server, and whom it took us for.
        hint = f"Is it running, and is the password in {PASSWORD} or ~/.pgpass?"
        raise Unavailable("the PostgreSQL server does not answer", hint=hint) from None
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATING])
            cursor.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
