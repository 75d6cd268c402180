"""Dates that people mistype."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.disposal import sweep
from pipeline.errors import Refused
from pipeline.model import Kind, Rendition
from pipeline.ports import Keeping
from tests.calls import ENDED, POLICY, QUALITY, SALE, TRAINING, a_recording, released

FAR = datetime(9999, 12, 31, 23, tzinfo=UTC)


def test_one_absurd_date_does_not_stop_the_sweep(keeping: Keeping) -> None:
    odd = released(keeping, SALE, recording=a_recording(call_id="odd"))
    keeping.catalogue.contract_ended("headquarters", odd.call.call_id, FAR, by="crm")
    plain = released(keeping, TRAINING, recording=a_recording(call_id="plain"))
    list(sweep(keeping, POLICY, now=ENDED + timedelta(days=400)))
    assert not keeping.vault.holds(Rendition(plain.id, QUALITY, Kind.AUDIO))
    assert keeping.catalogue.recording(odd.id).call.ani


def test_nobody_can_say_that_a_call_ended_after_it_was_received(keeping: Keeping) -> None:
    call = released(keeping, TRAINING, recording=a_recording(ended=None))
    with pytest.raises(Refused, match="received before"):
        keeping.catalogue.date(call.id, ENDED + timedelta(days=36_500), by="ada")
