from __future__ import annotations

from pipeline.masking import Margins, label, plan_masks, strike
from pipeline.model import (
    Entity,
    Finding,
    Mask,
    Profile,
    ProfileName,
)
from pipeline.timeline import Span
from tests.pipeline.saying import CALL, EVIDENCE, pan, said, word

QUALITY = Profile(ProfileName("quality"), frozenset({Entity.PERSON}))
BARE = Margins(margin=0, collar=0)


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
