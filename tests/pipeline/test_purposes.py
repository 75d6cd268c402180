from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import (
    CallDetail,
    Direction,
    Entity,
    Finding,
    Party,
    Profile,
    ProfileName,
    PurposeName,
    Tag,
    Transcript,
)
from pipeline.phrases import Phrase
from pipeline.purposes import SURE, Cue, Purpose, hearing_order, profiles_heard, tags_for
from pipeline.timeline import Span
from tests.lives import spoken

SILENCE = Transcript((), (Party.AGENT, Party.CUSTOMER))
CALL = CallDetail("pbx", "1", Direction.INBOUND, queue="Sales-North", dnis="02079460123")

QUALITY = Profile(ProfileName("quality"), frozenset({Entity.PERSON, Entity.PHONE}))
EVIDENCE = Profile(ProfileName("evidence"), frozenset())
NAMES = Profile(ProfileName("names"), frozenset({Entity.PERSON}))


def a_purpose(*cues: Cue, threshold: float = 1.0, always: bool = False) -> Purpose:
    return Purpose(PurposeName("sales"), EVIDENCE.name, frozenset(), "", cues, threshold, always)


def because(
    *cues: Cue,
    call: CallDetail = CALL,
    transcript: Transcript = SILENCE,
    findings: tuple[Finding, ...] = (),
    threshold: float = 1.0,
) -> tuple[str, ...] | None:
    """Why a purpose with these cues is tagged; None if it is not."""
    tags = tags_for([a_purpose(*cues, threshold=threshold)], call, transcript, findings)
    return tags[0].because if tags else None


def a_finding(entity: Entity, at: int, score: float = 0.9) -> Finding:
    return Finding(entity, 1, Span(at, at + 2_000), score, "cards")


def queue(*patterns: str, weight: float = 1.0) -> Cue:
    return Cue("queue", weight, details={"queue": patterns})


@pytest.mark.parametrize("pattern", ["Sales-North", "sales-north", "sales*", "*north", "s?les-*"])
def test_a_detail_fires_exactly_or_by_pattern_in_any_case(pattern: str) -> None:
    assert because(queue(pattern)) == ("detail:queue",)


@pytest.mark.parametrize("pattern", ["sales", "north*", "help", ""])
def test_a_detail_that_is_something_else_does_not_fire(pattern: str) -> None:
    assert because(queue(pattern)) is None


def test_any_of_several_values_will_do() -> None:
    assert because(queue("help", "sales*")) == ("detail:queue",)


def test_what_the_switch_does_not_know_fires_nothing() -> None:
    assert because(queue("*"), call=replace(CALL, queue=None)) is None


def test_a_cue_fires_when_all_that_it_asks_for_is_there() -> None:
    both = {"direction": ("inbound",), "queue": ("sales*",)}
    assert because(Cue("both", 1, details=both)) == ("detail:both",)
    assert because(Cue("both", 1, details={**both, "direction": ("outbound",)})) is None


def test_a_detail_can_be_asked_for_beside_a_phrase() -> None:
    said = spoken((Party.AGENT, "order confirmed"))
    cue = Cue("sold", 1, {"queue": ("sales*",)}, (Phrase.of("order confirmed"),))
    assert because(cue, transcript=said) == ("phrase:sold@00:00",)
    assert because(cue, transcript=said, call=replace(CALL, queue="help")) is None
    assert because(cue) is None


def test_a_phrase_is_named_with_its_time_and_never_quoted() -> None:
    said = spoken((Party.AGENT, "well " * 45 + "your order is confirmed"))
    cue = Cue("order_confirmed", 1, phrases=(Phrase.of("your order is confirmed"),))
    assert because(cue, transcript=said) == ("phrase:order_confirmed@00:13",)


def test_card_data_found_means_that_a_payment_was_taken() -> None:
    cue = Cue("payment_taken", 1, findings=frozenset({Entity.PAN}))
    found = (a_finding(Entity.PAN, 75_000), a_finding(Entity.PAN, 62_000))
    assert because(cue, findings=found) == ("finding:payment_taken@01:02",)
    assert because(cue, findings=(a_finding(Entity.PERSON, 0),)) is None


def test_a_finding_masked_only_to_be_safe_is_no_evidence() -> None:
    cue = Cue("payment_taken", 1, findings=frozenset({Entity.PAN}))
    assert because(cue, findings=(a_finding(Entity.PAN, 0, score=SURE - 0.01),)) is None


def test_weak_cues_have_to_come_together() -> None:
    weak = Cue("inbound", 0.5, {"direction": ("inbound",)})
    assert because(queue("sales*", weight=0.5)) is None
    assert because(queue("sales*", weight=0.5), weak) == ("detail:queue", "detail:inbound")


def test_a_negative_weight_speaks_against() -> None:
    against = Cue("not_inbound", -1, {"direction": ("inbound",)})
    assert because(queue("sales*"), against) is None


def test_tenths_add_up_as_a_person_adds_them() -> None:
    tenths = [Cue(f"c{i}", 0.1, {"queue": ("sales*",)}) for i in range(10)]
    assert because(*tenths) is not None


def test_a_purpose_of_every_call_needs_no_cue_and_tells_those_it_has() -> None:
    purpose = a_purpose(queue("sales*"), queue("help"), always=True)
    assert tags_for([purpose], CALL, SILENCE, ())[0].because == ("always", "detail:queue")


def test_a_purpose_without_cues_is_never_tagged_by_itself() -> None:
    assert tags_for([a_purpose()], CALL, SILENCE, ()) == ()


@given(st.lists(st.floats(-2, 2, allow_nan=False), max_size=6), st.floats(0.1, 3))
def test_one_more_cue_that_speaks_for_it_never_loses_a_tag(
    weights: list[float], threshold: float
) -> None:
    cues = [Cue(f"c{i}", weight, {"queue": ("sales*",)}) for i, weight in enumerate(weights)]
    more = [*cues, Cue("more", 1.0, {"queue": ("sales*",)})]
    if because(*cues, threshold=threshold):
        assert because(*more, threshold=threshold)


def test_a_purpose_hears_its_own_profile_or_a_stricter_one_the_strictest_first() -> None:
    purpose = a_purpose()
    order = hearing_order(purpose, [QUALITY, NAMES, EVIDENCE])
    assert order == (EVIDENCE.name, QUALITY.name, NAMES.name)


def test_nobody_hears_more_because_something_was_destroyed() -> None:
    strict = replace(a_purpose(), hears=QUALITY.name)
    assert hearing_order(strict, [QUALITY, NAMES, EVIDENCE]) == (QUALITY.name,)


def test_each_profile_is_made_once_however_many_purposes_hear_it() -> None:
    purposes = [
        a_purpose(),
        replace(a_purpose(), name=PurposeName("fraud")),
        replace(a_purpose(), name=PurposeName("training"), hears=QUALITY.name),
    ]
    tags = [Tag(PurposeName(name), ()) for name in ("fraud", "sales", "training", "unknown")]
    assert list(profiles_heard(tags, purposes, [QUALITY, EVIDENCE])) == [QUALITY, EVIDENCE]
    assert list(profiles_heard(tags[:2], purposes, [QUALITY, EVIDENCE])) == [EVIDENCE]
