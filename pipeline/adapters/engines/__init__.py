"""The speech engines, and the choice between them. Every engine is a `Transcriber`."""

from __future__ import annotations

from pathlib import Path

from pipeline.adapters.engines.recorded import Recorded
from pipeline.adapters.engines.sphinx import Sphinx
from pipeline.adapters.engines.whisper import missing_files, open_whisper
from pipeline.errors import BadConfig
from pipeline.model import ENGLISH
from pipeline.ports import Transcriber

ENGINES = ("auto", "faster-whisper", "pocketsphinx", "recorded")


def open_engine(
    engine: str,
    model: str,
    models_dir: Path,
    device: str,
    compute_type: str,
    threads: int,
    language: str = ENGLISH,
) -> Transcriber:
    """The speech engine of that name, ready to hear.

    `model` is a name under `models_dir` or a path; for "recorded" it is the transcript
    or the folder of transcripts to recite. `language` is a code of ISO 639-1, or "auto" for
    what each call is spoken in; pocketsphinx hears English only. The engine "auto"
    takes Whisper with that model if it is there, else with the largest one under
    `models_dir`, else pocketsphinx; which one it was, its name says.
    Raises ModelMissing (never a silent worse engine, except for "auto") and BadConfig.
    """
    folder = model_folder(model, models_dir)
    match engine:
        case "faster-whisper":
            return open_whisper(folder, device, compute_type, threads, language)
        case "pocketsphinx":
            return _sphinx(language)
        case "recorded":
            return Recorded(Path(model))
        case "auto":
            best = next(iter(_whole_models(folder, models_dir)), None)
            if best is None:
                return _sphinx(language)
            return open_whisper(best, device, compute_type, threads, language)
    raise BadConfig(f"There is no speech engine {engine!r}.", hint=f"One of: {', '.join(ENGINES)}.")


def _sphinx(language: str) -> Transcriber:
    if language != ENGLISH:
        raise BadConfig(
            f"pocketsphinx cannot do language = {language!r}: it hears English only.",
            hint='Fetch a model without ".en" (hushtape models list), or set language = "en".',
        )
    return Sphinx()


def _whole_models(wanted: Path, models_dir: Path) -> list[Path]:
    """The model that is wanted, then the others under `models_dir`, the largest first."""
    others = sorted(
        (model.parent for model in models_dir.glob("*/model.bin")),
        key=lambda folder: (folder / "model.bin").stat().st_size,
        reverse=True,
    )
    return [folder for folder in (wanted, *others) if not missing_files(folder)]


def model_folder(model: str, models_dir: Path) -> Path:
    """Where the model is or would be: `model` itself if it is a path, else under `models_dir`."""
    return Path(model) if "/" in model else models_dir / model
