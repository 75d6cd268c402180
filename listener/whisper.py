"""The encoder of Whisper tiny.en for torch, its matrices held to the 16 values they are shipped in.

Whisper (OpenAI, MIT licence) has heard people of every kind; Debian's synthesizers are a dozen.
What it makes of a sound before it thinks of words is what the attentive network looks at.
"""

from __future__ import annotations

import math
import struct
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH = 384
HEADS = 6
LAYERS = 4
MELS = 80
BLOCK = 64
"""Weights that share a scale: what onnxruntime's MatMulNBits reads."""
BINS = 101
"""Of a 16 kHz spectrum of 400 samples, those below 4 kHz: all that telephone speech has."""
Network = TypeVar("Network", bound=nn.Module)
_FLOAT16 = 4
"""CTranslate2's number for the type."""


def weights(model: Path) -> dict[str, Tensor]:
    """The float16 arrays of a CTranslate2 `model.bin` (binary version 6), by name, as float32."""
    found: dict[str, Tensor] = {}
    with model.open("rb") as file:

        def number(form: str) -> int:
            return int(struct.unpack(f"<{form}", file.read(struct.calcsize(form)))[0])

        if number("I") != 6:
            raise ValueError(f"{model}: no CTranslate2 model of binary version 6")
        file.read(number("H"))
        number("I")
        for _ in range(number("I")):
            name = file.read(number("H"))[:-1].decode()
            shape = [number("I") for _ in range(number("B"))]
            kind, size = number("B"), number("I")
            raw = file.read(size)
            if kind == _FLOAT16:
                array = np.frombuffer(raw, np.float16).astype(np.float32).reshape(shape)
                found[name] = torch.from_numpy(array)
    return found


class _FourBits(torch.autograd.Function):
    """Each block of a row rounded to its 16 values; the gradient passes as if it were not."""

    @staticmethod
    def forward(context: Any, weight: Tensor) -> Tensor:
        rows, columns = weight.shape
        blocks = functional.pad(weight, (0, -columns % BLOCK)).view(rows, -1, BLOCK)
        widest = blocks.gather(-1, blocks.abs().argmax(-1, keepdim=True))
        scale = torch.where(widest == 0, torch.ones_like(widest), widest / -8)
        rounded = torch.clamp(torch.round(blocks / scale), -8, 7) * scale
        return rounded.view(rows, -1)[:, :columns]

    @staticmethod
    def backward(context: Any, gradient: Tensor) -> Tensor:
        return gradient


class Linear(nn.Module):
    """x W' + b, W in four bits."""

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        super().__init__()
        self.weight, self.bias = nn.Parameter(weight.clone()), nn.Parameter(bias.clone())
        self.exact = False

    def forward(self, x: Tensor) -> Tensor:
        weight = self.weight if self.exact else _FourBits.apply(self.weight)
        return functional.linear(x, weight, self.bias)


class Layer(nn.Module):
    """Self-attention and two products, each with a way around it."""

    def __init__(self, of: dict[str, Tensor], name: str) -> None:
        super().__init__()
        attention, forward = f"{name}/self_attention", f"{name}/ffn"
        self.before_attention = _norm(of, f"{attention}/layer_norm")
        self.looking = _linear(of, f"{attention}/linear_0")
        self.seen = _linear(of, f"{attention}/linear_1")
        self.before_thought = _norm(of, f"{forward}/layer_norm")
        self.wide = _linear(of, f"{forward}/linear_0")
        self.narrow = _linear(of, f"{forward}/linear_1")

    def forward(self, x: Tensor) -> Tensor:
        batch, steps, size = x.shape[0], x.shape[1], WIDTH // HEADS
        asked = self.looking(self.before_attention(x)).view(batch, steps, 3, HEADS, size)
        query, key, value = asked.permute(2, 0, 3, 1, 4).unbind(0)
        seen = functional.scaled_dot_product_attention(query, key, value)
        x = x + self.seen(seen.transpose(1, 2).reshape(batch, steps, WIDTH))
        out: Tensor = x + self.narrow(functional.gelu(self.wide(self.before_thought(x))))
        return out


class Encoder(nn.Module):
    """(batch, frames, BINS) of power at 100 frames a second to (batch, frames / 2, WIDTH)."""

    def __init__(self, model: Path, filters: np.ndarray) -> None:
        super().__init__()
        of = weights(model)
        self.register_buffer("filters", torch.from_numpy(filters[:, :BINS].T.copy()))
        self.first = Linear(_as_rows(of["encoder/conv1/weight"]), of["encoder/conv1/bias"])
        self.second = Linear(_as_rows(of["encoder/conv2/weight"]), of["encoder/conv2/bias"])
        self.layers = nn.ModuleList(Layer(of, f"encoder/layer_{n}") for n in range(LAYERS))
        self.last = _norm(of, "encoder/layer_norm")
        slowing = math.log(10000) / (WIDTH // 2 - 1)
        self.register_buffer("pace", torch.exp(-slowing * torch.arange(WIDTH // 2).float()))

    def forward(self, power: Tensor) -> Tensor:
        mels = torch.log(torch.clamp(power @ self.filters, min=1e-10)) / math.log(10)
        mels = torch.maximum(mels, mels.amax(dim=(1, 2), keepdim=True) - 8)
        x = functional.gelu(self.first(_threes((mels + 4) / 4, 1)))
        x = functional.gelu(self.second(_threes(x, 2)))
        angle = torch.arange(x.shape[1])[:, None] * self.pace
        x = x + torch.cat((torch.sin(angle), torch.cos(angle)), -1)
        for layer in self.layers:
            x = layer(x)
        out: Tensor = self.last(x)
        return out


def exact(network: Network) -> Network:
    """Itself, from now on with every weight as it is."""
    for module in network.modules():
        if isinstance(module, Linear):
            module.exact = True
    return network


def _threes(x: Tensor, stride: int) -> Tensor:
    """Every `stride`-th step with its neighbours: a convolution of three is a product then."""
    padded = functional.pad(x, (0, 0, 1, 1))
    parts = (padded[:, :-2:stride], padded[:, 1:-1:stride], padded[:, 2::stride])
    return torch.cat(parts, -1)


def _as_rows(kernel: Tensor) -> Tensor:
    """(out, in, 3) as (out, 3 in), in the order of `_threes`."""
    return kernel.permute(0, 2, 1).reshape(len(kernel), -1)


def _linear(of: dict[str, Tensor], name: str) -> Linear:
    return Linear(of[f"{name}/weight"], of[f"{name}/bias"])


def _norm(of: dict[str, Tensor], name: str) -> nn.LayerNorm:
    norm = nn.LayerNorm(WIDTH)
    norm.load_state_dict({"weight": of[f"{name}/gamma"], "bias": of[f"{name}/beta"]})
    return norm
