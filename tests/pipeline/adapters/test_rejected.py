from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.adapters.rejected import RejectedArea
from pipeline.errors import BadConfig, NoSuch, Truncated
from tests.intake_site import NOW

PATH = "2025/in-07700900123.wav"


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    (tmp_path / "drop" / "2025").mkdir(parents=True)
    return tmp_path / "drop"


@pytest.fixture
def area(tmp_path: Path, drop: Path) -> RejectedArea:
    """An area with one rejection, r1, of a recording and its sidecar."""
    area = RejectedArea(tmp_path / "rejected")
    put(area, drop, "r1")
    return area


def put(area: RejectedArea, drop: Path, as_: str) -> None:
    sidecar = PATH.replace(".wav", ".json")
    (drop / PATH).write_bytes(b"sound")
    (drop / sidecar).write_bytes(b"{}")
    area.put("pbx", drop, [PATH, sidecar], Truncated("r1 stops"), as_=as_, now=NOW)


def test_a_rejection_says_why_and_what_to_do(area: RejectedArea, tmp_path: Path) -> None:
    reason = json.loads((tmp_path / "rejected/r1/reason.json").read_text())
    assert reason == {
        "type": "Truncated",
        "message": "r1 stops",
        "hint": Truncated.hint,
        "source": "pbx",
        "files": {"0.wav": PATH, "1.json": PATH.replace(".wav", ".json")},
        "when": NOW.isoformat(),
    }
    [rejected] = area.entries()
    assert (rejected.id, rejected.error, rejected.when) == ("r1", "Truncated", NOW)


def test_only_the_reason_holds_the_names_and_only_the_owner_may_look(
    area: RejectedArea, tmp_path: Path
) -> None:
    folder = tmp_path / "rejected"
    assert sorted(path.name for path in (folder / "r1").iterdir()) == [
        "0.wav",
        "1.json",
        "reason.json",
    ]
    assert folder.stat().st_mode & 0o777 == (folder / "r1").stat().st_mode & 0o777 == 0o700
    assert (folder / "r1/reason.json").stat().st_mode & 0o777 == 0o600


def test_retry_puts_the_files_back_where_they_lay(
    area: RejectedArea, drop: Path, tmp_path: Path
) -> None:
    assert area.retry("r1", {"pbx": drop}) == 1
    assert (drop / PATH).read_bytes() == b"sound"
    assert (drop / PATH).with_suffix(".json").exists()
    assert list((tmp_path / "rejected").iterdir()) == []


def test_retry_overwrites_nothing(area: RejectedArea, drop: Path) -> None:
    (drop / PATH).write_bytes(b"another call")
    area.retry("all", {"pbx": drop})
    assert (drop / PATH).read_bytes() == b"another call"
    assert (drop / "retry-r1" / PATH).read_bytes() == b"sound"


def test_all_means_all_and_none_is_no_error(area: RejectedArea, drop: Path) -> None:
    put(area, drop, "r2")
    assert area.retry("all", {"pbx": drop}) == 2
    assert area.retry("all", {"pbx": drop}) == 0


def test_what_is_not_there_cannot_be_retried(area: RejectedArea, drop: Path) -> None:
    with pytest.raises(NoSuch):
        area.retry("r9", {"pbx": drop})


def test_a_source_that_is_no_longer_configured_keeps_its_rejections(area: RejectedArea) -> None:
    with pytest.raises(BadConfig):
        area.retry("r1", {})
    assert len(list(area.entries())) == 1


def test_names_that_are_not_text_come_back_as_they_were(area: RejectedArea, drop: Path) -> None:
    name = b"caf\xe9.wav"
    (drop / os.fsdecode(name)).touch()
    area.put("pbx", drop, [os.fsdecode(name)], Truncated("x"), as_="r2", now=NOW)
    area.retry("r2", {"pbx": drop})
    assert os.fsdecode(name) in {path.name for path in drop.iterdir()}


def test_a_rejection_that_a_crash_left_without_files_is_cleared_away(
    area: RejectedArea, tmp_path: Path
) -> None:
    for name in ("0.wav", "1.json"):
        (tmp_path / "rejected/r1" / name).unlink()
    assert list(area.entries()) == []
    assert not (tmp_path / "rejected/r1").exists()


def test_what_is_removed_is_certified_when_its_files_are_gone(
    area: RejectedArea, tmp_path: Path
) -> None:
    left: list[str] = []
    area.remove("r1", lambda: left.extend(p.name for p in (tmp_path / "rejected/r1").iterdir()))
    assert left == ["expired"]
    assert list((tmp_path / "rejected").iterdir()) == []


def test_only_what_lies_there_too_long_is_old(area: RejectedArea) -> None:
    assert area.older(NOW) == ()
    assert area.older(NOW + timedelta(seconds=1)) == ("r1",)


def test_what_is_half_removed_is_neither_listed_nor_put_back_but_removed(
    area: RejectedArea, drop: Path
) -> None:
    def killed() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        area.remove("r1", killed)
    assert list(area.entries()) == []
    area.retry("all", {"pbx": drop})
    assert not (drop / PATH).exists()
    assert area.older(NOW) == ("r1",)
