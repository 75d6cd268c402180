"""A speech model from a web server of one's own: a models folder of Hushtape, served as it is."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

from pipeline.errors import BadConfig, ModelMissing, Tampered, Unavailable

CHECKSUMS = "SHA256SUMS"
"""Names the files of a model, each with its checksum, as `sha256sum` writes it."""
PATIENCE = 60
"""Seconds without a byte."""
_LARGEST_LIST = 65_536
_HERE = {"localhost", "127.0.0.1", "::1"}


def is_address(source: str) -> bool:
    return source.startswith(("https://", "http://"))


def download(url: str, name: str, wanted: Sequence[str], new: Path) -> None:
    """Those of `wanted` that `url`/`name`/SHA256SUMS lists, into the folder `new`.

    Raises BadConfig for an address in the clear (this machine's own excepted), ModelMissing
    where there is no such list, Tampered for a file that is not what the list says, and
    Unavailable.
    """
    place = urlsplit(url)
    if place.scheme != "https" and place.hostname not in _HERE:
        raise BadConfig(f"{url} is not encrypted.", hint="Serve the models over https.")
    folder = f"{url.rstrip('/')}/{name}"
    for file, digest in _listed(folder).items():
        if file in wanted:
            _save(f"{folder}/{file}", new / file)
            with (new / file).open("rb") as stream:
                if hashlib.file_digest(stream, "sha256").hexdigest() != digest:
                    raise Tampered(f"{folder}/{file} is not what its list of checksums says.")


def _listed(folder: str) -> dict[str, str]:
    """The checksum of each file."""
    try:
        with urlopen(f"{folder}/{CHECKSUMS}", timeout=PATIENCE) as answer:  # noqa: S310  see download
            lines = answer.read(_LARGEST_LIST).decode("utf-8", "replace").splitlines()
    except (OSError, HTTPException) as error:
        raise ModelMissing(
            f"There is no {folder}/{CHECKSUMS}.",
            hint="Serve the models folder of a machine that has the model.",
        ) from error
    return {file: digest for digest, _, file in (line.partition("  ") for line in lines)}


def _save(url: str, file: Path) -> None:
    try:
        with urlopen(url, timeout=PATIENCE) as answer, file.open("wb") as out:  # noqa: S310  see download
            shutil.copyfileobj(answer, out, 1 << 20)
    except (OSError, HTTPException) as error:
        raise Unavailable(f"{url} could not be downloaded.") from error
