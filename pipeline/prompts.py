"""What a speaker is about to hear or say: the phrases that announce it. Pure.

A phrase is written as people say it, with `a|b` where either word does and a
`?` after a word that may be missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Generic, TypeVar


class Topic(StrEnum):
    """What a payment is asked for, bit by bit."""

    CARD = "card"
    PAYING = "paying"
    """A card is spoken of: its number may follow, or nothing of the kind."""
    LAST_FOUR = "last_four"
    CODE = "code"
    EXPIRY = "expiry"
    ISSUE = "issue"
    START = "start"
    """The day a card is valid from; much else begins on a day."""
    PIN = "pin"
    HOLDER = "holder"
    DONE = "done"
    """The payment is over."""


TopicT = TypeVar("TopicT")


@dataclass(frozen=True, slots=True)
class Prompt(Generic[TopicT]):
    """A phrase found: what it announces, and the words it takes, by position."""

    topic: TopicT
    first: int
    last: int


class _Step(Generic[TopicT]):
    """What phrases may go on with after the words so far, and the one that ends here."""

    __slots__ = ("topics", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Step[TopicT]] = {}
        self.topics: tuple[TopicT, ...] = ()


class Phrases(Generic[TopicT]):
    """Finds the longest phrase at each place, in time linear in the words."""

    def __init__(self, phrases: Mapping[TopicT, Iterable[str]]) -> None:
        self._first = _Step[TopicT]()
        for topic, patterns in phrases.items():
            for pattern in patterns:
                for words in _spelled_out(pattern):
                    self._learn(words, topic)

    def _learn(self, words: Iterable[str], topic: TopicT) -> None:
        """Of two topics with the same phrase, the first keeps it."""
        step = self._first
        for word in words:
            step = step.words.setdefault(word, _Step())
        step.topics = step.topics or (topic,)

    def find(self, words: Sequence[str]) -> Iterator[Prompt[TopicT]]:
        """Each phrase in `words` (bare, lower case), from left to right, without overlaps."""
        at = 0
        while at < len(words):
            longest = self._longest(words, at)
            if longest is not None:
                yield longest
                at = longest.last
            at += 1

    def _longest(self, words: Sequence[str], first: int) -> Prompt[TopicT] | None:
        step, found = self._first, None
        for at in range(first, len(words)):
            following = step.words.get(words[at])
            if following is None:
                break
            step = following
            for topic in step.topics:
                found = Prompt(topic, first, at)
        return found


def _spelled_out(pattern: str) -> Iterator[tuple[str, ...]]:
    choices = [
        (*word.rstrip("?").split("|"), *([""] if word.endswith("?") else []))
        for word in pattern.split()
    ]
    for words in product(*choices):
        if spoken := tuple(word for word in words if word):
            yield spoken


PAYMENT = Phrases[Topic](
    {
        Topic.CARD: (
            "long card? number",
            "long numbers",
            "card|cards|card's numbers?|number|details|detail|digits",
            "long digit|digits",
            "number|numbers|digits on|across|along|from|off the|your|my front|middle|centre|card",
            "number|numbers|digits on|across|along|from|off the|your|my front|middle of the|your",
            "number|numbers|digits on|across|along|from|off the|your|my debit|credit|bank card",
            "sixteen|16|fifteen|15 digit|digits|numbers|number",
            "sixteen-digit|16-digit|fifteen-digit|15-digit number|card|code",
            "read|give me|us? the|your card",
            "say|enter|key|type in? the|your card",
            "part|half|bit|rest|section of the|your|that card|number|digits",
            "pan number",
            "ready with the|your|that card",
            "first|second|third|fourth|next four|six|eight|five|group|block|set|lot",
            "first|second|third|fourth|next 4|6|8|5",
            "go|carry ahead|on with the|your number|card|digits",
            "the|your number when|whenever you|you're",
            "mastercard|amex|maestro|switch the? number|is",
            "it's|its|is|it a? mastercard|visa|amex|maestro",
            "master card",
            "american express",
            "first|next four|six|eight digits|numbers",
            "first|next 4|6|8 digits|numbers",
        ),
        Topic.PAYING: (
            "pay|paying|payment|paid by|with|on|over card|cards|credit|debit|visa|mastercard|amex",
            "pay|paying|payment by|with|on a|my|your|the card|credit|debit|visa|mastercard|amex",
            "which|what card would you like to pay|use",
            "which|what card are|will|is you|it be? paying|using|pay|use",
        ),
        Topic.LAST_FOUR: (
            "last four|4 digits|numbers|of",
            "last four|4",
            "final four|4 digits|numbers?",
        ),
        Topic.CODE: (
            "security code|number|digits|numbers",
            "card verification code|value|number",
            "verification value",
            "cvv|cvc|cv2|cvv2|cvc2|csc|cvd|cbv|cvb|ccv|cid number|code|digits?",
            "c v v|c|b|two|2|d code|number?",
            "cv v|two|2 two|2? code|number?",
            "c.v.v code|number?",
            "c c v",
            "c s c",
            "c b v",
            "three|3|free|four|4 little? digit|digits|numbers|number on|from the|your? back|front",
            "three|3|free|four|4 little? digit|digits|numbers|number on|from the|your? strip",
            "three|3|free|four|4 little? digit|digits|numbers|number on|from the|your? reverse",
            "three|3|free|four|4 on|off|from the|your? back|back's|reverse|rear|strip",
            "three|3|free|four|4 digit|digits code|security",
            "the three|3|free digits|numbers",
            "three-digit|3-digit|four-digit|4-digit code|number|security",
            "last|final three|3|free digits|numbers|on|off|from",
            "little number|numbers|digits on|off|from",
            "turn|turning|flip|flipping it|that|yours over",
            "turn|turning|flip|flipping the|your card over",
            "signature strip|panel",
            "number|numbers|digits|code on|off the back|reverse|rear",
        ),
        Topic.EXPIRY: (
            "expiry date|month?",
            "expiration date?",
            "expires|expire|expiring|exp end|at? of?",
            "expires|expire|expiring|expirey|exp",
            "valid until|till|til|to|through|thru",
            "good through|thru|until",
            "runs|run out",
            "end date",
            "month and|then|slash|stroke? year",
            "date underneath",
            "date on it|that|there|yours",
        ),
        Topic.ISSUE: ("issue number|no",),
        Topic.START: ("issue date", "start date", "valid from", "issued on|in"),
        Topic.PIN: (
            "pin number|code?",
            "p i n",
            "passcode|pass-code",
            "pass code|number",
            "telephone|phone|online|internet banking code|number|pin",
        ),
        Topic.HOLDER: (
            "name on|across the|your card",
            "cardholder|cardholder's name?",
            "appears on the|your card",
        ),
        Topic.DONE: (
            "payment has|has|is|was|have gone|been|went through|successful|approved|accepted|taken",
            "payment's gone|been|went through|taken",
            "gone|went through",
            "all|that's|you're|we're done|sorted|set",
            "that's|thats|it's|has|been|is approved|authorised|authorized",
            "payment|transaction successful|complete|completed|approved|authorised|authorized",
            "authorisation|authorization|auth code|number",
            "order|reference|confirmation|booking|receipt number|code|is",
        ),
    }
)
"""How agents ask for a card and callers announce it, over several years of recorded habits;
"free" is what recognisers write for "three"."""
