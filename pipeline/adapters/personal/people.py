"""Names of people: a list of names, and the phrases that announce one. Pure.

This is the basic tier: it knows common names anywhere and any name after "my name
is". It misses rare names that nothing announces.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from pipeline.adapters.personal.known_names import (
    EVERYDAY_FIRST_NAMES,
    FIRST_NAMES,
    SURNAMES,
    dictionary,
    is_common,
)
from pipeline.adapters.personal.spelling import Chunk
from pipeline.digits import Read, Sort
from pipeline.prompts import Phrases
from pipeline.wordlists import words

_SURE = "sure"
"""Whatever follows is a name."""
_TOLD = "told"
"""What follows is a name unless it is an everyday word."""
_LIKELY = "likely"
"""What follows is a name if it is a known one, or may be one if it is all that is said."""
_KIN = "kin"
"""What follows names whoever was spoken of, if it can be a name."""

_TRIGGERS = Phrases[str](
    {
        _SURE: (
            "my full|first|last|middle? name is|was",
            "my name's",
            "name|names|name's on the|your card is|was|says?",
            "first|last|full|middle|maiden|family|account|husband's|wife's name|names is|was",
            "surname is|was",
            "surname's",
            "the|his|her|their name's",
            "the|his|her|their name is|was",
            "mr|mrs|ms|miss|mister|missus|doctor|dr|reverend",
            "account holder is|name",
        ),
        _TOLD: (
            "speaking|talking|spoke|speak|talk with|to",
            "in|under the name of?",
            "name of",
            "name|name's is|was",
            "name's",
            "call|calls|called|calling me|him|her",
            "ask for",
            "goes|went by",
            "nurse|sister|father|rabbi|imam|professor|sergeant|constable|aunty|auntie|uncle|nana",
            "matron|chief|canon|colonel|captain|councillor|dame",
        ),
        _LIKELY: (
            "this is",
            "i'm|im",
            "i am",
            "it's|its",
            "is it|this|that",
            "hi|hello|hey|thanks|morning|afternoon|evening|hiya|alright|cheers|ta",
            "thank you",
            "okay|ok|right|perfect|great|yes|bye|goodbye|sorry|lovely",
            "and|from|for|to|by|with|of|called|named|tell|ask|then|is|was|that's|thats|did|does",
            "payable to",
        ),
        _KIN: (
            "husband|wife|son|daughter|brother|sister|mother|father|partner|mum|mom|mam|dad|boss",
            "friend|mate|girlfriend|boyfriend|fiance|fiancee|aunt|aunts|aunties|aunty's|auntie's",
            "nan|gran|grandma|grandad|grandson|granddaughter|niece|nephew|cousin|neighbour|neighbor",
            "stepson|stepdaughter|stepdad|stepmum|lad|lads|lass|girls|boy|boys|colleague|manager",
            "carer|cleaner|landlord|landlady|lodger|tenant|solicitor|engineer|driver|receptionist",
            "husband|wife|son|daughter|brother|sister|mother|father|partner|mum|mom|dad|boss is",
            "brother|sister|mother|father|son|daughter in law is?",
            "husband's|wife's|son's|daughter's|brother's|sister's|partner's|mum's|dad's|mate's",
        ),
    }
)
_ASKED = Phrases[str](
    {
        _SURE: (
            "your full|first|last|middle? name",
            "may|can|could i have|get|take your|a? full|first|last? name|names",
            "the? name on the|your|that|this|it card?",
            "name as|exactly it|it's|its is? printed|shown|shows|appears|written?",
            "and your|the surname|name|names",
            "what's|whats|what is|was|were your|the|her|his|their full|first|last? name|names",
            "who|who's|whos am i speaking|talking to|with",
            "who is|are|am calling|speaking",
            "who's|whos that|this|calling|speaking|there|it",
            "who do|did you|i|we speak|talk|spoke to|with",
            "who is|was it|that|he|she",
            "mother's|mothers maiden name",
            "surname|name|names|forename please",
            "give|leave|gave a|your|his|her name",
            "first|last|full|middle|maiden|family name",
            "surname",
            "joint|account|policy|card holder",
            "cardholder|cardholder's name?",
            "name is|was it|that under|in",
            "under what|which name",
            "what name",
            "whose name",
            "name|names and date|dates",
            "a|the|and name for",
            "the name|names it",
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


def names(
    reads: Sequence[Read], chunks: Sequence[Chunk], breaks: Set[int], common: Set[str]
) -> Iterator[Named]:
    """The names said on one channel, from left to right; they may overlap.

    `breaks` are the positions before which a turn or a sentence ends.
    """
    bare = [read.bare for read in reads]
    ends = sorted(breaks | {at + 1 for at, read in enumerate(reads) if read.paused})
    found: list[Named] = []
    for trigger in _TRIGGERS.find(bare):
        at = trigger.last + 1
        stop = bisect_left(ends, at)
        end = ends[stop] if stop < len(ends) else len(bare)
        if at in breaks and trigger.topic != _SURE:
            continue
        if _is_of_no_name(bare[:end], trigger.first, at, common):
            continue
        if named := _after(bare[:end], at, trigger.topic, common):
            found.append(named)
    found += _listed(reads, bare, breaks)
    found += _speaking(bare, breaks, common)
    yield from found
    yield from _spelled(chunks, found)


def _is_of_no_name(bare: Sequence[str], title: int, at: int, common: Set[str]) -> bool:
    """Whether "the doctor changed it" speaks of one whose name is not said."""
    if bare[title] not in _PROFESSIONS or not title or bare[title - 1] not in _ARTICLES:
        return False
    following = bare[at] if at < len(bare) else ""
    listed = following in FIRST_NAMES or following in SURNAMES
    return is_common(following, common) and not listed


_PROFESSIONS = words("doctor reverend")
_TITLES = words("mr mrs ms miss mister missus dr doctor")
_ARTICLES = words("the a my your our his her their another")


def asks_for_a_name(bare: Sequence[str]) -> Iterator[int]:
    """Where (the last word by position) the speaker asks for a name."""
    for prompt in _ASKED.find(bare):
        yield prompt.last


def answered(reads: Sequence[Read], common: Set[str]) -> Named | None:
    """The name that `reads`, the other party's next words, begin with."""
    bare = [read.bare for read in reads]
    at = 0
    while at < len(bare) and bare[at] in _LEAD_IN:
        at += 1
    return _after(bare, at, _SURE, common)


