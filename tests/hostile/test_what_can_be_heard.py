"""Every door to a call, tried with what must not open it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from pipeline.disposal import sweep
from pipeline.errors import HushtapeError, NotPlayable
from pipeline.model import SEALED, Hold, Kind, ProfileName, PurposeName, Rendition, State, Tag
from pipeline.policy import Policy
from pipeline.ports import Keeping
from pipeline.reviewing import PLAYED, Reader, Request, hear
from pipeline.settings.policy import load_policy
from pipeline.tagging import retag
from tests.calls import CONFIG, ENDED, POLICY, SALE, TRAINING, claimed, received, released

SOON = ENDED + timedelta(days=1)
EVERYBODY = Reader("eve", frozenset(g for p in POLICY.purposes for g in p.readers))
TRAINING_ONLY = load_policy(CONFIG / "examples" / "training-only")


def asked(call: str, purpose: str, reader: Reader = EVERYBODY) -> Request:
    return Request(call, PurposeName(purpose), reader, "to try")  # type: ignore[arg-type]


def test_no_kind_and_no_purpose_gives_an_original(keeping: Keeping) -> None:
    call = released(keeping, TRAINING, SALE)
    assert keeping.vault.holds(Rendition.original(call.id))
    for purpose in (*(p.name for p in POLICY.purposes), SEALED, "", "%", "original"):
        with pytest.raises(HushtapeError):
            hear(asked(call.id, purpose), keeping, POLICY, kind=Kind.ORIGINAL, now=SOON)
    assert list(keeping.ledger.entries(act=PLAYED)) == []


def test_no_policy_can_make_readers_hear_the_sealed_profile(keeping: Keeping) -> None:
    call = released(keeping, TRAINING)
    bent = replace(POLICY.purposes[0], hears=SEALED)
    schedule = replace(POLICY.schedule, hears={**POLICY.schedule.hears, bent.name: (SEALED,)})
    policy = replace(POLICY, purposes=(bent,), schedule=schedule)
    for kind in Kind:
        with pytest.raises(NotPlayable):
            hear(asked(call.id, bent.name), keeping, policy, kind=kind, now=SOON)


def test_a_beginning_of_an_id_opens_nothing(keeping: Keeping) -> None:
    call = released(keeping, TRAINING)
    for id_ in (call.id[:8], f"{call.id}.quality", "", "../x", call.id.upper()):
        with pytest.raises(HushtapeError):
            hear(asked(id_, "training_quality"), keeping, POLICY, now=SOON)


@pytest.mark.parametrize(
    ("days", "held"), list(product((200, 4_000), (False, True))), ids=lambda value: str(value)
)
def test_a_hold_keeps_a_call_and_opens_no_window(
    keeping: Keeping, days: int, *, held: bool
) -> None:
    call = released(keeping, TRAINING, SALE)
    if held:
        keeping.catalogue.place(Hold("h1", "a matter", "counsel", SOON), [call.id])
    now = ENDED + timedelta(days=days)
    list(sweep(keeping, POLICY, now=now))
    with pytest.raises(HushtapeError):
        hear(asked(call.id, "training_quality"), keeping, POLICY, now=now)


def test_a_call_put_back_to_be_redacted_again_is_closed_meanwhile(keeping: Keeping) -> None:
    call = released(keeping, TRAINING, state=State.REVIEW)
    keeping.catalogue.move(call.id, State.WAITING, since=(State.REVIEW,), by="ada")
    claimed(keeping)
    keeping.catalogue.begin(Rendition(call.id, ProfileName("quality"), Kind.AUDIO))
    with pytest.raises(NotPlayable):
        hear(asked(call.id, "training_quality"), keeping, POLICY, now=SOON)


def by_hand(policy: Policy, purpose: str) -> tuple[Tag, ...]:
    return retag(
        (TRAINING,),
        policy.purposes,
        add=(PurposeName(purpose),),
        by="ada",
        reason="because",
        protected=(),
    )


@pytest.mark.parametrize("purpose", ["sales_record", "training_quality ", "Training_Quality", "*"])
def test_a_training_only_policy_is_widened_by_nobody(purpose: str) -> None:
    with pytest.raises(HushtapeError):
        by_hand(TRAINING_ONLY, purpose)


def test_what_was_tagged_by_hand_before_is_not_heard_under_a_training_only_policy(
    keeping: Keeping,
) -> None:
    call = received(keeping)
    keeping.catalogue.retag(call.id, by_hand(POLICY, "sales_record"), by="ada")
    said = keeping.catalogue.facts(call.id).tags
    assert [p.name for p in TRAINING_ONLY.profiles_heard_by(said)] == ["quality"]
    for state in (State.RELEASED, State.REVIEW):
        other = released(keeping, TRAINING, SALE, state=state)
        with pytest.raises(HushtapeError):
            hear(asked(other.id, "sales_record"), keeping, TRAINING_ONLY, now=SOON)
