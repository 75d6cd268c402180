"""`python -m benchmarks.spoken_data`: the table of what is found, beside presidio as it comes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import click

from benchmarks.spoken_data.baseline import VanillaPresidio
from benchmarks.spoken_data.calls import INTERRUPTIONS, GoldCall, every_call, harmless_call
from benchmarks.spoken_data.dictation import HELD_OUT, STYLES, Style
from benchmarks.spoken_data.hand_written import Case, read_cases
from benchmarks.spoken_data.hands import SEALED, WORN, Hand
from benchmarks.spoken_data.measure import Tally, measure, missed
from benchmarks.spoken_data.personal import KINDS, personal_calls
from benchmarks.spoken_data.phrasings import TOPICS, understood
from benchmarks.spoken_data.plot import plot
from pipeline.adapters.personal import PersonalDataDetector
from pipeline.cards import CardDetector
from pipeline.flags import SensitiveFlagger
from pipeline.model import Entity
from pipeline.ports import Detector

_CARD = (Entity.PAN, Entity.CARD_CODE, Entity.CARD_EXPIRY)


@click.command()
@click.option("--seed", default=2026, show_default=True)
@click.option("--rounds", default=2, show_default=True, help="Times every style is read.")
@click.option("--each", default=100, show_default=True, help="Calls a kind of personal data.")
@click.option("--write", type=click.Path(path_type=Path), help="Also write the report here.")
def main(seed: int, rounds: int, each: int, write: Path | None) -> None:
    """Measure detection by hand-written calls and by calls made up by seed; print Markdown."""
    cases = read_cases()
    picture = write.with_suffix(".svg") if write else None
    parts = (
        *(_another_hand(hand) for hand in SEALED),
        _by_hand(cases, picture),
        *(_another_hand(hand) for hand in WORN),
        _flags(cases),
        _misses(cases),
        _prompts(),
        _cards(seed, rounds),
        _personal(seed, each),
        _harmless(seed),
    )
    report = "\n".join(line for part in parts for line in part) + "\n"
    click.echo(report)
    if write:
        write.write_text(_PREFACE.format(seed=seed, rounds=rounds, each=each) + report)


_PREFACE = """# How much detection finds, and how much it masks too much

Written by `make bench-detection` (seed {seed}, {rounds} rounds, {each} calls a kind). No figure
here is a promise for your calls: measure your own with `hushtape detect`. presidio runs with its
default English recognisers and no language model, as on a machine that can fetch none. A number
of 13 digits or more that is said in one go is masked whatever it is, and not counted as masked
wrongly.

