"""Train the digit listener on one core, its examples made on another, and export it.

    python -m listener.train SPEECH HELD_OUT MODEL.onnx --minutes 25

SPEECH and HELD_OUT are folders that `make_speech` made. Every example is several
lines by different voices, one after the other, on one spoiled telephone line, never
the same twice. The learning rate falls to nothing over the minutes that were given,
so that any budget ends in a usable model.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from listener.augment import Samples, spoiled
from listener.labels import numbers_of
from listener.network import FRAMES_A_STEP, DigitNetwork
from pipeline.adapters.log_mels import BANDS, RATE, log_mels

SECONDS = 16
BATCH = 8
WARM_UP = 0.05
"""Of the budget: the learning rate rises first."""
CLEAN_FIRST = 300 * BATCH
"""Examples: what a digit is, is learned faster before the lines get bad."""


Example = tuple[np.ndarray, list[int]]
"""What a network looks at of a line, frame by frame, and the symbols in it."""
Batch = tuple[Tensor, Tensor, Tensor]
"""(batch, frames, BANDS), all symbols in a row, how many of them each example has."""


@dataclass(frozen=True)
class Speech:
    """What `make_speech` made."""

    samples: np.ndarray
    lines: list[tuple[int, int, list[int], str]]

    @classmethod
    def load(cls, folder: Path) -> Speech:
        samples = np.load(folder / "speech.npy", mmap_mode="r")
        return cls(samples, json.loads((folder / "lines.json").read_text()))

    def sound(self, start: int, end: int) -> Samples:
        return np.asarray(self.samples[start:end], np.float32) / 32768


def examples(
    speech: Speech,
    rng: np.random.Generator,
    look: Callable[[Samples], np.ndarray] = log_mels,
    *,
    clean_first: int = 0,
    plain: float = 0.0,
) -> Iterator[Example]:
    """SECONDS each, endlessly; the first ones unspoiled, and a share of `plain` (0..1) later."""
    length = SECONDS * RATE
    waiting: list[int] = []
    while True:
        sound, symbols = np.zeros(length, np.float32), []
        at = int(rng.uniform(0, 1.0) * RATE)
        while at < length - RATE:
            waiting = waiting or list(rng.permutation(len(speech.lines)))
            start, end, said, _ = speech.lines[waiting[-1]]
            if end - start > length - RATE:
                waiting.pop()
                continue
            if at + end - start > length:
                break
            waiting.pop()
            sound[at : at + end - start] = speech.sound(start, end) * 10 ** rng.uniform(-0.5, 0)
            symbols += said
            at += end - start + int(rng.choice((0.15, 0.6, 2.0)) * rng.uniform(0.5, 1.5) * RATE)
        if clean_first > 0:
            clean_first -= 1
        elif rng.random() >= plain:
            babble = rng.integers(0, len(speech.samples) - 8 * length)
            sound = spoiled(sound, speech.sound(babble, babble + 8 * length), rng)
        yield look(sound)[: SECONDS * 100], symbols


def put_batches(speech: Speech, rng: np.random.Generator, clean: int, out: Any) -> None:
    """Batches of examples into `out`, endlessly: the work of a process of its own."""
    torch.set_num_threads(1)
    source = examples(speech, rng, clean_first=clean)
    while True:
        taken = [next(source) for _ in range(BATCH)]
        out.put((np.stack([bands for bands, _ in taken]), [numbers_of(said) for _, said in taken]))


def batches(speech: Speech, seed: int, clean_first: int) -> Iterator[Batch]:
    """`batch_of` examples that another process makes, as many ahead as it can."""
    forked = multiprocessing.get_context("fork")
    made = forked.Queue(8)
    rng = np.random.default_rng(seed)
    forked.Process(target=put_batches, args=(speech, rng, clean_first, made), daemon=True).start()
    while True:
        yield tensors(*made.get())


def tensors(looked_at: np.ndarray, said: list[list[int]]) -> Batch:
    symbols = torch.tensor([symbol for line in said for symbol in line], dtype=torch.long)
    return torch.from_numpy(looked_at), symbols, torch.tensor([len(line) for line in said])


def batch_of(source: Iterator[Example]) -> Batch:
    taken = [next(source) for _ in range(BATCH)]
    return tensors(np.stack([bands for bands, _ in taken]), [numbers_of(s) for _, s in taken])


def masked(bands: Tensor, rng: np.random.Generator) -> Tensor:
    """With a few neighbouring bands of each example missing."""
    for example in bands:
        width = int(rng.integers(0, 9))
        first = int(rng.integers(0, BANDS - width))
        example[:, first : first + width] = 0
    return bands


def loss_of(network: nn.Module, bands: Tensor, symbols: Tensor, counts: Tensor) -> Tensor:
    heard = network(bands).transpose(0, 1)
    steps = torch.full((bands.shape[0],), heard.shape[0])
    loss: Tensor = nn.functional.ctc_loss(
        heard, symbols, steps, counts, reduction="sum", zero_infinity=True
    )
    return loss / max(1, int(counts.sum()))


def learning_rate(progress: float) -> float:
    """Its part of the peak, up and then down to nothing as the budget is used."""
    if progress < WARM_UP:
        return 0.05 + 0.95 * progress / WARM_UP
    return 0.5 * (1 + float(np.cos(np.pi * (progress - WARM_UP) / (1 - WARM_UP))))


def train(speech: Speech, held_out: Speech, model: Path, options: argparse.Namespace) -> None:
    torch.manual_seed(options.seed)
    rng = np.random.default_rng(options.seed)
    source = batches(speech, options.seed, 0 if options.resume else CLEAN_FIRST)
    minutes, network = options.minutes, DigitNetwork()
    if options.resume:
        network.load_state_dict(torch.load(options.resume))
    optimiser = torch.optim.AdamW(network.parameters(), lr=options.peak, weight_decay=0.01)
    fresh = examples(held_out, np.random.default_rng(99))
    checks = [batch_of(fresh) for _ in range(6)]
    began, told, losses, step = time.monotonic(), 0.0, [], 0
    while (spent := time.monotonic() - began) < minutes * 60:
        for group in optimiser.param_groups:
            group["lr"] = options.peak * learning_rate(spent / (minutes * 60))
        bands, symbols, counts = next(source)
        loss = loss_of(network, masked(bands, rng), symbols, counts)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        losses.append(loss.item())
        step += 1
        if spent - told > 60:
            told = spent
            export(network, model)
            print(
                f"{spent / 60:5.1f} min  step {step}  loss {np.mean(losses[-100:]):.3f}  "
                f"held out {checked(network, checks):.3f}",
                flush=True,
            )
    export(network, model)
    print(f"held out {checked(network, checks):.3f} after {step} steps")


def checked(network: nn.Module, checks: list[Batch]) -> float:
    """The loss a symbol on voices never trained on."""
    network.eval()
    with torch.no_grad():
        losses = [float(loss_of(network, *check)) for check in checks]
    network.train()
    return float(np.mean(losses))


def export(network: DigitNetwork, model: Path) -> None:
    """Write the network as ONNX: "bands" (1, frames, BANDS) to "heard" (1, steps, SYMBOLS)."""
    network.eval()
    torch.save(network.state_dict(), model.with_suffix(".pt"))
    torch.onnx.export(
        network,
        (torch.zeros(1, 100 * FRAMES_A_STEP, BANDS),),
        str(model),
        input_names=["bands"],
        output_names=["heard"],
        dynamic_axes={"bands": {0: "batch", 1: "frames"}, "heard": {0: "batch", 1: "steps"}},
        opset_version=17,
        dynamo=False,
    )
    network.train()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("speech", type=Path)
    parser.add_argument("held_out", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--minutes", type=float, default=25)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--peak", type=float, default=3e-3, help="the highest learning rate")
    parser.add_argument("--resume", type=Path, help="weights (.pt) to go on from")
    options = parser.parse_args()
    torch.set_num_threads(1)
    speech, held_out = Speech.load(options.speech), Speech.load(options.held_out)
    train(speech, held_out, options.model, options)


if __name__ == "__main__":
    main()
