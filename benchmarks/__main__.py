"""`make bench`: every figure in the docs, one benchmark after the other."""

from __future__ import annotations

import subprocess
import sys

BENCHMARKS = (
    ("What detection finds in text", "benchmarks.spoken_data", ()),
    ("Against what one would write in an afternoon", "benchmarks.rivals", ()),
    ("What is left to be heard, and what it costs", "benchmarks.audio", ()),
)

for title, module, arguments in BENCHMARKS:
    print(f"\n## {title}\n", flush=True)
    subprocess.run([sys.executable, "-m", module, *arguments], check=True)
