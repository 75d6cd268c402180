"""When number words that were heard, or half heard, add up to a number worth silencing.

Pure: the digit listener says where it thinks it heard a number word and how sure it is;
the rule here says which stretches are runs of digits. Times are ms from the start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.timeline import Span, support

CLOSE = 1500
"""ms from one word of a group to the next, at the most."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A number word, perhaps."""

    at: int
    """ms; somewhere inside the word, mostly in its second half."""
    sure: float
    """0..1."""


@dataclass(frozen=True, slots=True)
class RunRule:
    """How many number words, how sure and how close, make a run."""

    least_sure: float
    """Less than this was not heard at all."""
    gap: int
    """ms without a number word that end a run."""
    within: int
    """ms in which `words` and `sum` have to come together, again and again along a run."""
    words: int
    sum: float
    """Of how sure each of them is."""
    before: int
    """ms silenced before the first word's time: it is a point inside a word."""
    after: int
    together: int = 1
    """A word counts only in a row of so many, none of them `CLOSE` ms or more from the next."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of digits."""

    span: Span
    sure: float
    """0..1: the mean over its words."""
    words: int
    """How many."""


def runs(heard: Sequence[Heard], *rules: RunRule, within: Span) -> tuple[Run, ...]:
    """What any of the rules takes for runs of digits among `heard`, in order and apart.

    Every word of a run belongs to some stretch of `rule.within` ms, unbroken by a gap,
    that holds enough words which are sure enough: a slow or doubtful middle does not
    split a run, and a few number words on either side do not lengthen it.
    """
    words = sorted(heard, key=lambda h: (h.at, h.sure))
    dense = support(
        stretch
        for rule in rules
        for chain in _chains(_counted(words, rule), rule.gap)
        for stretch in _dense_stretches(chain, rule, within)
    )
    least = min(rule.least_sure for rule in rules)
    return tuple(_run(span, [word for word in words if word.sure >= least]) for span in dense)


def _counted(words: Sequence[Heard], rule: RunRule) -> list[Heard]:
    """Those that are sure enough, and in company enough."""
    sure = [word for word in words if word.sure >= rule.least_sure]
    rows = _chains(sure, CLOSE)
    return [word for row in rows if len(row) >= rule.together for word in row]


def _chains(words: Sequence[Heard], gap: int) -> list[list[Heard]]:
    """The words in groups with less than `gap` ms between neighbours."""
    chains: list[list[Heard]] = []
    for word in words:
        if chains and word.at - chains[-1][-1].at < gap:
            chains[-1].append(word)
        else:
            chains.append([word])
    return chains


def _dense_stretches(chain: Sequence[Heard], rule: RunRule, within: Span) -> list[Span]:
    found: list[Span] = []
    first, total = 0, 0.0
    for last, word in enumerate(chain):
        total += word.sure
        while word.at - chain[first].at > rule.within:
            total -= chain[first].sure
            first += 1
        if last - first + 1 >= rule.words and total >= rule.sum:
            start = max(chain[first].at - rule.before, within.start)
            end = min(word.at + rule.after, within.end)
            if start < end:
                found.append(Span(start, end))
    return found


def _run(span: Span, words: Sequence[Heard]) -> Run:
    inside = [word for word in words if span.start <= word.at < span.end]
    sure = sum(word.sure for word in inside) / len(inside)
    return Run(span, min(1.0, sure), len(inside))