"""


def _detectors() -> list[Detector]:
    return [CardDetector(), PersonalDataDetector()]


def _by_hand(cases: Sequence[Case], picture: Path | None) -> Iterator[str]:
    ours = _detectors()
    vanilla: list[Detector] = [VanillaPresidio()]
    shown = [case.call for case in cases if not case.held_out]
    unseen = [case.call for case in cases if case.held_out]
    seen, held_out, theirs = measure(shown, ours), measure(unseen, ours), measure(unseen, vanilla)
    yield "## Calls written by hand\n"
    yield (
        f"{len(cases)} calls and snippets ({seen.words + held_out.words:,} words) by writers who "
        "had not read the rules, in `benchmarks/spoken_data/by_hand/`. The rules were then changed "
        "with three quarters of them in view; **the other quarter is held out**: nobody who "
        "changed a rule has looked at a case of it (its sums were watched). Found means: every "
        "word of it masked.\n"
    )
    yield "| what | held out: said | found | presidio as it comes | in view: said | found |"
    yield "|---|---|---|---|---|---|"
    kinds = [entity for entity in Entity if held_out.said[entity] + seen.said[entity]]
    for kind in kinds:
        yield (
            f"| {kind} | {held_out.said[kind]} | {_share(held_out, kind)} | {_share(theirs, kind)} "
            f"| {seen.said[kind]} | {_share(seen, kind)} |"
        )
    yield ""
    yield "| | held out | presidio, the same calls | in view |\n|---|---|---|---|"
    columns = (held_out, theirs, seen)
    cards = [sum(Entity.PAN in call.gold for call in calls) for calls in (unseen, unseen, shown)]
    pairs = list(zip(columns, cards, strict=True))
    yield _figures("calls with a card number", (f"{count}" for _, count in pairs))
    yield _figures("of them with more than 4 digits left", (f"{t.leaks}" for t in columns))
    yield _figures("precision, by word", (f"{t.precision:.3f}" for t in columns))
    harmless = [
        [c.call for c in cases if c.file == "harmless" and c.held_out is held]
        for held in (True, True, False)
    ]
    wrongly = (
        measure(calls, detectors).wrongly_per_thousand
        for calls, detectors in zip(harmless, (ours, vanilla, ours), strict=True)
    )
    yield _figures(
        "words masked wrongly per 1,000, calls without a secret", (f"{w:.1f}" for w in wrongly)
    )
    yield _figures(
        "words/s, cards and personal data", (f"{t.words / t.seconds:,.0f}" for t in columns)
    )
    yield ""
    if picture:
        plot(kinds, held_out, theirs, picture)
        yield f"![What is found of the held-out calls, beside presidio.]({picture.name})\n"


def _another_hand(hand: Hand) -> Iterator[str]:
    cases = hand.cases()
    ours = _detectors()
    vanilla: list[Detector] = [VanillaPresidio()]
    calls = [case.call for case in cases]
    mine, theirs = measure(calls, ours), measure(calls, vanilla)
    harmless = [case.call for case in cases if case.file.endswith("harmless")]
    wrongly = [measure(harmless, some).wrongly_per_thousand for some in (ours, vanilla)]
    yield f"## {hand.title}\n"
    where = f"`benchmarks/spoken_data/{hand.folder}/`"
    yield f"{len(cases)} calls ({mine.words:,} words) in {where}, {hand.note}\n"
    yield "| what | said | found | presidio as it comes |\n|---|---|---|---|"
    for kind in Entity:
        if mine.said[kind]:
            yield f"| {kind} | {mine.said[kind]} | {_share(mine, kind)} | {_share(theirs, kind)} |"
    cards = sum(Entity.PAN in call.gold for call in calls)
    yield "\n| | ours | presidio, the same calls |\n|---|---|---|"
    yield _figures("calls with a card number", iter([f"{cards}", f"{cards}"]))
    yield _figures("of them with more than 4 digits left", (f"{t.leaks}" for t in (mine, theirs)))
    yield _figures("precision, by word", (f"{t.precision:.3f}" for t in (mine, theirs)))
    yield _figures(
        "words masked wrongly per 1,000, calls without a secret", (f"{w:.1f}" for w in wrongly)
    )
    yield ""


def _share(tally: Tally, entity: Entity) -> str:
    return f"{tally.recall(entity):.3f}" if tally.said[entity] else ""


def _figures(name: str, figures: Iterator[str]) -> str:
    return f"| {name} | {' | '.join(figures)} |"


def _flags(cases: Sequence[Case]) -> Iterator[str]:
    flagger = SensitiveFlagger()
    yield "### What should not be in a call at all\n"
    yield "Special categories, convictions and children: a flag on the call, and no mask.\n"
    yield "| | said | flagged | calls without any | flagged all the same |\n|---|---|---|---|---|"
    for held, name in ((True, "held out"), (False, "in view")):
        mine = [c for c in cases if c.file == "flags" and c.held_out is held]
        found = [{flag.category for flag in flagger.flag(c.call.transcript)} for c in mine]
        said = sum(len(c.flags) for c in mine)
        right = sum(len(c.flags & got) for c, got in zip(mine, found, strict=True))
        none = [got for c, got in zip(mine, found, strict=True) if not c.flags]
        yield f"| {name} | {said} | {right} | {len(none)} | {sum(map(bool, none))} |"
    yield ""


def _misses(cases: Sequence[Case]) -> Iterator[str]:
    detectors = _detectors()
    yield "### Misses\n"
    yield (
        "The cases by hand in which card data was left, by name: look them up in "
        "`benchmarks/spoken_data/by_hand/`.\n"
    )
    for held, name in ((True, "Held out"), (False, "In view")):
        left = [
            f"{case.name} ({', '.join(kinds)})"
            for case in cases
            if case.held_out is held
            and (kinds := [str(e) for e in missed(case.call, detectors) if e in _CARD])
        ]
        yield f"{name}: {'; '.join(left) or 'none'}.\n"


def _prompts() -> Iterator[str]:
    yield "### Ways to ask\n"
    yield (
        "Utterances by one more such writer, alone and without their call, that are taken for what "
        "they ask for; of the harmless ones, those that are taken for nothing (most of the others "
        "only name a card, which masks nothing until one is read).\n"
    )
    yield "| what | held out | understood | in view | understood |\n|---|---|---|---|---|"
    for name in TOPICS:
        lines = list(understood(name))
        halves = [[right for out, right in lines if out is held] for held in (True, False)]
        yield (
            f"| {name} | " + " | ".join(f"{len(h)} | {sum(h) / len(h):.2f}" for h in halves) + " |"
        )
    yield ""


def _rounds(styles: dict[str, Style], seed: int, rounds: int) -> list[GoldCall]:
    return [call for n in range(rounds) for call in every_call(styles, seed + n)]


def _cards(seed: int, rounds: int) -> Iterator[str]:
    ours = CardDetector()
    seen, held_out = _rounds(STYLES, seed, rounds), _rounds(HELD_OUT, seed, rounds)
    few = seen[:: max(1, len(seen) // 200)]
    yield "## Calls made up by seed, with a card payment\n"
    yield (
        "The author of the generator also wrote rules, so these figures say that the rules do what "
        "they were meant to: an upper bound for real calls. No rule was changed for the styles "
        "called held out.\n"
    )
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
