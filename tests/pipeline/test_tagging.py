from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.errors import Refused
from pipeline.model import (
    CallDetail,
    Direction,
    Entity,
    Finding,
    Party,
    ProfileName,
    PurposeName,
    Tag,
)
from pipeline.purposes import Purpose
from pipeline.settings.policy import load_policy
from pipeline.tagging import retag, tag
from pipeline.timeline import Span
from tests.lives import CONFIG, spoken

SALES = Purpose(PurposeName("sales"), ProfileName("evidence"), frozenset())
FRAUD = replace(SALES, name=PurposeName("fraud"), always=True)
OPEN = (SALES, FRAUD)
CLOSED = (replace(SALES, name=PurposeName("training"), always=True, closed=True),)

ALWAYS = Tag(FRAUD.name, ("always",))
WHY = "complaint 4 of the ombudsman"


def add(
    name: str, purposes: tuple[Purpose, ...] = OPEN, tags: tuple[Tag, ...] = (ALWAYS,)
) -> tuple[Tag, ...]:
    return retag(tags, purposes, add=[PurposeName(name)], by="mira", reason=WHY, protected=())


def remove(name: str, protected: tuple[PurposeName, ...] = ()) -> tuple[Tag, ...]:
    names = [PurposeName(name)]
    return retag([ALWAYS], OPEN, remove=names, by="mira", reason=WHY, protected=protected)


def test_a_purpose_added_by_hand_carries_the_reason_and_the_person() -> None:
    assert add("sales") == (Tag(SALES.name, (WHY,), tagged_by="mira"), ALWAYS)


def test_adding_what_is_there_changes_nothing() -> None:
    assert add("fraud") == (ALWAYS,)


def test_a_purpose_can_be_taken_away() -> None:
    assert remove("fraud") == ()


def test_a_purpose_can_be_replaced_by_another() -> None:
    names = [SALES.name]
    tags = retag(
        [ALWAYS], OPEN, add=names, remove=[FRAUD.name], by="mira", reason=WHY, protected=()
    )
    assert [t.purpose for t in tags] == names


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_without_a_reason_nothing_is_changed(reason: str) -> None:
    with pytest.raises(Refused, match="with a reason only"):
        retag([ALWAYS], OPEN, add=[SALES.name], by="mira", reason=reason, protected=())


def test_a_purpose_that_the_policy_does_not_know_is_refused() -> None:
    with pytest.raises(Refused, match="marketing is not in the policy") as refusal:
        add("marketing")
    assert refusal.value.hint == "Its purposes are: sales, fraud."


@pytest.mark.parametrize("name", ["sales", "marketing"])
def test_a_training_only_policy_takes_no_other_purpose_by_hand(name: str) -> None:
    with pytest.raises(Refused, match="recorded for training and for nothing else"):
        add(name, CLOSED, tags=(Tag(CLOSED[0].name, ("always",)),))


def test_what_is_not_tagged_cannot_be_taken_away() -> None:
    with pytest.raises(Refused, match="not tagged with sales"):
        remove("sales")


def test_a_purpose_cannot_be_dropped_while_its_minimum_runs() -> None:
    with pytest.raises(Refused, match="minimum period of fraud has not passed"):
        remove("fraud", protected=(FRAUD.name,))


# --- the policies we ship -------------------------------------------------------------

SALE = spoken(
    (Party.CUSTOMER, "Hello, I'd like to place an order please."),
    (Party.AGENT, "Your order is confirmed, thank you."),
)
CHAT = spoken((Party.CUSTOMER, "Where is my parcel?"), (Party.AGENT, "It comes today."))
COMPLAINT = spoken(
    (Party.CUSTOMER, "I want to make a complaint."), (Party.AGENT, "I will log your complaint.")
)
FRAUD_REPORT = spoken((Party.CUSTOMER, "I want to report a fraud. I did not make this transaction"))
INBOUND = CallDetail("pbx", "1", Direction.INBOUND, queue="help")
PAYMENT = Finding(Entity.PAN, 1, Span(61_000, 67_000), 0.99, "cards")


def names(tags: tuple[Tag, ...]) -> list[str]:
    return [t.purpose for t in tags]


def test_a_training_only_policy_tags_every_call_with_that_and_nothing_else() -> None:
    purposes = load_policy(CONFIG / "examples" / "training-only").purposes
    for said in (SALE, CHAT, COMPLAINT, FRAUD_REPORT):
        tags = tag(replace(INBOUND, queue="sales"), said, [PAYMENT], purposes)
        assert tags == (Tag(PurposeName("training_quality"), ("always",)),)


def test_the_sales_policy_tells_a_sale_from_a_chat() -> None:
    purposes = load_policy(CONFIG / "examples" / "sales-fact-fraud").purposes
    assert names(tag(INBOUND, SALE, [], purposes)) == ["sales_record", "fraud_prevention"]
    assert names(tag(INBOUND, CHAT, [], purposes)) == ["fraud_prevention"]
    assert names(tag(INBOUND, CHAT, [PAYMENT], purposes)) == ["sales_record", "fraud_prevention"]
    assert names(tag(INBOUND, COMPLAINT, [], purposes)) == ["fact_verification", "fraud_prevention"]
    assert names(tag(INBOUND, FRAUD_REPORT, [], purposes)) == ["fraud_prevention"]


def test_a_question_in_the_sales_queue_is_not_a_sale_yet() -> None:
    purposes = load_policy(CONFIG / "examples" / "sales-fact-fraud").purposes
    asked = replace(INBOUND, queue="Sales")
    assert names(tag(asked, CHAT, [], purposes)) == ["fraud_prevention"]
    keyed = replace(PAYMENT, entity=Entity.DTMF)
    assert "sales_record" in names(tag(asked, CHAT, [keyed], purposes))


def test_the_evidence_names_cues_and_times_and_quotes_nothing() -> None:
    purposes = load_policy(CONFIG / "examples" / "sales-fact-fraud").purposes
    sale, fraud = tag(INBOUND, SALE, [PAYMENT], purposes)
    assert sale.because == (
        "finding:payment_taken@01:01",
        "phrase:order_placed@00:00",
        "phrase:order_confirmed@00:02",
    )
    assert fraud.because == ("always",)
