"""Measure the desk and write it down: `make bench-desk` (after `make bench-data`)."""

from __future__ import annotations

import argparse
import json
import os
import time
from dataclasses import asdict
from pathlib import Path

from benchmarks.desk import listeners, pages
from benchmarks.desk.data import FOLDER, sites
from benchmarks.desk.writing import write

RESULTS = Path("docs/benchmarks/desk.json")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--only", choices=("SQLite", "PostgreSQL"))
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--no-listeners", action="store_true")
    given = parser.parse_args()
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    with sites(given.folder) as there:
        for kind, site in there.items():
            if given.only not in (None, kind):
                continue
            loads = [os.getloadavg()[0]]
            taken = []
            for one in pages.measured(site()):
                print(f"{kind}: {one.who}: {one.what}: p95 {one.at(0.95):.0f} ms", flush=True)
                taken.append(asdict(one))
            loads.append(os.getloadavg()[0])
            known[kind] = {"pages": taken, "loads": loads, "on": time.strftime("%Y-%m-%d")}
            if not given.no_listeners:
                heard = listeners.measured(site(), given.seconds)
                print(f"{kind}: {heard}", flush=True)
                loads.append(os.getloadavg()[0])
                known[kind]["listeners"] = asdict(heard)
    RESULTS.write_text(json.dumps(known))
    write(known, RESULTS.with_suffix(".md"), RESULTS.with_suffix(".svg"))


if __name__ == "__main__":
    main()
