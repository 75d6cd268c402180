"""The calls of benchmarks/unseen, told in every way in which a transcript can be wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import click

from benchmarks.audio.examining import (
    Call,
    Examiner,
    Outcome,
    beside_secrets,
    masked_seconds,
    masked_speech,
    share,
)
from benchmarks.audio.reciting import MODES, NO_WORDS, TURNS_SHIFTED
from benchmarks.unseen.building import build
from benchmarks.unseen.cases import cases
from benchmarks.unseen.measure import SECRETS
from pipeline.ports import Transcriber

HALVES = ("held", "open")
MENDED = (TURNS_SHIFTED, NO_WORDS)


def written_calls(folder: Path, each: int, heard: int) -> Iterator[Call]:
    """Every `each`-th call of both halves, made below `folder` when its turn comes.

    Of these, real engines hear every `heard`-th.
    """
    for half in HALVES:
        for number, case in enumerate(cases(half)[::each]):
            path, pieces = build(case, folder)
            yield Call(case, path, pieces, half == "held", number % heard == 0)
            path.unlink()


def measure(
    calls: Iterator[Call], examiner: Examiner, engine: Transcriber | None
) -> tuple[list[Outcome], list[int]]:
    """Every call in every mode; and how many long numbers the judge hears in each recording.

    With an `engine`, the calls are also heard by it alone, and the modes in which it has most to
    mend are measured once more with it as the second hearing.
    """
    made: list[Outcome] = []
    before: list[int] = []
    for call in calls:
        some = [examiner.recite(call, mode) for mode in MODES]
        if engine and call.heard:
            some += [examiner.recite(call, mode, engine) for mode in MENDED]
            some.append(examiner.examine(call, f"what {engine.name} hears", engine))
        heard = examiner.before(call)
        before += [] if heard is None else [len(heard)]
        made += some
        shown = "held out" if call.held else f"{call.case.name}: {'; '.join(map(_line, some))}"
        click.echo(f"{datetime.now():%H:%M:%S} {shown}", err=True)  # noqa: DTZ005
    return made, before


def _line(outcome: Outcome) -> str:
    """A call of the half in view, for whoever waits."""
    result = outcome.result
    if not result.verified:
        return f"{outcome.mode} quarantined"
    if not result.case.pays:
        return f"{outcome.mode} other {masked_speech([result], pays=False):.0%}"
    left = [f"{kind} {n}" for kind in SECRETS if (n := result.digits_left(kind))]
    return f"{outcome.mode} {share([result], SECRETS):.0%}" + (
        f" ({', '.join(left)} left)" if left else ""
    )


def table(outcomes: Sequence[Outcome], margin: int) -> Iterator[str]:
    """Both halves, mode by mode, in Markdown; `margin` is that of every mask, in ms."""
    for half, held in (("held out", True), ("in view", False)):
        yield f"\n### {half.capitalize()}\n"
        yield (
            "| the transcript | released | card secrets silenced | card numbers | codes | expiry "
            "| keyed | with quarantine | more than 4 digits left | person first "
            "| other speech masked, with / without a payment | of it a call with a payment |"
        )
        yield "|---|---|---|---|---|---|---|---|---|---|---|---|"
        for mode in dict.fromkeys(outcome.mode for outcome in outcomes):
            some = [o for o in outcomes if o.mode == mode and o.call.held == held]
            if some:
                yield _row(mode, some)
        once = {o.call.case.name: o.result for o in outcomes if o.call.held == held}
        near = beside_secrets([*once.values()], margin)
        yield (
            f"\nOf other speech in calls with a payment, {near:.1%} lies within {margin} ms of a "
            "secret: the margin of a mask that knows all."
        )


def _row(mode: str, outcomes: Sequence[Outcome]) -> str:
    results = [outcome.result for outcome in outcomes]
    paying = [outcome for outcome in outcomes if outcome.call.case.pays]
    cells = [
        mode,
        f"{sum(r.verified for r in results)} of {len(results)}",
        f"**{share(results, SECRETS):.1%}**",
        *(f"{share(results, [kind]):.1%}" for kind in SECRETS),
        f"{share(results, SECRETS, quarantined=True):.1%}",
        f"{sum(o.leaks for o in paying)} of {len(paying)}",
        f"{sum(o.unread for o in outcomes)}",
        f"{masked_speech(results, pays=True):.1%} / {masked_speech(results, pays=False):.1%}",
        f"{masked_seconds(results):.1f} s",
    ]
    return f"| {' | '.join(cells)} |"
