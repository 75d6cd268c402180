"""What a call speaks of: a payment, or things that have numbers of their own. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate

from pipeline.digits import Read, Sort
from pipeline.model import Transcript
from pipeline.wordlists import words

_PAYMENT = words(
    """card cards card's debit credit visa mastercard amex diners jcb rupay unionpay maestro pay
    pays paid paying payment payments cvv cvc expiry cardholder pan"""
)
_CODES = words("security verification signature")
"""What the code of a card is called by; much else has a word of security, too."""
_CARDS = words(
    """card cards card's debit credit visa mastercard amex diners jcb rupay unionpay cvv cvc
    expiry cardholder"""
)
_OTHER_CARDS = words(
    """sim gift loyalty business library membership nectar clubcard points birthday christmas
    greeting greetings post sd memory graphics score report id identity green yellow red appointment
    railcard bus travel oyster student staff access key swipe trade boarding reward rewards
    donor medical health vaccination warranty registration calling collection delivery aadhaar
    ration discount flash network video thank-you sympathy donation"""
)
_COURIER = words(
    "driver parcel courier depot postman postie letterbox letter-box redelivery consignment"
)
"""Who leaves a card with a number on it behind."""
_CREDIT = words("note notes score scores union unions check checks rating history crunch control")
"""After "credit", these pay nothing."""
_BARE_CARD = frozenset({"card", "cards", "card's"})
_THINGS = words(
    """sim ticket raffle serial meter label barcode parcel router imei scratchcard boiler appliance
    machine engine chassis mpan mprn magazine bill letter statement terminal sticker packaging
    plate certificate leaflet catalogue"""
)
"""What else has a long number, or three digits on its back, when it is spoken of."""
_EXPIRES = words(
    """batch vaccine vaccines dose doses medicine medicines tablets tablet inhaler inhalers
    insulin antibiotics prescription railcard voucher yoghurt yogurt milk cheese ham eggs
    carton cartons jar jars tin tins passport licence license permit certificate warranty
    tenancy lease insurance mot"""
)
"""What else has an expiry date."""
_OF_A_CARD, _READ_IN = 13, 20
"""Digits that may have been a card's, and words in which they are said."""
_NUMBERED = _THINGS | words(
    """tracking order reference invoice booking policy claim mobile phone telephone landline
    postcode account social receipt id isbn pnr consignment meter readings"""
)
"""What else has a number that is announced."""
_NUMBERED_SO = words(
    """part item model stock product catalogue unit style pattern batch lot vat company call job
    docket locker shelf file case member roll staff employee student event licence consignment
    dispatch microchip chip collar tag collection transaction auth authorisation site asset works
    contract frame bin slot table merchant pitch stand charity warranty request quote quotation pnr
    consignment parcel customer complaint incident fault lottery loyalty collection application"""
)
_NUMBER = words("number number's numbers code code's codes id no ref")
"""After one of the words before, these announce a number."""
_A_NUMBER = words("number numbers number's digits")
_SAID_OF_A_CARDS = words(
    """the your that this and big long full whole main actual same other card cards account number
    plastic raised embossed silver gold all those these his her their our mum's dad's wife's read
    give say get got have has want need tell enter type key put see find with for from just please
    only then now okay right yes yeah next first second third fourth last final sixteen fifteen
    fourteen thirteen nineteen eighteen seventeen twelve four three eight six five two single
    proper correct wrong new old any some what which what's whats where there here are bank
    debit credit visa mastercard amex maestro switch customer's start starting entire complete
    remaining little small tiny rest middle bold digit digits figure figures"""
)
"""What may stand before "number on the front" and does not say that it is a thing's."""
_ASKED = 6
"""Words between "what's the number?" and its answer."""
_UNITS = words(
    """pound pounds quid euro euros dollars dollar cents rupees pence p percent per mile miles
    metres meters metre foot feet inches millimetres mil mm centimetres cm kilometres km kilos
    kilo grams litres litre watts kilowatts units people guests rooms boxes packs items times
    points seconds minutes minute hours hour days day nights weeks weeks' months years o'clock
    pm working calendar business degrees volts amps calories pages seats tickets of million by x"""
)
"""What a number that is no digit string counts."""
_OF_FIGURES = words("point over")
"""Between two numbers, these make them one that is measured."""
_HUMS = words("hm hmm mm mhm mmm")
"""After "mm", these say that it is no millimetre."""
_LABELS = words(
    """room flat house apartment suite unit extension ext page route bus line aisle bay row seat
    gate platform channel option version model junction floor table size lot plot area zone form
    step volume chapter between nearly almost roughly approximately another
    order reference ref part item press dial radio highway interstate"""
)
"""What the number after it belongs to."""
_DAYS = words(
    """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
    fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth"""
)
_BESIDE = 6
"""Words around a prompt that names no card in which a thing makes it that thing's."""
_LEADING = words("yeah yes yep it's its it is that's um uh er erm so okay ok right and sure oh")
"""What may be said before a number that is all of an answer."""
_PAUSES = frozenset({",", ".", ";", ":", "?", "!"})
_NEAR, _FAR = 20, 100
"""Words around a prompt in which something else is spoken of, and in which a payment is."""
_ANNOUNCED, _GIVEN, _PAYMENT_NEAR = 20, 4, 40
"""Words before a number in which it may be announced, between two parts of one that is, and
around a number in which a payment is spoken of."""


