"""`python -m benchmarks.spoken_data`: the table of what is found, beside presidio as it comes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import click

from benchmarks.spoken_data.baseline import VanillaPresidio
from benchmarks.spoken_data.calls import INTERRUPTIONS, GoldCall, every_call, harmless_call
from benchmarks.spoken_data.dictation import HELD_OUT, STYLES, Style
from benchmarks.spoken_data.measure import Tally, measure
from benchmarks.spoken_data.personal import KINDS, personal_calls
from pipeline.adapters.personal import PersonalDataDetector
from pipeline.cards import CardDetector
from pipeline.model import Entity

_CARD = (Entity.PAN, Entity.CARD_CODE, Entity.CARD_EXPIRY)


@click.command()
@click.option("--seed", default=2026, show_default=True)
@click.option("--rounds", default=2, show_default=True, help="Times every style is read.")
@click.option("--each", default=100, show_default=True, help="Calls a kind of personal data.")
@click.option("--write", type=click.Path(path_type=Path), help="Also write the report here.")
def main(seed: int, rounds: int, each: int, write: Path | None) -> None:
    """Measure detection on calls made up by seed, and print Markdown."""
    report = "\n".join([*_cards(seed, rounds), *_personal(seed, each), *_harmless(seed)]) + "\n"
    click.echo(report)
    if write:
        write.write_text(_PREFACE.format(seed=seed, rounds=rounds, each=each) + report)


_PREFACE = """# How much detection finds, and how much it masks too much

Written by `python -m benchmarks.spoken_data` with `--seed {seed} --rounds {rounds} --each {each}`.
The calls are made up by the generator in `benchmarks/spoken_data/`; its author also wrote the
rules, so the figures say that the rules do what they were meant to, and are an upper bound for
real calls. The styles called held out are those that no rule was changed for. presidio runs with
its default English recognisers and no language model.

"""


def _rounds(styles: dict[str, Style], seed: int, rounds: int) -> list[GoldCall]:
    return [call for n in range(rounds) for call in every_call(styles, seed + n)]


def _cards(seed: int, rounds: int) -> Iterator[str]:
    ours = CardDetector()
    seen, held_out = _rounds(STYLES, seed, rounds), _rounds(HELD_OUT, seed, rounds)
    few = seen[:: max(1, len(seen) // 200)]
    yield "## Calls with a card payment\n"
    yield (
        "| detector and styles | calls | PAN | card code | expiry | calls with a PAN leak | "
        "precision | wrongly masked per 1,000 words | words/s |"
    )
    yield "|---|---|---|---|---|---|---|---|---|"
    yield _row("ours, styles the rules were written with", measure(seen, [ours]))
    yield _row("ours, held-out styles", measure(held_out, [ours]))
    yield _row("presidio as it comes", measure(few, [VanillaPresidio()]))
    yield "\n### By interruption\n"
    yield "| interruption | calls | PAN | calls with a PAN leak |\n|---|---|---|---|"
    for mode in INTERRUPTIONS:
        tally = measure((c for c in [*seen, *held_out] if c.mode == mode), [ours])
        yield f"| {mode} | {tally.calls} | {tally.recall(Entity.PAN):.3f} | {tally.leaks} |"
    yield "\n### By style\n"
    yield "| style | calls | PAN | calls with a PAN leak |\n|---|---|---|---|"
    for style in [*STYLES, *HELD_OUT]:
        tally = measure((c for c in [*seen, *held_out] if c.style == style), [ours])
        yield f"| {style} | {tally.calls} | {tally.recall(Entity.PAN):.3f} | {tally.leaks} |"


def _row(name: str, tally: Tally) -> str:
    figures = " | ".join(f"{tally.recall(entity):.3f}" for entity in _CARD)
    return (
        f"| {name} | {tally.calls} | {figures} | {tally.leaks} | {tally.precision:.3f} | "
        f"{tally.wrongly_per_thousand:.2f} | {tally.words / tally.seconds:,.0f} |"
    )


def _personal(seed: int, each: int) -> Iterator[str]:
    made = list(personal_calls(each, seed))
    ours, vanilla = PersonalDataDetector(), VanillaPresidio()
    list(ours.find(made[0][1].transcript))
    yield "\n## Personal data\n"
    yield "Every word of it masked, under whatever name, spoken and written mixed.\n"
    yield "| what | calls | ours | presidio as it comes |\n|---|---|---|---|"
    for kind in KINDS:
        calls = [call for entity, call in made if entity is kind]
        found = measure(calls, [ours]).recall(kind)
        theirs = measure(calls[::5], [vanilla]).recall(kind)
        yield f"| {kind} | {len(calls)} | {found:.3f} | {theirs:.3f} |"


def _harmless(seed: int) -> Iterator[str]:
    rng = Random(seed)
    calls = [harmless_call(rng) for _ in range(200)]
    both = measure(calls, [CardDetector(), PersonalDataDetector()])
    theirs = measure(calls[::5], [VanillaPresidio()])
    yield "\n## Calls without a secret, full of numbers\n"
    yield "| detector | words | wrongly masked per 1,000 |\n|---|---|---|"
    yield f"| ours, cards and personal data | {both.words} | {both.wrongly_per_thousand:.2f} |"
    yield f"| presidio as it comes | {theirs.words} | {theirs.wrongly_per_thousand:.2f} |"


if __name__ == "__main__":
    main()
