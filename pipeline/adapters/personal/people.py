"""Names of people: a list of names, and the phrases that announce one. Pure.

This is the basic tier: it knows common names anywhere and any name after "my name
is". It misses rare names that nothing announces.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.adapters.personal.known_names import EVERYDAY_FIRST_NAMES, FIRST_NAMES, SURNAMES
from pipeline.adapters.personal.spelling import Chunk
from pipeline.digits import Read
from pipeline.prompts import Phrases
from pipeline.wordlists import words

_SURE = "sure"
"""Whatever follows is a name."""
_LIKELY = "likely"
"""What follows is a name if it can be one."""

_TRIGGERS = Phrases[str](
    {
        _SURE: (
            "my full|first|last|middle? name is|was",
            "my name's",
            "name|names|name's on the|your card is|was|says?",
            "first|last|full|middle|maiden|family|account|husband's|wife's name|names is|was",
            "surname is|was",
            "surname's",
            "the|his|her name is|was",
            "under the name of?",
            "speaking|talking with|to",
            "speak with|to",
            "mr|mrs|ms|miss|mister|missus|doctor|dr|madam",
            "account holder is|name",
            "call me",
        ),
        _LIKELY: (
            "this is",
            "i'm|im",
            "i am",
            "it's|its",
            "is it|this|that",
            "hi|hello|hey|thanks|morning|afternoon|evening",
            "thank you",
            "name is",
            "okay|ok|alright|right|perfect|great|yes|bye|goodbye|sorry",
            "and|from|for|to|by|with|of|called|named",
            "husband|wife|son|daughter|brother|sister|mother|father|partner|mum|mom|dad|boss|friend",
            "payable to",
        ),
    }
)
_ASKED = Phrases[str](
    {
        _SURE: (
            "your full|first|last|middle? name",
            "may|can|could i have|get|take your full|first|last? name",
            "the? name on the|your card|account",
            "and your|the surname|name",
            "what's|whats|what is your|the full|first|last? name",
            "who am i speaking|talking to|with",
            "who is|are calling|speaking",
            "mother's|mothers maiden name",
            "surname|name please",
        ),
    }
)
_NOT_NAMES = words(
    """
    lovely brilliant super cheers wonderful excellent fantastic fab great bear carry gotcha hiya
    a about account actually afraid after again ah all already alright also am an and any
    anyone anything are as ask at available away back bad bank be because been before being
    best bit both bring but by bye call called calling came can can't cancel card care cash
    charged check checking closed come could customer day days dear department did didn't
    difficult do does doing don't done down each either else email end er erm even ever every
    everything exactly expecting fine first for from full get getting give glad go going gone
    good got great had hang happy has have haven't having he hear hello help helping her here
    hey hi him his hm hold how i i'd i'll i'm i've if in interested is it it's its just keep
    know last later least let like line little long look looking lost made make making many
    may me mean might mine moment more morning most mr mrs ms much my name need new next nice
    no nope not nothing now of off oh ok okay on once one only or order other our out over
    paying perfect phone please pleased possible probably problem put quite ready really
    recording regarding right run said same save say see send set she should so some someone
    something sorry speaking spelled spelt spoke still such sure take talk tell thank thanks
    that that's the their them then there these they thing things think this those to today
    together told tomorrow too trying two uh um under unable up us using very wait want wanted
    was wasn't we we'll we're well were what what's when where which while who why will wish
    with won't wondering work working would wrong yeah yep yes yesterday you you're your zero
    with national harper valley number card credit debit company correct about anybody
    everybody half quarter another second third fourth gonna wanna pay
    """
)

_SOON = 6
"""Words after a name within which it is spelled."""
_CLEAR_SURNAMES = SURNAMES - EVERYDAY_FIRST_NAMES - _NOT_NAMES


@dataclass(frozen=True, slots=True)
class Named:
    """A name: first and last word by position in the channel."""

    first: int
    last: int
    score: float
    rule: str


def names(reads: Sequence[Read], chunks: Sequence[Chunk]) -> Iterator[Named]:
    """The names said on one channel, from left to right; they may overlap."""
    bare = [read.bare for read in reads]
    found: list[Named] = []
    for trigger in _TRIGGERS.find(bare):
        sure = trigger.topic == _SURE
        if named := _after(bare, trigger.last + 1, sure=sure):
            found.append(named)
    found += _listed(reads)
    yield from found
    yield from _spelled(chunks, found)


def asks_for_a_name(bare: Sequence[str]) -> Iterator[int]:
    """Where (the last word by position) the speaker asks for a name."""
    for prompt in _ASKED.find(bare):
        yield prompt.last


def answered(reads: Sequence[Read]) -> Named | None:
    """The name that `reads`, the other party's next words, begin with."""
    bare = [read.bare for read in reads]
    at = 0
    while at < len(bare) and bare[at] in _LEAD_IN:
        at += 1
    return _after(bare, at, sure=True)


_LEAD_IN = words(
    """yes yeah yep sure okay ok um uh erm er it's its it is of course my name name's so well
    that's oh this i'm im am i call me you're speaking talking to with surname first last full"""
)


def _after(bare: Sequence[str], at: int, *, sure: bool) -> Named | None:
    """A name of up to three words at `at`; unless `sure`, it must begin with a known one."""
    end = at
    while end < min(len(bare), at + 3) and _can_be_name(bare[end]):
        end += 1
    if end == at:
        return None
    known = bare[at] in FIRST_NAMES or bare[at] in EVERYDAY_FIRST_NAMES
    if not sure and not known:
        return None
    if not sure or known:
        while end - at > 1 and not _can_follow(bare[at:end]):
            end -= 1
    elif end - at > 2:
        end = at + 2
    if not sure and end - at == 1 and bare[at] in EVERYDAY_FIRST_NAMES:
        return None
    return Named(at, end - 1, 0.85 if sure else 0.7, "trigger" if sure else "greeting")


def _can_follow(said: Sequence[str]) -> bool:
    """Whether the last of `said` is part of the name that its first begins."""
    last = said[-1]
    return last in SURNAMES or last in FIRST_NAMES or len(said) == 2


def _can_be_name(bare: str) -> bool:
    letters = bare.replace("'", "").replace("-", "")
    return len(letters) > 1 and letters.isalpha() and bare not in _NOT_NAMES


def _listed(reads: Sequence[Read]) -> Iterator[Named]:
    """Known first names, and the surname after them."""
    for at, read in enumerate(reads):
        following = reads[at + 1].bare if at + 1 < len(reads) else ""
        if read.bare in FIRST_NAMES:
            yield Named(at, at + (following in SURNAMES), 0.6, "list")
        elif read.bare in EVERYDAY_FIRST_NAMES and following in _CLEAR_SURNAMES:
            yield Named(at, at + 1, 0.5, "list")


def _spelled(chunks: Sequence[Chunk], found: Sequence[Named]) -> Iterator[Named]:
    """A name spelled soon after it was said."""
    ends = sorted(named.last for named in found)
    for chunk in chunks:
        before = bisect_left(ends, chunk.first)
        near = before > 0 and chunk.first - ends[before - 1] <= _SOON
        if near and chunk.text.isalpha() and len(chunk.text) > 2:
            yield Named(chunk.first, chunk.last, 0.7, "spelled")
