"""Train the network: Whisper's encoder in four bits, and a few layers that know digits.

    python -m listener.train SPEECH HELD_OUT MODEL.onnx --whisper models/tiny.en/model.bin

First the encoder learns, for `--minutes`, to make of spoiled lines in four bits what it makes
of them in full. Then it stays as it is: what it makes of `--hours` of lines is kept, and
the layers on top learn from that, by CTC, to write a symbol for each number word.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from faster_whisper.feature_extractor import FeatureExtractor
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from torch import Tensor, nn
from torch.nn import functional

from listener.labels import SYMBOLS
from listener.lessons import Example, Speech, examples
from listener.packing import unpacking
from listener.whisper import BINS, BLOCK, WIDTH, Encoder, Linear, exact
from pipeline.adapters.spectra import power

NARROW = 128
DILATIONS = (1, 2, 1, 2)
WARM_UP = 0.05
"""Of the steps: the learning rate rises first."""
Batch = tuple[Tensor, Tensor, Tensor]
"""(batch, steps, WIDTH), all symbols in a row, how many of them each line has."""
LESSON = 1200
"""Frames of a line from which the encoder learns at a time."""


class Block(nn.Module):
    """One depthwise-separable convolution with a way around it."""

    def __init__(self, dilation: int, width: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv1d(width, width, 7, padding=3 * dilation, dilation=dilation, groups=width,
                      bias=False),
            nn.Conv1d(width, width, 1, bias=False),
            nn.BatchNorm1d(width),
            nn.ReLU(),
            nn.Dropout(0.1),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = x + self.layers(x)
        return out


class DigitsOfWhisper(nn.Module):
    """(batch, steps, WIDTH) of Whisper's to (batch, steps / 2, SYMBOLS) log probabilities."""

    def __init__(self) -> None:
        super().__init__()
        self.norm, first = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, NARROW)
        self.first = Linear(first.weight.detach(), first.bias.detach())
        self.layers = nn.Sequential(
            nn.ReLU(),
            nn.Conv1d(NARROW, NARROW, 5, stride=2, padding=2, groups=NARROW, bias=False),
            nn.BatchNorm1d(NARROW),
            nn.Dropout(0.1),
            *(Block(dilation, NARROW) for dilation in DILATIONS),
            nn.Conv1d(NARROW, SYMBOLS, 1),
        )

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.layers(self.first(self.norm(x)).transpose(1, 2)).transpose(1, 2)
        return torch.log_softmax(out, dim=-1)


class Ear(nn.Module):
    """Both: (batch, frames, BINS) of power to (batch, frames / 4, SYMBOLS)."""

    def __init__(self, encoder: Encoder, digits: DigitsOfWhisper) -> None:
        super().__init__()
        self.encoder, self.digits = encoder, digits

    def forward(self, spectrum: Tensor) -> Tensor:
        out: Tensor = self.digits(self.encoder(spectrum))
        return out


def loss_of(network: nn.Module, lines: Tensor, symbols: Tensor, counts: Tensor) -> Tensor:
    heard = network(lines).transpose(0, 1)
    steps = torch.full((lines.shape[0],), heard.shape[0])
    loss: Tensor = nn.functional.ctc_loss(
        heard, symbols, steps, counts, reduction="sum", zero_infinity=True
    )
    return loss / max(1, int(counts.sum()))


def learning_rate(progress: float) -> float:
    """Its part of the peak, up and then down to nothing as the budget is used."""
    if progress < WARM_UP:
        return 0.05 + 0.95 * progress / WARM_UP
    return 0.5 * (1 + float(np.cos(np.pi * (progress - WARM_UP) / (1 - WARM_UP))))


def squeeze(encoder: Encoder, whole: Encoder, source: Iterator[Example], minutes: float) -> None:
    """Teach `encoder` to make in four bits what `whole` makes of a line."""
    optimiser = torch.optim.Adam(encoder.parameters(), lr=0)
    began, losses = time.monotonic(), list[float]()
    while (spent := (time.monotonic() - began) / 60) < minutes:
        for group in optimiser.param_groups:
            group["lr"] = 4e-5 * learning_rate(spent / minutes)
        line = torch.from_numpy(next(source)[0][None, :LESSON])
        with torch.no_grad():
            wanted = whole(line)
        loss = functional.mse_loss(encoder(line), wanted) / (wanted**2).mean()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
        optimiser.step()
        losses.append(loss.item() ** 0.5)
        if len(losses) % 50 == 0:
            print(f"{spent:5.1f} min  apart by {np.mean(losses[-50:]):.3f}", flush=True)


