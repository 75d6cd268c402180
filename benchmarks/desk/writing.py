"""The desk's figures as a page and a picture."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

TARGET = 150
"""Milliseconds, for the p95 of every kind of page."""

HEAD = """# The review desk with 1,000,000 calls

`make bench-data` makes them, `make bench-desk` measures; this page is what it wrote. Milliseconds
a request, through the real views (Django's test client: rights, query, rows, template; for a search
also its ledger entry and twenty snippets decrypted out of the vault). p95 of the slowest of five
people: a reviewer of the newest half year (anna), a lead (lena), a reader of few calls (cora), a
reader of nearly all (frank), a records officer (rita). The target is {target} ms. The database is
in memory, as on a server that has been up for a day (PostgreSQL with 6 GB of its own). Other work
shared the two cores while this was measured: the second column is the processor's time that a
request took, of PostgreSQL's backend as well, which is what it comes to on a machine that is free.

The calls: thirteen months of them and the sales of the years before; 600 agents, 14 queues; 1.4
million struck transcripts of 60 words (a vocabulary of 20,000, as unevenly used as in life): short
ones, so that a million fit on the machine. Every snippet comes from the same sealed transcript
of 750 words.

"""


Worst = dict[str, dict[str, tuple[float, float, str]]]
"""By kind of page and database: p95 of time and of processor, and of whom."""


def _p95(times: list[float]) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def write(known: dict[str, Any], page: Path, picture: Path) -> None:
    kinds = list(known)
    worst: Worst = defaultdict(dict)
    for kind in kinds:
        for one in known[kind]["pages"]:
            p95, work = _p95(one["milliseconds"]), _p95(one["processor"])
            before = worst[one["what"]].get(kind)
            if before is None or work > before[1]:
                worst[one["what"]][kind] = (p95, work, one["who"])
    lines = [HEAD.format(target=TARGET)]
    for kind in kinds:
        loads = " to ".join(f"{load:.1f}" for load in known[kind]["loads"])
        when = known[kind]["on"]
        lines.append(
            f"{kind}: measured on {when} on two cores; the machine's load meanwhile: {loads}.\n"
        )
    lines.append(f"\n![p95 by kind of page]({picture.name})\n\n")
    titles = (f"{kind}: p95 | of it processor | slowest for" for kind in kinds)
    lines.append(f"| | {' | '.join(titles)} |\n")
    lines.append("|---|" + "--:|--:|---|" * len(kinds) + "\n")
    for what, by_kind in worst.items():
        cells = []
        for kind in kinds:
            p95, work, who = by_kind.get(kind, (float("nan"), float("nan"), ""))
            said = f"**{p95:.0f}**" if p95 > TARGET else f"{p95:.0f}"
            cells.append(f"{said} | {work:.0f} | {who}")
        lines.append(f"| {what} | " + " | ".join(cells) + " |\n")
    for kind in kinds:
        slow = {
            "by the clock": [w for w, b in worst.items() if kind in b and b[kind][0] > TARGET],
            "of processor": [w for w, b in worst.items() if kind in b and b[kind][1] > TARGET],
        }
        for what, late in slow.items():
            lines.append(f"\nOver the target on {kind}, {what}: {', '.join(late) or 'none'}.\n")
    lines.append(_listeners(known))
    page.write_text("".join(lines))
    _draw(worst, kinds, picture)


def _listeners(known: dict[str, Any]) -> str:
    lines = ["\n## Fifty listeners\n\n"]
    lines.append(
        "Each plays a call of its own from a random place at the pace of listening (20 kB a"
        " second, ten seconds\nin store), from another process, while the catalogue holds the"
        " million calls."
        " A stall is a moment in\nwhich a listener has nothing left to play.\n\n"
    )
    lines.append("| | requests | p95 | slowest | first byte, p95 | stalls | failed |\n")
    lines.append("|---|--:|--:|--:|--:|--:|--:|\n")
    for kind, one in known.items():
        if heard := one.get("listeners"):
            lines.append(
                f"| {kind} | {heard['requests']} | {heard['p95_ms']:.0f} ms |"
                f" {heard['slowest_ms']:.0f} ms | {heard['first_byte_p95_ms']:.0f} ms |"
                f" {heard['stalls']} | {heard['failed']} |\n"
            )
    return "".join(lines)


def _draw(worst: Worst, kinds: list[str], picture: Path) -> None:
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "hushtape"
    from matplotlib import pyplot as plt

    names = list(worst)[::-1]
    figure, axes = plt.subplots(figsize=(9, 0.33 * len(names) + 1))
    for place, (kind, colour) in enumerate(zip(kinds, ("#0b5c63", "#c9772b"), strict=False)):
        values = [worst[name][kind][1] if kind in worst[name] else 0 for name in names]
        at = [y + 0.2 - 0.4 * place for y in range(len(names))]
        axes.barh(at, values, height=0.38, color=colour, label=kind)
    axes.axvline(TARGET, color="#a3211d", linewidth=1)
    axes.set_yticks(range(len(names)), names, fontsize=8)
    axes.set_xlabel("p95 of processor time, milliseconds (the line is the target)")
    axes.legend(loc="lower right")
    axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(picture, metadata={"Date": None})
