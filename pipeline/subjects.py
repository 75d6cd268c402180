"""What a call speaks of: a payment, or things that have numbers of their own. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from pipeline.digits import Read, Sort
from pipeline.wordlists import words

_PAYMENT = words(
    """card cards card's debit credit visa mastercard amex maestro pay pays paid paying payment
    payments cvv cvc expiry expires expire cardholder pan security verification signature"""
)
_OTHER_CARDS = words(
    """sim gift loyalty business library membership nectar clubcard points birthday christmas
    greeting greetings post sd memory graphics score report id identity green yellow red"""
)
_THINGS = words(
    """sim ticket raffle serial meter label barcode parcel router imei scratchcard boiler appliance
    machine engine chassis mpan mprn magazine"""
)
"""What else has a long number, or three digits on its back, when it is spoken of."""
_NUMBERED = _THINGS | words(
    """tracking order reference invoice booking policy claim mobile phone telephone landline
    postcode account social receipt id"""
)
"""What else has a number that is announced."""
_NEAR, _FAR = 20, 100
"""Words around a prompt in which something else is spoken of, and in which a payment is."""
_ANNOUNCED, _GIVEN, _PAYMENT_NEAR = 12, 4, 40
"""Words before a number in which it may be announced, between two parts of one that is, and
around a number in which a payment is spoken of."""


class Subjects:
    """Where a payment is spoken of, and where things that have numbers of their own."""

    def __init__(self, reads: Sequence[Read]) -> None:
        bare = [read.bare for read in reads]
        others = {i + 1 for i, word in enumerate(bare) if word in _OTHER_CARDS}
        self._bare = bare
        self._payment = [i for i, w in enumerate(bare) if w in _PAYMENT and i not in others]
        self._numbered = [i for i, word in enumerate(bare) if word in _NUMBERED]
        self._numbers = [i for i, read in enumerate(reads) if read.sort is Sort.NUMBER]
        self._things = [i for i, word in enumerate(bare) if word in _THINGS]

    def of_a_card(self, said: Sequence[int]) -> bool:
        """Whether a number in these words may be a card's, though nobody asked for one."""
        return _within(self._payment, said, _PAYMENT_NEAR) and not self.announced(said)

    def of_payment(self, said: Sequence[int]) -> bool:
        """Whether a payment is spoken of anywhere near these words, or in them."""
        return _within(self._payment, said, _FAR)

    def announced(self, said: Sequence[int]) -> bool:
        """Whether the number of another thing is spoken of just before these words, and has
        not been given yet."""
        last = bisect_left(self._numbered, said[0]) - 1
        if last < 0 or self._numbered[last] < said[0] - _ANNOUNCED:
            return False
        given = bisect_left(self._numbers, self._numbered[last])
        return not (given < len(self._numbers) and self._numbers[given] < said[0] - _GIVEN)

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
        if after[:1] == ["of"] and len(after) > 2 and _of_no_card(after[1:]):
            return True
        if mine & _PAYMENT:
            return False
        return _within(self._things, said, _NEAR) and not _within(self._payment, said, _FAR)


def _of_no_card(after: Sequence[str]) -> bool:
    """Whether "the number on the back of" goes on with "the headstock"."""
    return after[0] in {"the", "your", "my", "that", "a"} and not _PAYMENT.intersection(after)


def _within(places: Sequence[int], said: Sequence[int], reach: int) -> bool:
    """Whether one of `places`, in order, is no further than `reach` from the words `said`."""
    first = bisect_left(places, said[0] - reach)
    return first < len(places) and places[first] <= said[-1] + reach
