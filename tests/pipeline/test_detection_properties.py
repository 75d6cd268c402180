"""What must hold of detection whatever is said: masked, in time, without a crash."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from random import Random
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.adapters.personal import PersonalDataDetector
from pipeline.cards import CardDetector
from pipeline.masking import Margins, plan_masks, strike
from pipeline.model import Entity, Party, Profile, ProfileName, Transcript, Word
from pipeline.ports import Detector
from pipeline.timeline import Span
from pipeline.transcripts import masked_words
from tests.fuzz.soups import SOUPS, over_and_over
from tests.fuzz.targets import TARGETS
from tests.pipeline.dictation import PREFIXES, STYLES, Token, groups, pan, said
from tests.pipeline.spoken import call, masked

QUALITY = Profile(ProfileName("quality"), frozenset(Entity))


@cache
def personal() -> PersonalDataDetector:
    return PersonalDataDetector()


def read(*lines: str) -> str:
    transcript = call(*lines)
    return masked(transcript, CardDetector().find(transcript))


@pytest.mark.parametrize("price", ["£4.50", "9:30", "40%", "12th"])
def test_a_price_right_before_a_card_number_does_not_save_it(price: str) -> None:
    assert "1486" not in read(f"that is {price} 4539578763621486 thanks")
    assert "1486" not in read(f"4539 5787 6362 1486 {price}")
    assert "1486" not in read(f"{price} won 4539578763621486")


@pytest.mark.parametrize("end", ["", "a", "1@!", "-"])
@pytest.mark.parametrize("part", ["4", "4-", "1,", "1.", "four-", "£", "٣", ".", "["])
def test_a_giant_word_is_read_in_time_that_grows_with_it(part: str, end: str) -> None:
    transcript = call(f"number {(part * 100_000)[:100_000]}{end} 4")
    start = process_time()
    list(CardDetector().find(transcript))
    assert process_time() - start < 1


@pytest.mark.parametrize("part", ["£", "'", "a.", "a@b.com,", "4-", "x"])
def test_personal_data_beside_a_giant_word_is_found_in_time(part: str) -> None:
    transcript = call(f"jo@example.com {part * (6_000 // len(part))} anna@example.com")
    start = process_time()
    found = {i for finding in personal().find(transcript) for i in finding.words}
    assert {0, 2} <= found
    assert process_time() - start < 6


def test_what_is_found_hundreds_of_times_in_one_word_is_looked_for_once_more_only() -> None:
    transcript = call("send it to " + "a@b.com," * 3_000)
    start = process_time()
    assert list(personal().find(transcript))
    assert process_time() - start < 8


@pytest.mark.parametrize("word", ["1" * 5000, "1" * 5000 + "st", "1." * 1500, "£" + "9" * 5000])
def test_a_number_too_long_to_count_with_is_read_as_any_other(word: str) -> None:
    transcript = call(f"born on the {word} of may {word} card {word} {word} 12 13 14 15")
    for detector in (CardDetector(), personal()):
        list(detector.find(transcript))


@pytest.mark.parametrize("half", ["\ud800", "me\udfff"])
def test_half_a_character_stops_no_reader(half: str) -> None:
    transcript = call(f"{half} my email is jo@example.com {half}")
    found = list(personal().find(transcript))
    assert [finding.entity for finding in found] == [Entity.EMAIL]


HARMLESS = (
    "so the weather has been lovely up here all week",
    "i have been waiting for ages but never mind that now",
    "let me just find my glasses they are on the table somewhere",
    "yeah no worries at all take your time",
    "we spoke last week and the lady said it would be fine",
    "is there anything else that i can help you with today",
    "Okay, lovely. Bear with me while this loads, please!",
    "",
)
ASKED = (
    "can i take the long card number please",
    "what's the number on the front of your card",
    "And the sixteen digit card number?",
    "if you read me your card details whenever you are ready",
)
MEANWHILE = ("", "yep", "okay", "mm hmm", "uh huh go on")

seeds = st.integers(0, 2**32).map(Random)
schemes = st.sampled_from(sorted(PREFIXES))
styles = st.sampled_from(STYLES)
harmless = st.sampled_from(HARMLESS)


class Script:
    """A call being written, each word with the digits of a card it gives away."""

    def __init__(self) -> None:
        self.words: list[tuple[str, int, int]] = []

    def say(self, channel: int, said: str | Iterable[Token]) -> None:
        tokens = [(text, 0) for text in said.split()] if isinstance(said, str) else said
        self.words += [(text, channel, digits) for text, digits in tokens]

    @property
    def transcript(self) -> Transcript:
        words = (
            Word(text, Span(i * 300, i * 300 + 250), channel, 0.9)
            for i, (text, channel, _) in enumerate(self.words)
        )
        return Transcript(tuple(words), (Party.AGENT, Party.CUSTOMER))

    def left(self) -> int:
        """Digits of the card that stay readable."""
        found = {i for finding in CardDetector().find(self.transcript) for i in finding.words}
        return sum(digits for i, (_, _, digits) in enumerate(self.words) if i not in found)


def in_one_breath(digits: str, style: str, before: str, after: str, rng: Random) -> Script:
    script = Script()
    script.say(1, before)
    script.say(1, (t for group in groups(digits, rng) for t in said(group, style, rng)))
    script.say(1, after)
    return script


def when_asked(digits: str, style: str, before: str, after: str, rng: Random) -> Script:
    script = Script()
    script.say(0, before)
    script.say(0, rng.choice(ASKED))
    for group in groups(digits, rng):
        script.say(1, said(group, style, rng))
        script.say(0, rng.choice(MEANWHILE))
    script.say(1, after)
    return script


@settings(deadline=None, max_examples=300)
@given(schemes, styles, harmless, harmless, seeds)
def test_any_card_number_in_one_breath_is_masked(
    scheme: str, style: str, before: str, after: str, rng: Random
) -> None:
    script = in_one_breath(pan(scheme, rng), style, before, after, rng)
    assert script.left() <= 4


@settings(deadline=None, max_examples=300)
@given(st.integers(12, 19), styles, harmless, harmless, seeds)
def test_any_number_that_was_asked_for_is_masked_over_turns_and_misheard(
    length: int, style: str, before: str, after: str, rng: Random
) -> None:
    digits = "".join(rng.choice("0123456789") for _ in range(length))
    script = when_asked(digits, style, before, after, rng)
    assert script.left() <= 4


@settings(deadline=None, max_examples=150)
@given(schemes, styles, harmless, harmless, st.sampled_from([0, 1]), seeds)
def test_harmless_words_around_a_card_number_unmask_nothing(
    scheme: str, style: str, before: str, after: str, speaker: int, rng: Random
) -> None:
    alone = rng.choice([in_one_breath, when_asked])(pan(scheme, rng), style, "", "", rng)
    longer = Script()
    longer.say(speaker, before)
    ahead = len(longer.words)
    longer.words += alone.words
    longer.say(speaker, after)
    masked_alone, masked_longer = (
        {i for f in CardDetector().find(script.transcript) for i in f.words}
        for script in (alone, longer)
    )
    assert {i + ahead for i in masked_alone} <= masked_longer


@settings(deadline=None, max_examples=60)
@given(schemes, styles, harmless, harmless, seeds)
def test_nothing_more_is_found_where_all_of_it_was_struck(
    scheme: str, style: str, before: str, after: str, rng: Random
) -> None:
    script = rng.choice([in_one_breath, when_asked])(pan(scheme, rng), style, before, after, rng)
    script.say(0, "and who am i speaking with")
    script.say(1, "my name is siobhan murphy and my email is jo at example dot com")
    once = struck(script.transcript)
    assert struck(once) == once


def struck(transcript: Transcript) -> Transcript:
    found = [f for detector in (CardDetector(), personal()) for f in detector.find(transcript)]
    whole = Span(0, transcript.words[-1].span.end)
    masks = plan_masks(found, QUALITY, within=whole, margins=Margins(margin=50, collar=100))
    return strike(transcript, masks)


@settings(deadline=None, max_examples=40)
@given(schemes, styles, seeds)
def test_it_does_not_matter_who_looks_first(scheme: str, style: str, rng: Random) -> None:
    script = when_asked(pan(scheme, rng), style, "this is anna smith", "sort code 20 04 15", rng)
    transcript = script.transcript
    found = [f for detector in (CardDetector(), personal()) for f in detector.find(transcript)]
    shuffled = rng.sample(found, len(found))
    assert masked_words(transcript, found, QUALITY) == masked_words(transcript, shuffled, QUALITY)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(sorted(TARGETS)), st.binary(max_size=400))
def test_no_input_trips_a_reader(target: str, data: bytes) -> None:
    TARGETS[target](data)


@pytest.mark.parametrize("detector", [CardDetector, personal], ids=["cards", "personal"])
def test_calls_without_words_or_order_or_time_are_calls(
    detector: Callable[[], Detector],
) -> None:
    said = ("4539", "", "my", "name", "is", "anna", "\u200b", "5787", "6362", "1486") * 400
    for spans in (
        [Span(0, 1)] * len(said),
        [Span(len(said) - i, len(said) - i + 1) for i in range(len(said))],
        [Span(i % 7, 10**9) for i in range(len(said))],
    ):
        words = tuple(
            Word(text, span, i % 5 // 4, 0.0)
            for i, (text, span) in enumerate(zip(said, spans, strict=True))
        )
        found = list(detector().find(Transcript(words, (Party.AGENT, Party.CUSTOMER))))
        assert all(f.span.covers(words[i].span) for f in found for i in f.words)
    assert not list(detector().find(Transcript((), ())))
    assert not list(detector().find(Transcript((), (Party.MIXED, Party.AGENT))))


@pytest.mark.parametrize("name", ["plain talk, two voices", "ever new cards", "the word number"])
def test_cards_are_read_at_fifty_thousand_words_a_second(name: str) -> None:
    soup = {**SOUPS, "the word number": over_and_over("number")}[name](20_000)
    fastest = min(timed(lambda: list(CardDetector().find(soup))) for _ in range(3))
    assert 20_000 / fastest > 15_000  # on a busy machine; 50,000 on a free one


def timed(work: Callable[[], object]) -> float:
    """Seconds of this process's own time that `work` takes."""
    start = process_time()
    work()
    return process_time() - start
