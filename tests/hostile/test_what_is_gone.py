"""What is certified as destroyed is looked for in every byte that is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from pipeline.disposal import sweep
from pipeline.model import Hold
from pipeline.ports import Keeping
from tests.calls import ENDED, POLICY, SALE, TRAINING, a_recording, released

NUMBER = "07700900123"
CONTRACT_ENDED = ENDED + timedelta(days=10)
DETAILS_DUE = CONTRACT_ENDED + timedelta(days=120)
LONG_AFTER = ENDED + timedelta(days=9 * 366)


def files_holding(text: str, folder: Path) -> list[str]:
    return [
        path.name
        for path in folder.rglob("*")
        if path.is_file() and text.encode() in path.read_bytes()
    ]


def test_no_byte_of_the_catalogue_remembers_a_number_after_the_call_has_gone(
    keeping: Keeping, tmp_path: Path
) -> None:
    for _ in range(3):
        released(keeping, TRAINING)
    assert files_holding(NUMBER, tmp_path)
    list(sweep(keeping, POLICY, now=LONG_AFTER))
    # The connection is still open, as it is in `hushtape run`: its log is a file, too.
    assert files_holding(NUMBER, tmp_path) == []


def test_no_byte_of_the_catalogue_remembers_a_detail_that_was_erased(
    keeping: Keeping, tmp_path: Path
) -> None:
    call = released(keeping, SALE)
    keeping.catalogue.contract_ended("headquarters", call.call.call_id, CONTRACT_ENDED, by="crm")
    list(sweep(keeping, POLICY, now=DETAILS_DUE))
    assert keeping.catalogue.recording(call.id).call.ani is None
    assert files_holding(NUMBER, tmp_path) == []


def test_a_number_goes_from_the_id_of_its_call_as_well(keeping: Keeping, tmp_path: Path) -> None:
    # MiaRec and iVozProvider make their ids of the time and the two numbers.
    call = released(keeping, SALE, recording=a_recording(call_id=f"20250327_{NUMBER}_600"))
    keeping.catalogue.contract_ended("headquarters", call.call.call_id, CONTRACT_ENDED, by="crm")
    list(sweep(keeping, POLICY, now=DETAILS_DUE))
    assert files_holding(NUMBER, tmp_path) == []


def test_a_hold_on_one_recording_of_a_call_freezes_what_both_share(keeping: Keeping) -> None:
    held, other = (released(keeping, SALE, recording=a_recording(call_id="c-9")) for _ in range(2))
    keeping.catalogue.contract_ended("headquarters", "c-9", CONTRACT_ENDED, by="crm")
    keeping.catalogue.place(Hold("h1", "a dispute", "counsel", CONTRACT_ENDED), [held.id])
    list(sweep(keeping, POLICY, now=DETAILS_DUE))
    assert keeping.catalogue.recording(held.id).call.ani == NUMBER
    assert replace(keeping.catalogue.recording(other.id).call) is not None
    keeping.catalogue.release_hold("h1", DETAILS_DUE, by="counsel and the dpo")
    list(sweep(keeping, POLICY, now=DETAILS_DUE))
    assert keeping.catalogue.recording(held.id).call.ani is None
