"""Where in a call a payment is asked for, and what only looks like it. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from pipeline.digits import Read, Sort, read_word
from pipeline.model import Transcript
from pipeline.payment_prompts import BACK, FRONT, IN_PAYMENT, PAYMENT, SOFT, Topic
from pipeline.prompts import Prompt
from pipeline.subjects import Subjects
from pipeline.wordlists import words

_EXPIRES_TOO = words(
    """contract warranty policy subscription licence license passport offer voucher guarantee
    tenancy lease insurance mot ticket deal points discount quote membership plan tariff trial
    cover mortgage visa stock battery time patience agreement we've i've they've medicine milk
    prescription permit certificate bonus code voucher's password session link food roundel tax"""
)
"""What else expires or runs out, when it is the subject."""
_HAD_BY_OTHERS = frozenset({Topic.CARD, Topic.PAYING, Topic.CODE, Topic.LAST_FOUR, Topic.ISSUE})
_SAID_ALL_THE_SAME = frozenset({Topic.PIN, Topic.EXPIRY})
"""What is told though it was not asked for ("never tell us your pin"), or whatever was refused."""
_PINS = words("pin pins")
_WHOSE = words("your my his her their digit current bank banking security")
"""What a PIN that is no bowling pin follows."""
_CLOSING = words("please then it's is yeah yes yep for love mate and or they they're are that's")
_HAVE_AN_S = words("code number card expiry date pin cvv digits strip")
_GROUPS = words("four six eight five three free 4 6 8 5 3 group block set lot")
_COUNTS = words("three 3 free four 4")
_CODES_IN_FRONT = words("four 4 four-digit 4-digit amex")
_CODES = _COUNTS | words(
    """three-digit 3-digit four-digit 4-digit digit digits number numbers figures code cvv
    security little"""
)
"""How the code is called that stands on the back of a card."""
_BESIDE = 7
"""Words between that and where it stands."""
_SOON = 60
"""Words after a card number in which a weak prompt asks for what belongs to it."""
_REFUSALS = (
    *("never", "won't need", "won't ask", "don't need", "don't want", "don't take", "don't keep"),
    *("don't tell", "don't say", "don't give", "do not say", "do not give", "not giving"),
    *("don't read", "do not read", "don't send", "not the", "without the", "not your"),
    *("able to hear", "can't take", "can't hear"),
)
_WARNINGS = ("never share", "never ask", "never give", "never tell", "never disclose")
"""Refusals that reach further: "never share your password, code or pin"."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A prompt in the call: its topic and the words (by index) that make it."""

    topic: Topic
    channel: int
    words: tuple[int, ...]
    certain: bool = False
    """Whether a payment is spoken of around it."""
    weak: bool = False
    """Whether it asks for anything only while a card is being read: "and the next?"."""

    soft: bool = False
    """Whether its words ask for other things as often."""

    @property
    def first(self) -> int:
        return self.words[0]

    @property
    def last(self) -> int:
        return self.words[-1]


@dataclass(frozen=True, slots=True)
class _Heard:
    """A phrase on one channel: its words by position there."""

    topic: Topic
    places: tuple[int, ...]
    soft: bool = False
    weak: bool = False


def is_soon_after(prompt: Asked, cards: Sequence[int]) -> bool:
    """Whether `prompt` comes soon after a card number; `cards` are their last words, in order."""
    place = bisect_left(cards, prompt.first)
    return place > 0 and prompt.first - cards[place - 1] <= _SOON


def find_prompts(transcript: Transcript, reads: Sequence[Read], about: Subjects) -> list[Asked]:
    """What is asked for in the call, in order; refusals and other numbers left out."""
    asked: list[Asked] = []
    for channel in sorted({word.channel for word in transcript.words}):
        mine = [i for i, word in enumerate(transcript.words) if word.channel == channel]
        bare = [_noun(reads[i].bare) for i in mine]
        taken: set[int] = set()
        for heard in _heard(bare, mine):
            said = tuple(mine[place] for place in heard.places)
            first, last = heard.places[0], heard.places[-1]
            before, after = bare[max(0, first - 7) : first], bare[last + 1 : last + 5]
            if taken.intersection(said):
                continue
            if heard.topic in _HAD_BY_OTHERS and about.something_else(said, after):
                continue
            pauses = reads[said[-1]].paused
            if _is_read(bare, mine, first) or (_is_read(bare, mine, last) and not pauses):
                continue
            if bare[last] in _GROUPS and not _ends_there(transcript, reads, said[-1]):
                continue
            of_a_thing = heard.topic is Topic.CARD and about.about_to_be_given(said)
            if of_a_thing and not about.of_cards(said):
                continue
            of_payment = about.of_payment(said) or about.named_by(said)
            if heard.topic is Topic.EXPIRY and about.of_what_expires(said):
                continue
            turn = _in_one_turn(mine, first, len(before))
            if not _means_it(
                heard, bare, before[-turn:] if turn else [], after, of_payment=of_payment
            ):
                continue
            refused = _is_refused([*before, *bare[first : last + 1]], last + 1 - first)
            if refused and heard.topic not in _SAID_ALL_THE_SAME:
                continue
            taken.update(said)
            counted = bare[last] == "numbers" and bare[first] in _COUNTS
            if counted and not of_payment:
                continue
            weak = _is_weak(heard, of_payment=of_payment)
            certain = of_payment and not heard.soft and not refused
            asked.append(Asked(heard.topic, channel, said, certain, weak, heard.soft))
    return sorted(asked, key=lambda a: a.first)


