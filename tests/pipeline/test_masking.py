from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.masking import (
    REACH,
    SLACK,
    Margins,
    anchor,
    label,
    plan_masks,
    strike,
    uncovered,
)
from pipeline.model import (
    Entity,
    Finding,
    Mask,
    Party,
    Profile,
    ProfileName,
    Transcript,
    Word,
)
from pipeline.timeline import Span

CALL = Span(0, 60_000)
EVIDENCE = Profile(ProfileName("evidence"), frozenset())
QUALITY = Profile(ProfileName("quality"), frozenset({Entity.PERSON}))
BARE = Margins(margin=0, collar=0)
PARTIES = (Party.AGENT, Party.CUSTOMER)


def word(text: str, start: int, end: int, channel: int = 1, confidence: float = 0.9) -> Word:
    return Word(text, Span(start, end), channel, confidence)


def said(*words: Word) -> Transcript:
    return Transcript(words, PARTIES)


def pan(span: Span, *words: int, channel: int = 1) -> Finding:
    return Finding(Entity.PAN, channel, span, 0.9, "cards", words=words)


def name(span: Span, *words: int, channel: int = 1) -> Finding:
    return Finding(Entity.PERSON, channel, span, 0.9, "personal", words=words)


def anchored(finding: Finding, transcript: Transcript, *speech: Span) -> Span:
    [settled] = anchor([finding], transcript, [[], list(speech)], within=CALL)
    return settled.span


def test_a_secret_is_silenced_to_the_edges_of_the_speech_it_lies_in() -> None:
    call = said(word("4539", 2_000, 3_000))
    assert anchored(name(Span(2_000, 3_000), 0), call, Span(1_500, 3_400)) == Span(1_500, 3_400)


def test_the_neighbouring_words_stop_it() -> None:
    call = said(
        word("it's", 1_000, 1_800), word("4539", 2_000, 3_000), word("thanks", 3_100, 3_500)
    )
    span = anchored(name(Span(2_000, 3_000), 1), call, Span(900, 4_000))
    assert span == Span(1_800, 3_100)


def test_a_neighbour_whose_time_is_not_its_own_is_no_anchor() -> None:
    call = said(word("it's", 1_000, 1_800, confidence=0.0), word("4539", 2_000, 3_000))
    assert anchored(name(Span(2_000, 3_000), 1), call, Span(900, 3_000)) == Span(900, 3_000)


def test_card_data_runs_into_a_neighbour_whose_time_looks_sound() -> None:
    call = said(word("that's", 19_800, 20_320), word("8374", 20_320, 21_600))
    span = anchored(pan(Span(20_320, 21_600), 1), call, Span(19_700, 21_600))
    assert span == Span(20_320 - SLACK, 21_600 + SLACK)


def test_what_is_said_to_lie_in_silence_was_said_in_the_speech_it_touches() -> None:
    call = said(word("that's", 19_800, 20_320), word("8374", 20_320, 23_400))
    span = anchored(pan(Span(20_320, 23_400), 1), call, Span(19_700, 21_500))
    assert span.covers(Span(19_700, 21_500))


def test_what_is_said_to_lie_in_nothing_but_silence_was_said_somewhere_around() -> None:
    call = said(word("8374", 20_000, 21_000))
    span = anchored(pan(Span(20_000, 21_000), 0), call, Span(30_000, 31_000))
    assert span == Span(20_000 - REACH, 21_000 + REACH)


def test_sixteen_digits_in_half_a_second_were_said_somewhere_around() -> None:
    call = said(word("4539578763621486", 20_000, 20_500))
    span = anchored(pan(Span(20_000, 20_500), 0), call, Span(19_900, 20_500))
    assert span == Span(20_000 - REACH, 20_500 + REACH)


def test_what_was_heard_and_not_read_keeps_its_own_time() -> None:
    tones = Finding(Entity.DTMF, 1, Span(5_000, 6_000), 1.0, "dtmf")
    assert anchored(tones, said(word("hello", 0, 900)), Span(0, 9_000)) == tones.span


