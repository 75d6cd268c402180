"""Measure the desk and write it down: `make bench-desk` (after `make bench-data`)."""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.desk import listeners, pages
from benchmarks.desk.data import FOLDER, sites, warm
from benchmarks.desk.writing import write
from pipeline.wiring import Site

RESULTS = Path("docs/benchmarks/desk.json")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--only", choices=("SQLite", "PostgreSQL"))
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--times", type=int, default=24, help="requests of a kind by a person")
    given = parser.parse_args()
    with sites(given.folder) as there:
        for kind, site in there.items():
            if given.only in (None, kind):
                _measure(kind, site, given)


def _measure(kind: str, site: Callable[[], Site], given: argparse.Namespace) -> None:
    warm(site())
    loads, taken = [os.getloadavg()[0]], []
    for one in pages.measured(site(), given.times):
        print(
            f"{kind}: {one.who}: {one.what}: {max(one.milliseconds):.0f} ms at the most,"
            f" {max(one.processor):.0f} ms of processor",
            flush=True,
        )
        taken.append(asdict(one))
    loads.append(os.getloadavg()[0])
    figures = {"pages": taken, "loads": loads, "on": time.strftime("%Y-%m-%d")}
    _keep(kind, figures)
    heard = listeners.measured(site(), given.seconds)
    print(f"{kind}: {heard}", flush=True)
    loads.append(os.getloadavg()[0])
    _keep(kind, {**figures, "listeners": asdict(heard)})


def _keep(kind: str, figures: dict[str, Any]) -> None:
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    known[kind] = figures
    RESULTS.write_text(json.dumps(known))
    write(known, RESULTS.with_suffix(".md"), RESULTS.with_suffix(".svg"))


if __name__ == "__main__":
    main()
