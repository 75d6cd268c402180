"""Where somebody lives, when it was asked for: the whole answer is the address. Pure.

"House name or number?" "Hillcrest." Nothing in the word says that it is an address; the
question does. Where both parties are on one channel, only what looks like an address is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from pipeline.adapters.personal.calls import Answer, Said
from pipeline.adapters.personal.places import Addresses
from pipeline.digits import Sort
from pipeline.model import Entity
from pipeline.prompts import Phrases
from pipeline.wordlists import words

_QUESTIONS = Phrases[str](
    {
        "asked": (
            "address",
            "first|second|next line",
            "house|flat|building|property|door number|name",
            "name|number of the house|property|building",
            "what|which|and the? street|road|town|village|city|county|house|estate",
            "where do|are you live|living|staying",
            "where is it|this|that going|to",
            "where's it|this|that to",
            "townland|eircode|parish",
            "which|what accommodation|halls|block|building|flat|apartment|farm",
            "flooded|other|rental|rented|insured|second|new|old property|house|flat is",
            "name of the|your house|road|street|village|farm|building|boat|cottage|property",
            "house|cottage|farm|building called",
            "what number are you",
            "the house|flat number",
            "and the street|road|house|village|town is|called?",
            "property is|called",
            "it have a name|nameplate",
            "spell the street|road|house|village|farm|town|address",
            "where will|shall|should we|i send|deliver",
            "where am i|we sending|delivering|going",
            "where was|is|were|are he|she|they|it living|staying|found",
            "and|so you're|are you moving|going to|into|from",
            "where did we|you|they|he try|deliver|leave|go",
            "supply|delivery|billing|collection|postal address",
            "which house|flat",
        ),
        "perhaps": (
            "whereabouts",
            "where are|abouts you|they|we",
            "where you are|live|living|based|staying|calling",
        ),
        "alone": (
            "street",
            "road",
            "town",
            "village",
            "city",
            "county",
            "that's|thats|that is? in",
            "which is in",
        ),
    }
)
_OTHER_ADDRESSES = words("email e-mail mail ip web website internet site")
_NUMBERED = words("house flat building door line")
"""In a question on one channel, these are answered by a number alone."""
_BETWEEN = 8
"""Words that may follow the question in its turn: "for me please when you're ready"."""
_BEFORE_LINE = 4
"""Words before "second line" that say whose."""
_LONGEST = 14
"""Words of an answer; twice as many if all the rest looks like an address."""
_LEADING = words(
    """yeah yes yep yup yea it's its it is that's thats er erm um uh ah oh so right ok okay sure
    well now just sir madam mam love that'd be that'll would we're we at i'm i live living in on
    my our address going to send lovely and of course hold hang let me see no nope new
    please note down"""
)
"""What may be said before an address."""
_NO_ADDRESS = words(
    """same no none not don't dont doesn't doesnt didn't hasn't haven't what why who how when can
    could do does did have has had you you've you're we've i've he she they sorry pardon because
    but which there's theres there here already different correct still never nothing anything
    please thanks thank cheers brilliant perfect great grand smashing wait one's that is it's its
    that's thats gone through says your full
    i'm i we're we think know got get need want will would should"""
)
"""What ends an address, or is said instead of one."""


def asked_places(said: Said, breaks: Set[int], common: Set[str]) -> Iterator[Answer]:
    """The answers to questions for an address or a part of one; `breaks` end sentences."""
    if len(set(said.channels)) == 1:
        yield from _on_one_channel(said, breaks, common)
    bare = [read.bare for read in said.reads]
    for channel in sorted(set(said.channels)):
        mine = [place for place, of in enumerate(said.channels) if of == channel]
        for question in _QUESTIONS.find([bare[place] for place in mine]):
            first, last = mine[question.first], mine[question.last]
            if first and bare[first - 1] in _OTHER_ADDRESSES:
                continue
            if _is_support(bare, first, last):
                continue
            answer = _next_turn(said, channel, last)
            whole_turn = answer == last + 1 and (not first or said.channels[first - 1] != channel)
            if answer is None or (question.topic == "alone" and not whole_turn):
                continue
            for first, last in _answer(said, bare, answer, common):
                if question.topic == "perhaps":
                    last = first + Addresses(said.reads[first : last + 1], set(), common).run(0) - 1
                if last >= first:
                    yield Answer(Entity.ADDRESS, said.channels[answer], first, last, whole=False)


def _on_one_channel(said: Said, breaks: Set[int], common: Set[str]) -> Iterator[Answer]:
    """What follows a question and looks like an address, where the answer has no end."""
    bare = [read.bare for read in said.reads]
    addresses = Addresses(said.reads, breaks, common)
    for question in _QUESTIONS.find(bare):
        at = question.last + 1
        if question.first and bare[question.first - 1] in _OTHER_ADDRESSES:
            continue
        while at < min(len(bare), question.last + _BETWEEN) and bare[at] in _LEADING | {""}:
            at += 1
        end = addresses.run(at)
        numbered = _NUMBERED.intersection(bare[question.first : question.last + 1])
        if end > at and (numbered or addresses.is_placed(at)):
            yield Answer(Entity.ADDRESS, said.channels[at], at, end - 1, whole=False)


def _is_support(bare: Sequence[str], first: int, last: int) -> bool:
    """Whether it is "you're through to the second line" of a helpdesk."""
    return bare[last] == "line" and "through" in bare[max(0, first - _BEFORE_LINE) : first]


def _next_turn(said: Said, channel: int, last: int) -> int | None:
    """Where the other party answers, if soon after the word at `last`."""
    for place in range(last + 1, min(last + 2 + _BETWEEN, len(said.channels))):
        if said.channels[place] != channel:
            return place
    return None


def _answer(said: Said, bare: list[str], start: int, common: Set[str]) -> Iterator[tuple[int, int]]:
    """The first and last place of what is said from `start` on, if it may be an address."""
    channel, at = said.channels[start], start
    while at < len(bare) and said.channels[at] == channel and bare[at] in _LEADING:
        at += 1
    first = last = at
    whole = Addresses(said.reads[first : first + 2 * _LONGEST], set(), common)
    while last < min(len(bare), first + 2 * _LONGEST) and said.channels[last] == channel:
        at = last - first
        if at >= _LONGEST and whole.run(at) == at:
            break
        if bare[last] in _NO_ADDRESS or said.reads[last].sort is Sort.STRUCK:
            break
        last += 1
        if said.texts[last - 1][-1:] in {".", "?", "!"} and not whole.goes_on_after_a_stop(
            last - first
        ):
            break
    if last > first:
        yield first, last - 1
