"""Hushtape reads the drop folders of the sample calls as their manifest says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from pipeline.adapters.audio import SoundFiles
from pipeline.adapters.sidecars import read_sidecar
from pipeline.calldetails import Fields, Witnesses, call_detail, read_fields, read_name
from pipeline.errors import Rejected
from pipeline.intake import Source
from pipeline.model import CallDetail
from pipeline.settings.intake import load_intake
from tests.samples import HEARD, MANIFEST, SAMPLES, expected, names, one, script


@pytest.fixture(scope="module")
def sources() -> dict[str, Source]:
    """The drop folders as the demo reads them, by their names."""
    presets = SAMPLES.parent / "config" / "intake.toml"
    return {source.name: source for source in load_intake(SAMPLES, presets=presets).sources}


def told(sample: dict[str, Any], source: Source) -> CallDetail:
    """What the sample's name and sidecar say about its call."""
    path = str(sample["paths"][0]).removeprefix(f"drop/{sample['source']}/")
    beside: Fields = {}
    if sample["sidecar"]:
        sidecar = SAMPLES / sample["sidecar"]
        (row,) = read_sidecar(sidecar.read_bytes(), sidecar.suffix[1:])
        beside = read_fields(row, source.preset)
    return call_detail(
        source.name,
        source.preset,
        Witnesses(named=read_name(path, source.preset).fields, beside=beside),
        call_id="nobody told one",
        duration=1000,
        received=datetime(2026, 3, 31, 9, tzinfo=UTC),
    )


@pytest.mark.parametrize("sample", MANIFEST, ids=names)
def test_name_and_sidecar_tell_when_the_call_was(
    sample: dict[str, Any], sources: dict[str, Source]
) -> None:
    call = told(sample, sources[sample["source"]])
    assert (call.started is None) == sample["undated"]
    if call.started:
        assert call.started.at == script(sample)["started"]
        assert call.call_id != "nobody told one"


@pytest.mark.parametrize("sample", HEARD, ids=names)
def test_name_and_sidecar_tell_the_direction_and_the_parties(
    sample: dict[str, Any], sources: dict[str, Source]
) -> None:
    source = sources[sample["source"]]
    channels = expected(sample)["channels"]
    assert told(sample, source).direction == expected(sample)["direction"]
    assert channels == ([source.mono] if len(channels) == 1 else list(source.channels))


def opener(path: Path) -> Callable[[], BinaryIO]:
    return lambda: path.open("rb")


@pytest.mark.parametrize("sample", HEARD, ids=names)
def test_our_reader_reads_a_sample_to_its_end(sample: dict[str, Any]) -> None:
    for path in sample["paths"]:
        probe = SoundFiles().probe(opener(SAMPLES / path), sample["name"])
        assert abs(probe.duration - expected(sample)["duration_ms"]) <= 200


@pytest.mark.parametrize("name", ["truncated", "not-audio", "zero-seconds"])
def test_our_reader_rejects_a_broken_sample_for_the_reason_given(name: str) -> None:
    (state,) = (sample["state"] for sample in MANIFEST if sample["name"] == name)
    with pytest.raises(Rejected) as rejected:
        SoundFiles().probe(opener(one(name)), name)
    assert state == f"rejected:{type(rejected.value).__name__}"
