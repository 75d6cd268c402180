from __future__ import annotations

from pathlib import Path

import pytest
import spacy

from pipeline.adapters.personal import PersonalDataDetector
from pipeline.adapters.personal.named import BasicNames, open_names, worth_reading
from pipeline.adapters.personal.wordforms import forms
from pipeline.errors import BadConfig
from pipeline.wordlists import words
from tests.pipeline.spoken import call, masked

COMMON = words("i live near the shop and is at my name")


def test_only_what_is_around_unusual_words_is_worth_reading() -> None:
    said = ["the"] * 30 + ["wojciech"] + ["the"] * 30
    made = list(forms([[(word, i) for i, word in enumerate(said)]], COMMON))
    assert list(worth_reading(made)) == [(26, 35)]


def test_unusual_words_without_end_are_read_in_windows_that_meet() -> None:
    made = list(forms([[("wojciech", i) for i in range(5000)]], COMMON))
    read = list(worth_reading(made))
    assert all(end - start < 300 for start, end in read)
    assert [i for start, end in read for i in range(start, end)] == list(range(5000))


def test_a_word_is_read_alike_wherever_the_windows_are_cut() -> None:
    names = BasicNames()
    said = "okay so my name is wojciech kowalczyk and i live at nine kestrel mews thank you"
    once = names.read(call(said).words)
    twenty = names.read(call(*[said] * 20).words)
    count = len(said.split())
    middle = twenty.person[10 * count : 11 * count]
    assert [round(chance, 3) for chance in middle][2:-2] == pytest.approx(
        [round(chance, 3) for chance in once.person][2:-2], abs=0.02
    )


def test_what_was_said_does_not_stay_in_the_models_store_of_strings() -> None:
    names = BasicNames()
    names.read(call("my name is wojciechowskaya").words)
    assert "wojciechowskaya" not in names._nlp.vocab.strings


@pytest.fixture(scope="module")
def a_spacy_pipeline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pipeline that knows one person, one street and two towns."""
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(  # type: ignore[attr-defined]  # spaCy's types do not know its pipes
        [
            {"label": "PERSON", "pattern": [{"LOWER": "zelda"}, {"LOWER": "quux"}]},
            {"label": "FAC", "pattern": [{"LOWER": "frobnicator"}, {"LOWER": "walk"}]},
            {"label": "GPE", "pattern": [{"LOWER": "xanadu"}]},
        ]
    )
    folder = tmp_path_factory.mktemp("pipeline")
    nlp.to_disk(folder)
    return folder


def test_any_spacy_pipeline_reads_names_when_the_site_says_so(a_spacy_pipeline: Path) -> None:
    detector = PersonalDataDetector(names=f"spacy:{a_spacy_pipeline}")
    transcript = call("so Zelda Quux came from frobnicator walk xanadu and i was in xanadu too")
    assert masked(transcript, detector.find(transcript)) == (
        "so <PERSON> <PERSON> came from <ADDRESS> <ADDRESS> <ADDRESS> and i was in xanadu too"
    )


@pytest.mark.parametrize("wrong", ["advanced", "spacy:", "spacy:no_such_pipeline_anywhere"])
def test_a_reader_that_is_not_there_is_said_at_once(wrong: str) -> None:
    with pytest.raises(BadConfig, match="names = "):
        open_names(wrong)


def test_a_missing_pipeline_comes_with_what_to_do() -> None:
    with pytest.raises(BadConfig, match="python -m spacy download en_core_web_lg"):
        PersonalDataDetector(names="spacy:en_core_web_lg")
