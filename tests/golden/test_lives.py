"""The lives of the same calls under each policy, against files that a person can read.

To see what a change of a policy or of the code does, write the files anew and read
the difference: HUSHTAPE_WRITE_GOLDEN=1 pytest tests/golden
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import NoRuleApplies
from pipeline.model import (
    Anonymise,
    CallDetail,
    Destroy,
    Entity,
    Finding,
    Freeze,
    Hold,
    Kind,
    Party,
    PurposeName,
    Rendition,
    Retain,
    Tag,
)
from pipeline.policy import Policy
from pipeline.retention import (
    Extension,
    LifeFacts,
    disposition_of,
    fields_due,
    next_due,
    window_open,
)
from pipeline.settings.policy import load_policy
from pipeline.tagging import tag
from pipeline.timeline import Span
from tests.lives import CONFIG, ORIGINAL, RECORDING, spoken

HERE = Path(__file__).parent
POLICIES = {
    "default": CONFIG,
    "training-only": CONFIG / "examples" / "training-only",
    "sales-fact-fraud": CONFIG / "examples" / "sales-fact-fraud",
    "minimum-and-contract": HERE / "minimum-and-contract",
}
CALLS: list[dict[str, Any]] = tomllib.loads((HERE / "calls.toml").read_text())["call"]


@pytest.mark.parametrize("name", POLICIES)
def test_the_lives_of_calls_are_as_written_down(name: str) -> None:
    policy = load_policy(POLICIES[name])
    told = "\n".join(line for call in CALLS for line in (*life_of(call, policy), ""))
    golden = HERE / f"{name}.txt"
    if os.environ.get("HUSHTAPE_WRITE_GOLDEN"):
        golden.write_text(told)
    assert told == golden.read_text()


def life_of(call: Mapping[str, Any], policy: Policy) -> Iterator[str]:
    """What happens to `call`, line by line, until nothing of it is left or nothing is due."""
    yield f"== {call['name']}"
    facts = born(call, policy)
    for tagged in facts.tags:
        yield f"   tagged {tagged.purpose}: {', '.join(tagged.because)}"
    now: datetime | None = facts.received
    said: dict[object, str] = {}
    while now:
        facts = as_of(now, facts, call)
        for about, line in moments(facts, call, policy, now):
            if said.get(about) != line:
                said[about] = line
                yield f"   {now:%Y-%m-%d %H:%M}  {line}"
        facts = after_the_sweep(facts, call, policy, now)
        now = next_moment(facts, call, policy, now)


def born(call: Mapping[str, Any], policy: Policy) -> LifeFacts:
    """The call after redaction: tagged by the policy, with all the renditions it asks for."""
    turns = [turn.split(": ") for turn in call["said"]]
    said = spoken(*((Party(party), text) for party, text in turns))
    found = [
        Finding(Entity[e], 0, Span(61_000, 66_000), 0.9, "cards") for e in call.get("found", ())
    ]
    tags = tag(CallDetail("pbx", "1", queue=call.get("queue")), said, found, policy.purposes)
    heard = [p.name for p in policy.profiles_heard_by(tags)]
    if call.get("evidence_gone"):
        heard = [name for name in heard if name != "evidence"]
    redactable = not call.get("unredactable")
    ended = call.get("ended")
    return LifeFacts(
        received=ended + timedelta(minutes=5) if ended else call["received"],
        ended=ended,
        tags=tags,
        living=(ORIGINAL, *(Rendition(RECORDING, p, Kind.AUDIO) for p in heard if redactable)),
        verified=redactable,
        details=frozenset({"ani", "queue"}),
    )


def as_of(now: datetime, facts: LifeFacts, call: Mapping[str, Any]) -> LifeFacts:
    """`facts` with what has happened by `now`."""
    if (ended := call.get("contract_ended")) and ended <= now:
        facts = replace(facts, contract_ended=ended)
    if longer := call.get("extended"):
        extension = Extension(PurposeName(longer["purpose"]), longer["until"], "a reason", "mira")
        facts = replace(facts, extensions=(extension,))
    if (added := call.get("added")) and added["at"] <= now:
        by_hand = Tag(PurposeName(added["purpose"]), ("a reason",), "mira")
        if by_hand not in facts.tags:
            facts = replace(facts, tags=(*facts.tags, by_hand))
    return facts


def holds_on(call: Mapping[str, Any], now: datetime) -> list[Hold]:
    hold = call.get("hold")
    if not hold or not hold["placed"] <= now < hold["released"]:
        return []
    return [Hold("h-1", hold["matter"], "mira", hold["placed"])]


def moments(
    facts: LifeFacts, call: Mapping[str, Any], policy: Policy, now: datetime
) -> Iterator[tuple[object, str]]:
    """What is to be said of each rendition, each purpose's readers and the details."""
    holds = holds_on(call, now)
    for rendition in facts.living:
        about = "original" if rendition == ORIGINAL else rendition.profile
        try:
            disposition = disposition_of(rendition, facts, policy.schedule, holds, now=now)
        except NoRuleApplies as trouble:
            yield rendition, f"{about}: KEPT AND REPORTED, {trouble}"
            continue
        match disposition:
            case Retain(until, authority):
                date = f"until {until:%Y-%m-%d %H:%M}" if until else "without a date"
                yield rendition, f"{about}: retain {date}; {authority}"
            case Freeze(hold):
                yield rendition, f"{about}: freeze for {hold.matter}"
            case Destroy(_, authority):
                yield rendition, f"{about}: DESTROY; {authority}"
            case Anonymise(_, authority):
                yield rendition, f"{about}: ANONYMISE; {authority}"
    for tagged in facts.tags:
        may = window_open(tagged, facts, policy.schedule, now=now)
        yield tagged.purpose, f"readers of {tagged.purpose} {'may' if may else 'may not'} hear it"
    for name, authority in fields_due(facts, policy.schedule, holds, now=now).items():
        yield name, f"{name}: WIPE; {authority}"


