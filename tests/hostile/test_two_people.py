"""A hold is released by two people, not by one who types differently."""

from __future__ import annotations

import pytest

from pipeline.errors import Refused
from workers.commands.hold import release


@pytest.mark.parametrize("second", ["Ada", " ada ", "a da", "", "  "])
def test_one_person_is_not_two(second: str) -> None:
    with pytest.raises(Refused, match="two people"):
        release.main(["h1", "--by", "ada", "--with", second], standalone_mode=False)
