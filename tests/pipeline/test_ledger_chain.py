from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ledger_chain import (
    CHECKPOINT,
    SIGNATURE,
    Anchor,
    chained,
    entry_of,
    hash_of,
    line_of,
    to_sign,
    verify,
)
from pipeline.model import Details, Entry

AT = datetime(2025, 3, 27, 9, 25, tzinfo=UTC)

Step = tuple[str, str, Details]

facts = st.dictionaries(
    st.text(max_size=8),
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    max_size=4,
)
acts = st.lists(st.tuples(st.sampled_from(["stored", "played"]), st.text(max_size=8), facts))


def sign(message: bytes) -> bytes:
    """Not a signature, but all that the chain needs of one: nobody else makes it."""
    return sha256(b"only we know this" + message).digest()


def signed(message: bytes, signature: bytes) -> bool:
    return signature == sign(message)


def chain(*steps: Step) -> list[Entry]:
    entries: list[Entry] = []
    for act, about, details in steps:
        before = entries[-1] if entries else None
        if act == CHECKPOINT and before:
            details = {SIGNATURE: sign(to_sign(before, AT)).hex()}
        entries.append(chained(before, at=AT, act=act, about=about, details=details))
    return entries


def lines(entries: list[Entry]) -> list[str]:
    return [line_of(entry) + "\n" for entry in entries]


STORED: Step = ("stored", "r1", {"bytes": 5})
SEALED: Step = (CHECKPOINT, "ledger", {})
SOUND = chain(STORED, STORED, SEALED, STORED, STORED)


@given(acts)
def test_what_was_chained_holds(steps: list[Step]) -> None:
    verdict = verify(lines(chain(*steps)), signed)
    assert (verdict.entries, verdict.trouble) == (len(steps), None)


@given(acts)
def test_a_line_is_read_back_as_the_entry_it_was(steps: list[Step]) -> None:
    for entry in chain(*steps):
        assert entry_of(line_of(entry)) == entry


def test_the_written_form_is_stable() -> None:
    """Anybody must be able to check a chain with a SHA-256 tool and these two rules."""
    (entry,) = chain(("stored", "r1.quality.audio", {"z": None, "a": True, "é": 0.5, "n": 12}))
    before, after = (
        '{"about":"r1.quality.audio","act":"stored","at":"2025-03-27T09:25:00.000000+00:00",'
        '"details":{"a":true,"n":12,"z":null,"\\u00e9":0.5},',
        '"previous":"","seq":1}',
    )
    assert entry.hash == sha256((before + after).encode()).hexdigest()
    assert line_of(entry) == f'{before}"hash":"{entry.hash}",{after}'


def test_the_verdict_says_how_much_a_signature_vouches_for() -> None:
    verdict = verify(lines(SOUND), signed)
    assert (verdict.entries, verdict.checkpoints, verdict.unsigned) == (5, 1, 2)
    assert verdict.head == Anchor(5, SOUND[-1].hash)


def test_an_empty_ledger_holds() -> None:
    verdict = verify([], signed)
    assert (verdict.entries, verdict.head, verdict.trouble) == (0, None, None)


def test_the_same_moment_in_another_zone_is_the_same_entry() -> None:
    here = AT.astimezone(timezone(timedelta(hours=1)))
    first, second = (chained(None, at=at, act="a", about="b", details={}) for at in (AT, here))
    assert first == second


@given(st.integers(0, 4), st.data())
def test_any_changed_character_is_noticed_with_its_entry(place: int, data: st.DataObject) -> None:
    forged = lines(SOUND)
    at = data.draw(st.integers(0, len(forged[place]) - 2))
    other = data.draw(st.characters(codec="ascii").filter(lambda c: c != forged[place][at]))
    forged[place] = forged[place][:at] + other + forged[place][at + 1 :]
    verdict = verify(forged, signed)
    assert verdict.trouble
    assert str(place + 1) in verdict.trouble
    assert verdict.entries == place


@pytest.mark.parametrize("place", range(4))
def test_an_entry_removed_before_the_end_is_noticed(place: int) -> None:
    verdict = verify(lines(SOUND[:place] + SOUND[place + 1 :]), signed)
    assert verdict.trouble == (
        f"entry {place + 1} is missing: entry {place + 2} stands in its place"
    )


@given(st.permutations(range(5)))
def test_entries_in_another_order_are_noticed(order: list[int]) -> None:
    verdict = verify(lines([SOUND[place] for place in order]), signed)
    assert (verdict.trouble is None) == (order == sorted(order))


def test_an_entry_added_in_the_middle_is_noticed() -> None:
    added = chained(SOUND[1], at=AT, act="stored", about="r9", details={})
    assert verify(lines([*SOUND[:2], added, *SOUND[2:]]), signed).trouble


