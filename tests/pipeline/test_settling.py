from __future__ import annotations

import struct
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.calldetails import Leg, Named
from pipeline.model import Party
from pipeline.settling import (
    Delivery,
    Plan,
    Rules,
    Seen,
    Wait,
    Watched,
    plan,
    still_written,
    watched,
)

RULES = Rules(
    settle=5_000,
    sidecars=("{stem}.json", "{name}.json", "{pair}.json", "calls.csv"),
    sidecar_within=60_000,
    pair_within=30_000,
    orphan_within=100_000,
)


def seen(path: str, *, size: int = 10, modified: int = 0) -> Seen:
    return Seen(path, size, modified)


def named(path: str) -> Named:
    for word in ("-in.", "-out."):
        if word in path:
            return Named({"leg": word[1:-1]}, path.replace(word, "."))
    return Named({}, None)


def leg(file: Seen, sidecar: Seen | None) -> Leg | None:
    told = named(file.path)
    if told.pair is None:
        return None
    party = Party.CUSTOMER if told.fields["leg"] == "in" else Party.AGENT
    return Leg(told.pair, party)


def planned(*paths: str, after: int, rules: Rules = RULES) -> Plan:
    """The plan for files that came together at 0 and did not change since."""
    there = watched({}, [seen(path) for path in paths], ticks=0)
    return plan(there, rules, ticks=after, name_of=named, leg_of=leg)


def names(deliveries: tuple[Delivery, ...]) -> list[list[str]]:
    return [[file.path for file in delivery.files] for delivery in deliveries]


def waits(result: Plan) -> dict[str, Wait]:
    return {file.path: wait for file, wait in result.waiting}


def test_a_file_is_taken_when_it_has_not_changed_for_long_enough() -> None:
    rules = replace(RULES, sidecars=())
    assert waits(planned("a.wav", after=4_999, rules=rules)) == {"a.wav": Wait.SETTLING}
    assert names(planned("a.wav", after=5_000, rules=rules).ready) == [["a.wav"]]


def test_a_file_that_grew_starts_to_settle_anew() -> None:
    there = watched({}, [seen("a.wav", size=10)], ticks=0)
    there = watched(there, [seen("a.wav", size=11)], ticks=4_000)
    assert there["a.wav"].since == 4_000
    there = watched(there, [seen("a.wav", size=11)], ticks=8_000)
    assert there["a.wav"].since == 4_000


def test_a_recording_waits_for_its_sidecar_and_goes_without_it_at_last() -> None:
    assert waits(planned("d/a.wav", after=59_999)) == {"d/a.wav": Wait.SIDECAR}
    assert names(planned("d/a.wav", after=60_000).ready) == [["d/a.wav"]]


def test_a_recording_takes_its_own_sidecar_with_it() -> None:
    result = planned("d/a.wav", "d/a.json", "e/a.json", after=5_000)
    assert names(result.ready) == [["d/a.wav", "d/a.json"]]
    assert waits(result) == {"e/a.json": Wait.RECORDING}


def test_a_sidecar_that_is_still_written_is_waited_for() -> None:
    there = {
        "a.wav": Watched(seen("a.wav"), 0),
        "a.json": Watched(seen("a.json"), 9_000),
    }
    result = plan(there, RULES, ticks=10_000, name_of=named, leg_of=leg)
    assert waits(result) == {"a.wav": Wait.SIDECAR}


def test_a_sidecar_whose_recording_never_comes_is_told_apart() -> None:
    assert waits(planned("a.json", after=99_999)) == {"a.json": Wait.RECORDING}
    assert [file.path for file in planned("a.json", after=100_000).orphans] == ["a.json"]


def test_a_list_of_calls_is_used_and_stays() -> None:
    result = planned("d/a.wav", "d/calls.csv", after=5_000)
    assert names(result.ready) == [["d/a.wav"]]
    assert result.ready[0].pieces[0].sidecar == seen("d/calls.csv")
    assert planned("d/calls.csv", after=10**9) == Plan((), (), ())


def test_two_recordings_of_one_sidecar_remove_it_with_the_second() -> None:
    result = planned("a.mp3", "a.wav", "a.json", after=5_000)
    assert names(result.ready) == [["a.mp3"], ["a.wav", "a.json"]]


def test_a_sidecar_stays_as_long_as_somebody_waits_who_needs_it() -> None:
    there = {
        "a.wav": Watched(seen("a.wav"), 0),
        "a.json": Watched(seen("a.json"), 0),
        "a.mp3": Watched(seen("a.mp3"), 9_000),
    }
    result = plan(there, RULES, ticks=10_000, name_of=named, leg_of=leg)
    assert names(result.ready) == [["a.wav"]]