def test_the_other_channel_anchors_nothing() -> None:
    call = said(word("right", 1_900, 1_990, channel=0), word("4539", 2_000, 3_000))
    assert anchored(name(Span(2_000, 3_000), 1), call, Span(1_000, 3_000)) == Span(1_000, 3_000)


words = st.builds(
    lambda start, length, channel, confidence: word(
        "nine", start, start + length, channel, confidence
    ),
    st.integers(0, 55_000),
    st.integers(1, 4_000),
    st.integers(0, 1),
    st.floats(0, 1),
)
stretches = st.lists(
    st.builds(lambda a, n: Span(a, a + n), st.integers(0, 50_000), st.integers(1, 9_000)),
    max_size=8,
)


@given(st.lists(words, min_size=1, max_size=12), st.data(), stretches)
def test_a_mask_is_never_narrower_than_its_evidence(
    given_words: list[Word], data: st.DataObject, speech: list[Span]
) -> None:
    call = said(*sorted(given_words, key=lambda w: w.span.start))
    index = data.draw(st.integers(0, len(call.words) - 1))
    evidence = call.words[index]
    finding = pan(evidence.span, index, channel=evidence.channel)
    activity = [sorted(speech), sorted(speech)]
    masks = plan_masks(
        anchor([finding], call, activity, within=CALL),
        EVIDENCE,
        within=CALL,
        margins=Margins(100, 50),
    )
    assert any(m.channel == finding.channel and m.span.covers(finding.span) for m in masks)
    assert all(CALL.covers(m.span) for m in masks)
    assert not uncovered([finding], masks)


def test_a_profile_masks_what_it_names_and_card_data_always() -> None:
    name = Finding(Entity.PERSON, 0, Span(100, 500), 0.9, "names")
    found = [name, pan(Span(2_000, 3_000))]
    masked = {
        profile.name: [m.entities for m in plan_masks(found, profile, within=CALL, margins=BARE)]
        for profile in (QUALITY, EVIDENCE)
    }
    assert masked == {"quality": [(Entity.PERSON,), (Entity.PAN,)], "evidence": [(Entity.PAN,)]}


def test_masks_that_nearly_touch_become_one_that_knows_both_reasons() -> None:
    near = [pan(Span(1_000, 2_000)), pan(Span(2_200, 3_000))]
    [mask] = plan_masks(near, EVIDENCE, within=CALL, margins=Margins(margin=0, collar=300))
    assert mask.span == Span(1_000, 3_000)
    assert len(mask.because) == 2


def test_struck_words_give_way_to_one_token_a_mask() -> None:
    call = said(
        word("it's", 1_000, 1_800),
        word("4539", 2_000, 3_000),
        word("5787", 3_000, 4_000),
        word("thanks", 5_000, 5_500),
    )
    masks = [Mask(1, Span(1_900, 4_100), (pan(Span(2_000, 4_000), 1, 2),))]
    assert [w.text for w in strike(call, masks).words] == ["it's", "[PAN]", "thanks"]


def test_a_word_half_in_the_clear_on_the_other_channel_stays() -> None:
    call = said(word("okay", 2_000, 2_400, channel=0), word("4539", 2_000, 3_000))
    masks = [Mask(1, Span(1_900, 3_100), (pan(Span(2_000, 3_000), 1),))]
    assert [w.text for w in strike(call, masks).words] == ["[PAN]", "okay"]


def test_striking_twice_strikes_nothing_more() -> None:
    call = said(word("4539", 2_000, 3_000), word("thanks", 5_000, 5_500))
    masks = [Mask(1, Span(1_900, 3_100), (pan(Span(2_000, 3_000), 0),))]
    once = strike(call, masks)
    wordless = [Mask(1, Span(1_900, 3_100), (pan(Span(2_000, 3_000)),))]
    assert strike(once, wordless).words == once.words


def test_a_mask_is_named_after_the_worst_thing_under_it() -> None:
    assert label((Entity.PAN, Entity.PERSON)) == "[PAN]"
