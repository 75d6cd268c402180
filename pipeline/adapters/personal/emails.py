"""E-mail addresses as they are given and read back, turn by turn. Pure.

"and email" "so it's the big ginger tom" "at" "at icloud" "dot com": what was asked for goes
from the first word that is no small talk to the last part of the domain, over several turns,
and however the recogniser wrote "at" and "dot".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.adapters.personal.calls import Answer, Placed, Said
from pipeline.digits import Sort
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
ENDS = words(
    """com uk org net ie in io edu gov me info biz eu us ac co scot wales cymru london tv fr de es
    nl au nz ca app shop online dev xyz club tech sch ltd plc cloud"""
)
"""Last parts of the domains people read out."""
_HEARD_ENDS = ENDS | words("come calm comb con cone kom coms dotcom uks ee")
_DOTS = words("dot dots dough doc dock point stop")
_SURE_SIGNS = words("dot at underscore hyphen dash @")
_SIGNS = words("dot at underscore dash hyphen underline slash point @ number digit figure")
_HOSTS = words(
    """gmail googlemail hotmail outlook yahoo icloud btinternet aol talktalk eircom msn ymail proton
    protonmail ntlworld blueyonder tiscali rediffmail comcast verizon virginmedia sky rocketmail
    btopenworld fastmail zoho gmx yahoomail g-mail"""
)
_HOST_PAIRS = frozenset(
    tuple(pair.split("_"))
    for pair in words(
        """g_mail gee_mail jee_mail hot_mail out_look i_cloud eye_cloud b_t bt_internet virgin_media
        talk_talk google_mail proton_mail live_dot me_dot sky_dot"""
    )
)
_NUMBER_WORDS = frozenset({Sort.NUMBER, Sort.HOMOPHONE, Sort.MULTIPLIER, Sort.QUANTITY})
_AFTER_HOST = _HOSTS | {"mail", "media", "talk"}
"""What "com" follows with its dot unheard."""
_WRITTEN = re.compile(r"[^\s@]*@\S*|[\w-]*(?:\.[\w-]+)*\.(?:" + "|".join(sorted(ENDS)) + r")")
_SITE = words("website site www web page online portal app visit log url")
"""Before a domain, these make it a site anybody may know."""
_LEAD_IN = words(
    """is it's it its be was to yes yeah yep sure okay ok um uh er erm so well right my email e-mail
    emails mail e address id use sure no sorry that's that thats would will it'll that'll for try
    oh alright please hang on then just got let me think sec second same one i've i have i'm mine
    mine's mines his hers theirs says say said could can you we'll i'll wait and"""
) | {""}
_LEADS = words("it's its is be was to that's thats email address from says")
"""What an address follows, wherever in a turn it is said."""
_ASIDE = words(
    """all one word yes yeah yep no correct that's right lower case lowercase small letters caps
    capitals capital upper space spaces dots together it it's is its the in okay ok mm mhm
    hm perfect lovely thanks thank you great got sorry pardon again what was that and then um uh
    er oh sure go ahead on so thats"""
)
_COMMON = _LEAD_IN | _ASIDE | _SIGNS | _DOTS | words("and with the you your for can dot com co uk")

