"""The sample calls are what their manifest says, and nothing in them belongs to anybody."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.model import CARD_DATA, Entity
from pipeline.timeline import Span
from tests.samples import HEARD, MANIFEST, SAMPLES, expected, names, one, script

PUBLISHED_TEST_CARDS = {
    "371449635398431",
    "4000056655665556",
    "4009348888881881",
    "4012000033330026",
    "4166676667666746",
    "4444333322221111",
    "4988438843884305",
    "5103221911199245",
    "5200828282828210",
    "5555341244441115",
    "2223003122003222",
}
"""From the test pages of payment processors (Adyen, Braintree, Stripe, Worldpay)."""

DRAMA_NUMBERS = re.compile(r"(0|\+44)(207946|7700900)\d{3,4}")
"""What Ofcom keeps free for plays and films."""

FIGURES = {"zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4"}
FIGURES |= {"five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9"}
TIMES = {"double": 2, "treble": 3}


def said(sample: dict[str, Any], party: str, mark: str) -> list[str]:
    """The marked pieces that one party says, in order."""
    lines = script(sample).get("dialogue", "").splitlines()
    return [
        piece
        for line in lines
        if line.partition(":")[0].split()[:1] == [party]
        for piece in re.findall(rf"\[{mark} ([^]]+)\]", line)
    ]


def figures(spoken: str) -> str:
    """The digits of "four double oh", for the few ways in which our scripts say digits."""
    read, times = "", 1
    for word in spoken.split():
        if word in TIMES:
            times = TIMES[word]
        else:
            read, times = read + FIGURES[word] * times, 1
    return read


def sound(sample: dict[str, Any]) -> NDArray[np.float32]:
    """All channels of a sample at 8 kHz; two legs as two channels."""
    return np.concatenate([decoded(SAMPLES / path) for path in sample["paths"]])


def decoded(path: Path) -> NDArray[np.float32]:
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="fltp", rate=8000)
        frames = [part for frame in container.decode(audio=0) for part in resampler.resample(frame)]
        parts = [frame.to_ndarray() for frame in [*frames, *resampler.resample(None)]]
    return np.concatenate(parts, axis=1)


def passes_luhn(pan: str) -> bool:
    doubled = [sum(divmod(2 * int(figure), 10)) for figure in pan[-2::-2]]
    return (sum(map(int, pan[-1::-2])) + sum(doubled)) % 10 == 0


# --- the set --------------------------------------------------------------------------


def test_the_drop_folder_holds_what_the_manifest_names_and_nothing_else() -> None:
    named = [path for sample in MANIFEST for path in (*sample["paths"], sample["sidecar"]) if path]
    lying = [
        path.relative_to(SAMPLES).as_posix()
        for path in (SAMPLES / "drop").rglob("*")
        if path.is_file()
    ]
    assert sorted(named) == sorted(lying)


def test_the_set_is_large_enough_to_show_everything_and_small_enough_to_be_heard() -> None:
    files = [path for path in (SAMPLES / "drop").rglob("*") if path.is_file()]
    minutes = sum(expected(sample)["duration_ms"] for sample in HEARD) / 60_000
    assert len(HEARD) >= 16
    assert minutes < 9
    assert sum(path.stat().st_size for path in files) < 12_000_000


def test_every_kind_of_secret_is_said_somewhere() -> None:
    there = {secret["entity"] for sample in HEARD for secret in expected(sample)["entities"]}
    personal = "PERSON PHONE EMAIL POSTCODE ADDRESS DATE_OF_BIRTH SORT_CODE ACCOUNT NINO PASSWORD"
    assert there == {"PAN", "CARD_CODE", "CARD_EXPIRY", "DTMF", *personal.split()}


def test_ten_different_voices_take_part() -> None:
    voices = {
        script(sample)[party]
        for sample in HEARD
        for party in ("agent", "customer")
        if party in script(sample)
    }
    assert len(voices) >= 10


# --- each sample ----------------------------------------------------------------------


@pytest.mark.parametrize("sample", HEARD, ids=names)
def test_what_is_expected_is_well_formed(sample: dict[str, Any]) -> None:
    wanted = expected(sample)
    assert wanted["direction"] in {"inbound", "outbound", None}
    assert set(wanted["channels"]) in ({"agent", "customer"}, {"mixed"})
    assert wanted["purposes"]["training-only"] == ["training_quality"]
    assert "fraud_prevention" in wanted["purposes"]["sales-fact-fraud"]
    examples = wanted["purposes"]["training-only"] + wanted["purposes"]["sales-fact-fraud"]
    assert wanted["purposes"]["default"] == examples
    for place in (*wanted["entities"], *wanted["harmless"]):
        assert 0 <= place["start_ms"] < place["end_ms"] <= wanted["duration_ms"]
        assert place["channel"] in range(len(wanted["channels"]))
    for secret in wanted["entities"]:
        assert Entity(secret["entity"])


@pytest.mark.parametrize("sample", HEARD, ids=names)
def test_places_on_one_channel_do_not_overlap(sample: dict[str, Any]) -> None:
    wanted = expected(sample)
    for channel in range(len(wanted["channels"])):
        places = [
            it for it in (*wanted["entities"], *wanted["harmless"]) if it["channel"] == channel
        ]
        spans = sorted(Span(it["start_ms"], it["end_ms"]) for it in places)
        assert all(first.end <= second.start for first, second in pairwise(spans))


@pytest.mark.parametrize("sample", HEARD, ids=names)
def test_the_audio_has_the_length_and_channels_that_are_expected(sample: dict[str, Any]) -> None:
    wanted, heard = expected(sample), sound(sample)
    assert len(heard) == len(wanted["channels"])
    assert abs(heard.shape[1] / 8 - wanted["duration_ms"]) <= 200


@pytest.mark.parametrize("sample", HEARD, ids=names)
def test_sound_begins_and_ends_where_a_place_says(sample: dict[str, Any]) -> None:
    """Loud in the first and last 50 ms of each place, and quieter by half just outside."""
    heard = sound(sample)

    def level(channel: int, start: int, end: int) -> float:
        return float(np.sqrt(np.mean(heard[channel, start * 8 : end * 8] ** 2)))

    for place in (*expected(sample)["entities"], *expected(sample)["harmless"]):
        channel, start, end = place["channel"], place["start_ms"], place["end_ms"]
        inside = level(channel, start, end)
        assert inside > 0.03
        assert level(channel, start - 45, start - 10) < inside / 4
        assert level(channel, end + 10, end + 45) < inside / 4


@pytest.mark.parametrize("sample", HEARD, ids=names)
def test_agent_and_customer_have_different_voices(sample: dict[str, Any]) -> None:
    settings = script(sample)
    assert "dialogue" not in settings or settings["agent"] != settings["customer"]


# --- nothing belongs to anybody -------------------------------------------------------

CARDS = [sample for sample in HEARD if "pan" in script(sample)]


@pytest.mark.parametrize("sample", CARDS, ids=names)
def test_card_numbers_are_published_test_numbers(sample: dict[str, Any]) -> None:
    pan = script(sample)["pan"]
    assert pan in PUBLISHED_TEST_CARDS
    assert passes_luhn(pan)


@pytest.mark.parametrize("sample", CARDS, ids=names)
def test_the_customer_says_or_keys_the_whole_card_number(sample: dict[str, Any]) -> None:
    settings = script(sample)
    groups = [figures(group) for group in said(sample, "customer", "PAN")]
    if settings.get("corrected"):
        groups.pop(2)
    keyed = said(sample, "customer", "DTMF")[:1]
    assert "".join(groups or keyed) == settings["pan"]


@pytest.mark.parametrize("sample", CARDS, ids=names)
def test_cards_are_card_data_wherever_they_are_said(sample: dict[str, Any]) -> None:
    assert {Entity(secret["entity"]) for secret in expected(sample)["entities"]} <= CARD_DATA


@pytest.mark.parametrize("sample", MANIFEST, ids=names)
def test_telephone_numbers_come_from_the_drama_ranges(sample: dict[str, Any]) -> None:
    settings = script(sample)
    text = " ".join([*sample["paths"], settings.get("details", ""), settings.get("phone", "")])
    numbers = re.findall(r"(?<![\w.])(?:\+44|0)\d{9,10}(?!\w)", text)
    assert all(DRAMA_NUMBERS.fullmatch(number) for number in numbers)


def test_the_only_telephone_number_that_is_said_is_a_drama_number() -> None:
    spoken = [
        figures(piece.replace(".", " "))
        for sample in HEARD
        for line in script(sample).get("dialogue", "").splitlines()
        for piece in re.findall(r"\[PHONE ([^]]+)\]", line)
    ]
    assert spoken
    assert all(DRAMA_NUMBERS.fullmatch(number) for number in spoken)


# --- the broken ones ------------------------------------------------------------------


def test_the_truncated_file_is_shorter_than_its_header_says() -> None:
    held = one("truncated").read_bytes()
    promised = int.from_bytes(held[4:8], "little") + 8
    assert held[:4] == b"RIFF"
    assert len(held) < promised / 2


def test_the_file_that_is_not_audio_is_not_audio() -> None:
    with pytest.raises(av.FFmpegError):
        decoded(one("not-audio"))


def test_the_recording_of_zero_seconds_has_a_header_and_no_sample() -> None:
    held = one("zero-seconds").read_bytes()
    assert held[36:44] == b"data" + bytes(4)


def test_the_duplicate_has_the_bytes_of_the_original_and_another_name() -> None:
    original, again = one("two-series-mastercard"), one("duplicate")
    assert original.name != again.name
    assert original.read_bytes() == again.read_bytes()


# --- the script -----------------------------------------------------------------------


def test_a_sample_made_again_is_the_same_call(tmp_path: Path) -> None:
    missing = [tool for tool in ("flite", "text2wave") if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)} (see sample_audio/README.md)")
    sample = next(sample for sample in HEARD if sample["name"] == "mono-mix")
    command = [sys.executable, SAMPLES / "make_samples.py", sample["name"], "--into", tmp_path]
    subprocess.run(command, check=True, capture_output=True)
    assert (tmp_path / sample["expected"]).read_text() == (SAMPLES / sample["expected"]).read_text()
    made, kept = decoded(tmp_path / sample["paths"][0]), sound(sample)
    assert np.allclose(made, kept, atol=0.001)
