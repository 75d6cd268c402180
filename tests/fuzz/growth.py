"""What takes longer than it should: every soup at one size and at four times that size.

`python -m tests.fuzz.growth` prints each reader and soup whose time grows by more than
`TOO_MUCH`, or that is read at less than `SLOWEST` words (or, in one word, characters) a
second, and leaves with 1 if there is any.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from time import process_time

from pipeline.adapters.personal import PersonalDataDetector
from pipeline.cards import CardDetector
from pipeline.flags import SensitiveFlagger
from pipeline.model import Transcript
from pipeline.phrases import Phrase, first_said
from tests.fuzz.soups import SOUPS, TOKENS, Soup

TOO_MUCH = 5.5
"""Times longer for four times the words: 4 and what a busy machine adds."""
SLOWEST = 2_000
"""Words a second: a quarter of what plain talk has to reach (40,000 words in 5 s)."""
_AT_LEAST = 0.5
"""Seconds below which a clock says more about the machine."""
_TRIES = 3

Reader = Callable[[Transcript], object]


def readers() -> Mapping[str, Reader]:
    """Everything that reads a transcript, by name."""
    personal = PersonalDataDetector()
    phrases = [Phrase.of("i would like to pay by card"), Phrase.of("my account number")]
    return {
        "cards": lambda transcript: list(CardDetector().find(transcript)),
        "personal": lambda transcript: list(personal.find(transcript)),
        "flags": lambda transcript: list(SensitiveFlagger().flag(transcript)),
        "phrases": lambda transcript: first_said(phrases, transcript),
    }


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds that a reader took for a soup of one size and of four times that size."""

    reader: str
    soup: str
    small: float
    big: float
    size: int
    """The larger one."""

    @property
    def suspicious(self) -> bool:
        grew = self.big > TOO_MUCH * max(self.small, 0.01)
        slow = self.size / self.big < SLOWEST
        return self.big > _AT_LEAST and (grew or slow)

    def __str__(self) -> str:
        times = f"{self.small:.2f} s, then {self.big:.2f} s"
        compared = f"x{self.big / max(self.small, 0.001):.1f}, {self.size / self.big:,.0f}/s"
        return f"{self.reader:<9} {self.soup:<44} {times:<24} ({compared})"


def measured(
    soups: Mapping[str, Soup], size: int, only: frozenset[str] = frozenset()
) -> Iterator[Measured]:
    """Each reader on each soup; what looks suspicious is measured again, and the best counts."""
    for name, reader in readers().items():
        if only and name not in only:
            continue
        _seconds(reader, next(iter(SOUPS.values()))(200))  # what is loaded the first time
        for soup, make in soups.items():
            found = None
            for _ in range(_TRIES):
                small, big = (_seconds(reader, make(n)) for n in (size, 4 * size))
                again = Measured(name, soup, small, big, 4 * size)
                found = min(found or again, again, key=lambda m: m.big)
                if not found.suspicious:
                    break
            if found:
                yield found


def _seconds(reader: Reader, transcript: Transcript) -> float:
    start = process_time()
    reader(transcript)
    return max(process_time() - start, 1e-6)


def main() -> int:
    parser = ArgumentParser(prog="python -m tests.fuzz.growth", description=__doc__)
    parser.add_argument("--words", type=int, default=2_500, help="the smaller size")
    parser.add_argument("--reader", action="append", default=[])
    parser.add_argument("--all", action="store_true", help="print what is not suspicious, too")
    options = parser.parse_args()
    suspects = 0
    for soups in (SOUPS, TOKENS):
        for found in measured(soups, options.words, frozenset(options.reader)):
            suspects += found.suspicious
            if options.all or found.suspicious:
                print(found, flush=True)
    print(f"{suspects} suspicious of {len(SOUPS) + len(TOKENS)} soups")
    return int(suspects > 0)


if __name__ == "__main__":
    sys.exit(main())