_LEAD_IN = words(
    """yes yeah yep sure okay ok um uh erm er it's its it is of course my name name's so well
    that's thats oh this i'm im am call me you're speaking talking to with surname first last full
    just put hi hello and as shows printed there please the card says on mr mrs ms miss doctor dr"""
)
_INITIALS = 3
_HERE = words("here calling speaking from ringing again phoning and at that")
"""After a name that nobody knows, these say that it was one."""


def _after(bare: Sequence[str], at: int, topic: str, common: Set[str]) -> Named | None:
    """A name of up to three words and their initials at `at`; `bare` ends with the sentence."""
    start = _after_initials(bare, at) if topic == _SURE else at
    end = start
    while end < min(len(bare), start + 3) and _can_be_name(bare[end]):
        end += 1
    if end == start:
        return Named(at, start - 1, 0.85, "trigger") if start - at > 1 else None
    known = bare[start] in FIRST_NAMES or bare[start] in EVERYDAY_FIRST_NAMES
    rare = not is_common(bare[start], common)
    alone = end == len(bare) and end - start < 3
    if topic == _SURE and not (alone and end - start < 3):
        end = _its_end(bare, start, end, common)
    elif topic == _TOLD:
        if not (known or rare or bare[start] in SURNAMES):
            return None
        end = _its_end(bare, start, end, common)
    elif topic in {_LIKELY, _KIN}:
        rare = rare and not is_common(bare[start], dictionary())
        end = _its_end(bare, start, end, common)
        everyday = not rare and end - start == 1
        followed = end == len(bare) or bare[end] in _HERE
        if everyday and not (topic == _KIN and known and followed):
            return None
        if not known and not (rare and (topic == _KIN or followed)):
            return None
    if topic in {_SURE, _TOLD}:
        return Named(at, end - 1, 0.85, "trigger")
    return Named(at, end - 1, 0.7 if known else 0.45, "greeting")


