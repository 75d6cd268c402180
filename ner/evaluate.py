"""What the name model finds alone: on seen and held-out templates and names, on other prose.

    python -m ner.evaluate pipeline/adapters/personal/names.model

`python -m ner.in_calls` measures it together with the rules, on other people's texts.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from ner.common_words import rare_words
from ner.examples import Source, Stretch, stretches
from ner.filling import ADDRESS, OUT, PERSON
from pipeline.adapters.personal.known_names import common_words
from pipeline.adapters.personal.named import BasicNames
from pipeline.adapters.personal.united import believed

STRETCHES = 400


@dataclass
class Score:
    """Of one label: mentions said and wholly found, and by word (masked rightly, wrongly)."""

    said: int = 0
    whole: int = 0
    touched: int = 0
    made: int = 0
    right: int = 0

    def row(self) -> str:
        recall, touched = self.whole / max(1, self.said), self.touched / max(1, self.said)
        precision = self.right / max(1, self.made)
        f1 = 2 * precision * touched / max(1e-9, precision + touched)
        return f"{recall:.3f} | {precision:.3f} | {f1:.3f}"


def judge(model: BasicNames, texts: Sequence[Stretch]) -> tuple[dict[str, Score], float]:
    """The scores by label, and words wrongly masked per 1,000 that are nobody's."""
    scores = {PERSON: Score(), ADDRESS: Score()}
    wrong = harmless = 0
    for text, chances in zip(texts, _read(model, texts), strict=True):
        columns = {label: model.labels.index(label) for label in scores}
        plain = [form.is_plain for form in text.forms]
        found = {
            label: list(believed(chances[:, column].tolist(), plain))
            for label, column in columns.items()
        }
        masked = {i for runs in found.values() for a, z, _ in runs for i in range(a, z + 1)}
        for label, score in scores.items():
            gold = list(_runs([mine == label for mine in text.labels]))
            made = found[label]
            score.said += len(gold)
            score.whole += sum(set(run) <= masked for run in gold)
            score.touched += sum(bool(set(run) & masked) for run in gold)
            score.made += len(made)
            score.right += sum(
                any(text.labels[i] != OUT for i in range(a, z + 1)) for a, z, _ in made
            )
        nobody = [i for i, f in enumerate(text.forms) if text.labels[i] == OUT and f.place >= 0]
        harmless += len(nobody)
        wrong += len(masked.intersection(nobody))
    return scores, 1000 * wrong / max(1, harmless)


def _read(model: BasicNames, texts: Sequence[Stretch]) -> Iterator[np.ndarray]:
    for start in range(0, len(texts), 32):
        yield from model.chances([text.forms for text in texts[start : start + 32]])


def _runs(mine: Iterable[bool]) -> Iterator[range]:
    start = None
    for at, is_mine in enumerate([*mine, False]):
        if is_mine and start is None:
            start = at
        elif not is_mine and start is not None:
            yield range(start, at)
            start = None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    model = BasicNames(parser.parse_args().model)
    print("| texts | | names: whole | precision | F1 | addresses: whole | precision | F1 |", end="")
    print(" other words masked per 1,000 |\n|---|---|---|---|---|---|---|---|---|")
    rng = random.Random(77)  # noqa: S311  # text, no secret
    common = common_words()
    sources = {
        "templates and names it learnt from": Source.training(rng, common, rare_words()),
        "held-out templates, names and prose": Source.held_out(rng, common),
    }
    for name, source in sources.items():
        for cased in (True, False):
            made = stretches(source, rng, spoiled=False, cased=cased)
            scores, wrong = judge(model, list(islice(made, STRETCHES)))
            rows = " | ".join(score.row() for score in scores.values())
            print(f"| {name} | {'cased' if cased else 'lower'} | {rows} | {wrong:.2f} |")
    prose = stretches(sources["held-out templates, names and prose"], rng, spoiled=False, named=0)
    _, wrong = judge(model, list(islice(prose, STRETCHES)))
    print(f"| held-out prose alone | both | | | | | | | {wrong:.2f} |")


if __name__ == "__main__":
    main()
