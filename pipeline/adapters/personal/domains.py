"""How domains and the other parts of e-mail addresses are said and misheard. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from pipeline.adapters.personal.calls import Placed, Said
from pipeline.digits import Sort
from pipeline.wordlists import words

ENDS = words(
    """com uk org net ie in io edu gov me info biz eu us ac co scot wales cymru london tv fr de es
    nl au nz ca app shop online dev xyz club tech sch ltd plc cloud example"""
)
"""Last parts of the domains people read out."""
HEARD_ENDS = ENDS | words("come calm comb con cone kom coms dotcom uks ee")
_DOTS = words("dot dots dough doc dock point stop")
SURE_SIGNS = words("dot at underscore hyphen dash @")
SIGNS = words("dot at underscore dash hyphen underline slash point @ number digit figure")
HOSTS = words(
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
_AFTER_HOST = HOSTS | {"mail", "media", "talk"}
"""What "com" follows with its dot unheard."""
_WRITTEN = re.compile(r"[^\s@]*@\S*|[\w-]*(?:\.[\w-]+)*\.(?:" + "|".join(sorted(ENDS)) + r")")
LEAD_IN = words(
    """is it's it its be was to yes yeah yep sure okay ok um uh er erm so well right my email e-mail
    emails mail e address id use sure no sorry that's that thats would will it'll that'll for try
    oh alright please hang on then just got let me think sec second same one i've i have i'm mine
    mine's mines his hers theirs says say said could can you we'll i'll wait and"""
) | {""}
"""What people say before an address."""
ASIDE = words(
    """all one word yes yeah yep no correct that's right lower case lowercase small letters caps
    capitals capital upper space spaces dots together it it's is its the in okay ok mm mhm
    hm perfect lovely thanks thank you great got sorry pardon again what was that and then um uh
    er oh sure go ahead on so thats"""
)
"""What people say about an address between its parts."""
COMMON = LEAD_IN | ASIDE | SIGNS | _DOTS | words("and with the you your for can dot com co uk")
"""Words that are in no address alone."""
LONGEST = 45
"""Words an address may take, over all its turns."""
SPELLED = 5
"""Letters that were spelled after a question and belong to the address."""


class Domains:
    """What sounds like a part of an address in one call, by place."""

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

    def _find_domains(self) -> Iterator[tuple[int, int]]:
        for place, bare in enumerate(self._bare):
            following = self._next[place]
            after = self._bare[following] if following is not None else ""
            ends = (bare in _DOTS and after in HEARD_ENDS) or (bare, after) in _HOST_PAIRS
            ends = ends or (bare in _AFTER_HOST and after in {"com", "co", "net"})
            if ends and following is not None:
                yield following, place
            elif bare in HOSTS or _WRITTEN.fullmatch(bare):
                yield place, place

    def _spelled_between(self, start: int, end: int) -> Sequence[Placed]:
        firsts = self._spelled_firsts
        return self._spelled[bisect_left(firsts, start) : bisect_left(firsts, end)]


def between(ordered: Sequence[int], start: int, end: int) -> Sequence[int]:
    return ordered[bisect_left(ordered, start) : bisect_left(ordered, end)]


def squeezed(bare: str) -> str:
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