def rewritten(forge: Callable[[Entry], Entry], place: int) -> list[Entry]:
    """The chain with one entry forged and every hash after it made to fit again."""
    entries: list[Entry] = []
    for number, entry in enumerate(SOUND):
        entry = forge(entry) if number == place else entry
        entry = replace(entry, previous=entries[-1].hash if entries else "")
        entries.append(replace(entry, hash=hash_of(entry)))
    return entries


def backdated(entry: Entry) -> Entry:
    return replace(entry, at=AT - timedelta(days=365))


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_chain_rewritten_before_a_checkpoint_breaks_its_signature(place: int) -> None:
    verdict = verify(lines(rewritten(backdated, place)), signed)
    assert verdict.trouble == "entry 3 is a checkpoint without the site's signature"


def test_a_chain_rewritten_after_the_last_checkpoint_shows_only_against_an_anchor() -> None:
    """What the module says it cannot see by itself."""
    forged = lines(rewritten(backdated, 3))
    assert verify(forged, signed).trouble is None
    anchor = Anchor(5, SOUND[-1].hash)
    verdict = verify(forged, signed, anchor)
    assert verdict.trouble == "entry 5 is not the one that was written down elsewhere"


def test_an_end_that_was_cut_off_shows_only_against_an_anchor() -> None:
    cut = lines(SOUND[:3])
    assert verify(cut, signed).trouble is None
    verdict = verify(cut, signed, Anchor(5, SOUND[-1].hash))
    assert verdict.trouble == "the end is missing: entry 5 was once there"


def test_a_chain_that_grew_since_holds_against_an_older_anchor() -> None:
    assert verify(lines(SOUND), signed, Anchor(2, SOUND[1].hash)).trouble is None


def test_a_checkpoint_with_nothing_before_it_vouches_for_nothing() -> None:
    alone = chained(None, at=AT, act=CHECKPOINT, about="ledger", details={SIGNATURE: "00"})
    assert verify(lines([alone]), signed).trouble


@pytest.mark.parametrize("details", [{}, {SIGNATURE: None}, {SIGNATURE: "no digits"}])
def test_a_checkpoint_without_a_signature_is_noticed(details: Details) -> None:
    first = chained(None, at=AT, act="stored", about="r1", details={})
    forged = chained(first, at=AT, act=CHECKPOINT, about="ledger", details=details)
    assert verify(lines([first, forged]), signed).trouble


@pytest.mark.parametrize(
    "line", ["", "no json", "[]", "7", "null", "{}", '"seq"', "[" * 100_000, '{"seq":NaN}']
)
def test_a_line_that_is_no_entry_is_named_by_its_number(line: str) -> None:
    verdict = verify([*lines(SOUND), line], signed)
    assert verdict.trouble
    assert verdict.trouble.startswith("line 6 ")


@pytest.mark.parametrize(
    "forge",
    [
        lambda line: line.replace('"seq":1', '"seq":true'),
        lambda line: line.replace('"seq":1', '"seq":1,"seq":1'),
        lambda line: line.replace('"seq":1', '"note":"x","seq":1'),
        lambda line: line.replace('"seq":1', '"seq":1.0'),
        lambda line: line.replace('{"bytes":5}', '{"bytes":[5]}'),
        lambda line: line.replace('{"bytes":5}', "[]"),
        lambda line: line.replace('{"bytes":5}', '{"bytes":Infinity}'),
        lambda line: line.replace(",", ", "),
        lambda line: line.replace('"r1"', "null"),
    ],
)
def test_a_line_that_only_looks_like_an_entry_is_refused(forge: Callable[[str], str]) -> None:
    line = line_of(SOUND[0])
    assert forge(line) != line
    with pytest.raises(ValueError, match=r"fields|written|plain|finite"):
        entry_of(forge(line))


@pytest.mark.parametrize("value", [b"bytes", ["list"], {"a": 1}, AT, float("nan"), float("inf")])
def test_only_plain_facts_can_be_chained(value: object) -> None:
    with pytest.raises(ValueError, match=r"plain|finite"):
        chained(None, at=AT, act="a", about="b", details={"fact": value})  # type: ignore[dict-item]


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        chained(None, at=AT.replace(tzinfo=None), act="a", about="b", details={})


def test_an_anchor_is_written_as_it_is_read() -> None:
    anchor = Anchor(12, "0f" * 32)
    assert Anchor.parse(str(anchor)) == anchor


@pytest.mark.parametrize("text", ["", "12", "12:", "x:" + "0f" * 32, "12:" + "0F" * 32])
def test_what_is_no_anchor_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="anchor"):
        Anchor.parse(text)
