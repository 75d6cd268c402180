"""The sample calls come in as their manifest says, through the real reader."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pipeline.adapters.audio import SoundFiles
from pipeline.adapters.dropfolder import DropFolder
from pipeline.adapters.rejected import RejectedArea
from pipeline.adapters.scratch import scratch
from pipeline.model import Direction, Recording
from pipeline.scanning import Lane, scan_once
from pipeline.settings.intake import load_intake
from tests.doubles import RecordingRegister
from tests.intake_site import NOW, PRESETS, IntakeSite

SAMPLES = Path(__file__).parents[2] / "sample_audio"
SETTLED = 100_000


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> IntakeSite:
    return IntakeSite(tmp_path_factory.mktemp("samples"))


@pytest.fixture(scope="module")
def manifest() -> list[dict[str, Any]]:
    samples: list[dict[str, Any]] = json.loads((SAMPLES / "manifest.json").read_text())["samples"]
    return samples


@pytest.fixture(scope="module")
def came_in(site: IntakeSite) -> Mapping[str, list[Recording]]:
    """All samples dropped and taken in; the recordings of each source."""
    config = site.folder / "samples"
    config.mkdir()
    shutil.copyfile(SAMPLES / "intake.toml", config / "intake.toml")
    shutil.copytree(SAMPLES / "drop", site.drop, dirs_exist_ok=True)
    policy = load_intake(config, presets=PRESETS)
    register = RecordingRegister(site.folder / "register.json")
    tools = replace(
        site.tools,
        reader=SoundFiles(),
        register=register,
        scratch=partial(scratch, site.folder / "scratch"),
    )
    for source in policy.sources:
        lane = Lane(source, DropFolder(source, site.data), tools, policy)
        for ticks in (0, SETTLED):
            scan_once(lane, now=lambda: NOW.replace(year=2026), ticks=ticks)
    return register.by_source


def test_the_drop_folders_are_empty_afterwards(
    site: IntakeSite, came_in: Mapping[str, list[Recording]]
) -> None:
    assert came_in
    assert site.left() == []


def test_each_source_gives_the_recordings_of_the_manifest(
    manifest: list[dict[str, Any]], came_in: Mapping[str, list[Recording]]
) -> None:
    expected = Counter(sample["source"] for sample in manifest if sample["state"] == "released")
    assert Counter({name: len(found) for name, found in came_in.items()}) == expected


def test_what_is_no_call_is_rejected_for_the_reason_in_the_manifest(
    site: IntakeSite, manifest: list[dict[str, Any]], came_in: Mapping[str, list[Recording]]
) -> None:
    assert came_in
    rejected = {
        f"drop/{entry.source}/{entry.paths[0]}": f"rejected:{entry.error}"
        for entry in RejectedArea(site.data / "rejected").entries()
    }
    assert rejected == {
        sample["paths"][0]: sample["state"]
        for sample in manifest
        if sample["state"].startswith("rejected")
    }


def test_the_duplicate_is_recognised(
    site: IntakeSite, came_in: Mapping[str, list[Recording]]
) -> None:
    assert came_in
    assert [entry.details["source"] for entry in site.acts("duplicate")] == ["miarec"]


def test_only_the_call_that_nobody_dates_is_undated(
    manifest: list[dict[str, Any]], came_in: Mapping[str, list[Recording]]
) -> None:
    undated = {name for name, found in came_in.items() for one in found if one.call.ended is None}
    assert undated == {sample["source"] for sample in manifest if sample["undated"]}


def test_the_parties_are_where_the_samples_put_them(
    manifest: list[dict[str, Any]], came_in: Mapping[str, list[Recording]]
) -> None:
    expected: dict[str, list[list[str]]] = {}
    for sample in manifest:
        if sample["state"] == "released":
            said = json.loads((SAMPLES / sample["expected"]).read_text())
            expected.setdefault(sample["source"], []).append(said["channels"])
    found = {name: [list(map(str, one.channels)) for one in all_] for name, all_ in came_in.items()}
    assert {name: sorted(all_) for name, all_ in found.items()} == {
        name: sorted(all_) for name, all_ in expected.items()
    }


def test_directions_numbers_and_queues_are_understood(
    came_in: Mapping[str, list[Recording]],
) -> None:
    told = [name for name in came_in if name not in {"generic", "3cx"}]
    for name in told:
        for recording in came_in[name]:
            call = recording.call
            assert call.direction in {Direction.INBOUND, Direction.OUTBOUND}, name
            assert call.ani, name
            assert call.dnis, name
            assert call.queue, name