def after_the_sweep(
    facts: LifeFacts, call: Mapping[str, Any], policy: Policy, now: datetime
) -> LifeFacts:
    holds = holds_on(call, now)
    wiped = fields_due(facts, policy.schedule, holds, now=now)
    return replace(
        facts,
        living=tuple(r for r in facts.living if not _goes(r, facts, policy, holds, now)),
        details=facts.details - set(wiped),
    )


def _goes(
    rendition: Rendition, facts: LifeFacts, policy: Policy, holds: list[Hold], now: datetime
) -> bool:
    try:
        disposition = disposition_of(rendition, facts, policy.schedule, holds, now=now)
    except NoRuleApplies:
        return False
    return isinstance(disposition, Destroy | Anonymise)


def next_moment(
    facts: LifeFacts, call: Mapping[str, Any], policy: Policy, now: datetime
) -> datetime | None:
    """The next event, or what falls due or ends for its readers after `now`."""
    if not facts.living:
        return None
    events = [
        call.get("contract_ended"),
        call.get("hold", {}).get("placed"),
        call.get("hold", {}).get("released"),
        call.get("added", {}).get("at"),
        next_due(facts, policy.schedule, now=now),
        *(_window_ends(tagged, facts, policy, now) for tagged in facts.tags),
    ]
    return min((e for e in events if e and e > now), default=None)


def _window_ends(tagged: Tag, facts: LifeFacts, policy: Policy, now: datetime) -> datetime | None:
    """The first day from `now` on when the readers of a purpose can no longer hear the call."""
    if not window_open(tagged, facts, policy.schedule, now=now):
        return None
    days = (now.replace(hour=0, minute=0) + timedelta(days=d) for d in range(1, 12 * 366))
    return next((d for d in days if not window_open(tagged, facts, policy.schedule, now=d)), None)