def _after_initials(bare: Sequence[str], at: int) -> int:
    """Where the surname begins in "J. P. Mulvaney"; `at` where there are no initials."""
    end = at
    while end < min(len(bare), at + _INITIALS) and len(bare[end]) == 1 and bare[end].isalpha():
        end += 1
    spelled = end < len(bare) and len(bare[end]) == 1
    article = end - at == 1 and bare[at] in {"a", "i"}
    article = article and not (
        at and bare[at - 1] in _TITLES and end < len(bare) and bare[end] in SURNAMES
    )
    return at if spelled or article else end


def _its_end(bare: Sequence[str], start: int, end: int, common: Set[str]) -> int:
    """Where the name ends that begins at `start`: before an everyday word."""
    at = start + 1
    while at < end and _can_go_on(bare[at], common):
        at += 1
    return at


def _can_go_on(word: str, common: Set[str]) -> bool:
    return word in SURNAMES or word in FIRST_NAMES or not is_common(word, common)


def _can_be_name(bare: str) -> bool:
    letters = bare.replace("'", "").replace("-", "")
    return len(letters) > 1 and letters.isalpha() and bare not in _NOT_NAMES


def _listed(reads: Sequence[Read], bare: Sequence[str], breaks: Set[int]) -> Iterator[Named]:
    """Known first names, and the surname after them."""
    for at, word in enumerate(bare):
        following = bare[at + 1] if at + 1 < len(bare) and at + 1 not in breaks else ""
        if word in _RADIO and _is_code(reads, at):
            continue
        if word in FIRST_NAMES:
            yield Named(at, at + (following in SURNAMES), 0.6, "list")
        elif word in EVERYDAY_FIRST_NAMES and following in _CLEAR_SURNAMES:
            yield Named(at, at + 1, 0.5, "list")


def _speaking(bare: Sequence[str], breaks: Set[int], common: Set[str]) -> Iterator[Named]:
    """Who says "Hollis speaking" or, to begin with, "Parveen here"."""
    for at, word in enumerate(bare):
        if not at or at in breaks or word not in {"speaking", "here"}:
            continue
        first = at - 1
        starts = first == 0 or first in breaks
        can_be = bare[first] not in _NOT_NAMES and _can_go_on(bare[first], common)
        named = word == "speaking" and bare[first] in EVERYDAY_FIRST_NAMES
        if (can_be or named) and (word == "speaking" or starts):
            yield Named(first, first, 0.6, "trigger" if word == "speaking" else "greeting")


def _is_code(reads: Sequence[Read], at: int) -> bool:
    """Whether it is a letter of a code: "charlie victor nine"."""
    beside = (*reads[max(0, at - 1) : at], *reads[at + 1 : at + 2])
    return any(
        r.bare in _RADIO or r.sort in {Sort.NUMBER, Sort.MULTIPLIER} or len(r.bare) == 1
        for r in beside
    )


_RADIO = words(
    """alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar
    papa quebec romeo sierra tango uniform victor whiskey zulu peter george harry freddie roger"""
)
"""Names that letters have."""


def _spelled(chunks: Sequence[Chunk], found: Sequence[Named]) -> Iterator[Named]:
    """A name spelled soon after it was said."""
    ends = sorted(named.last for named in found)
    for chunk in chunks:
        before = bisect_left(ends, chunk.first)
        near = before > 0 and chunk.first - ends[before - 1] <= _SOON
        if near and chunk.text.isalpha() and len(chunk.text) > 2:
            yield Named(chunk.first, chunk.last, 0.7, "spelled")