def _in_one_turn(mine: Sequence[int], first: int, at_most: int) -> int:
    """How many words before the one at `first` were said without a word of the other party."""
    return next((n for n in range(at_most) if mine[first - n] - mine[first - n - 1] > 1), at_most)


def _is_weak(heard: _Heard, *, of_payment: bool) -> bool:
    return heard.weak or (heard.soft and heard.topic is Topic.CARD and not of_payment)


def _heard(bare: Sequence[str], mine: Sequence[int]) -> Iterator[_Heard]:
    """The phrases of one channel, the surest first; `mine` are its words' places in the call."""
    for prompt in PAYMENT.find(bare):
        yield _Heard(prompt.topic, _places(prompt))
    for where, numbers in ((BACK, _CODES), (FRONT, _CODES_IN_FRONT)):
        for prompt in where.find(bare):
            before = range(prompt.first - 1, max(-1, prompt.first - _BESIDE - 1), -1)
            after = range(prompt.last + 1, min(len(bare), prompt.last + _BESIDE + 1))
            for side in (before, after):
                if (place := _called(numbers, bare, mine, side)) is not None:
                    yield _Heard(prompt.topic, tuple(sorted({place, *_places(prompt)})))
                    break
    for prompt in SOFT.find(bare):
        yield _Heard(prompt.topic, _places(prompt), soft=True)
    for prompt in IN_PAYMENT.find(bare):
        yield _Heard(prompt.topic, _places(prompt), weak=True)


def _places(prompt: Prompt[Topic]) -> tuple[int, ...]:
    return tuple(range(prompt.first, prompt.last + 1))


def _called(numbers: Set[str], bare: Sequence[str], mine: Sequence[int], side: range) -> int | None:
    """The nearest place on one side with one of `numbers`, while nobody else speaks."""
    for place in side:
        apart = abs(mine[place] - mine[side.start]) != abs(place - side.start)
        if apart or _is_read(bare, mine, place):
            return None
        if bare[place] in numbers:
            return place
    return None


def _is_read(bare: Sequence[str], mine: Sequence[int], place: int) -> bool:
    """Whether the "three" at `place` is a digit of a number, not how many there are."""
    if read_word(bare[place]).sort is not Sort.NUMBER:
        return False
    around = (
        bare[beside]
        for beside in (place - 1, place + 1)
        if 0 <= beside < len(bare) and abs(mine[beside] - mine[place]) == 1
    )
    return any(read_word(b).sort in {Sort.NUMBER, Sort.MULTIPLIER} for b in around)


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


def _means_it(
    heard: _Heard,
    bare: Sequence[str],
    before: Sequence[str],
    after: Sequence[str],
    *,
    of_payment: bool,
) -> bool:
    if heard.topic is Topic.EXPIRY:
        whose = after if after[:1] and after[0] in {"on", "of", "for", "in", "to"} else []
        subjects = _EXPIRES_TOO.intersection([*before[-5:], *whose])
        return not subjects or (subjects == {"time"} and "take" in before)
    pin = bare[heard.places[0]] in _PINS
    alone = heard.topic is Topic.PIN and len(heard.places) == 1 and pin
    if heard.topic is Topic.PIN and pin and _is_a_number(before[-1:]):
        return False
    return not alone or of_payment or not _WHOSE.isdisjoint(before[-2:])


def _is_a_number(said: Sequence[str]) -> bool:
    """Whether it is "nine", of a nine pin."""
    return any(read_word(word).sort is Sort.NUMBER for word in said)


def _is_refused(said: Sequence[str], phrase: int) -> bool:
    """Whether `said`, of which the last `phrase` words are the prompt, takes it back."""
    near, far = (f" {' '.join(part)} " for part in (said[-phrase - 5 :], said))
    return any(f" {refusal} " in near for refusal in _REFUSALS) or any(
        f" {refusal} " in far for refusal in _WARNINGS
    )
