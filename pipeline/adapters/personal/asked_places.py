"""Where somebody lives, when it was asked for: the whole answer is the address. Pure.

"House name or number?" "Hillcrest." Nothing in the word says that it is an address; the
question does. Only where both parties have a channel of their own: on one, an answer has
no end.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.adapters.personal.calls import Answer, Said
from pipeline.digits import Sort
from pipeline.model import Entity
from pipeline.prompts import Phrases
from pipeline.wordlists import words

_QUESTIONS = Phrases[str](
    {
        "asked": (
            "address",
            "first|second|top|next line",
            "house|flat|building|property|door number|name",
            "name|number of the house|property|building",
            "what|which|and the? street|road|town|village|city|county|house|estate",
            "where do|are you live|living|staying",
            "where's|where is it|this|that going|to",
            "whereabouts are you",
            "where will|shall|should we|i send|deliver",
            "where am i|we sending|delivering|going",
        ),
        "alone": ("street", "road", "town", "village", "city", "county"),
    }
)
_OTHER_ADDRESSES = words("email e-mail mail ip web website internet site")
_BETWEEN = 8
"""Words that may follow the question in its turn: "for me please when you're ready"."""
_LONGEST = 14
"""Words of an answer."""
_LEADING = words(
    """yeah yes yep yup yea it's its it is that's thats er erm um uh ah oh so right ok okay sure
    well now just sir madam mam love that'd be that'll would we're we at i'm i live living in on
    my our address going to send lovely and of course hold hang let me see"""
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


def asked_places(said: Said) -> Iterator[Answer]:
    """The answers to questions for an address or a part of one."""
    bare = [read.bare for read in said.reads]
    for channel in sorted(set(said.channels)):
        mine = [place for place, of in enumerate(said.channels) if of == channel]
        for question in _QUESTIONS.find([bare[place] for place in mine]):
            first, last = mine[question.first], mine[question.last]
            if first and bare[first - 1] in _OTHER_ADDRESSES:
                continue
            answer = _next_turn(said, channel, last)
            whole_turn = answer == last + 1 and (not first or said.channels[first - 1] != channel)
            if answer is not None and (question.topic == "asked" or whole_turn):
                yield from _answer(said, bare, answer)


def _next_turn(said: Said, channel: int, last: int) -> int | None:
    """Where the other party answers, if soon after the word at `last`."""
    for place in range(last + 1, min(last + 2 + _BETWEEN, len(said.channels))):
        if said.channels[place] != channel:
            return place
    return None


def _answer(said: Said, bare: list[str], start: int) -> Iterator[Answer]:
    channel, at = said.channels[start], start
    while at < len(bare) and said.channels[at] == channel and bare[at] in _LEADING:
        at += 1
    first = last = at
    while last < min(len(bare), first + _LONGEST) and said.channels[last] == channel:
        if bare[last] in _NO_ADDRESS or said.reads[last].sort is Sort.STRUCK:
            break
        last += 1
        if said.texts[last - 1][-1:] in {".", "?", "!"}:
            break
    if last > first:
        yield Answer(Entity.ADDRESS, channel, first, last - 1, whole=False)
