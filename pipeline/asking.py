"""Where in a call a payment is asked for, and what only looks like it. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.digits import Read, Sort
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
_PAYMENT = words(
    """card cards card's debit credit visa mastercard amex maestro pay pays paid paying payment
    payments cvv cvc expiry expires expire cardholder pan security verification signature"""
)
_OTHER_CARDS = words(
    """sim gift loyalty business library membership nectar clubcard points birthday christmas
    greeting greetings post sd memory graphics score report id identity green yellow red"""
)
_NUMBERED = words(
    """sim ticket raffle serial meter label barcode parcel tracking router imei scratchcard boiler
    appliance machine engine chassis mpan mprn order reference invoice booking policy claim magazine
    mobile phone telephone landline postcode account social receipt"""
)
"""What else has a long number, or three digits on its back."""
_TO_A_MONTH = words("end of the next this")
_WHOSE = words("your my his her their the four digit a old new current bank banking security")
"""What a PIN that is no bowling pin follows."""
_CLOSING = words("please then it's is yeah for love mate and or")
_HAVE_AN_S = words("code number card expiry date pin cvv digits strip")
_GROUPS = words("four six eight five 4 6 8 5 group block set lot")
_NEAR, _FAR = 20, 100
"""Words around a prompt in which something else is spoken of, and in which a payment is."""
_ANNOUNCED, _PAYMENT_NEAR = 12, 40
"""Words before a number in which it may be announced, and around it in which a payment is
spoken of."""
_REFUSALS = ("never", "won't", "without", "don't need", "don't want", "don't take", "don't keep")


@dataclass(frozen=True, slots=True)
class Asked:
    """A prompt in the call: its topic and the words (by index) that make it."""

    topic: Topic
    channel: int
    words: tuple[int, ...]
    certain: bool = False
    """Whether a payment is spoken of around it."""

    @property
    def first(self) -> int:
        return self.words[0]

    @property
    def last(self) -> int:
        return self.words[-1]


def find_prompts(transcript: Transcript, reads: Sequence[Read], about: Subjects) -> list[Asked]:
    """What is asked for in the call, in order; refusals and other numbers left out."""
    asked: list[Asked] = []
    for channel in sorted({word.channel for word in transcript.words}):
        mine = [i for i, word in enumerate(transcript.words) if word.channel == channel]
        bare = [_noun(reads[i].bare) for i in mine]
        for prompt in PAYMENT.find(bare):
            said = tuple(mine[prompt.first : prompt.last + 1])
            before = bare[max(0, prompt.first - 5) : prompt.first]
            after = bare[prompt.last + 1 : prompt.last + 5]
            if bare[prompt.last] in _GROUPS and not _ends_there(transcript, reads, said[-1]):
                continue
            alone = prompt.topic is Topic.PIN and len(said) == 1 and not about.of_payment(said)
            if alone and not _WHOSE.intersection(before[-2:]):
                continue
            if _means_it(prompt.topic, before) and not about.something_else(said, before, after):
                asked.append(Asked(prompt.topic, channel, said, about.of_payment(said)))
    return sorted(asked, key=lambda a: a.first)


class Subjects:
    """Where a payment is spoken of, and where things that have numbers of their own."""

    def __init__(self, reads: Sequence[Read]) -> None:
        bare = [read.bare for read in reads]
        others = {i + 1 for i, word in enumerate(bare) if word in _OTHER_CARDS}
        self._bare = bare
        self._payment = [i for i, w in enumerate(bare) if w in _PAYMENT and i not in others]
        self._numbered = [i for i, word in enumerate(bare) if word in _NUMBERED]

    def of_a_card(self, said: Sequence[int]) -> bool:
        """Whether a number in these words may be a card's, though nobody asked for one."""
        return _within(self._payment, said, _PAYMENT_NEAR) and not self.announced(said)

    def of_payment(self, said: Sequence[int]) -> bool:
        """Whether a payment is spoken of anywhere near these words, or in them."""
        return _within(self._payment, said, _FAR)

    def announced(self, said: Sequence[int]) -> bool:
        """Whether the number of another thing is spoken of just before these words."""
        return _within(self._numbered, (said[0] - _ANNOUNCED, said[0]), 0)

    def something_else(
        self, said: Sequence[int], before: Sequence[str], after: Sequence[str]
    ) -> bool:
        """Whether the prompt of these words asks for the number of another thing.

        Its own words decide; then what it is the number of; then what is spoken of
        around it, unless a payment is.
        """
        mine = {self._bare[i] for i in said}
        if mine & {"card", "cards", "card's"} and before and before[-1] in _OTHER_CARDS:
            return True
        if mine & _PAYMENT:
            return False
        if after[:1] == ["of"] and _NUMBERED.intersection(after[1:]):
            return True
        return _within(self._numbered, said, _NEAR) and not _within(self._payment, said, _FAR)


def _noun(bare: str) -> str:
    """ "the code's" as "the code"."""
    root = bare.removesuffix("'s")
    return root if root in _HAVE_AN_S else bare


def _ends_there(transcript: Transcript, reads: Sequence[Read], last: int) -> bool:
    """Whether "the next four" is all that is said: not "the next four weeks"."""
    if last + 1 == len(reads) or transcript.words[last].text[-1:] in {"?", ".", ","}:
        return True
    following = transcript.words[last + 1]
    turn_ends = following.channel != transcript.words[last].channel
    number = reads[last + 1].sort is Sort.NUMBER or following.text[:1].isupper()
    return turn_ends or number or reads[last + 1].bare in _CLOSING


def _within(places: Sequence[int], said: Sequence[int], reach: int) -> bool:
    """Whether one of `places`, in order, is no further than `reach` from the words `said`."""
    first = bisect_left(places, said[0] - reach)
    return first < len(places) and places[first] <= said[-1] + reach


def _means_it(topic: Topic, before: Sequence[str]) -> bool:
    if topic is Topic.EXPIRY:
        return not _EXPIRES_TOO.intersection(before)
    said = f" {' '.join(before)} "
    return not any(f" {refusal} " in said for refusal in _REFUSALS)


def months(transcript: Transcript, reads: Sequence[Read]) -> list[Run]:
    """The names of months, as runs without digits; "end of next" belongs to them."""
    found: list[Run] = []
    heard: dict[int, list[int]] = {}
    for index, word in enumerate(transcript.words):
        mine = heard.setdefault(word.channel, [])
        mine.append(index)
        if reads[index].bare in MONTHS:
            leading = [reads[i].bare for i in mine[-5:-1]]
            ends = "end" in leading and _TO_A_MONTH.issuperset(leading[leading.index("end") :])
            taken = tuple(mine[leading.index("end") - len(leading) - 1 :]) if ends else (index,)
            found.append(Run(word.channel, taken, (index,), "", (), plain=False))
    return found
