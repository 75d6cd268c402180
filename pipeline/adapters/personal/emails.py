"""E-mail addresses as they are given and read back, turn by turn. Pure.

"and email" "so it's the big ginger tom" "at" "at icloud" "dot com": what was asked for goes
from the first word that is no small talk to the last part of the domain, over several turns,
and however the recogniser wrote "at" and "dot".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.adapters.personal.calls import Answer
from pipeline.adapters.personal.domains import (
    ASIDE,
    COMMON,
    HEARD_ENDS,
    HOSTS,
    LEAD_IN,
    LONGEST,
    SPELLED,
    SURE_SIGNS,
    Domains,
    between,
)
from pipeline.model import Entity
from pipeline.prompts import Phrases
from pipeline.wordlists import words

_ASKED = Phrases[str](
    {
        "email": (
            "email|e-mail|emails|e-mails|email's|gmail address?|id?|is?",
            "e mail|mails address?|is?",
            "mail id|address|i'd is?",
            "send|email|forward|post it|that|them|this|those over? to",
        )
    }
)
_SITE = words("website site www web page online portal app visit log url")
"""Before a domain, these make it a site anybody may know."""
_LEADS = words("it's its is be was to that's thats email address from says")
"""What an address follows, wherever in a turn it is said."""
_ZONE = 70
"""Words of both parties after a question in which the address is given."""
_FIRST_HALF = 8
"""Words of a turn that says the first part of an address and nothing that looks like one."""
_BEFORE_SIGN = 8
"""Words of one turn before the first sign of an address."""
_ANNOUNCED = 14
"""Words from "my email is" to the domain, by one party."""
_FIRST_END, _NEXT_END = 12, 3
"""Words from "gmail" to "dot com", and from "dot co" to "dot uk"."""
_BEFORE_AT = 24
"""Words of both parties before "at" in which an address nobody asked for may begin."""
_HOST_WORDS = 4
"""Words between "at" and "dot": "the sandwich hut"."""
_HOST_LETTERS = 20
"""Words and letters between "at" and "dot"."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """Words of one channel that nobody interrupted, by place: `first` to `last`."""

    first: int
    last: int


def asks_for_email(bare: Sequence[str], places: Sequence[int]) -> Iterator[int]:
    """Where in the call (last word) one channel asks for an address or announces one."""
    for prompt in _ASKED.find(bare):
        yield places[prompt.last]


class Emails(Domains):
    """Reads the addresses of one call."""

    def answers(self, asked: Sequence[int]) -> Iterator[Answer]:
        """The addresses given after each place in `asked`, and those that nobody asked for."""
        done = -1
        taken: set[int] = set()
        for place in asked:
            if place <= done:
                continue
            if found := list(self._answer(place)):
                done = found[-1].last
                taken.update(range(found[0].first, done + 1))
                yield from found
        yield from self._unasked(taken)

    def _unasked(self, taken: set[int]) -> Iterator[Answer]:
        """Addresses by their "at" and "dot com" alone."""
        for place in self._domain_ends:
            if place in taken:
                continue
            channel = self._channels[place]
            if "@" in self._bare[place]:
                yield Answer(Entity.EMAIL, channel, place, place, whole=True)
                continue
            mine = between(self._domain_ends, place, place + 1 + _FIRST_END + _NEXT_END)
            last = self._whole_domain([p for p in mine if self._channels[p] == channel])
            at = self._at_before(self._domains[place])
            if at is None or self._bare[last] not in HEARD_ENDS | HOSTS:
                continue
            if self._is_site(at - _BEFORE_SIGN, place):
                continue
            taken.update(range(at, last + 1))
            yield from self._parts(max(-1, at - _BEFORE_AT), at, last, channel)

    def _at_before(self, place: int) -> int | None:
        """Where "at" is said shortly before the domain at `place`, by the same party."""
        whole = 0
        for _ in range(_HOST_LETTERS):
            before = self._before[place]
            if before is None or whole > _HOST_WORDS:
                return None
            if self._bare[before] == "at":
                return before
            whole += before not in self._spelled_at and self._bare[before] not in COMMON
            place = before
        return None

    def _parts(self, floor: int, at: int, last: int, channel: int) -> Iterator[Answer]:
        """The turn with the address that ends at `last`, and the ones before one of only "at"."""
        turns = list(self._turns(floor + 1, last, channel))
        begins = any(turn.first == at for turn in turns)
        for turn in turns:
            if turn.last < at and not begins:
                continue
            if (start := self._start(turn, final=turn.last == last)) is not None:
                yield Answer(Entity.EMAIL, channel, start, turn.last, whole=True)

    def _answer(self, asked: int) -> Iterator[Answer]:
        end = min(len(self._bare), asked + 1 + _ZONE)
        evidence = between(self._domain_ends, asked + 1, end)
        if not evidence:
            yield from self._only_spelled(asked, end)
            return
        channel = self._answering(asked, evidence)
        mine = [place for place in evidence if self._channels[place] == channel]
        last = self._whole_domain(mine)
        if self._is_site(max(asked, mine[0] - _BEFORE_SIGN), mine[0]):
            return
        for turn in self._turns(max(asked, last - LONGEST) + 1, last, channel):
            if (start := self._start(turn, final=turn.last == last)) is not None:
                yield Answer(Entity.EMAIL, channel, start, turn.last, whole=True)

    def _answering(self, asked: int, evidence: Sequence[int]) -> int:
        """The channel on which the address is given: not the asking one, unless it goes on."""
        asking = self._channels[asked]
        if self._channels[evidence[0]] == asking and evidence[0] - asked <= _ANNOUNCED:
            return asking
        others = [self._channels[place] for place in evidence if self._channels[place] != asking]
        return others[0] if others else asking

    def _whole_domain(self, mine: Sequence[int]) -> int:
        """The last word of the domain that the first of `mine` ends a part of."""
        last = mine[0]
        for place in mine[1:]:
            patience = _NEXT_END if self._bare[last] in HEARD_ENDS else _FIRST_END
            if place - last > patience:
                break
            last = place
        return last

    def _is_site(self, start: int, place: int) -> bool:
        return any(self._bare[p] in _SITE for p in range(max(0, start + 1), place))

    def _only_spelled(self, asked: int, end: int) -> Iterator[Answer]:
        for placed in self._spelled_between(asked + 1, min(end, asked + 1 + _ZONE // 2)):
            if len(placed.chunk.spelling) >= SPELLED:
                yield Answer(Entity.EMAIL, placed.channel, placed.first, placed.last, whole=False)

    def _turns(self, start: int, last: int, channel: int) -> Iterator[_Turn]:
        first: int | None = None
        for place in range(start, last + 2):
            mine = place <= last and self._channels[place] == channel
            if mine and first is None:
                first = place
            elif not mine and first is not None:
                yield _Turn(first, place - 1)
                first = None

    def _start(self, turn: _Turn, *, final: bool) -> int | None:
        """Where the address, or its part, begins in `turn`; None if it is only an aside."""
        places = range(turn.first, turn.last + 1)
        if all(self._bare[place] in ASIDE for place in places):
            return None
        sign = next((place for place in places if self._is_sign(place)), None)
        start, leads = turn.first, True
        for place in range(turn.first, turn.last if sign is None else sign):
            leads = self._bare[place] in (LEAD_IN if leads else _LEADS)
            start = place + 1 if leads else start
        if sign is not None:
            return max(start, sign - _BEFORE_SIGN)
        return None if not final and turn.last - start >= _FIRST_HALF else start

    def _is_sign(self, place: int) -> bool:
        return (
            self._bare[place] in SURE_SIGNS or place in self._domains or place in self._spelled_at
        )
