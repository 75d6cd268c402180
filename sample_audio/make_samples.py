#!/usr/bin/env python3
"""Make the sample calls again from their scripts: `python sample_audio/make_samples.py`.

Needs Debian's flite, festival, festvox-us-slt-hts and espeak-ng, and av, soundfile and
numpy, which Hushtape has anyway. Writes drop/, expected/ and manifest.json; the same
scripts and synthesizers give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

from making.call import Call, Utterance, perform
from making.dropping import write_audio, write_sidecar
from making.play import Play, read_play

HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the sample calls from their scripts.")
    parser.add_argument("names", nargs="*", help="make only these, and no manifest")
    parser.add_argument("--into", type=Path, default=HERE, help="the folder to write to")
    wanted = parser.parse_args()
    plays = [read_play(path) for path in sorted((HERE / "scripts").glob("*.toml"))]
    if not wanted.names:
        shutil.rmtree(wanted.into / "drop", ignore_errors=True)
        shutil.rmtree(wanted.into / "expected", ignore_errors=True)
        write_json(wanted.into / "manifest.json", {"samples": [entry(play) for play in plays]})
    for play in sorted(plays, key=lambda play: "copy_of" in play.settings):
        if not wanted.names or play.name in wanted.names:
            make(play, wanted.into)


def make(play: Play, into: Path) -> None:
    """Write one sample: its files in the drop folder, and what is expected of it."""
    settings, drop = play.settings, into / "drop"
    call = perform(play)
    print(f"{play.name}: {call.duration_ms / 1000:.1f} s")
    for path in paths(settings):
        (drop / path).parent.mkdir(parents=True, exist_ok=True)
    if "text" in settings:
        (drop / settings["path"]).write_text(settings["text"].lstrip(), encoding="utf-8")
    elif "copy_of" in settings:
        shutil.copyfile(drop / settings["copy_of"], drop / settings["path"])
    elif "legs" in settings:
        for party, path in settings["legs"].items():
            write_audio(drop / path, call.sound[[call.channel(party)]])
    else:
        write_audio(drop / settings["path"], call.sound, settings.get("coding"))
    if "cut_to" in settings:
        cut(drop / settings["path"], settings["cut_to"])
    if "sidecar" in settings:
        sidecar = drop / settings["sidecar"]
        write_sidecar(sidecar, settings["details"], settings["started"], call.duration_ms)
    if settings["state"] == "released":
        write_json(into / "expected" / f"{play.name}.expected.json", expected(play, call))


def paths(settings: dict[str, Any]) -> list[str]:
    """The sample's audio files, below drop/."""
    return list(settings["legs"].values()) if "legs" in settings else [settings["path"]]


def cut(path: Path, part: float) -> None:
    """Leave only the first `part` of the file's bytes, as a copy does that was cut off."""
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])


def expected(play: Play, call: Call) -> dict[str, Any]:
    """What must be masked, what must not, and the purposes under each example policy."""
    secrets = [said for said in call.utterances if said.piece.entity]
    harmless = [said for said in call.utterances if said.piece.harmless]
    return {
        "title": play.settings["title"],
        "direction": play.settings.get("direction"),
        "channels": list(call.channels),
        "duration_ms": call.duration_ms,
        "entities": [{"entity": it.piece.entity, **_place(it, call)} for it in secrets],
        "harmless": [{"what": it.piece.harmless, **_place(it, call)} for it in harmless],
        "purposes": play.settings["purposes"],
    }


def _place(said: Utterance, call: Call) -> dict[str, int]:
    return {
        "channel": call.channel(said.party),
        "start_ms": said.start_ms,
        "end_ms": said.end_ms,
    }


def entry(play: Play) -> dict[str, Any]:
    """The sample's line in the manifest; paths are relative to the manifest."""
    settings = play.settings
    released = settings["state"] == "released"
    return {
        "name": play.name,
        "title": settings["title"],
        "shows": settings["shows"],
        "source": paths(settings)[0].split("/")[0],
        "paths": [f"drop/{path}" for path in paths(settings)],
        "sidecar": f"drop/{settings['sidecar']}" if "sidecar" in settings else None,
        "state": settings["state"],
        "undated": settings.get("undated", False),
        "expected": f"expected/{play.name}.expected.json" if released else None,
    }


def write_json(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