@pytest.mark.parametrize("marker", ["a.wav.done", "a.done"])
def test_a_marker_ends_all_waiting(marker: str) -> None:
    result = planned("a.wav", marker, after=0)
    assert names(result.ready) == [["a.wav", marker]]


def test_a_required_marker_is_waited_for_without_end() -> None:
    rules = replace(RULES, marker="required")
    assert waits(planned("a.wav", after=10**9, rules=rules)) == {"a.wav": Wait.MARKER}


def test_an_ignored_marker_hastens_nothing() -> None:
    rules = replace(RULES, marker="ignored")
    assert waits(planned("a.wav", "a.wav.done", after=0, rules=rules))["a.wav"] is Wait.SETTLING


def test_two_legs_are_one_delivery_with_the_agent_first() -> None:
    result = planned("a-in.wav", "a-out.wav", "a.json", after=5_000)
    assert names(result.ready) == [["a-out.wav", "a-in.wav", "a.json"]]


def test_a_leg_waits_for_the_other_and_comes_alone_at_last() -> None:
    rules = replace(RULES, sidecars=())
    assert waits(planned("a-in.wav", after=29_999, rules=rules)) == {"a-in.wav": Wait.OTHER_LEG}
    assert names(planned("a-in.wav", after=30_000, rules=rules).ready) == [["a-in.wav"]]


def test_legs_of_two_calls_are_not_mixed() -> None:
    rules = replace(RULES, sidecars=())
    result = planned("a-in.wav", "b-in.wav", "b-out.wav", "a-out.wav", after=5_000, rules=rules)
    assert names(result.ready) == [["a-out.wav", "a-in.wav"], ["b-out.wav", "b-in.wav"]]


def test_the_oldest_is_taken_first() -> None:
    there = watched({}, [seen("b.wav", modified=1), seen("a.wav", modified=2)], ticks=0)
    result = plan(there, replace(RULES, sidecars=()), ticks=10**6, name_of=named, leg_of=leg)
    assert names(result.ready) == [["b.wav"], ["a.wav"]]


def test_a_name_with_braces_is_only_a_name() -> None:
    result = planned("{stem}.wav", "{stem}.json", after=5_000)
    assert names(result.ready) == [["{stem}.wav", "{stem}.json"]]


PATHS = st.builds(
    lambda folder, stem, ending: folder + stem + ending,
    st.sampled_from(["", "d/", "d/e/"]),
    st.sampled_from(["a", "b", "a-in", "a-out", "calls"]),
    st.sampled_from([".wav", ".mp3", ".json", ".wav.json", ".csv", ".wav.done", ".done", ""]),
)


@given(
    st.dictionaries(PATHS, st.integers(0, 200_000), max_size=12),
    st.sampled_from([replace(RULES, marker="ignored"), RULES, replace(RULES, marker="required")]),
)
def test_every_file_has_exactly_one_fate(ages: dict[str, int], rules: Rules) -> None:
    there = {path: Watched(seen(path), 200_000 - age) for path, age in ages.items()}
    result = plan(there, rules, ticks=200_000, name_of=named, leg_of=leg)
    taken = [file.path for delivery in result.ready for file in delivery.files]
    others = [file.path for file, _ in result.waiting] + [file.path for file in result.orphans]
    assert len(taken + others) == len(set(taken + others))
    silent = set(ages) - set(taken + others)
    for path in silent:  # lists of calls, and extras that their recording still needs
        assert path.endswith((".json", ".csv", ".done"))
    for delivery in result.ready:
        for piece in delivery.pieces:
            assert piece.marker or ages[piece.file.path] >= rules.settle


def riff(length: int, data: int) -> bytes:
    fmt = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 8000, 16000, 2, 16)
    return (
        struct.pack("<4sI4s", b"RIFF", length, b"WAVE") + fmt + struct.pack("<4sI", b"data", data)
    )


@pytest.mark.parametrize(
    ("head", "size", "expected"),
    [
        (riff(0, 0), 4_000, True),
        (riff(0xFFFFFFFF, 0xFFFFFFFF), 4_000, True),
        (riff(36, 0), 4_000, True),
        (riff(36, 0), 44, False),
        (riff(4_000, 3_964), 4_008, False),
        (b"ID3\x04" + bytes(60), 4_000, False),
        (b"", 0, False),
    ],
)
def test_a_wav_header_tells_whether_its_writer_has_finished(
    head: bytes, size: int, expected: bool
) -> None:
    assert still_written(head, size) is expected
