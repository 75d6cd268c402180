from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.adapters.personal import PersonalDataDetector
from pipeline.masking import Margins, plan_masks, strike
from pipeline.model import Entity, Party, Profile, ProfileName, Transcript, Word
from pipeline.timeline import Span
from tests.pipeline.spoken import call, masked

ODD = (
    *("at", "dot", "com", "postcode", "born", "may", "14", "road", "name", "is", "anna", "[PAN]"),
    *("s", "for", "sugar", "double", "plus", "password", "twenty", "of", ".com", "-", "LS1", "2AB"),
)
QUALITY = Profile(ProfileName("quality"), frozenset(Entity))


@cache
def detector() -> PersonalDataDetector:
    return PersonalDataDetector()


def read(*lines: str) -> str:
    transcript = call(*lines)
    return masked(transcript, detector().find(transcript))


def hidden(entity: str, *lines: str) -> str:
    """What stays readable around what must be hidden, which must all be one `entity`."""
    return " ".join(w for w in read(*lines).split() if w != f"<{entity}>")


@pytest.mark.parametrize(
    ("entity", "before", "secret", "after"),
    [
        ("PHONE", "my number is", "oh two oh seven nine four six oh one two three", "ok"),
        ("PHONE", "It's", "020 7946 0123.", ""),
        ("PHONE", "so", "plus four four two oh seven nine four six oh one two three", ""),
        ("EMAIL", "my email is", "j dot smith at example dot com", "thanks"),
        ("EMAIL", "it's", "s for sugar a r a at example dot co dot uk", ""),
        ("EMAIL", "to", "jo.bloggs82@example.com", ""),
        ("POSTCODE", "the postcode is", "l s one two a b", ""),
        ("POSTCODE", "so", "LS1 2AB.", ""),
        ("DATE_OF_BIRTH", "born on", "the twenty third of may nineteen eighty", ""),
        ("DATE_OF_BIRTH", "it's", "23/05/1980.", ""),
        ("DATE_OF_BIRTH", "", "twenty three oh five eighty", "is my date of birth"),
        ("NINO", "my ni number is", "a b for bravo one two three four five six c", ""),
        ("IBAN", "", "g b two nine n w b k six oh one six one three three one nine two", ""),
        ("SORT_CODE", "sort code is", "20 04 15", ""),
        ("ACCOUNT", "account number", "five five seven seven nine nine one one", ""),
        ("NHS", "nhs number", "nine four three four seven six five nine one nine", ""),
        ("NATIONAL_ID", "my social is", "536-22-1098.", ""),
        ("VEHICLE_REGISTRATION", "registration", "l k five three a b c", ""),
        ("IP_ADDRESS", "it is", "one nine two dot one six eight dot one dot ten", "ok"),
        ("ADDRESS", "i live at", "fourteen albert road leeds", "by the way"),
        ("PERSON", "my name is", "siobhan murphy", "and i would like a quote"),
        ("PERSON", "yes this is", "priya patel", "calling about my order"),
    ],
)
def test_personal_data_is_found_spoken_and_written(
    entity: str, before: str, secret: str, after: str
) -> None:
    if entity == "IBAN":
        secret += " six eight one nine"
    assert hidden(entity, f"{before} {secret} {after}") == f"{before} {after}".strip()


def test_the_other_party_answers_what_was_asked() -> None:
    found = hidden("SORT_CODE", "agent: and the sort code", "uh twenty oh four fifteen yeah")
    assert found == "and the sort code uh yeah"


def test_an_answer_is_also_masked_where_it_is_read_back() -> None:
    found = read(
        "agent: what's your account number",
        "five five seven seven nine nine one one",
        "agent: five five seven seven nine nine one one thank you",
    )
    assert found.count("<ACCOUNT>") == 16


def test_an_answer_in_two_turns_is_one() -> None:
    found = hidden(
        "PHONE",
        "agent: can i take your phone number",
        "oh two oh seven nine four six",
        "agent: yep",
        "oh one two three",
    )
    assert found == "can i take your phone number yep"


def test_a_name_follows_the_question_for_it() -> None:
    found = hidden("PERSON", "agent: who am i speaking with please", "oh it's wojciech kowalczyk")
    assert found == "who am i speaking with please oh it's"


def test_a_memorable_word_is_whatever_comes_after() -> None:
    found = read("agent: and your memorable word please", "it's tangerine")
    assert found == "and your memorable word please it's <PASSWORD>"


