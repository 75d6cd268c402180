from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.adapters.dropfolder import DEPTH, DropFolder
from pipeline.drops import NotNow, Source, Then
from pipeline.errors import Rejected, Unavailable, UnreadableFile, UnreadableSidecar
from pipeline.model import RecordingId
from pipeline.presets import Preset
from pipeline.settling import Seen, Wait
from tests.intake_site import NOW

UTC = ZoneInfo("UTC")
NOBODY = 65534


@pytest.fixture
def source(tmp_path: Path) -> Source:
    (tmp_path / "drop").mkdir()
    return Source("pbx", tmp_path / "drop", Preset("x", UTC, UTC))


@pytest.fixture
def drop(source: Source, tmp_path: Path) -> DropFolder:
    return DropFolder(source, tmp_path / "data")


@pytest.fixture
def closed(source: Source) -> Iterator[DropFolder]:
    """A drop folder, seen by somebody to whom not every file is readable: not by root."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        folder.chmod(0o755)
        (folder / "closed").mkdir()
        (folder / "a.wav").touch()
        (folder / "07700900123.wav").touch(mode=0o000)
        (folder / "closed").chmod(0)
        me = os.geteuid()
        if me == 0:
            os.seteuid(NOBODY)
        try:
            yield DropFolder(replace(source, folder=folder), folder / "data")
        finally:
            os.seteuid(me)
            (folder / "closed").chmod(0o700)


def only(drop: DropFolder) -> Seen:
    [seen] = drop.look()
    return seen


@pytest.mark.parametrize(
    "name",
    [
        "20250327T09:25_UTC.wav",
        "+447700900123 ~ [Hollins, Peter](1).wav",
        "{stem}*?.wav",
        os.fsdecode(b"latin-\xe9.wav"),
        "line\nbreak.wav",
        "x" * 240 + ".wav",
    ],
)
def test_strange_names_are_read_and_removed_like_any_other(
    drop: DropFolder, source: Source, name: str
) -> None:
    (source.folder / name).write_bytes(b"abc")
    seen = only(drop)
    with drop.claim([seen]) as [open_], open_() as stream:
        assert stream.read() == b"abc"
    drop.finish([seen])
    assert drop.look() == []


@pytest.mark.parametrize("name", [".a.wav", "a.wav.tmp", "a.part", "~a.wav", "a.wav~", "d.tmp/a"])
def test_temporary_names_are_not_there(drop: DropFolder, source: Source, name: str) -> None:
    (source.folder / name).parent.mkdir(exist_ok=True)
    (source.folder / name).touch()
    assert drop.look() == []


def test_files_of_dated_folders_are_named_from_the_drop_folder_on(
    drop: DropFolder, source: Source
) -> None:
    (source.folder / "2025/03").mkdir(parents=True)
    (source.folder / "2025/03/a.wav").touch()
    assert only(drop).path == "2025/03/a.wav"


def test_links_are_left_alone_and_told(drop: DropFolder, source: Source, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (source.folder / "a.wav").symlink_to(tmp_path / "secret")
    seen = only(drop)
    assert seen.obstacle is Wait.LINK
    with pytest.raises(NotNow) as refused, drop.claim([replace(seen, obstacle=None)]):
        pass
    assert refused.value.wait is Wait.LINK


def test_linked_folders_are_not_entered(drop: DropFolder, source: Source, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.wav").touch()
    (source.folder / "d").symlink_to(tmp_path / "elsewhere")
    assert [(seen.path, seen.obstacle) for seen in drop.look()] == [("d", Wait.LINK)]


def test_a_tree_without_end_has_one(drop: DropFolder, source: Source) -> None:
    (source.folder / "/".join(["d"] * (DEPTH + 5))).mkdir(parents=True)
    assert only(drop).obstacle is Wait.DEPTH


def test_pipes_are_not_files(drop: DropFolder, source: Source) -> None:
    os.mkfifo(source.folder / "a.wav")
    assert drop.look() == []


def test_a_folder_that_is_not_there_is_down_and_not_empty(drop: DropFolder, source: Source) -> None:
    source.folder.rmdir()
    with pytest.raises(Unavailable, match="pbx"):
        drop.look()


def test_a_folder_that_may_not_be_read_is_told_and_the_others_are_read(
    closed: DropFolder,
) -> None:
    told = {seen.path: seen.obstacle for seen in closed.look()}
    assert told == {"closed": Wait.CLOSED, "a.wav": None, "07700900123.wav": None}


def test_a_file_that_may_not_be_read_is_said_to_be_so_without_its_name(closed: DropFolder) -> None:
    [secret] = [seen for seen in closed.look() if seen.path == "07700900123.wav"]
    with pytest.raises(UnreadableFile) as refused, closed.claim([secret]):
        pass
    assert "07700" not in str(refused.value)
    with pytest.raises(UnreadableSidecar):
        closed.read(secret)


def test_what_one_process_has_claimed_another_one_leaves(source: Source, tmp_path: Path) -> None:
    (source.folder / "a.wav").touch()
    one, other = (DropFolder(source, tmp_path / data) for data in ("data", "elsewhere"))
    seen = only(one)
    with one.claim([seen]):
        with pytest.raises(NotNow) as refused, other.claim([seen]):
            pass
        assert refused.value.wait is Wait.CLAIMED
    with other.claim([seen]):
        pass


def test_what_changed_since_it_was_seen_is_neither_opened_nor_removed(
    drop: DropFolder, source: Source
) -> None:
    place = source.folder / "a.wav"
    place.write_bytes(b"one")
    seen = only(drop)
    with drop.claim([seen]) as [open_]:
        place.unlink()
        place.write_bytes(b"two")
        with pytest.raises(NotNow):
            open_()
    drop.finish([seen])
    drop.reject([seen], Rejected("no"), as_=RecordingId("0"), now=NOW)
    assert place.read_bytes() == b"two"


def test_what_is_gone_is_simply_gone(drop: DropFolder, source: Source) -> None:
    (source.folder / "a.wav").touch()
    seen = only(drop)
    (source.folder / "a.wav").unlink()
    with pytest.raises(NotNow) as gone, drop.claim([seen]):
        pass
    assert gone.value.wait is None
    drop.finish([seen])


def test_a_sidecar_without_end_is_not_read(drop: DropFolder, source: Source) -> None:
    with (source.folder / "a.json").open("wb") as large:
        large.truncate(17 * 1024 * 1024)
    with pytest.raises(UnreadableSidecar):
        drop.read(only(drop))


def test_finished_files_move_to_another_device(source: Source, tmp_path: Path) -> None:
    shm = Path("/dev/shm")  # noqa: S108  any second file system will do
    if not shm.exists() or shm.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("needs a second file system to write to")
    place = shm / f"hushtape-test-{os.getpid()}"
    source = replace(source, then=Then.MOVE, move_to=place)
    drop = DropFolder(source, tmp_path / "data")
    (source.folder / "a.wav").write_bytes(b"abc")
    written = (source.folder / "a.wav").stat().st_mtime_ns
    try:
        drop.finish([only(drop)])
        assert drop.look() == []
        assert (place / "a.wav").read_bytes() == b"abc"
        assert (place / "a.wav").stat().st_mtime_ns == written
    finally:
        for left in place.iterdir():
            left.unlink()
        place.rmdir()


def test_a_look_at_ten_thousand_files_is_cheap(drop: DropFolder, source: Source) -> None:
    for number in range(10_000):
        (source.folder / f"{number}.wav").touch()
    started = time.process_time()
    assert len(drop.look()) == 10_000
    assert time.process_time() - started < 2
