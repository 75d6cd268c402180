from __future__ import annotations

import pytest

from pipeline.dropnames import is_temporary, lists_of_calls, sidecar_names

TEMPLATES = ("{stem}_metadata.json", "{name}.xml", "{pair}.json", "calls.csv")


@pytest.mark.parametrize(
    ("name", "temporary"),
    [("a.wav.tmp", True), (".a.wav", True), ("a.wav~", True), ("a.PART", True), ("a.wav", False)],
)
def test_names_of_work_in_progress_are_known(name: str, temporary: bool) -> None:
    assert is_temporary(name) is temporary


def test_sidecars_are_named_after_the_recording_in_the_order_of_the_templates() -> None:
    assert sidecar_names(TEMPLATES, "a-in.wav", "d/a.wav") == (
        "a-in_metadata.json",
        "a-in.wav.xml",
        "a.json",
        "calls.csv",
    )


def test_a_recording_that_is_no_leg_shares_no_sidecar_with_one() -> None:
    assert "{pair}" not in str(sidecar_names(TEMPLATES, "a.wav", None))
    assert len(sidecar_names(TEMPLATES, "a.wav", None)) == 3


def test_braces_in_a_name_are_only_braces() -> None:
    assert sidecar_names(("{stem}.json",), "{name}.wav", None) == ("{name}.json",)


def test_a_template_without_a_place_for_a_name_is_a_list_of_calls() -> None:
    assert lists_of_calls(TEMPLATES) == {"calls.csv"}