_ZONE = 70
"""Words of both parties after a question in which the address is given."""
_LONGEST = 45
"""Words an address may take, over all its turns."""
_FIRST_HALF = 8
"""Words of a turn that says the first part of an address and nothing that looks like one."""
_BEFORE_SIGN = 8
"""Words of one turn before the first sign of an address."""
_AGAIN = 60
"""Words of both parties after an address in which it is repeated."""
_PARTS = 12
"""Parts of addresses that are remembered at once."""
_AHEAD = 15
"""Words before an address in which the other party may have said a part of it."""
_BESIDE = 4
"""Signs and single letters in a row beside what is said again."""
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
_SPELLED = 5
"""Letters that were spelled after a question and belong to the address."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """Words of one channel that nobody interrupted, by place: `first` to `last`."""

    first: int
    last: int


def asks_for_email(bare: Sequence[str], places: Sequence[int]) -> Iterator[int]:
    """Where in the call (last word) one channel asks for an address or announces one."""
    for prompt in _ASKED.find(bare):
        yield places[prompt.last]


class Emails:
    """Reads the addresses of one call."""

    def __init__(self, said: Said, spelled: Sequence[Placed]) -> None:
        self._bare = [read.bare for read in said.reads]
        self._channels = said.channels
        self._numbers = {
            place for place, read in enumerate(said.reads) if read.sort in _NUMBER_WORDS
        }
        self._next = _following(said.channels)
        self._before = _preceding(said.channels)
        self._spelled = spelled
        self._spelled_firsts = [placed.first for placed in spelled]
        self._spelled_at = {
            place
            for placed in spelled
            if len(placed.chunk.text) > 1
            for place in range(placed.first, placed.last + 1)
            if said.channels[place] == placed.channel
        }
        self._domains = dict(self._find_domains())
        """The last word of each piece of a domain, and its first."""
        self._domain_ends = sorted(self._domains)

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
            mine = _between(self._domain_ends, place, place + 1 + _FIRST_END + _NEXT_END)
            last = self._whole_domain([p for p in mine if self._channels[p] == channel])
            at = self._at_before(self._domains[place])
            if at is None or self._bare[last] not in _HEARD_ENDS | _HOSTS:
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
            whole += before not in self._spelled_at and self._bare[before] not in _COMMON
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

    def again(self, found: Sequence[Answer]) -> Iterator[Answer]:
        """Parts of the addresses in `found`, said again soon after."""
        recent: deque[set[str]] = deque(maxlen=_PARTS)
        squeezed: deque[str] = deque(maxlen=_PARTS)
        for number, answer in enumerate(found):
            if number and answer.first > found[number - 1].last + _AGAIN:
                recent.clear()
                squeezed.clear()
            recent.append(self._parts_of(answer))
            squeezed.append(self._squeezed(answer))
            known = set[str]().union(*recent)
            whole = " ".join(squeezed)
            until = min(len(self._bare), answer.last + _AGAIN)
            if number + 1 < len(found):
                until = min(until, found[number + 1].first)
            start = answer.last + 1 if number else max(0, answer.first - _AHEAD)
            for place in sorted(self._repeated(start, until, known, whole)):
                channel = self._channels[place]
                yield Answer(Entity.EMAIL, channel, place, place, whole=False, rule="again")

    def _find_domains(self) -> Iterator[tuple[int, int]]:
        for place, bare in enumerate(self._bare):
            following = self._next[place]
            after = self._bare[following] if following is not None else ""
            ends = (bare in _DOTS and after in _HEARD_ENDS) or (bare, after) in _HOST_PAIRS
            ends = ends or (bare in _AFTER_HOST and after in {"com", "co", "net"})
            if ends and following is not None:
                yield following, place
            elif bare in _HOSTS or _WRITTEN.fullmatch(bare):
                yield place, place

    def _answer(self, asked: int) -> Iterator[Answer]:
        end = min(len(self._bare), asked + 1 + _ZONE)
        evidence = _between(self._domain_ends, asked + 1, end)
        if not evidence:
            yield from self._only_spelled(asked, end)
            return
        channel = self._answering(asked, evidence)
        mine = [place for place in evidence if self._channels[place] == channel]
        last = self._whole_domain(mine)
        if self._is_site(max(asked, mine[0] - _BEFORE_SIGN), mine[0]):
            return
        for turn in self._turns(max(asked, last - _LONGEST) + 1, last, channel):
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
            patience = _NEXT_END if self._bare[last] in _HEARD_ENDS else _FIRST_END
            if place - last > patience:
                break
            last = place
        return last

    def _is_site(self, start: int, place: int) -> bool:
        return any(self._bare[p] in _SITE for p in range(max(0, start + 1), place))

    def _only_spelled(self, asked: int, end: int) -> Iterator[Answer]:
        for placed in self._spelled_between(asked + 1, min(end, asked + 1 + _ZONE // 2)):
            if len(placed.chunk.spelling) >= _SPELLED:
                yield Answer(Entity.EMAIL, placed.channel, placed.first, placed.last, whole=False)

    def _spelled_between(self, start: int, end: int) -> Sequence[Placed]:
        firsts = self._spelled_firsts
        return self._spelled[bisect_left(firsts, start) : bisect_left(firsts, end)]

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
        if all(self._bare[place] in _ASIDE for place in places):
            return None
        sign = next((place for place in places if self._is_sign(place)), None)
        start, leads = turn.first, True
        for place in range(turn.first, turn.last if sign is None else sign):
            leads = self._bare[place] in (_LEAD_IN if leads else _LEADS)
            start = place + 1 if leads else start
        if sign is not None:
            return max(start, sign - _BEFORE_SIGN)
        return None if not final and turn.last - start >= _FIRST_HALF else start

    def _is_sign(self, place: int) -> bool:
        return (
            self._bare[place] in _SURE_SIGNS or place in self._domains or place in self._spelled_at
        )

    def _parts_of(self, answer: Answer) -> set[str]:
        """The words that only this address has, and what was spelled in it."""
        parts: set[str] = set()
        for place in range(answer.first, answer.last + 1):
            if self._channels[place] == answer.channel and place not in self._numbers:
                parts.update(re.split(r"[^a-z0-9']+", self._bare[place]))
                parts.add(_squeezed(self._bare[place]))
        for placed in self._spelled_between(answer.first, answer.last + 1):
            if placed.channel == answer.channel:
                parts.add(placed.chunk.text)
        return {part for part in parts if len(part) > 1 and part not in _COMMON | ENDS}

    def _squeezed(self, answer: Answer) -> str:
        """Its letters and figures in one, as they were said and as they were spelled."""
        places = range(answer.first, min(answer.last, answer.first + _LONGEST) + 1)
        mine = [self._bare[p] for p in places if self._channels[p] == answer.channel]
        spelled = self._spelled_between(places.start, places.stop)
        return " ".join(
            (
                "".join(_squeezed(bare) for bare in mine if bare not in _SURE_SIGNS),
                "".join(p.chunk.text for p in spelled if p.channel == answer.channel),
            )
        )

    def _repeated(self, start: int, end: int, known: set[str], whole: str) -> set[int]:
        hits = {
            place
            for place in range(start, end)
            if (said := _squeezed(self._bare[place])) in known
            or (len(said) >= _SPELLED and said in whole and self._bare[place] not in _COMMON)
        }
        for placed in self._spelled_between(start, end):
            if self._is_again(placed, whole):
                hits.update(
                    place
                    for place in range(placed.first, placed.last + 1)
                    if self._channels[place] == placed.channel
                )
        for last in _between(self._domain_ends, start, end):
            hits |= {self._domains[last], last}
        for _ in range(_BESIDE):
            hits |= {p for p in range(start, end) if self._is_beside(p, hits)}
        return hits

    def _is_beside(self, place: int, hits: set[int]) -> bool:
        """Whether it is the "dot", or a letter beside it, of what is said again."""
        bare = self._bare[place]
        if bare not in _SIGNS and (len(bare) != 1 or not bare.isalpha()):
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


def _between(ordered: Sequence[int], start: int, end: int) -> Sequence[int]:
    return ordered[bisect_left(ordered, start) : bisect_left(ordered, end)]


def _squeezed(bare: str) -> str:
    return "".join(c for c in bare if c.isalnum())


def _following(channels: Sequence[int]) -> list[int | None]:
    """For each place, the next one on its channel."""
    following: list[int | None] = [None] * len(channels)
    for place, before in enumerate(_preceding(channels)):
        if before is not None:
            following[before] = place
    return following


def _preceding(channels: Sequence[int]) -> list[int | None]:
    """For each place, the one before it on its channel."""
    latest: dict[int, int] = {}
    preceding: list[int | None] = []
    for place, channel in enumerate(channels):
        preceding.append(latest.get(channel))
        latest[channel] = place
    return preceding
