"""Settings that would weaken a promise without saying so."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.errors import BadConfig
from pipeline.model import CARD_DATA, Finding, ProfileName
from pipeline.periods import parse_limit
from pipeline.settings.files import DEFAULTS
from pipeline.settings.policy import load_policy
from pipeline.timeline import Span
from pipeline.wiring import Site

SOURCE = '[[source]]\nname = "pbx"\nfolder = "{folder}"\n'


def a_site(folder: Path, *, data: str, drop: str, keys: str = "") -> Site:
    config = folder / "config"
    config.mkdir()
    (config / "site.toml").write_text(f'data = "{data}"\n{keys}\n')
    (config / "intake.toml").write_text(SOURCE.format(folder=drop))
    return Site(config)


@pytest.mark.parametrize(
    ("data", "drop", "keys"),
    [
        ("../drop/data", "../drop", ""),
        ("../data", "../data/drop", ""),
        ("../data", "..", ""),
        ("../data", "../drop", '[keys]\nmaster = "../drop/master.key"'),
        ("../data", "../drop", '[keys]\nsigning = "../drop/ledger.key"'),
    ],
    ids=["data in it", "in data", "configuration in it", "master key in it", "signing key in it"],
)
def test_a_drop_folder_holds_nothing_of_ours(
    tmp_path: Path, data: str, drop: str, keys: str
) -> None:
    with pytest.raises(BadConfig, match="one in the other"):
        _ = a_site(tmp_path, data=data, drop=drop, keys=keys).intake


def test_a_drop_folder_beside_the_data_is_fine(tmp_path: Path) -> None:
    assert len(a_site(tmp_path, data="../data", drop="../drop").intake.sources) == 1


@pytest.mark.parametrize("limit", ["8 days", "169 hours", "9999 days"])
def test_an_original_cannot_be_kept_for_longer_than_a_bad_week(limit: str) -> None:
    with pytest.raises(ValueError, match="longer than 7 days"):
        parse_limit(limit)


def changed_policy(folder: Path, file: str, old: str, new: str) -> Path:
    for name in ("purposes.toml", "retention.toml", "masking.toml"):
        shutil.copyfile(DEFAULTS / name, folder / name)
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new))
    return folder


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("masking.toml", "margin_ms = 250", "margin_ms = -1"),
        ("masking.toml", "margin_ms = 250", "margin = 250"),
        ("masking.toml", 'verify = "windows"', 'verify = "none"'),
        ("masking.toml", "unheard_share = 0.25", "unheard_share = nan"),
        ("masking.toml", "min_score = 0.3", "min_score = nan"),
        ("masking.toml", "level_db = -26.0", "level_db = -600.0"),
        ("purposes.toml", 'hears   = "quality"', 'hears   = "original"'),
        ("purposes.toml", "always  = true", "allways  = true"),
        ("purposes.toml", "weight   = 0.5", "weight   = nan"),
        ("retention.toml", 'keep    = "6 months"', 'keep    = "0 months"'),
        ("retention.toml", 'keep    = "6 months"', "keep    = -1"),
        ("retention.toml", 'then    = "anonymise"', 'than    = "anonymise"'),
        ("retention.toml", 'purpose = "training_quality"', 'purpose = "training"'),
    ],
    ids=lambda value: value if "=" in value else "",
)
def test_what_makes_no_sense_is_an_error(tmp_path: Path, file: str, old: str, new: str) -> None:
    with pytest.raises(BadConfig):
        load_policy(changed_policy(tmp_path, file, old, new))


def test_no_score_lets_card_data_through(tmp_path: Path) -> None:
    config = changed_policy(tmp_path, "masking.toml", "min_score = 0.3", "min_score = 1.0")
    quality = load_policy(config).profile(ProfileName("quality"))
    for entity in CARD_DATA:
        assert quality.masks(Finding(entity, 0, Span(0, 1), 0.0, "anything"))
