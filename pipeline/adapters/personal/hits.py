"""What was found on a channel, and which of several explanations of a word wins. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.model import Entity


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: first and last word by position in the channel."""

    entity: Entity
    channel: int
    first: int
    last: int
    score: float
    rule: str


def merged(hits: Iterable[Hit]) -> Iterator[Hit]:
    """`hits`, those of one entity that overlap made one: the best score gives the rule."""
    held: Hit | None = None
    for hit in sorted(hits, key=lambda h: (h.channel, h.entity, h.first, h.last)):
        same = held and held.channel == hit.channel and held.entity is hit.entity
        if held and same and hit.first <= held.last:
            better = max(held, hit, key=lambda h: (h.score, h.rule))
            last = max(held.last, hit.last)
            held = Hit(hit.entity, hit.channel, held.first, last, better.score, better.rule)
            continue
        if held:
            yield held
        held = hit
    if held:
        yield held


def best(hits: Iterable[Hit]) -> list[Hit]:
    """`hits` without those that are worse than another one at each of their words."""
    ranked = sorted(hits, key=lambda h: (-h.score, h.first - h.last, h.first, h.entity))
    taken: set[tuple[int, int]] = set()
    kept: list[Hit] = []
    for hit in ranked:
        words = {(hit.channel, position) for position in range(hit.first, hit.last + 1)}
        if not words <= taken:
            kept.append(hit)
            taken |= words
    return sorted(kept, key=lambda h: (h.channel, h.first, h.last))
