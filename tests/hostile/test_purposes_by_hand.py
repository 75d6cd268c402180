"""What a person decided while a machine was at work is not undone by the machine."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline.disposal import sweep
from pipeline.errors import Refused
from pipeline.model import Outcome, PurposeName, State, Tag
from pipeline.ports import Keeping
from tests.calls import ENDED, POLICY, SALE, TRAINING, claimed, received, released

BY_HAND = Tag(PurposeName("fact_verification"), ("a dispute",), tagged_by="counsel")


def test_a_purpose_added_while_a_call_is_redacted_stays(keeping: Keeping) -> None:
    call = received(keeping)
    claim = claimed(keeping)
    keeping.catalogue.retag(call.id, (BY_HAND,), by="counsel")
    keeping.catalogue.settle(claim, Outcome(State.RELEASED, (TRAINING, SALE), {}, engine="e"))
    assert set(keeping.catalogue.facts(call.id).tags) == {TRAINING, SALE, BY_HAND}


def test_a_purpose_added_by_hand_survives_quarantine(keeping: Keeping) -> None:
    call = received(keeping)
    keeping.catalogue.retag(call.id, (BY_HAND,), by="counsel")
    keeping.catalogue.settle(claimed(keeping), Outcome(State.QUARANTINED, (), {}, engine="e"))
    assert keeping.catalogue.facts(call.id).tags == (BY_HAND,)


def test_a_call_whose_original_is_gone_is_not_redacted_to_death(keeping: Keeping) -> None:
    call = released(keeping, TRAINING, SALE, state=State.REVIEW)
    list(sweep(keeping, POLICY, now=ENDED + timedelta(days=4)))
    made = keeping.catalogue.renditions(call.id)
    with pytest.raises(Refused, match=r"original of .* is gone"):
        keeping.catalogue.move(call.id, State.WAITING, since=(State.REVIEW,), by="ada")
    list(sweep(keeping, POLICY, now=ENDED + timedelta(days=5)))
    assert keeping.catalogue.renditions(call.id) == made
