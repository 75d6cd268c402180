from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.errors import NoSuch
from pipeline.settings.files import DEFAULTS
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


def run(arguments: list[str], config: Path = DEFAULTS) -> Result:
    return CliRunner().invoke(detect, arguments, obj=config)


def test_one_json_line_a_call_names_the_masked_words(a_call: Path) -> None:
    result = run(["--json", str(a_call)])
    line = json.loads(result.output)
    assert line["id"] == "call-1"
    masked = {w["index"]: w["masked"] for w in line["words"]}
    assert masked == {5: "PERSON", 6: "PERSON"} | dict.fromkeys(range(12, 16), "PAN")


def test_the_evidence_profile_leaves_the_name(a_call: Path) -> None:
    result = run(["--json", "--profile", "evidence", str(a_call)])
    assert {f["entity"] for f in json.loads(result.output)["findings"]} == {"PAN"}


def test_a_site_has_profiles_of_its_own(a_call: Path, tmp_path: Path) -> None:
    config = tmp_path / "config"
    shutil.copytree(DEFAULTS, config)
    with (config / "masking.toml").open("a") as masking:
        masking.write('[[profile]]\nname = "names"\nmasks = ["PERSON"]\n')
    found = json.loads(run(["--json", "--profile", "names", str(a_call)], config).output)
    assert {f["entity"] for f in found["findings"]} == {"PERSON", "PAN"}


def test_an_unknown_profile_is_refused_with_the_known_ones(a_call: Path) -> None:
    result = run(["--profile", "nobody", str(a_call)])
    assert result.exit_code == NoSuch.exit
    assert "evidence, quality" in result.output


def test_an_explanation_names_the_rule_and_quotes_nothing(a_call: Path) -> None:
    result = run(["--explain", str(a_call)])
    assert "cards: run:visa:luhn" in result.output
    assert not any(secret in result.output.lower() for secret in ("4539", "1486", "john", "smith"))


def test_the_text_that_remains_is_printed_turn_by_turn(a_call: Path) -> None:
    result = run(["--text", str(a_call)])
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
    result = run([str(path)])
    assert result.exit_code == 2
    assert "broken.json" in result.output
    assert "4539" not in result.output


def test_words_out_of_order_are_named_by_their_place_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "call.json"
    said = [("thanks", 900), ("4539578763621486", 500), ("hello", 100)]
    words = [{"text": t, "start_ms": at, "end_ms": at + 9, "channel": 0} for t, at in said]
    path.write_text(json.dumps({"id": "x", "channels": ["mixed"], "words": words}))
    result = run(["--json", "--profile", "evidence", str(path)])
    assert json.loads(result.output)["words"] == [{"index": 1, "masked": "PAN"}]


def test_what_is_in_a_file_does_not_move_the_cursor(tmp_path: Path) -> None:
    path = tmp_path / "call.json"
    word = {"text": "a\x1b[2Jb", "start_ms": 1, "end_ms": 9, "channel": 0}
    path.write_text(json.dumps({"id": "x\n\x1b[2Jy\ud800", "channels": ["mixed"], "words": [word]}))
    for option in (["--explain"], ["--text"]):
        result = run([*option, str(path)])
        assert result.exit_code == 0
        assert not any(c < " " for line in result.output.splitlines() for c in line)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "line 1: not JSON"),
        (b"\xff\xfe4539", "line 1: not UTF-8"),
        (b'{"id": "4539"', "line 1: not JSON"),
        (b'["4539"]', "not an object"),
        (b"[" * 50_000, "nested too deep"),
    ],
)
def test_a_bad_file_is_told_of_and_not_quoted(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    result = run([str(path)])
    assert result.exit_code == 2
    assert f"{path}" in result.output
    assert told in result.output
    assert "4539" not in result.output


@pytest.mark.parametrize("path", ["missing.json", "."])
def test_what_is_no_file_is_a_usage_error(path: str) -> None:
    assert run([path]).exit_code == 2


def test_card_data_alone_is_found_without_loading_presidio() -> None:
    code = (
        "import sys, workers.commands.detect, pipeline.adapters.personal\n"
        "sys.exit(any(m.split('.')[0] in {'presidio_analyzer', 'spacy'} for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
