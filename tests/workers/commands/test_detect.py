from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.transcripts import to_json
from tests.pipeline.spoken import call
from workers.commands.detect import detect


@pytest.fixture
def a_call(tmp_path: Path) -> Path:
    transcript = call(
        "agent: who am i speaking with",
        "john smith",
        "agent: and the long number please",
        "4539 5787 6362 1486",
    )
    path = tmp_path / "call.json"
    path.write_text(json.dumps(to_json("call-1", transcript)))
    return path


def test_one_json_line_a_call_names_the_masked_words(a_call: Path) -> None:
    result = CliRunner().invoke(detect, ["--json", str(a_call)], catch_exceptions=False)
    line = json.loads(result.output)
    assert line["id"] == "call-1"
    masked = {w["index"]: w["masked"] for w in line["words"]}
    assert masked == {5: "PERSON", 6: "PERSON"} | dict.fromkeys(range(12, 16), "PAN")


def test_the_evidence_profile_leaves_the_name(a_call: Path) -> None:
    result = CliRunner().invoke(
        detect, ["--json", "--profile", "evidence", str(a_call)], catch_exceptions=False
    )
    assert {f["entity"] for f in json.loads(result.output)["findings"]} == {"PAN"}


def test_an_explanation_names_the_rule_and_quotes_nothing(a_call: Path) -> None:
    result = CliRunner().invoke(detect, ["--explain", str(a_call)], catch_exceptions=False)
    assert "cards: run:visa:luhn" in result.output
    assert not any(secret in result.output.lower() for secret in ("4539", "1486", "john", "smith"))


def test_the_text_that_remains_is_printed_turn_by_turn(a_call: Path) -> None:
    result = CliRunner().invoke(detect, ["--text", str(a_call)], catch_exceptions=False)
    assert result.output.splitlines() == [
        "call-1:",
        "  agent: who am i speaking with",
        "  customer: [PERSON]",
        "  agent: and the long number please",
        "  customer: [PAN]",
    ]


def test_a_file_that_is_no_transcript_is_a_usage_error_with_a_hint(tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_text('{"words": "4539"}')
    result = CliRunner().invoke(detect, [str(path)])
    assert result.exit_code == 2
    assert "broken.json" in result.output
    assert "4539" not in result.output


def test_card_data_alone_is_found_without_loading_presidio() -> None:
    code = (
        "import sys, workers.commands.detect, pipeline.adapters.personal\n"
        "sys.exit(any(m.split('.')[0] in {'presidio_analyzer', 'spacy'} for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
