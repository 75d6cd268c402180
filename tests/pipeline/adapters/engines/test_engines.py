from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.adapters.engines import model_folder, open_engine
from pipeline.errors import BadConfig, ModelMissing
from pipeline.model import Grade
from tests.pipeline.adapters.engines.speech import MODELS


def test_auto_takes_pocketsphinx_where_there_is_no_model_and_says_so(tmp_path: Path) -> None:
    engine = open_engine("auto", "small.en", tmp_path, "cpu", "int8", 1)
    assert (engine.name, engine.grade) == ("pocketsphinx en-us", Grade.BASIC)


def test_auto_takes_the_model_that_is_there_and_says_so() -> None:
    if not (MODELS / "tiny.en" / "model.bin").is_file():
        pytest.skip(f"no speech model in {MODELS}: hushtape models fetch tiny.en")
    engine = open_engine("auto", "tiny.en", MODELS, "cpu", "int8", 1)
    assert engine.name == "faster-whisper tiny.en int8"


def test_an_engine_asked_for_by_name_is_never_replaced_by_a_worse_one(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        open_engine("faster-whisper", "small.en", tmp_path, "cpu", "int8", 1)


def test_the_recorded_engine_recites_what_the_model_setting_names(tmp_path: Path) -> None:
    assert open_engine("recorded", str(tmp_path), tmp_path, "cpu", "int8", 1).name == "recorded"


@pytest.mark.parametrize("engine", ["auto", "pocketsphinx"])
@pytest.mark.parametrize("language", ["cy", "auto"])
def test_pocketsphinx_is_not_taken_for_another_language(
    tmp_path: Path, engine: str, language: str
) -> None:
    with pytest.raises(BadConfig, match="it hears English only") as refused:
        open_engine(engine, "small.en", tmp_path, "cpu", "int8", 1, language)
    assert "hushtape models" in refused.value.hint


def test_an_unknown_engine_is_named_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match="'siri'") as unknown:
        open_engine("siri", "small.en", tmp_path, "cpu", "int8", 1)
    assert "faster-whisper" in unknown.value.hint


def test_a_model_is_a_name_or_a_path(tmp_path: Path) -> None:
    assert model_folder("tiny.en", tmp_path) == tmp_path / "tiny.en"
    assert model_folder("/srv/models/ours", tmp_path) == Path("/srv/models/ours")


def test_auto_takes_another_model_before_it_does_without_one() -> None:
    if not (MODELS / "tiny.en").exists():
        pytest.skip(f"no Whisper model in {MODELS}")
    engine = open_engine("auto", "small.en", MODELS, "cpu", "int8", 1)
    assert engine.name == "faster-whisper tiny.en int8"
