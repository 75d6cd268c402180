"""A call's words in the order of its talk: who spoke until the other one answered. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.model import Word
from pipeline.wordlists import words

ACKNOWLEDGED = words("yep yeah yes okay ok mm mhm hm uh-huh mm-hm huh right sure aha")
"""What the other party says that ends nobody's turn."""
_PAUSE = 300
"""Milliseconds between two words of one party in which the other one can have had a turn."""


def turns(said: Sequence[Word]) -> list[list[tuple[str, int]]]:
    """The turns of a call, each the (text, place) of its words.

    Talk at the same time does not cut a turn, nor does "yep".
    """
    made = sorted(_of_each(said), key=lambda turn: turn[0])
    return [[(said[place].text, place) for place in turn] for turn in made]


def _of_each(said: Sequence[Word]) -> Iterator[list[int]]:
    open_turns: dict[int, list[int]] = {}
    interrupted: set[int] = set()
    for place, word in enumerate(said):
        channel = word.channel
        turn = open_turns.get(channel)
        if turn and channel in interrupted and word.span.start - said[turn[-1]].span.end >= _PAUSE:
            yield turn
            turn = None
        interrupted.discard(channel)
        if turn is None:
            open_turns[channel] = [place]
        else:
            turn.append(place)
        if word.text.lower().strip(" .,!?") not in ACKNOWLEDGED:
            interrupted |= open_turns.keys() - {channel}
    yield from open_turns.values()
