"""The network: a small stack of separable convolutions over log-mel frames, for CTC."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from listener.labels import NUMBER_SYMBOLS
from pipeline.adapters.log_mels import BANDS

WIDTH = 192
DILATIONS = (1, 1, 2, 1, 2, 4, 1, 2, 4, 1)
FRAMES_A_STEP = 4
"""Two strided convolutions: one step of output is 40 ms."""


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


class DigitNetwork(nn.Module):
    """(batch, frames, BANDS) to (batch, ceil(frames / 4), NUMBER_SYMBOLS) log probabilities."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv1d(BANDS, 128, 5, stride=2, padding=2, bias=False),
            nn.BatchNorm1d(128),
            nn.ReLU(),
            nn.Conv1d(128, WIDTH, 5, stride=2, padding=2, bias=False),
            nn.BatchNorm1d(WIDTH),
            nn.ReLU(),
            *(Block(dilation, WIDTH) for dilation in DILATIONS),
            nn.Conv1d(WIDTH, NUMBER_SYMBOLS, 1),
        )

    def forward(self, bands: Tensor) -> Tensor:
        out: Tensor = self.layers(bands.transpose(1, 2)).transpose(1, 2)
        return torch.log_softmax(out, dim=-1)
