"""What the tables of docs/ name as a test is one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
DOCS = TESTS.parent / "docs"
NAMED = re.compile(r"`([\w/]+\.py)?::(test_\w+)`")


@pytest.mark.parametrize(("page", "folder"), [("threats.md", "review"), ("hazards.md", "pipeline")])
def test_every_test_that_a_table_names_exists(page: str, folder: str) -> None:
    """A name without a file is in the file named before it on its line."""
    missing = []
    for line in (DOCS / page).read_text("utf-8").splitlines():
        file = ""
        for named, test in NAMED.findall(line):
            file = named or file
            places = [TESTS / folder / file, TESTS / file]
            source = next((p.read_text("utf-8") for p in places if p.is_file()), "")
            if not re.search(rf"^(async )?def {test}\(", source, re.MULTILINE):
                missing.append(f"{file}::{test}")
    assert missing == []


@pytest.mark.parametrize("page", ["threats.md", "hazards.md"])
def test_every_line_of_a_table_has_a_test_or_says_why_not(page: str) -> None:
    table = (DOCS / page).read_text("utf-8").partition("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in table.splitlines()
        if line.startswith("| ") and not line.startswith("| **")
    ][1:]
    assert len(rows) > 10
    assert [row[0] for row in rows if not NAMED.search(row[-1]) and row[-1] != "by design"] == []