Heard = tuple[np.ndarray, list[list[int]]]
"""(lines, steps, WIDTH) in float16 of what the encoder makes, and the symbols of each line."""


def what_it_hears(encoder: Encoder, source: Iterator[Example], lines: int) -> Heard:
    made, said = list[np.ndarray](), list[list[int]]()
    with torch.no_grad():
        for _ in range(lines):
            spectrum, symbols = next(source)
            made.append(encoder(torch.from_numpy(spectrum[None])).numpy()[0].astype(np.float16))
            said.append(symbols)
    return np.stack(made), said


def teach(digits: DigitsOfWhisper, heard: Heard, held_out: Heard, steps: int) -> None:
    rng = np.random.default_rng(1)
    optimiser = torch.optim.AdamW(digits.parameters(), lr=0, weight_decay=0.02)
    checks = [_batch(held_out, range(n, n + 8)) for n in range(0, len(held_out[1]) - 7, 8)]
    losses = list[float]()
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = 3e-3 * learning_rate(step / steps)
        loss = loss_of(digits, *_batch(heard, rng.integers(0, len(heard[1]), 8)))
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(digits.parameters(), 5.0)
        optimiser.step()
        losses.append(loss.item())
        if (step + 1) % 100 == 0:
            print(f"step {step + 1}  loss {np.mean(losses[-100:]):.3f}  held out "
                  f"{checked(digits, checks):.3f}", flush=True)  # fmt: skip


def checked(network: nn.Module, checks: list[Batch]) -> float:
    """The loss a symbol on voices never trained on."""
    network.eval()
    with torch.no_grad():
        losses = [float(loss_of(network, *check)) for check in checks]
    network.train()
    return float(np.mean(losses))


def _batch(heard: Heard, which: Iterable[int]) -> Batch:
    lines, said = heard
    chosen = list(which)
    symbols = torch.tensor([symbol for n in chosen for symbol in said[n]], dtype=torch.long)
    counts = torch.tensor([len(said[n]) for n in chosen])
    return torch.from_numpy(lines[chosen].astype(np.float32)), symbols, counts


def export(ear: Ear, model: Path) -> None:
    """Write ONNX, in four bits: "power" (1, frames, BINS) to "heard" (1, steps, SYMBOLS)."""
    exact(ear)  # The quantizer rounds as `whisper._FourBits` does.
    ear.eval()
    torch.onnx.export(
        ear,
        (torch.ones(1, 400, BINS),),
        str(model),
        input_names=["power"],
        output_names=["heard"],
        dynamic_axes={"power": {1: "frames"}, "heard": {1: "steps"}},
        opset_version=17,
        dynamo=False,
    )
    whole = onnx.load(model)
    mels = next(n.name for n in whole.graph.node if n.op_type == "MatMul")
    small = MatMulNBitsQuantizer(
        whole, block_size=BLOCK, is_symmetric=True, accuracy_level=4, nodes_to_exclude=[mels]
    )
    small.process()
    onnx.save(unpacking(small.model.model), str(model))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("speech", type=Path)
    parser.add_argument("held_out", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--whisper", type=Path, required=True, help="model.bin of tiny.en")
    parser.add_argument("--minutes", type=float, default=12)
    parser.add_argument("--hours", type=float, default=20)
    parser.add_argument("--steps", type=int, default=1400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--squeezed", type=Path, help="the encoder's weights (.pt) to begin with")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    speech, held_out = Speech.load(options.speech), Speech.load(options.held_out)
    filters = FeatureExtractor().mel_filters.astype(np.float32)
    encoder, whole = (Encoder(options.whisper, filters) for _ in range(2))
    source = examples(speech, np.random.default_rng(options.seed), power)
    if options.squeezed and options.squeezed.exists():
        encoder.load_state_dict(torch.load(options.squeezed))
    squeeze(encoder, exact(whole), source, options.minutes)
    torch.save(encoder.state_dict(), options.model.with_suffix(".pt"))
    heard = what_it_hears(encoder, source, int(options.hours * 225))
    fresh = examples(held_out, np.random.default_rng(99), power)
    digits = DigitsOfWhisper()
    teach(digits, heard, what_it_hears(encoder, fresh, 96), options.steps)
    export(Ear(encoder, digits), options.model)


if __name__ == "__main__":
    main()
