"""`make bench`: every figure in the docs, one benchmark after the other."""

from __future__ import annotations

import subprocess
import sys

BENCHMARKS = (
    ("What detection finds in text", "benchmarks.spoken_data", ()),
    ("What is left in calls nobody tuned on", "benchmarks.unseen", ()),
    ("Against what one would write in an afternoon", "benchmarks.rivals", ()),
    ("When the transcript is wrong, when people speak, and what it costs", "benchmarks.audio", ()),
)

for title, module, arguments in BENCHMARKS:
    print(f"\n## {title}\n", flush=True)
    subprocess.run([sys.executable, "-m", module, *arguments], check=True)
