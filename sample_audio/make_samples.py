#!/usr/bin/env python3
"""Make the sample calls again from their scripts: `python sample_audio/make_samples.py`.

Needs Debian's flite, festival, festvox-us-slt-hts and espeak-ng, and av, soundfile and
numpy, which Hushtape has anyway. It writes drop/, expected/ and manifest.json beside
itself; the same scripts and synthesizers give the same bytes. Names of scripts as
arguments make only these (and leave the manifest alone).
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from making.call import Call, Utterance, perform
from making.dropping import write_audio, write_sidecar
from making.play import Play, read_play

HERE = Path(__file__).parent
DROP = HERE / "drop"
EXPECTED = HERE / "expected"


def main(names: list[str]) -> None:
    if not names:
        shutil.rmtree(DROP, ignore_errors=True)
        shutil.rmtree(EXPECTED, ignore_errors=True)
    EXPECTED.mkdir(exist_ok=True)
    plays = [read_play(path) for path in sorted((HERE / "scripts").glob("*.toml"))]
    for play in sorted(plays, key=lambda play: "copy_of" in play.settings):
        if not names or play.name in names:
            make(play)
    if not names:
        _write_json(HERE / "manifest.json", {"samples": [_entry(play) for play in plays]})


def make(play: Play) -> None:
    """Write one sample: its files in the drop folder, and what is expected of it."""
    settings = play.settings
    path = DROP / settings["path"] if "path" in settings else None
    call = perform(play)
    print(f"{play.name}: {call.duration_ms / 1000:.1f} s")
    if path and "text" in settings:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(settings["text"].lstrip(), encoding="utf-8")
    elif path and "copy_of" in settings:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((DROP / settings["copy_of"]).read_bytes())
    else:
        _write_call(call, settings)
    if "sidecar" in settings:
        sidecar = DROP / settings["sidecar"]
        write_sidecar(sidecar, settings["details"], settings["started"], call.duration_ms)
    if settings["state"] == "released":
        _write_json(EXPECTED / f"{play.name}.expected.json", expected(play, call))


def _write_call(call: Call, settings: dict[str, Any]) -> None:
    """Write the audio: one file, or one for each leg; and cut it off if the script says so."""
    if "legs" in settings:
        for party, path in settings["legs"].items():
            row = call.channel(party)
            write_audio(DROP / path, call.sound[row : row + 1])
        return
    path = DROP / settings["path"]
    write_audio(path, call.sound, settings.get("coding"))
    if "cut_to" in settings:
        whole = path.read_bytes()
        path.write_bytes(whole[: int(len(whole) * settings["cut_to"])])


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


def _entry(play: Play) -> dict[str, Any]:
    """The sample's line in the manifest; paths are relative to sample_audio/."""
    settings = play.settings
    paths = list(settings.get("legs", {"": settings.get("path")}).values())
    released = settings["state"] == "released"
    return {
        "name": play.name,
        "title": settings["title"],
        "shows": settings["shows"],
        "source": paths[0].split("/")[0],
        "paths": [f"drop/{path}" for path in paths],
        "sidecar": f"drop/{settings['sidecar']}" if "sidecar" in settings else None,
        "state": settings["state"],
        "expected": f"expected/{play.name}.expected.json" if released else None,
    }


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
