"""Measure the digit listener on people and voices it never heard: the curve of its README.

    python -m listener.evaluate EAR.onnx --held-out FOLDER [--prompts FOLDER]

Digits: single takes of the three people of ../shared/data/fsdd (and of the person of
Debian's asterisk-core-sounds-en-wav, if its folder is given) spliced into numbers of 16
between other speech; numbers by the held-out synthetic voices. Other speech: human
recordings, telephone prompts, and the held-out voices talking without long numbers.
The rule is chosen on one person and one half of the other speech, and judged on the rest.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import butter, lfilter, resample_poly

from listener.augment import Samples, mu_law
from listener.labels import numbers_of
from listener.lessons import Speech
from pipeline.adapters.digit_listener import RULE
from pipeline.adapters.digit_runs import Heard, RunRule, runs
from pipeline.adapters.digit_words import number_words
from pipeline.adapters.spectra import RATE
from pipeline.timeline import Span, covered, support

LINES = {"telephone": None, "15 dB": 15.0, "10 dB": 10.0}
"""Telephone band and mu-law, then with white noise at this distance to the speech."""
GRID = tuple(
    RunRule(sure, gap=gap, within=12000, words=marks, sum=marks - 1.0, before=450, after=350)
    for sure, gap, marks in itertools.product((0.1, 0.3), (1500, 2500), range(4, 11))
)
CAP = 0.03
"""Of other speech that may be masked on the material a rule is chosen on."""


@dataclass(frozen=True)
class Case:
    """One recording: where its digits are, where its other speech is, what was heard."""

    digits: tuple[Span, ...]
    other: tuple[Span, ...]
    heard: tuple[Heard, ...]
    whole: Span


def spoiled_line(samples: Samples, noise: float | None, rng: np.random.Generator) -> Samples:
    low = lfilter(*butter(4, (300, 3400), "bandpass", fs=RATE), samples)
    low = low / max(float(np.abs(low).max(initial=0)), 1e-6) * 0.4
    if noise is not None:
        level = np.sqrt((low[np.abs(low) > 0.01] ** 2).mean()) * 10 ** (-noise / 20)
        low = low + rng.standard_normal(len(low)) * level
    return mu_law(low).astype(np.float32)


def speech_in(samples: Samples, offset: int = 0) -> tuple[Span, ...]:
    """Where it is louder than 35 dB below its loudest 20 ms, gaps of 200 ms bridged."""
    frames = samples[: len(samples) // 160 * 160].reshape(-1, 160)
    level = np.sqrt((frames**2).mean(axis=1)) if len(frames) else np.zeros(0)
    loud = np.flatnonzero(level > level.max(initial=0) * 10 ** (-35 / 20))
    spans = (Span(offset + int(n) * 20, offset + int(n) * 20 + 20) for n in loud)
    return support(spans, collar=200)


def number_between(
    takes: Sequence[Samples], talk: Sequence[Samples], rng: np.random.Generator
) -> tuple[Samples, tuple[Span, ...], tuple[Span, ...]]:
    """Talk, 16 random takes with 80 to 400 ms between them, talk; where digits and talk are."""
    before, after = (talk[rng.integers(len(talk))] for _ in range(2))
    parts, digits = [before, np.zeros(RATE // 2, np.float32)], []
    for _ in range(16):
        take = takes[rng.integers(len(takes))]
        at = sum(map(len, parts))
        digits.append(Span(at // 8, (at + len(take)) // 8))
        parts += [take / np.abs(take).max() * 0.5, np.zeros(rng.integers(640, 3200), np.float32)]
    parts.append(np.zeros(RATE // 2, np.float32))
    at = sum(map(len, parts))
    parts.append(after)
    return (
        np.concatenate(parts).astype(np.float32),
        tuple(digits),
        speech_in(before) + speech_in(after, at // 8),
    )


def cases(
    sounds: Iterable[tuple[Samples, tuple[Span, ...], tuple[Span, ...]]],
    model: Path,
    noise: float | None,
) -> list[Case]:
    rng = np.random.default_rng(5)
    made = []
    for samples, digits, other in sounds:
        heard = number_words(spoiled_line(samples, noise, rng), ear=model)
        made.append(Case(digits, other, tuple(heard), Span(0, len(samples) // 8 + 1)))
    return made


def share(made: Iterable[Case], rule: RunRule, *, digits: bool) -> float:
    """The part of the digits' (or the other speech's) time under the runs found."""
    total = hit = 0
    for case in made:
        spans = case.digits if digits else case.other
        found = [run.span for run in runs(case.heard, rule, within=case.whole)]
        total += sum(span.duration for span in spans)
        hit += covered(spans, by=found) if found else 0
    return hit / max(1, total)


def takes_of(folder: Path, pattern: str) -> list[Samples]:
    return [_read(path) for path in sorted(folder.glob(pattern))]


def _read(path: Path) -> Samples:
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    mono = samples.mean(axis=1)
    return mono if rate == RATE else resample_poly(mono, RATE, rate).astype(np.float32)


def held_out(speech: Speech, kinds: set[str], limit: int) -> Iterator[Samples]:
    lines = [line for line in speech.lines if line[3] in kinds]
    for start, end, symbols, kind in lines[:limit]:
        if kind != "bare" or len(numbers_of(symbols)) >= 8:
            yield speech.sound(start, end)


def joined(parts: Iterable[Samples], seconds: int, apart: float = 0.5) -> list[Samples]:
    """Short recordings, `apart` seconds of silence between, as some of about so many seconds."""
    made: list[list[Samples]] = [[]]
    for part in parts:
        if sum(map(len, made[-1])) > seconds * RATE:
            made.append([])
        peak = max(float(np.abs(part).max(initial=0)), 1e-3)
        made[-1] += [part / peak * 0.5, np.zeros(int(apart * RATE), np.float32)]
    return [np.concatenate(group) for group in made if group]


@dataclass(frozen=True)
class Material:
    digits: dict[str, dict[str, list[Case]]]
    """By speaker, by line."""
    other: dict[str, dict[str, list[Case]]]
    """By source, by line."""


def material(options: argparse.Namespace) -> Material:
    rng = np.random.default_rng(11)
    fsdd, prompts = options.data / "fsdd", options.prompts
    speech = Speech.load(options.held_out)
    talk = [s for s in held_out(speech, {"prose"}, 60) if RATE < len(s) < 6 * RATE]
    takes = {who: takes_of(fsdd, f"*_{who}_*.wav") for who in ("jackson", "george", "lucas")}
    other = {
        "people": joined([_read(p) for p in sorted((options.data / "speech").iterdir())], 30),
        "synthetic prose": joined(held_out(speech, {"prose"}, 10**6), 30),
        "synthetic numbers": joined(
            # Apart, or codes by as many voices would make one long number.
            held_out(speech, {"numbers", "short"}, 10**6),
            30,
            apart=2.0,
        ),
    }
    if prompts:
        takes["allison"] = [_read(prompts / "digits" / f"{n}.wav") for n in range(10)]
        said = [p for p in sorted(prompts.glob("*.wav")) if "tone" not in p.name]
        other["prompts"] = joined(
            [_read(p) for p in said + sorted(prompts.glob("phonetic/*_p.wav"))], 30
        )
    numbers = {
        who: [number_between(ten, talk, rng) for _ in range(options.numbers)]
        for who, ten in takes.items()
    }
    bare = [(s, speech_in(s), ()) for s in held_out(speech, {"bare"}, 10**6)]
    numbers["held-out voices"] = bare[:150]
    silent = {name: [(s, (), speech_in(s)) for s in sounds] for name, sounds in other.items()}
    return Material(
        {who: {line: cases(made, options.model, db) for line, db in LINES.items()}
         for who, made in numbers.items()},
        {name: {line: cases(made, options.model, db) for line, db in LINES.items()}
         for name, made in silent.items()},
    )  # fmt: skip


def chosen(digits: Sequence[Case], other: Sequence[Sequence[Case]]) -> RunRule:
    """The rule of GRID that covers most digits with no more than CAP of any other speech."""
    allowed = [rule for rule in GRID if all(share(c, rule, digits=False) <= CAP for c in other)]
    if not allowed:
        raise SystemExit("no rule of the grid leaves other speech alone: train longer")
    return max(allowed, key=lambda rule: (round(share(digits, rule, digits=True), 3), rule.sum))


def report(found: Material) -> None:
    people = [who for who in found.digits if who not in ("held-out voices", "allison")]
    lines = list(LINES)
    for tuned_on in people:
        first = [c for line in lines for c in found.digits[tuned_on][line]]
        first += [c for line in lines for c in found.digits["held-out voices"][line][::2]]
        sources = [
            [c for line in lines for c in by_line[line][::2]] for by_line in found.other.values()
        ]
        rule = chosen(first, sources)
        print(f"\nchosen on {tuned_on}: {json.dumps(_plain(rule))}")
        tell(found, rule, skip=tuned_on)


def tell(found: Material, rule: RunRule, skip: str = "") -> None:
    """One table: a row for each speaker and source that the rule was not chosen on."""
    for who, by_line in found.digits.items():
        if who != skip:
            made = {
                n: cs[1::2] if skip and who == "held-out voices" else cs
                for n, cs in by_line.items()
            }
            row = " ".join(f"{share(cs, rule, digits=True):7.3f}" for cs in made.values())
            beside = " ".join(f"{share(cs, rule, digits=False):7.3f}" for cs in made.values())
            print(f"  {who:18} covered {row}   talk beside it {beside}")
    for name, by_line in found.other.items():
        made = {n: cs[1::2] if skip else cs for n, cs in by_line.items()}
        row = " ".join(f"{share(cs, rule, digits=False):7.3f}" for cs in made.values())
        print(f"  {name:18}  masked {row}")


def curve(found: Material) -> None:
    """Covered human digits against other speech masked, over how sure the words must be."""
    print("\nmarks  covered (people, all lines)  masked people / prompts / prose / numbers")
    people = [w for w in found.digits if w != "held-out voices"]
    for rule in GRID:
        if rule.least_sure == RULE.least_sure and rule.gap == RULE.gap:
            hit = [share(_all(found.digits[w]), rule, digits=True) for w in people]
            voices = share(_all(found.digits["held-out voices"]), rule, digits=True)
            masked = {n: share(_all(b), rule, digits=False) for n, b in found.other.items()}
            print(
                f"{rule.words:4} {np.mean(hit):.3f} worst {min(hit):.3f} voices {voices:.3f}  "
                + " ".join(f"{name} {value:.3f}" for name, value in masked.items())
            )


def _all(by_line: dict[str, list[Case]]) -> list[Case]:
    return [case for made in by_line.values() for case in made]


def _plain(rule: RunRule) -> dict[str, float]:
    return {name: getattr(rule, name) for name in rule.__slots__}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("model", type=Path)
    parser.add_argument("--held-out", type=Path, required=True)
    parser.add_argument("--prompts", type=Path)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--numbers", type=int, default=20, help="of 16 digits, for each person")
    options = parser.parse_args()
    found = material(options)
    curve(found)
    report(found)


if __name__ == "__main__":
    main()
