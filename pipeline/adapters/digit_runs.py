"""When number words that were heard, or half heard, add up to a number worth silencing.

Pure: the digit listener says where it thinks it heard a number word, or another, and how sure
it is; the rule here says which stretches are runs of digits. Times are ms from the start.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.timeline import Span, clipped, support

CLOSE = 1500
"""ms from one word of a group to the next, at the most."""
_HEARD = 0.5
"""How sure (0..1) it is that another word was said, from which on it parts two numbers."""
_OVER, _BEGUN = 450, 600
"""ms after the time of such a word in which it is over, and before it in which it has begun, with
some to spare: the policy's margin comes on top (chosen in the open half of benchmarks/unseen)."""
_AT_LEAST = (50, 0)
"""ms before and after a number word that are silenced even so."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A word, perhaps."""

    at: int
    """ms; somewhere inside the word, mostly in its second half."""
    sure: float
    """0..1."""
    number: bool = True
    """Whether it is one of a number."""


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
    """ms silenced before the first word's time, which is a point inside a word: less where another
    word was heard just before."""
    after: int
    others: int = 1
    """Words that are no number between two of a run, at the most: "and", "then". Prices, readings
    and dates have more of them."""
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
    words = sorted(heard, key=lambda h: (h.at, h.sure, h.number))
    others = [word.at for word in words if not word.number and word.sure >= _HEARD]
    dense = support(
        _parted(stretch, others, rule, within)
        for rule in rules
        for chain in _chains(_counted(words, rule), rule.gap, rule.others)
        for stretch in _dense_stretches(chain, rule)
    )
    least = min(rule.least_sure for rule in rules)
    numbers = [word for word in words if word.number and word.sure >= least]
    return tuple(_run(span, numbers) for span in dense)


def _counted(words: Sequence[Heard], rule: RunRule) -> list[Heard]:
    """The numbers that are sure enough, and in company enough, and all other words."""
    sure = [w for w in words if w.sure >= (rule.least_sure if w.number else _HEARD)]
    rows = _chains(sure, CLOSE, 1)
    alone = {id(word) for row in rows if len(row) < rule.together for word in row}
    return [word for word in sure if id(word) not in alone]


def _chains(words: Iterable[Heard], gap: int, others: int) -> list[list[Heard]]:
    """The numbers in groups, with less than `gap` ms and no more than so many other words between
    neighbours."""
    chains: list[list[Heard]] = []
    between = 0
    for word in words:
        if not word.number:
            between += 1
            continue
        if chains and word.at - chains[-1][-1].at < gap and between <= others:
            chains[-1].append(word)
        else:
            chains.append([word])
        between = 0
    return chains


def _dense_stretches(chain: Sequence[Heard], rule: RunRule) -> Iterator[tuple[int, int]]:
    """The times of the first and last word of each stretch."""
    first, total = 0, 0.0
    for last, word in enumerate(chain):
        total += word.sure
        while word.at - chain[first].at > rule.within:
            total -= chain[first].sure
            first += 1
        if last - first + 1 >= rule.words and total >= rule.sum:
            yield chain[first].at, word.at


def _parted(stretch: tuple[int, int], others: Sequence[int], rule: RunRule, within: Span) -> Span:
    """What is silenced of a stretch and around it; `others` are the times of other words."""
    first, last = stretch
    start, end = first - rule.before, last + rule.after
    if at := bisect_left(others, first):
        start = max(start, min(others[at - 1] + _OVER, first - _AT_LEAST[0]))
    if (at := bisect_right(others, last)) < len(others):
        end = min(end, max(others[at] - _BEGUN, last + _AT_LEAST[1]))
    return clipped(start, end, within=within)


def _run(span: Span, words: Sequence[Heard]) -> Run:
    inside = [word for word in words if span.start <= word.at < span.end]
    sure = sum(word.sure for word in inside) / len(inside)
    return Run(span, min(1.0, sure), len(inside))
