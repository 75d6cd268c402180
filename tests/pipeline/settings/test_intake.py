from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.drops import Source, Then
from pipeline.errors import BadConfig
from pipeline.intake import IntakePolicy
from pipeline.model import Direction, Party
from pipeline.settings.intake import load_intake
from tests.intake_site import PRESETS


def loaded(folder: Path, text: str) -> IntakePolicy:
    (folder / "intake.toml").write_text(text)
    return load_intake(folder, presets=PRESETS)


def source(folder: Path, more: str = "") -> Source:
    [only] = loaded(folder, f'[[source]]\nname = "pbx"\nfolder = "drop"\n{more}').sources
    return only


def test_the_shipped_file_is_read_and_watches_nothing_yet() -> None:
    assert load_intake(PRESETS.parent).sources == ()


def test_the_example_in_the_shipped_file_shows_the_defaults(tmp_path: Path) -> None:
    """All of it switched on is the same as its first four lines."""
    lines = iter(PRESETS.read_text().splitlines())
    example = ["[[source]]"]
    for line in lines:
        if line == "# [[source]]":
            break
    for line in lines:
        bare = line.removeprefix("#").strip()
        if bare:
            example.append(bare)
        if bare.startswith("scan_seconds"):
            break
    assert len(example) > 15
    assert loaded(tmp_path, "\n".join(example)) == loaded(tmp_path, "\n".join(example[:5]))


def test_folders_are_below_the_configurations_folder(tmp_path: Path) -> None:
    assert source(tmp_path).folder == tmp_path / "drop"


def test_times_are_whole_milliseconds(tmp_path: Path) -> None:
    assert source(tmp_path, "settle_seconds = 0.25\nscan_seconds = 2").rules.settle == 250
    assert loaded(tmp_path, "max_hours = 0.5").longest == 1_800_000


def test_a_presets_zone_wins_over_the_sources_and_the_sources_own_word_over_both(
    tmp_path: Path,
) -> None:
    zone = 'preset = "twilio"\nzone = "Europe/London"\n'
    assert source(tmp_path, zone).preset.name_zone == ZoneInfo("UTC")
    own = source(tmp_path, f'{zone}sidecar_zone = "Asia/Kolkata"').preset
    assert own.sidecar_zone == ZoneInfo("Asia/Kolkata")
    assert own.name_zone == ZoneInfo("UTC")


def test_a_source_adds_to_its_preset_and_wins(tmp_path: Path) -> None:
    more = (
        'preset = "freepbx"\nchannels = ["customer", "agent"]\n'
        '[source.directions]\nIN = "outbound"\n'
        '[source.fields]\ncampaign = ["Kampagne"]\n'
    )
    found = source(tmp_path, more)
    assert found.preset.directions["in"] is Direction.OUTBOUND
    assert found.preset.directions["force"] is None
    assert found.preset.fields["campaign"] == ("Kampagne",)
    assert found.preset.fields["ani"] == ("src", "cnum")
    assert found.channels == (Party.CUSTOMER, Party.AGENT)


def test_moving_needs_a_place(tmp_path: Path) -> None:
    found = source(tmp_path, 'then = "move"\nmove_to = "done"')
    assert (found.then, found.move_to) == (Then.MOVE, tmp_path / "done")


TWO = '[[source]]\nname = "a"\nfolder = "{}"\n[[source]]\nname = "{}"\nfolder = "{}"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[source]]\nname = "p"\nfolder = "d"\npreset = "pabx"', "no preset pabx"),
        ('[[source]]\nname = "p"\nfolder = "d"\nzone = "Europe/Londres"', "no time zone"),
        ('[[source]]\nname = "p"\nfolder = "d"\nsettle = 5', "settle"),
        ('[[source]]\nname = "P 1"\nfolder = "d"', "name"),
        ('[[source]]\nname = "p"\nfolder = "d"\nthen = "move"', "go together"),
        ('[[source]]\nname = "p"\nfolder = "d"\nmove_to = "e"', "go together"),
        ('[[source]]\nname = "p"\nfolder = "d"\nthen = "move"\nmove_to = "d/e"', "in a drop"),
        ('[[source]]\nname = "p"\nfolder = "d"\nnames = [\'(\']', "names"),
        ('[[source]]\nname = "p"\nfolder = "d"\nnames = [\'(?P<tel>1)\']', "unknown group tel"),
        ('[[source]]\nname = "p"\nfolder = "d"\nsidecars = ["{file}.json"]', "sidecars"),
        ('[[source]]\nname = "p"\nfolder = "d"\nsidecars = ["../{stem}.json"]', "sidecars"),
        ('[[source]]\nname = "p"\nfolder = "d"\nleg_order = ["agent", "agent"]', "leg_order"),
        ('[[source]]\nname = "p"\nfolder = "d"\n[source.fields]\ntel = ["x"]', "detail tel"),
        ("[preset.x]\nnames = ['(']", "preset x"),
        (TWO.format("d", "a", "e"), "same name"),
        (TWO.format("d", "b", "d"), "lies in that of another"),
        (TWO.format("d", "b", "d/e"), "lies in that of another"),
        ("max_hours = 0", "max_hours"),
        ("x =", "not TOML"),
    ],
)
def test_what_cannot_be_followed_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadConfig, match=said) as wrong:
        loaded(tmp_path, text)
    assert "intake.toml" in str(wrong.value)
