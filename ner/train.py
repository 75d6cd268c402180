"""Train the name model on one core, from texts made as it goes, and write it.

    python -m ner.train pipeline/adapters/personal/names.model --steps 3600 --seed 1

The same steps and seed give the same model; 3,600 steps are about seven minutes.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import spacy
from spacy.language import Language
from thinc.api import Adam, fix_random_seed, set_dropout_rate

from ner.common_words import rare_words
from ner.examples import Source, stretches
from ner.filling import LABELS
from pipeline.adapters.personal.known_names import common_words
from pipeline.adapters.personal.named import doc_of

BATCH = 16
"""Stretches a step."""
WARM_UP = 0.03
RATE = 0.002
Averages = dict[tuple[int, str], np.ndarray]


def blank_model(width: int = 64, depth: int = 4, window: int = 2, pieces: int = 2) -> Language:
    """spaCy's tagger over its hashed word features, one label a word, nothing learnt."""
    nlp = spacy.blank("en")
    architecture = {
        "@architectures": "spacy.Tagger.v2",
        "nO": None,
        "normalize": True,
        "tok2vec": {
            "@architectures": "spacy.Tok2Vec.v2",
            "embed": {
                "@architectures": "spacy.MultiHashEmbed.v2",
                "width": width,
                "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE", "LEMMA"],
                "rows": [6000, 500, 3000, 500, 200],
                "include_static_vectors": False,
            },
            "encode": {
                "@architectures": "spacy.MaxoutWindowEncoder.v2",
                "width": width,
                "window_size": window,
                "maxout_pieces": pieces,
                "depth": depth,
            },
        },
    }
    tagger = nlp.add_pipe("tagger", config={"model": architecture})
    for label in LABELS:
        tagger.add_label(label)
    nlp.initialize()
    return nlp


def train(nlp: Language, source: Source, rng: random.Random, steps: int) -> Averages:
    """Learn; the mean of the weights is calmer than the last ones."""
    model = nlp.get_pipe("tagger").model
    optimizer = Adam(RATE, grad_clip=1.0, L2=0.01, use_averages=True, L2_is_weight_decay=True)
    set_dropout_rate(model, 0.1)
    number = {label: i for i, label in enumerate(nlp.get_pipe("tagger").labels)}
    supply = stretches(source, rng)
    start, loss, said = time.process_time(), 0.0, 0
    for step in range(1, steps + 1):
        gone = step / steps
        batch = [next(supply) for _ in range(BATCH)]
        with nlp.memory_zone():
            docs = [doc_of(nlp, stretch.forms) for stretch in batch]
            scores, backprop = model.begin_update(docs)
            gradient = []
            for score, stretch in zip(scores, batch, strict=True):
                truth = np.zeros_like(score)
                truth[np.arange(len(truth)), [number[label] for label in stretch.labels]] = 1
                loss -= float((np.log(np.maximum(score, 1e-9)) * truth).sum())
                gradient.append((score - truth) / (BATCH * len(truth)) * 8)
            backprop(gradient)
        optimizer.learn_rate = RATE * min(1.0, gone / WARM_UP, max(0.02, 1.02 - gone))
        model.finish_update(optimizer)
        optimizer.step_schedules()
        said += sum(len(stretch.labels) for stretch in batch)
        if step % 100 == 0:
            seconds = time.process_time() - start
            print(
                f"{step} of {steps} steps, {seconds:.0f} s, loss a word {loss / said:.4f}",
                flush=True,
            )
            loss = said = 0
    return optimizer.averages


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--steps", type=int, default=3600)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    fix_random_seed(options.seed)
    rng = random.Random(options.seed)  # noqa: S311  # text, no secret
    source = Source.training(rng, common_words(), rare_words())
    nlp = blank_model()
    averages = train(nlp, source, rng, options.steps)
    with nlp.get_pipe("tagger").model.use_params(averages):
        nlp.to_disk(options.model, exclude=["tokenizer"])


if __name__ == "__main__":
    main()
