"""The plots beside the tables: silenced secrets against other speech, and people under noise."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl

mpl.use("svg")

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

_SECRETS, _SPEECH = "#1f6f5c", "#b9b4a7"
_PEOPLE = ("#1f6f5c", "#b5562b", "#1f6f8b")


def modes(
    titles: Sequence[str], secrets: Sequence[float], speech: Sequence[float], path: Path
) -> None:
    """For each way a transcript is wrong: secrets silenced beside other speech silenced."""
    places = range(len(titles))[::-1]
    figure, axes = plt.subplots(figsize=(7.2, 0.42 * len(titles) + 1.1), layout="constrained")
    axes.barh([p + 0.2 for p in places], secrets, 0.38, color=_SECRETS)
    axes.barh([p - 0.2 for p in places], speech, 0.38, color=_SPEECH)
    for place, secret, other in zip(places, secrets, speech, strict=True):
        axes.text(
            max(secret, 0.12) - 0.01,
            place + 0.2,
            f"{secret:.1%}",
            va="center",
            ha="right",
            color="white",
        )
        axes.text(other + 0.01, place - 0.2, f"{other:.1%}", va="center")
    axes.set_yticks(list(places), titles)
    axes.set_xlim(0, 1)
    axes.set_xlabel("share of time silenced; held-out calls that were released")
    legend = ["secrets of the card", "other speech, calls with a payment"]
    axes.legend(legend, loc="lower center", ncols=2, frameon=False, bbox_to_anchor=(0.3, 1.0))
    _save(figure, axes, path)


def people(
    speakers: Sequence[str], noise: Sequence[str], shares: Sequence[Sequence[float]], path: Path
) -> None:
    """For each speaker, over more and more noise: digits silenced by the listeners alone."""
    figure, axes = plt.subplots(figsize=(7.2, 3.2), layout="constrained")
    for speaker, share, colour in zip(speakers, shares, _PEOPLE, strict=False):
        axes.plot(noise, share, "o-", color=colour, label=speaker)
    axes.axhline(0.97, color="#777777", linewidth=0.8, linestyle=":")
    axes.text(len(noise) - 1, 0.975, "wanted", ha="right", color="#555555")
    axes.set_ylim(0, 1.03)
    axes.set_ylabel("share of digit time silenced, no transcript")
    axes.legend(loc="lower center", ncols=3, frameon=False, bbox_to_anchor=(0.5, 1.0))
    _save(figure, axes, path)


def _save(figure: Figure, axes: Axes, path: Path) -> None:
    mpl.rcParams["svg.hashsalt"] = "hushtape"
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