class Subjects:
    """Where a payment is spoken of, and where things that have numbers of their own."""

    def __init__(self, transcript: Transcript, reads: Sequence[Read]) -> None:
        bare = [read.bare for read in reads]
        others = {
            i
            for i, word in enumerate(bare)
            if word in _BARE_CARD and i and bare[i - 1] in _OTHER_CARDS
        }
        self._bare, self._others = bare, others
        self._channels = [word.channel for word in transcript.words]
        self.parties = len(set(self._channels))
        """How many channels somebody speaks on."""
        named = [
            i
            for i, w in enumerate(bare)
            if w in _PAYMENT and i not in others and not _is_no_card(bare, i)
        ]
        proper = [i for i in named if bare[i] not in _BARE_CARD]
        self._mentioned = mentioned = sorted(others)
        couriers = [i for i, word in enumerate(bare) if word in _COURIER]
        self._no_payment = {
            i
            for i in {*named, *others}.difference(proper)
            if not _within(proper, [i], _FAR)
            and (_within(mentioned, [i], _PAYMENT_NEAR) or _within(couriers, [i], _NEAR))
        }
        """Where a card is spoken of that pays nothing: a gift card, one that a driver left."""
        digits = (sum(len(atom.digits) for atom in read.atoms) for read in reads)
        self._digits = list(accumulate(digits, initial=0))
        """How many digits are said before each word."""
        self._expires = [i for i, word in enumerate(bare) if word in _EXPIRES or i in others]
        payment = [i for i in named if i not in self._no_payment]
        self._paying = [i for i in payment if bare[i] != "expiry"]
        self._payment = [i for i in payment if bare[i] != "expiry" or not self.of_what_expires([i])]
        self._cards = [i for i in self._payment if bare[i] in _CARDS]
        things = [word.removesuffix("'s") for word in bare]
        followed = [*(word in _NUMBER for word in bare[1:]), False]
        self._numbered = [
            i
            for i, word in enumerate(things)
            if word in _NUMBERED or (word in _NUMBERED_SO and followed[i])
        ]
        self.announcing = frozenset(i for i in self._numbered if followed[i])
        """Where the number of another thing is asked for or announced: "the terminal ID"."""
        self._numbers = [i for i, read in enumerate(reads) if read.sort is Sort.NUMBER]
        self._paused = frozenset(
            i for i, word in enumerate(transcript.words) if word.text[-1:] in _PAUSES
        )
        self._figures = frozenset(self._numbers)
        self._things = [i for i, word in enumerate(bare) if word in _THINGS]
        self._announced = frozenset(self._announced_numbers())

    def of_a_card(self, said: Sequence[int]) -> bool:
        """Whether a number in these words may be a card's, though nobody asked for one."""
        return _within(self._payment, said, _PAYMENT_NEAR) and not self.announced(said)

    def of_payment(self, said: Sequence[int]) -> bool:
        """Whether a payment is spoken of anywhere near these words, or in them."""
        return _within(self._payment, said, _FAR)

    def named_by(self, said: Sequence[int]) -> bool:
        """Whether these words name the code of a card."""
        return not _CODES.isdisjoint(self._bare[index] for index in said)

    def of_cards(self, said: Sequence[int]) -> bool:
        """Whether a card is spoken of anywhere near these words."""
        return _within(self._cards, said, _FAR)

    def of_what_expires(self, said: Sequence[int]) -> bool:
        """Whether medicine, food or a document is spoken of that expires, and no payment, nor
        was a card number said before."""
        if _within(self._paying, said, _FAR) or not _within(self._expires, said, _PAYMENT_NEAR):
            return False
        return not self.card_was_read(said)

    def card_was_read(self, said: Sequence[int]) -> bool:
        """Whether as many digits as a card has were said in one go before these words."""
        starts = range(max(0, said[0] - _FAR), said[0])
        return any(
            self._digits[min(start + _READ_IN, said[0])] - self._digits[start] >= _OF_A_CARD
            for start in starts
        )

    def announced(self, said: Sequence[int]) -> bool:
        """Whether these words are of another thing's number: of it was spoken just before, and
        nothing since but parts of it, read out and read back."""
        return said[0] in self._announced

    def _announced_numbers(self) -> Iterator[int]:
        """The words of numbers that are announced as another thing's, and those right before
        which one is, whatever they say."""
        ends, reach = -1, 0
        things, card = frozenset(self._numbered), frozenset(self._payment)
        for index in range(len(self._bare)):
            if index in things:
                ends, reach = index, _ANNOUNCED
            elif index in card:
                reach = 0
            elif index - ends <= reach:
                yield index
                if index in self._figures:
                    ends, reach = index, _GIVEN

    def about_to_be_given(self, said: Sequence[int]) -> bool:
        """Whether the number of another thing is spoken of just before these words, and no number
        has been said since: "a quote reference?" "Yeah, long number, it's"."""
        last = bisect_left(self._numbered, said[0]) - 1
        if last < 0 or self._numbered[last] < said[0] - _ANNOUNCED:
            return False
        given = bisect_left(self._numbers, self._numbered[last])
        return not (given < len(self._numbers) and self._numbers[given] < said[0])

    def announced_at_once(self, said: Sequence[int]) -> bool:
        """Whether these words are announced as another thing's number, and by nothing less than
        its name: "your claim reference is 4 4 1 8"."""
        named = range(max(0, said[0] - _GIVEN), said[0])
        numbered = bisect_left(self._numbered, named.start)
        at = self._numbered[numbered] if numbered < len(self._numbered) else said[0]
        return at in named and all(
            self._channels[place] == self._channels[said[0]] for place in range(at, said[0])
        )

    def answers_number(self, said: Sequence[int]) -> bool:
        """Whether the other party has just asked for "the number", and nobody said of what."""
        before = range(max(0, said[0] - _ASKED), said[0])
        asked = any(
            self._bare[i] in _A_NUMBER and self._channels[i] != self._channels[said[0]]
            for i in before
        )
        return asked and not self.announced(said)

    def counted(self, said: Sequence[int]) -> bool:
        """Whether the number in these words says how many or which: "412 miles", "room 312".

        After a comma or a stop nothing is counted: "0, mm hm".
        """
        after = self._beside(said[-1], 1)
        hums = after == "mm" and self._beside(said[-1] + 1, 1) in _HUMS
        unit = after in _UNITS and not hums and said[-1] not in self._paused
        return unit or self._beside(said[0], -1) in _LABELS

    def measured(self, said: Sequence[int]) -> bool:
        """Whether what these words say is measured: "404 point 03", "136 over 82"."""
        return any(self._bare[index] in _OF_FIGURES for index in said)

    def names_what_is_counted(self, said: Sequence[int]) -> bool:
        """Whether the same party says at once what the number in these words counts, by a plural:
        "fourteen days", "42 airports"."""
        after = self._beside(said[-1], 1)
        return said[-1] not in self._paused and len(after) > 2 and after.endswith("s")

    def is_a_turn(self, said: Sequence[int]) -> bool:
        """Whether these words are all that a party says before the other one does, but for
        "yeah it's", as far as can be told."""
        first = said[0]
        while self._beside(first, -1) in _LEADING:
            first -= 1
        return self.parties == 1 or not (self._beside(first, -1) or self._beside(said[-1], 1))

    def on_a_day(self, said: Sequence[int]) -> bool:
        """Whether a day stands beside the month in these words: "the thirty first of march",
        "march the 4th", "4 march". The date on a card has none."""
        first, last = said[0], said[-1]
        while self._beside(first, -1) in {"of", "the"}:
            first -= 1
        before = self._beside(first, -1)
        after = self._beside(last + (self._beside(last, 1) == "the"), 1)
        figure = first == said[0] and bool(before) and first - 1 in self._figures
        figure = figure and first - 3 not in self._figures
        return figure or is_day(before) or is_day(after)

    def _beside(self, index: int, step: int) -> str:
        """The word before or after, if the same party says it."""
        other = index + step
        if not 0 <= other < len(self._bare) or self._channels[other] != self._channels[index]:
            return ""
        return self._bare[other]

    def something_else(self, said: Sequence[int], after: Sequence[str]) -> bool:
        """Whether the prompt of these words asks for the number of another thing.

        Its own words decide; then what it is the number of; then what is spoken of
        around it, unless a payment is.
        """
        mine = {self._bare[i] for i in said}
        if not self._others.isdisjoint(said):
            return True
        if after[:1] == ["of"] and len(after) > 2 and _of_no_card(after[1:]):
            return True
        if not self._no_payment.isdisjoint(said):
            return True
        if mine & (_PAYMENT | _CODES):
            return False
        if _within(self._things, said, _BESIDE):
            return True
        if self._of_a_thing(said[0]) and _PAYMENT.isdisjoint(after):
            return True
        spoken_of = _within(self._things, said, _NEAR) or _within(self._mentioned, said, _NEAR)
        return spoken_of and not (_within(self._payment, said, _FAR) or self.card_was_read(said))

    def _of_a_thing(self, at: int) -> bool:
        """Whether the word at `at` is the number of what the word before names: a charger's."""
        thing = self._beside(at, -1)
        if self._bare[at] in _NUMBER and thing in _NUMBERED_SO | _NUMBERED:
            return True
        named = len(thing) > 2 and thing.isalpha() and thing not in _SAID_OF_A_CARDS
        return self._bare[at] in _A_NUMBER and named


def _is_no_card(bare: Sequence[str], at: int) -> bool:
    """Whether the "credit" at `at` is a note, or what a meter is in."""
    noted = at + 1 < len(bare) and bare[at + 1] in _CREDIT
    return bare[at] == "credit" and (noted or (at > 0 and bare[at - 1] == "in"))


def _of_no_card(after: Sequence[str]) -> bool:
    """Whether "the number on the back of" goes on with "the headstock"."""
    return after[0] in {"the", "your", "my", "that", "a"} and not _PAYMENT.intersection(after)


def _within(places: Sequence[int], said: Sequence[int], reach: int) -> bool:
    """Whether one of `places`, in order, is no further than `reach` from the words `said`."""
    first = bisect_left(places, said[0] - reach)
    return first < len(places) and places[first] <= said[-1] + reach


def is_day(said: str) -> bool:
    """Whether it is a day of a month: "thirtieth", "thirty-first", "3rd"."""
    return said.rpartition("-")[2] in _DAYS or (
        said[:-2].isdecimal() and said[-2:] in {"st", "nd", "rd", "th"}
    )
