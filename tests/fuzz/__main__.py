"""`python -m tests.fuzz --seconds 3600`: look for input that trips detection, for so long.

With atheris (coverage decides what is tried next) where it is installed, else with
hypothesis (chance does). Every finding is kept as a file; run it again with --replay.
"""

from __future__ import annotations

import re
import subprocess
import sys
from argparse import ArgumentParser
from importlib.util import find_spec
from pathlib import Path
from time import monotonic

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.seeds import plant, seeds
from tests.fuzz.targets import TARGETS, Target

LONGEST = 1_500
"""Bytes of one input."""
_SLOW = 30
"""Seconds after which one input has taken too long."""


def by_atheris(name: str, seconds: int, corpus: Path) -> tuple[int, bool]:
    """How many inputs were tried, and whether all was well."""
    plant(name, corpus / name)
    command = [sys.executable, "-m", "tests.fuzz.guided", name]
    command += [f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-len_control=20"]
    command += [f"-timeout={_SLOW}", "-print_final_stats=1", f"-artifact_prefix={corpus}/{name}-"]
    ran = subprocess.run([*command, str(corpus / name)], capture_output=True, check=False)
    told = ran.stderr.decode(errors="replace")
    tried = re.search(r"number_of_executed_units: (\d+)", told)
    if ran.returncode:
        print(told[-4_000:])
    return int(tried[1]) if tried else 0, ran.returncode == 0


def by_hypothesis(name: str, seconds: int, corpus: Path) -> tuple[int, bool]:
    """The same by chance: seeds, each changed in places, and bytes of any kind."""
    tried, until = 0, monotonic() + seconds
    base = st.sampled_from(list(seeds(name)))
    cuts = st.tuples(base, st.integers(0, LONGEST), st.binary(max_size=8), base)
    spliced = cuts.map(lambda c: (c[0][: c[1]] + c[2] + c[3][c[1] :])[:LONGEST])
    last = b""

    @settings(
        max_examples=300, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(st.one_of(st.binary(max_size=LONGEST), spliced))
    def attempt(data: bytes) -> None:
        nonlocal tried, last
        tried, last = tried + 1, data
        TARGETS[name](data)

    while monotonic() < until:
        try:
            attempt()
        except Exception as finding:
            kept = corpus / f"{name}-finding"
            kept.write_bytes(last)
            print(f"{type(finding).__name__}: {finding}\nkept as {kept}")
            return tried, False
    return tried, True


def replay(target: Target, path: Path) -> None:
    target(path.read_bytes())


def main() -> int:
    parser = ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=600, help="for all targets together")
    parser.add_argument("--target", action="append", choices=sorted(TARGETS), default=[])
    parser.add_argument("--corpus", type=Path, default=Path("build/fuzz"))
    parser.add_argument("--replay", type=Path, help="one kept input, for the one --target")
    options = parser.parse_args()
    names = options.target or list(TARGETS)
    if options.replay:
        for name in names:
            replay(TARGETS[name], options.replay)
        return 0
    options.corpus.mkdir(parents=True, exist_ok=True)
    engine, fuzz = (
        ("atheris", by_atheris) if find_spec("atheris") else ("hypothesis", by_hypothesis)
    )
    well = True
    for name in names:
        tried, fine = fuzz(name, max(1, options.seconds // len(names)), options.corpus)
        well = well and fine
        print(f"{name:<10} {tried:>9} inputs by {engine}: {'fine' if fine else 'A FINDING'}")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
