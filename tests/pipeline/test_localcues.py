from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.adapters.cuefile import add_cue, read_cues
from pipeline.errors import BadConfig, Refused
from pipeline.localcues import LocalCues, a_cue
from pipeline.model import Entity, Party
from pipeline.similar import Pattern, alike, pattern_before
from pipeline.timeline import Span
from tests.lives import spoken

AGENT, CUSTOMER = Party.AGENT, Party.CUSTOMER
CUE = a_cue("What's your golden ticket number", Entity.ACCOUNT, by="lena")


def test_the_numbers_that_answer_a_local_cue_are_found() -> None:
    said = spoken(
        (AGENT, "and what's your golden ticket number please"),
        (CUSTOMER, "it is four seven one one"),
        (AGENT, "lovely"),
    )
    [found] = LocalCues([CUE]).find(said)
    assert found.entity is Entity.ACCOUNT
    assert [said.words[i].text for i in found.words] == ["four", "seven", "one", "one"]


def test_what_is_asked_for_in_words_is_found_in_words() -> None:
    cue = a_cue("name of your first hamster", Entity.PASSWORD, by="lena")
    said = spoken((AGENT, "the name of your first hamster"), (CUSTOMER, "sir nibbles"))
    [found] = LocalCues([cue]).find(said)
    assert [said.words[i].text for i in found.words] == ["sir", "nibbles"]


def test_without_the_phrase_nothing_is_found() -> None:
    said = spoken((AGENT, "your golden ticket is here"), (CUSTOMER, "four seven one one"))
    assert not list(LocalCues([CUE]).find(said))


@pytest.mark.parametrize("phrase", ["number please", "a " * 11, "ticket four seven one one please"])
def test_a_phrase_that_would_mask_everything_is_refused(phrase: str) -> None:
    with pytest.raises(Refused):
        a_cue(phrase, Entity.ACCOUNT, by="lena")


def test_approved_cues_are_kept_each_once(tmp_path: Path) -> None:
    path = tmp_path / "detection" / "cues.json"
    assert read_cues(path) == ()
    add_cue(path, CUE)
    add_cue(path, CUE)
    assert read_cues(path) == (CUE,)
    path.write_text("{")
    with pytest.raises(BadConfig, match="cannot be read"):
        read_cues(path)


def test_the_same_prompt_elsewhere_is_alike_unless_something_is_masked_there() -> None:
    here = spoken((AGENT, "so what is your golden ticket number"), (CUSTOMER, "four seven"))
    pattern = pattern_before(here, here.words[7].span)
    assert pattern == Pattern(("is", "your", "golden", "ticket", "number"))
    there = spoken((AGENT, "and what is your golden ticket number"), (CUSTOMER, "nine two"))
    [span] = alike(pattern, there, ())
    assert span.start == there.words[6].span.end
    masked = there.words[7].span
    from pipeline.model import Mask

    assert not list(alike(pattern, there, (Mask(1, Span(masked.start, masked.end), ()),)))
