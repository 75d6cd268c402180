"""What is said again of an e-mail address: read back, spelled, corrected. Pure."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence

from pipeline.adapters.personal.calls import Answer, Placed
from pipeline.adapters.personal.domains import (
    COMMON,
    ENDS,
    LONGEST,
    SIGNS,
    SPELLED,
    SURE_SIGNS,
    Domains,
    between,
    squeezed,
)
from pipeline.model import Entity

_AGAIN = 60
"""Words of both parties after an address in which it is repeated."""
_PARTS = 12
"""Parts of addresses that are remembered at once."""
_AHEAD = 15
"""Words before an address in which the other party may have said a part of it."""
_BESIDE = 4
"""Signs and single letters in a row beside what is said again."""


class EmailEchoes(Domains):
    """Finds the pieces of the addresses of one call."""

    def again(self, found: Sequence[Answer]) -> Iterator[Answer]:
        """Parts of the addresses in `found`, said again soon after."""
        recent: deque[set[str]] = deque(maxlen=_PARTS)
        squeezed: deque[str] = deque(maxlen=_PARTS)
        for number, answer in enumerate(found):
            if number and answer.first > found[number - 1].last + _AGAIN:
                recent.clear()
                squeezed.clear()
            recent.append(self._parts_of(answer))
            squeezed.append(self._in_one(answer))
            known = set[str]().union(*recent)
            whole = " ".join(squeezed)
            until = min(len(self._bare), answer.last + _AGAIN)
            if number + 1 < len(found):
                until = min(until, found[number + 1].first)
            start = answer.last + 1 if number else max(0, answer.first - _AHEAD)
            for place in sorted(self._repeated(start, until, known, whole)):
                channel = self._channels[place]
                yield Answer(Entity.EMAIL, channel, place, place, whole=False, rule="again")

    def _parts_of(self, answer: Answer) -> set[str]:
        """The words that only this address has, and what was spelled in it."""
        parts: set[str] = set()
        for place in range(answer.first, answer.last + 1):
            if self._channels[place] == answer.channel and place not in self._numbers:
                parts.update(re.split(r"[^a-z0-9']+", self._bare[place]))
                parts.add(squeezed(self._bare[place]))
        for placed in self._spelled_between(answer.first, answer.last + 1):
            if placed.channel == answer.channel:
                parts.add(placed.chunk.text)
        return {part for part in parts if len(part) > 1 and part not in COMMON | ENDS}

    def _in_one(self, answer: Answer) -> str:
        """Its letters and figures in one, as they were said and as they were spelled."""
        places = range(answer.first, min(answer.last, answer.first + LONGEST) + 1)
        mine = [self._bare[p] for p in places if self._channels[p] == answer.channel]
        spelled = self._spelled_between(places.start, places.stop)
        return " ".join(
            (
                "".join(squeezed(bare) for bare in mine if bare not in SURE_SIGNS),
                "".join(p.chunk.text for p in spelled if p.channel == answer.channel),
            )
        )

    def _repeated(self, start: int, end: int, known: set[str], whole: str) -> set[int]:
        hits = {
            place
            for place in range(start, end)
            if (said := squeezed(self._bare[place])) in known
            or (len(said) >= SPELLED and said in whole and self._bare[place] not in COMMON)
        }
        for placed in self._spelled_between(start, end):
            if self._is_again(placed, whole):
                hits.update(
                    place
                    for place in range(placed.first, placed.last + 1)
                    if self._channels[place] == placed.channel
                )
            else:
                hits.update(
                    place
                    for place in range(placed.first, placed.last + 1)
                    if len(said := squeezed(self._bare[place])) > 1
                    and said.isdecimal()
                    and said in whole
                )
        for last in between(self._domain_ends, start, end):
            hits |= {self._domains[last], last}
        for _ in range(_BESIDE):
            hits |= {p for p in range(start, end) if self._is_beside(p, hits)}
        return hits

    def _is_beside(self, place: int, hits: set[int]) -> bool:
        """Whether it is the "dot", or a letter beside it, of what is said again."""
        bare = self._bare[place]
        if bare not in SIGNS and (len(bare) != 1 or not bare.isalpha()):
            return False
        return self._next[place] in hits or self._before[place] in hits

    def _is_again(self, placed: Placed, whole: str) -> bool:
        text = placed.chunk.text
        if len(placed.chunk.spelling) >= 3:
            return True
        example = placed.last > placed.first and text.isalpha()
        before = self._before[placed.first]
        announced = before is not None and self._bare[before] in {"number", "digit", "figure"}
        return text in whole and (len(text) > 1 or example or announced)
