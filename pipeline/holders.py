"""The cardholder's name, where it was asked for. Pure.

A name is cardholder data (PCI DSS v4.0.1, table 2): it goes from every rendition, also
from those that leave other names in. Only a prompt tells that a name is this one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.asking import Asked, is_soon_after
from pipeline.digits import Read, Sort
from pipeline.model import Transcript
from pipeline.payment_prompts import Topic
from pipeline.wordlists import words

_PATIENCE = 14
"""Words, of both parties, that the name may take to come."""
_LONGEST = 5
"""Words of a name, its initials counted."""
_LEADING = words(
    """it's its is it that's thats that yes yeah yep yup um uh er erm so well just oh okay ok right
    sure of course the name's name be will would as says reads on card here under in full
    it'll sir love and hang let me see"""
)
"""What may be said before the name."""
_TITLES = words("mr mrs ms miss mx mister missus doctor dr prof professor reverend rev")
"""What is printed before the name: it belongs to it."""
_WHOSE = words(
    """my our his her own husband's wife's mum's mom's dad's mother's father's partner's son's
    daughter's company's business maiden married"""
)
"""What may lead up to a name, too: "it's my husband's, david cole"."""
_NO_NAMES = words(
    """i i'm you you're he she we they my his her our their your same mine this there what who
    how when where why not no only have has had was were are am can could should shall do does
    did don't didn't isn't get got give go going come take put for from to at with by about
    hon pet duck pal darling dear flower sweetheart madam ma'am buddy
    than then but or if because too also again still now today please thanks thank perfect lovely
    great brilliant grand smashing cheers good fine correct wife's husband's wife husband mum
    mum's dad dad's company company's business joint account number expiry date code security
    exactly shown spelled spelt exactly like a an all both one two"""
)
"""What is no part of a name, and ends it."""


def holder_names(
    transcript: Transcript, reads: Sequence[Read], prompts: Sequence[Asked], cards: Sequence[int]
) -> Iterator[tuple[int, ...]]:
    """The words, by index, of each name that answers "and the name on the card?".

    `cards` are the words, in order, with which a card number ends: soon after one of them
    "and the name?" asks for this one, too.
    """
    for prompt in prompts:
        if prompt.topic is not Topic.HOLDER or (prompt.weak and not is_soon_after(prompt, cards)):
            continue
        until = min(prompt.last + 1 + _PATIENCE, len(reads))
        answer = next(
            (i for i in range(prompt.last, until) if transcript.words[i].channel != prompt.channel),
            until,
        )
        for start in (prompt.last + 1, answer):
            if name := _name(transcript, reads, start, until):
                yield name
                break


def _name(
    transcript: Transcript, reads: Sequence[Read], start: int, until: int
) -> tuple[int, ...] | None:
    """The name that begins at `start`, after what may be said before a name."""
    name: list[int] = []
    for index in range(start, until):
        bare, sort = reads[index].bare, reads[index].sort
        if name and transcript.words[index].channel != transcript.words[name[0]].channel:
            break
        if not name and (sort is Sort.FILLER or bare in _LEADING | _WHOSE):
            continue
        if sort not in {Sort.WORD, Sort.HOMOPHONE} or bare in _NO_NAMES | _LEADING:
            break
        name.append(index)
        if len(name) == _LONGEST or _ends(transcript.words[index].text, bare):
            break
    return tuple(name) if any(reads[index].bare not in _TITLES for index in name) else None


def _ends(text: str, bare: str) -> bool:
    """Whether a sentence ends with it, and not just a title or an initial: "Mr.", "J."."""
    return text[-1:] in {".", "?", "!"} and bare not in _TITLES and len(bare) > 1
