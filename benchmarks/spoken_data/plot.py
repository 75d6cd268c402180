"""The plot beside the table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl

mpl.use("svg")

import matplotlib.pyplot as plt

from benchmarks.spoken_data.measure import Tally
from pipeline.model import Entity

_OURS, _THEIRS = "#1f6f5c", "#b9b4a7"


def plot(kinds: Sequence[Entity], ours: Tally, theirs: Tally, path: Path) -> None:
    """Recall by kind, ours beside presidio's, of what is said at all; written as SVG."""
    mpl.rcParams["svg.hashsalt"] = "hushtape"
    said = [kind for kind in kinds if ours.said[kind]][::-1]
    places = range(len(said))
    figure, axes = plt.subplots(figsize=(7.2, 0.34 * len(said) + 1.1), layout="constrained")
    axes.barh([p + 0.2 for p in places], [ours.recall(k) for k in said], 0.38, color=_OURS)
    axes.barh([p - 0.2 for p in places], [theirs.recall(k) for k in said], 0.38, color=_THEIRS)
    axes.set_yticks(list(places), [f"{kind} ({ours.said[kind]})" for kind in said])
    axes.set_xlim(0, 1)
    axes.set_xlabel("share of which every word is masked; held-out calls written by hand")
    axes.legend(
        ["Hushtape", "presidio as it comes"],
        loc="lower center",
        ncols=2,
        frameon=False,
        bbox_to_anchor=(0.4, 1.0),
    )
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
