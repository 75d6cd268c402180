from __future__ import annotations

from pathlib import Path

import pytest

from tests.review.desk import Desk, a_desk


@pytest.fixture
def desk(tmp_path: Path, empty_catalogue: Path | str) -> Desk:
    """A desk of this test's own, over a real catalogue, vault and ledger."""
    return a_desk(tmp_path, empty_catalogue)
