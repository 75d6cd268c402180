from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

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
from tests.support import RECORDED, local_ledger, local_vault, ticking

# One process, one set of Django's settings: the desk's, which hold the catalogue's.
if not settings.configured:
    settings.configure(
        **django_settings(SiteSettings(data=Path("data")), secret="for tests", oidc_secret="")
    )
    django.setup()

World = Callable[..., Keeping]


@pytest.fixture(scope="session")
def empty_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated catalogue to copy: migrating takes longer than most tests."""
    path = tmp_path_factory.mktemp("catalogue") / "catalogue.db"
    connect(path)
    from django.db import connection

    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


@pytest.fixture
def keeping(tmp_path: Path, empty_catalogue: Path) -> Keeping:
    """A real catalogue, vault and ledger in a folder of this test's own."""
    shutil.copyfile(empty_catalogue, tmp_path / "catalogue.db")
    return keeping_in(tmp_path)


def keeping_in(folder: Path, clock: Callable[[], datetime] | None = None) -> Keeping:
    """The real thing below `folder`; again, for another process's view of it."""
    connect(folder / "catalogue.db")
    from pipeline.adapters.catalogue.store import DjangoCatalogue
    from tests.calls import POLICY

    def of_the_shipped_policy(facts: LifeFacts) -> Mapping[PurposeName, Window]:
        return windows(facts, POLICY.schedule)

    clock = clock or ticking(RECORDED)
    catalogue = DjangoCatalogue(clock, of_the_shipped_policy, keyed(b"a key for tests"))
    return Keeping(catalogue, local_vault(folder), local_ledger(folder, clock))