@pytest.mark.parametrize(
    "said",
    [
        "i may grant you access but mark the bill as rose coloured will that be frank enough",
        "your order number is 4471 0098 22 and the reference is a b one two three four",
        "the engineer can come between 8 and 12 on the 14th of march",
        "i reset my password yesterday and it works now",
        "it runs version 10.4.1 on two machines for nine people",
        "turn left into the main road after about two miles",
        "that is forty nine pounds ninety nine for eighteen months",
    ],
)
def test_everyday_words_and_numbers_stay(said: str) -> None:
    assert read(said) == said


def test_a_struck_transcript_holds_nothing_more() -> None:
    transcript = call(
        "agent: your name and postcode please",
        "my name is john smith and it's l s one two a b",
        "agent: and the sort code and your memorable word",
        "20 04 15 and tangerine",
    )
    masks = plan_masks(
        detector().find(transcript),
        QUALITY,
        within=Span(0, transcript.words[-1].span.end),
        margins=Margins(margin=0, collar=0),
    )
    assert list(detector().find(strike(transcript, masks))) == []


def test_no_finding_says_a_word_of_another_channel() -> None:
    transcript = call("agent: my name is anna", "hello anna my name is tom", "agent: hi tom")
    for finding in detector().find(transcript):
        assert {transcript.words[i].channel for i in finding.words} == {finding.channel}


def test_a_call_without_words_is_fine() -> None:
    assert list(detector().find(Transcript((), (Party.MIXED,)))) == []


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.one_of(st.text(max_size=10), st.sampled_from(ODD)),
            st.integers(0, 1),
            st.integers(0, 40),
        ),
        max_size=50,
    )
)
def test_no_transcript_is_too_odd(said: list[tuple[str, int, int]]) -> None:
    words = tuple(Word(text, Span(at, at + 1), channel, 0.0) for text, channel, at in said)
    for finding in detector().find(Transcript(words, (Party.AGENT, Party.CUSTOMER))):
        assert finding.words == tuple(sorted(finding.words))
        assert all(words[i].channel == finding.channel for i in finding.words)
        assert all(finding.span.covers(words[i].span) for i in finding.words)


@pytest.mark.parametrize(
    "word", ["at", "dot", "may", "postcode", "a", "7", "double", "road", "anna"]
)
def test_no_word_said_over_and_over_takes_longer_than_others(word: str) -> None:
    words = tuple(Word(word, Span(i, i + 1), i // 3 % 2, 0.9) for i in range(6000))
    start = process_time()
    list(detector().find(Transcript(words, (Party.AGENT, Party.CUSTOMER))))
    assert process_time() - start < 6


def test_time_grows_with_the_words_and_not_faster() -> None:
    said = "hello my number is 020 7946 0123 and i paid on the 14th for 2 of them yes please"

    def seconds(times: int) -> float:
        words = tuple(
            Word(t, Span(i * 9, i * 9 + 8), 0, 0.9) for i, t in enumerate(said.split() * times)
        )
        start = process_time()
        list(detector().find(Transcript(words, (Party.MIXED,))))
        return process_time() - start

    seconds(10)
    assert seconds(320) < 12 * seconds(80)


def test_most_of_what_people_say_in_the_spoken_cases_is_found() -> None:
    path = Path(__file__).parents[5] / "shared/data/spoken_cases.jsonl"
    path = path if path.exists() else Path(__file__).parents[4] / "shared/data/spoken_cases.jsonl"
    if not path.exists():
        pytest.skip("the spoken cases (../shared/data) are not on this machine")
    cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    personal = [
        c for c in cases if "\n" not in c["text"] and c["cat"] not in {"card", "cvv", "expiry"}
    ]
    spans = [(case["text"], span) for case in personal for span in case["spans"]]
    found = sum(_found(text, span["start"], span["end"]) for text, span in spans)
    assert found >= 0.95 * len(spans)


def _found(text: str, start: int, end: int) -> bool:
    transcript = call(text.replace(": ", ":_"))
    hit = {i for f in detector().find(transcript) for i in f.words}
    position, wanted = 0, set()
    for index, token in enumerate(text.split(" ")):
        if position < end and position + len(token) > start:
            wanted.add(index)
        position += len(token) + 1
    return wanted <= hit
