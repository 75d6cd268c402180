from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import django
import pytest
from django.conf import settings

from pipeline.adapters.catalogue import connect
from pipeline.adapters.hashing import keyed
from pipeline.model import PurposeName
from pipeline.ports import Keeping
from pipeline.retention import Window, windows
from pipeline.schedule import LifeFacts
from pipeline.settings.site import SiteSettings
from review.configuration import django_settings
from tests.servers import postgres
from tests.support import RECORDED, local_ledger, local_vault, ticking

# One process, one set of Django's settings: the desk's, which hold the catalogue's.
if not settings.configured:
    settings.configure(
        **django_settings(SiteSettings(data=Path("data")), secret="for tests", oidc_secret="")
    )
    django.setup()

World = Callable[..., Keeping]


POSTGRES = "--postgres"
_ADDRESS = "postgresql"
"""In a test's folder, the file with the address of its database, where that is a server's."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(POSTGRES, action="store_true", help="the catalogue is in PostgreSQL")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Each database has tests that mean nothing on the other one."""
    other = "sqlite" if config.getoption(POSTGRES) else "postgres"
    for item in items:
        if item.get_closest_marker(other):
            item.add_marker(pytest.mark.skip(reason=f"for {other} (make test-postgres)"))


@pytest.fixture(scope="session")
def empty_catalogue(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path | str]:
    """A migrated catalogue to copy: migrating takes longer than most tests."""
    from django.db import connection

    if request.config.getoption(POSTGRES):
        with postgres.server(fsync="off", max_connections="50") as server:
            address = postgres.new_database(server, "empty")
            connect(address)
            connection.close()
            yield address
            connection.close()
        return
    path = tmp_path_factory.mktemp("catalogue") / "catalogue.db"
    connect(path)
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    yield path


def copied(empty: Path | str, place: Path) -> Path | str:
    """A copy of the empty catalogue: the file `place`, or a database of the same server."""
    if isinstance(empty, str):
        return postgres.new_database(empty, f"test_{uuid4().hex}", template="empty")
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(empty, place)
    return place


@pytest.fixture
def keeping(tmp_path: Path, empty_catalogue: Path | str) -> Keeping:
    """A real catalogue, vault and ledger in a folder of this test's own."""
    place = copied(empty_catalogue, tmp_path / "catalogue.db")
    if isinstance(place, str):
        (tmp_path / _ADDRESS).write_text(place)
    return keeping_in(tmp_path)


def keeping_in(folder: Path, clock: Callable[[], datetime] | None = None) -> Keeping:
    """The real thing below `folder`; again, for another process's view of it."""
    address = folder / _ADDRESS
    connect(address.read_text() if address.exists() else folder / "catalogue.db")
    from pipeline.adapters.catalogue.store import DjangoCatalogue
    from tests.calls import POLICY

    def of_the_shipped_policy(facts: LifeFacts) -> Mapping[PurposeName, Window]:
        return windows(facts, POLICY.schedule)

    clock = clock or ticking(RECORDED)
    catalogue = DjangoCatalogue(clock, of_the_shipped_policy, keyed(b"a key for tests"))
    return Keeping(catalogue, local_vault(folder), local_ledger(folder, clock))
