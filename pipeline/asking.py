"""Where in a call a payment is asked for, and what only looks like it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.digits import Read
from pipeline.model import Transcript
from pipeline.prompts import PAYMENT, Topic
from pipeline.runs import Run
from pipeline.wordlists import words

MONTHS = words(
    """january february march april may june july august september october november december  jan
    feb mar apr jun jul aug sep sept oct nov dec"""
)
_EXPIRES_TOO = words(
    """contract warranty policy subscription licence license passport offer voucher guarantee
    tenancy lease insurance mot ticket deal points discount quote membership plan tariff trial
    cover mortgage visa stock battery time patience agreement we've i've they've"""
)
"""What else expires or runs out, when it is the subject."""
_REFUSALS = ("never", "won't", "without", "don't need", "don't want", "don't take", "don't keep")


@dataclass(frozen=True, slots=True)
class Asked:
    """A prompt in the call: its topic and the words (by index) that make it."""

    topic: Topic
    channel: int
    words: tuple[int, ...]

    @property
    def first(self) -> int:
        return self.words[0]

    @property
    def last(self) -> int:
        return self.words[-1]


def find_prompts(transcript: Transcript, reads: Sequence[Read]) -> list[Asked]:
    """What is asked for in the call, in order; refusals and other expiries left out."""
    asked: list[Asked] = []
    for channel in sorted({word.channel for word in transcript.words}):
        mine = [i for i, word in enumerate(transcript.words) if word.channel == channel]
        bare = [reads[i].bare for i in mine]
        for prompt in PAYMENT.find(bare):
            before = bare[max(0, prompt.first - 5) : prompt.first]
            if _means_it(prompt.topic, before):
                said = tuple(mine[prompt.first : prompt.last + 1])
                asked.append(Asked(prompt.topic, channel, said))
    return sorted(asked, key=lambda a: a.first)


def _means_it(topic: Topic, before: Sequence[str]) -> bool:
    if topic is Topic.EXPIRY:
        return not _EXPIRES_TOO.intersection(before)
    said = f" {' '.join(before)} "
    return not any(f" {refusal} " in said for refusal in _REFUSALS)


def months(transcript: Transcript, reads: Sequence[Read]) -> list[Run]:
    """The names of months, as runs without digits; "end of" belongs to them."""
    found: list[Run] = []
    heard: dict[int, list[int]] = {}
    for index, word in enumerate(transcript.words):
        mine = heard.setdefault(word.channel, [])
        mine.append(index)
        if reads[index].bare in MONTHS:
            leading = tuple(reads[i].bare for i in mine[-3:-1])
            taken = tuple(mine[-3:]) if leading == ("end", "of") else (index,)
            found.append(Run(word.channel, taken, (index,), "", (), plain=False))
    return found
