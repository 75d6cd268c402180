from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.adapters.taken import WORTH_FORGETTING, Taken
from pipeline.model import RecordingId
from pipeline.settling import Seen

ONE, OTHER = Seen("07700900123.wav", 1, 2, 3), Seen("b.wav", 1, 2, 3)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "intake" / "pbx.taken"


def test_what_was_taken_is_known_after_a_restart(place: Path) -> None:
    Taken(place).add([ONE])
    assert Taken(place).among([ONE, OTHER]) == [ONE]


def test_another_process_knows_at_once(place: Path) -> None:
    one, other = Taken(place), Taken(place)
    assert other.among([ONE]) == []
    one.add([ONE])
    other.add([OTHER])
    assert one.among([ONE, OTHER]) == other.among([ONE, OTHER]) == [ONE, OTHER]


def test_a_file_that_came_anew_is_another_one(place: Path) -> None:
    Taken(place).add([ONE])
    assert Taken(place).among([Seen(ONE.path, ONE.size, ONE.modified, 4)]) == []


def test_all_files_of_a_recording_are_begun_together(place: Path) -> None:
    Taken(place).begin([ONE, OTHER], RecordingId("r"))
    assert Taken(place).begun([ONE, OTHER]) == "r"
    assert Taken(place).begun([ONE, Seen("c", 1, 2)]) is None


def test_no_name_is_written_down(place: Path) -> None:
    Taken(place).add([ONE])
    assert "07700900123" not in place.read_text()
    assert place.parent.stat().st_mode & 0o777 == 0o700


def test_a_line_torn_by_a_crash_harms_no_other(place: Path) -> None:
    memory = Taken(place)
    memory.add([ONE])
    with place.open("a") as file:
        file.write('\n{"taken": "0f')
    Taken(place).add([OTHER])
    assert Taken(place).among([ONE, OTHER]) == [ONE, OTHER]


def test_files_that_are_gone_are_forgotten_when_they_are_many(place: Path) -> None:
    memory = Taken(place)
    memory.add([Seen(f"{number}.wav", 1, 2, 3) for number in range(WORTH_FORGETTING)])
    memory.add([ONE])
    size = place.stat().st_size
    memory.forget_all_but([ONE])
    assert place.stat().st_size < size // 100
    assert Taken(place).among([ONE, Seen("1.wav", 1, 2, 3)]) == [ONE]
