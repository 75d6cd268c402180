"""`python -m benchmarks.audio`: from sound to silence, part by part; `--write` writes the page."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from benchmarks.audio import keys, people, speed, written
from benchmarks.audio.examining import Examiner, Outcome, masked_speech, share
from benchmarks.audio.judging import Judge
from benchmarks.audio.reciting import EXACT, MODES, NO_WORDS
from benchmarks.audio.site import MODEL, MODELS, Site, a_site, whisper
from benchmarks.unseen.measure import SECRETS
from benchmarks.unseen.voices import missing

DOCS = Path(__file__).parents[2] / "docs" / "benchmarks"
PAGE = DOCS / "audio.md"
PARTS = ("written", "people", "keys", "speed")


@dataclass(frozen=True, slots=True)
class Options:
    """What to measure with, and how much of it."""

    model: Path
    judge: Path | None
    each: int
    heard: int
    numbers: int
    hours: float
    write: bool


@click.command()
@click.option("--part", "parts", type=click.Choice(PARTS), multiple=True, help="All, if none.")
@click.option("--model", type=click.Path(path_type=Path), default=MODEL, show_default=True)
@click.option(
    "--judge",
    type=click.Path(path_type=Path),
    default=MODELS / "judge" / "base",
    show_default=True,
    help="A model of faster-whisper that hears what is released.",
)
@click.option("--each", default=1, show_default=True, help="Every so many-th written call only.")
@click.option(
    "--heard",
    default=1,
    show_default=True,
    help="Every so many-th of them is also heard by real engines, which takes most of the time.",
)
@click.option("--numbers", default=4, show_default=True, help="Spliced or keyed, for each line.")
@click.option("--hours", default=4.0, show_default=True, help="Of the long call.")
@click.option("--write", is_flag=True, help=f"Write {PAGE.name} and its plots.")
def main(
    parts: Sequence[str],
    model: Path,
    judge: Path,
    each: int,
    heard: int,
    numbers: int,
    hours: float,
    write: bool,
) -> None:
    """Measure and print; what is missing here is said and not measured."""
    options = Options(model, judge if judge.exists() else None, each, heard, numbers, hours, write)
    sections: dict[str, Callable[[Site, Options], Iterator[str]]] = {
        "written": _written,
        "people": _people,
        "keys": _keys,
        "speed": _speed,
    }
    with a_site() as site:
        for part in parts or PARTS:
            if lacking := _lacking(part, options):
                click.echo(f"{part}: not measured, for want of {lacking}.", err=True)
                continue
            click.echo(f"{part} ...", err=True)
            text = "\n".join(sections[part](site, options))
            click.echo(text)
            if write:
                PAGE.write_text(with_part(PAGE.read_text(), part, text))


def _lacking(part: str, options: Options) -> str:
    """What a part needs and is not here; "" when all is."""
    if part in ("written", "people") and (programs := missing()):
        return ", ".join(programs)
    if part in ("people", "keys") and not people.DATA.exists():
        return str(people.DATA)
    if part == "speed" and not options.model.exists():
        return str(options.model)
    return ""


def with_part(page: str, part: str, text: str) -> str:
    """`page` with `text` between the marks of a part. Raises ValueError if it has none."""
    found = re.subn(
        rf"(<!-- {part} -->\n).*?(<!-- end of {part} -->)",
        lambda match: f"{match[1]}{text}\n{match[2]}",
        page,
        flags=re.DOTALL,
    )
    if found[1] != 1:
        raise ValueError(f"the page has no place for {part}")
    return found[0]


def _examiner(site: Site, options: Options) -> Examiner:
    return Examiner(site, Judge(options.judge) if options.judge else None)


def _written(site: Site, options: Options) -> Iterator[str]:
    examiner = _examiner(site, options)
    engine = whisper(options.model) if options.model.exists() else None
    calls = written.written_calls(site.folder, options.each, options.heard)
    outcomes, before = written.measure(calls, examiner, engine)
    yield _made(options)
    yield from written.table(outcomes, site.policy.margin_ms)
    yield from _same(outcomes)
    yield from _judged(examiner, outcomes, before)
    if options.write:
        held = [outcome for outcome in outcomes if outcome.call.held]
        named = [[o.result for o in held if o.mode == mode.title] for mode in MODES]
        from benchmarks.audio import plot

        plot.modes(
            [mode.title for mode in MODES],
            [share(results, SECRETS) for results in named],
            [masked_speech(results, pays=True) for results in named],
            DOCS / "audio.svg",
        )


def _same(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """What the renditions hold of the original."""
    seen = [outcome.same for outcome in outcomes if outcome.same]
    yield "\n### What is left of the original under the masks, and of the rest\n"
    masks = sum(same.masks for same in seen)
    yield f"- renditions compared with the decoded original: {len(seen)}, with {masks} masks"
    yield f"- of another length, by a sample or more: {sum(not s.as_long for s in seen)}"
    yield f"- samples outside the masks that differ: {sum(s.changed_outside for s in seen)}"
    yield (
        "- samples that come out otherwise when the original under the masks is noise: "
        f"{sum(s.depends_inside for s in seen)}"
    )
    yield (
        f"- strongest correlation of a mask with what was there: "
        f"{max(s.in_place for s in seen):.2f}; with another place of the call, by chance: "
        f"{max(s.elsewhere for s in seen):.2f}"
    )


def _judged(
    examiner: Examiner, outcomes: Sequence[Outcome], before: Sequence[int]
) -> Iterator[str]:
    """What a recogniser that took no part hears, before and after."""
    yield "\n### Heard by a recogniser that took no part\n"
    if examiner.judge is None:
        yield "There was no model to judge with."
        return
    yield (
        f"{examiner.judge.name} (another model than any that masked, called without our adapter) "
        "heard a number of more than 4 digits on the channel and at the time at which card data "
        f"are said, in **{sum(n > 0 for n in before)} of {len(before)}** recordings as they came, "
        "and after redaction in these:\n"
    )
    yield "| the transcript | with such a number | released and heard | longest, digits |"
    yield "|---|---|---|---|"
    for mode in dict.fromkeys(outcome.mode for outcome in outcomes):
        heard = [o.heard for o in outcomes if o.mode == mode and o.heard is not None]
        longest = max((run.digits for runs in heard for run in runs), default=0)
        yield (
            f"| {mode} | {sum(bool(runs) for runs in heard)} | {len(heard)} | {longest or '-'} |"
        )


def _people(site: Site, options: Options) -> Iterator[str]:
    examiner = _examiner(site, options)
    modes = [mode for mode in MODES if mode is not EXACT]
    measured, before = [], []
    for line in people.lines():
        outcomes = []
        for call in people.spliced_calls(line, site.folder, options.numbers, options.heard):
            outcomes += [examiner.recite(call, mode) for mode in modes]
            heard = examiner.before(call)
            before += [] if heard is None else [len(heard)]
        click.echo(f"{line.speaker}, {line.title}", err=True)
        measured.append((line, outcomes))
    yield _made(options)
    yield from people.table(measured, [mode.title for mode in modes])
    every = [outcome for _, outcomes in measured for outcome in outcomes]
    yield from _same(every)
    yield from _judged(examiner, every, before)
    yield "\n### People who say no number\n"
    yield "| recording | seconds of speech | taken for digits |\n|---|---|---|"
    for name, seconds, masked in people.false_alarms(site.tools.speech):
        yield f"| {name} | {seconds:.0f} | {masked:.1%} |"
    if options.write:
        from benchmarks.audio import plot

        shares = [
            [
                share([o.result for o in outcomes if o.mode == NO_WORDS.title], ["pan"])
                for line, outcomes in measured
                if line.speaker == speaker
            ]
            for speaker in people.SPEAKERS
        ]
        noise = [people.Line("", level).title for level in people.NOISE]
        plot.people(people.SPEAKERS, noise, shares, DOCS / "audio-people.svg")


def _keys(site: Site, options: Options) -> Iterator[str]:
    made = []
    for cell in keys.cells(Examiner(site), 10 * options.numbers):
        made.append(cell)
        click.echo(f"{cell.background}, {cell.milliseconds} ms, {cell.level} dB", err=True)
    yield _made(options)
    yield from keys.table(made)
    yield "\n| no key in it | seconds | runs of keys heard | of its time masked |"
    yield "|---|---|---|---|"
    for name, seconds, found, masked in keys.talk_off(site.folder):
        yield f"| {name} | {seconds:.0f} | {found} | {masked:.2%} |"


def _speed(site: Site, options: Options) -> Iterator[str]:
    made, whole = speed.costs(site, options.model, options.hours)
    yield _made(options)
    yield from speed.table(made)
    yield f"\nAll of it, verified, takes **{whole:.2f} times** the recogniser's own time."
    times = speed.two_against_one(options.model, 2)
    yield f"Two workers get **{times:.2f} times** as much done in the same time as one does."


def _made(options: Options) -> str:
    """When and where, for whoever compares."""
    load = os.getloadavg()[0]
    crowd = (
        ", too crowded to trust what depends on the clock" if load > (os.cpu_count() or 1) else ""
    )
    part = f", one call in {options.each}" if options.each > 1 else ""
    part += f", of these one in {options.heard} heard by engines" if options.heard > 1 else ""
    day = f"{date.today():%d %B %Y}"  # noqa: DTZ011
    return f"Measured on {day}{part}, {os.cpu_count()} cores, load {load:.1f}{crowd}.\n"


if __name__ == "__main__":
    main()
