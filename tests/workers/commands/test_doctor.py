from __future__ import annotations

import re
from datetime import timedelta

import pytest

from pipeline.adapters.lookout import Lookout
from pipeline.errors import Exit
from pipeline.scanning import ScanStatus
from tests.workers.commands.conftest import CommandLine


def test_an_installation_that_works_is_told_so(hushtape: CommandLine) -> None:
    said = hushtape("doctor")
    assert said.code == 0
    assert "bad" not in said.out
    assert "ledger: " in said.out
    assert "2 released" in said.out


def test_without_a_configuration_it_says_once_how_to_get_one(nowhere: CommandLine) -> None:
    said = nowhere("doctor")
    assert said.code == Exit.FAILED
    assert said.out.count("site.toml does not exist") == 1
    assert said.out.count("hushtape init") >= 1


def test_a_missing_model_is_named_with_the_command_that_fetches_it(hushtape: CommandLine) -> None:
    change(hushtape, 'engine = "recorded"', 'engine = "faster-whisper"')
    change(hushtape, "said.json", "small.en")
    said = hushtape("doctor")
    assert said.code == Exit.FAILED
    assert "ModelMissing" in said.out
    assert "hushtape models fetch" in said.out


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("masking.toml", r"margin_ms = \d+", "margin_ms = 0", "a margin of 0 ms"),
        ("masking.toml", r"unheard_share = [\d.]+", "unheard_share = 1", "up to 100%"),
        (
            "masking.toml",
            r"release_basic = \w+",
            "release_basic = true # so",
            "released unseen",
        ),
        (
            "retention.toml",
            r'undated_latest *= *"[^"]*"',
            'undated_latest = "9 years"',
            "nothing dates",
        ),
    ],
)
def test_a_setting_that_few_would_want_is_pointed_out(
    hushtape: CommandLine, file: str, old: str, new: str, told: str
) -> None:
    path = hushtape.site.config / file
    before = path.read_text()
    path.write_text(re.sub(old, new, before))
    assert path.read_text() != before
    assert told in " ".join(hushtape("doctor").out.split())


def test_a_missing_drop_folder_is_named(hushtape: CommandLine) -> None:
    hushtape.site.drop.rmdir()
    said = hushtape("doctor")
    assert said.code == Exit.FAILED
    assert "drop folder pbx" in said.out


def test_it_tells_whether_somebody_looks_into_the_drop_folder(hushtape: CommandLine) -> None:
    assert "nobody has looked yet" in hushtape("doctor").out
    assert hushtape("intake", "--once").code == 0
    assert "drop folder pbx: 0 files wait" in hushtape("doctor").out


def test_a_drop_folder_that_nobody_looks_into_any_more_is_told(hushtape: CommandLine) -> None:
    site = hushtape.site.open()
    hour_ago = site.clock() - timedelta(hours=1)
    Lookout(site.settings.lookout).note(ScanStatus("pbx", hour_ago))
    said = hushtape("doctor")
    assert "drop folder pbx: last look" in said.out
    assert "hushtape run" in said.out


def test_what_is_down_at_a_drop_folder_is_told(hushtape: CommandLine) -> None:
    site = hushtape.site.open()
    down = ScanStatus("pbx", site.clock(), trouble="the catalogue does not answer")
    Lookout(site.settings.lookout).note(down)
    assert "the catalogue does not answer" in hushtape("doctor").out


def test_a_key_that_others_may_read_is_told_with_the_cure(hushtape: CommandLine) -> None:
    key = hushtape.site.folder / "data" / "keys" / "master.key"
    key.chmod(0o644)
    said = hushtape("doctor")
    assert said.code == Exit.FAILED
    assert f"chmod 600 {key}" in said.out


def test_a_lost_key_is_told_with_what_to_put_back(hushtape: CommandLine) -> None:
    (hushtape.site.folder / "data" / "keys" / "master.key").unlink()
    said = hushtape("doctor")
    assert said.code == Exit.FAILED
    assert "Put back the one this site was set up with" in said.out


def test_a_machine_reads_each_finding_from_a_line(hushtape: CommandLine) -> None:
    rows = hushtape("doctor", "--json").rows
    assert {"health", "what", "hint"} == set(rows[0])
    assert {row["health"] for row in rows} <= {"ok", "look", "bad"}


def change(line: CommandLine, old: str, new: str) -> None:
    toml = line.site.config / "site.toml"
    text = toml.read_text()
    assert old in text
    toml.write_text(text.replace(old, new))


def test_the_desk_is_told_with_its_address_and_how_to_get_in(hushtape: CommandLine) -> None:
    said = hushtape("doctor")
    assert "review desk: http://127.0.0.1:" in said.out
    assert "hushtape review account" in said.out


def test_reviewers_whom_no_purpose_lets_hear_anything_are_pointed_out(
    hushtape: CommandLine,
) -> None:
    path = hushtape.site.config / "purposes.toml"
    path.write_text(path.read_text().replace('readers = ["quality"]', 'readers = ["others"]'))
    assert "no reviewer and no lead of the desk reads a purpose" in hushtape("doctor").out


def test_a_missing_key_of_the_desk_is_named(hushtape: CommandLine) -> None:
    (hushtape.site.config.parent / "data/keys/desk.key").unlink()
    said = hushtape("doctor")
    assert said.code == Exit.FAILED
    assert "the key of the review desk" in said.out
