"""The payment window: from the prompt for a card until after its code. Pure.

Inside it every number is masked, whatever it looks like, because recognisers drop
and invent digits; the last prompt only decides what it is called.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.answers import (
    Verdict,
    are_month_years,
    bare,
    beside_number,
    by_shape,
    is_code,
    is_idiom,
    is_month,
    is_month_or_year,
    is_month_year,
    is_round,
)
from pipeline.asking import Asked
from pipeline.brands import LEADS, WIDE, brand
from pipeline.card_answers import FLUENT, HARDLY_A_CARD, of_a_card, says_how_many
from pipeline.digits import Read
from pipeline.hindsight import is_else, said_before
from pipeline.model import Entity
from pipeline.months import MONTHS
from pipeline.owed import Owed
from pipeline.payment_prompts import Topic
from pipeline.runs import Run, in_groups
from pipeline.subjects import Subjects
from pipeline.wordlists import words

_PATIENCE: Mapping[Topic, int] = {
    Topic.CARD: 120,
    Topic.PAYING: 60,
    Topic.LAST_FOUR: 25,
    Topic.CODE: 60,
    Topic.EXPIRY: 15,
    Topic.ISSUE: 12,
    Topic.START: 12,
    Topic.PIN: 30,
    Topic.HOLDER: 60,
}
"""Words, of both parties, that an answer may take to come."""
_AFTER_CARD = 60
"""Words after the last number of a card that has been read."""
_AFTER_CODE = 15
"""Words after the code, for reading it back."""
_AFTER_EXPIRY = 15
"""Words after an expiry date, which the code follows more often than a question for it."""
_ENOUGH_FOR_A_CARD = 8
"""Digits after a card prompt that make them a card number, misheard or not."""
_ENOUGH_TO_MASK = 4
"""Digits after a card prompt below which nothing was read: "I've got forty people round me"."""
_SOON = 12
"""Words after a prompt in which its answer may be written as a price or a time."""
_GROUP = 3
"""Digits of the shortest group of a card number."""
_TOGETHER = 4
"""Words between a digit or two of such a number and the digits before."""
_LATEST_CODE = 30
"""Words after the question for a code, where no payment is spoken of."""
_CODES = frozenset({"code", "code's"})
"""What much else has, too."""
_AT_ONCE = 4
"""Words after it in which whatever number comes answers it."""
_LONGEST_CODE = 4
"""Digits of a code."""
_BY_PLACE = 8
"""Words before a question for a PIN in which it may be asked for digit by digit."""
_PLACES = words("first second third fourth fifth sixth last 1st 2nd 3rd 4th 5th 6th")
_PARTS = words("digit digits number numbers character characters")
"""The words of "the second and fourth digits of your pin"."""
_DATES = frozenset({Topic.EXPIRY, Topic.ISSUE, Topic.START})
_WHOLE = 15
"""Digits after which nothing more is expected of a card number."""


def in_payment(
    reads: Sequence[Read],
    runs: Sequence[Run],
    prompts: Sequence[Asked],
    whole: Mapping[int, Verdict],
    about: Subjects,
) -> Iterator[tuple[int, Verdict]]:
    """The runs, by position, that a payment window makes card data, and as what.

    `whole` are the runs that are card numbers by themselves: those of which check digit,
    or length and grouping, leave no doubt open a window too.
    """
    events: list[tuple[int, int, Asked | int]] = [(p.first, 0, p) for p in prompts]
    events += [(run.first, 1, place) for place, run in enumerate(runs)]
    window = _Window(reads, runs, about)
    for _, _, event in sorted(events, key=lambda e: e[:2]):
        if isinstance(event, Asked):
            yield from window.ask(event)
        elif event in whole:
            certain = _is_certain(runs[event], whole[event], about)
            window.hear_card(event, certain=certain, rule=whole[event].rule)
        else:
            yield from window.hear(event)
    yield from window.settle()


def _is_certain(run: Run, verdict: Verdict, about: Subjects) -> bool:
    """Whether check digit, or length and grouping, say that it is a card number."""
    if verdict.rule.endswith("luhn"):
        return True
    if verdict.rule == "beginning":
        return about.of_payment(run.words)
    if len(run.digits) < _WHOLE or not in_groups(run.pieces) or about.announced(run.words):
        return False
    return about.of_payment(run.words) or _begins_like_one(run.digits)


def _begins_like_one(digits: str) -> bool:
    """Whether their first 14 to 16 are of a scheme that few other numbers look like, or would be
    but for one that was lost."""
    one_lost = digits.ljust(_WHOLE + 1, "0")
    return any(
        brand(some[:size]) not in WIDE for size in (16, 15, 14) for some in (digits, one_lost)
    )


class _Window:
    """Where the payment stands while the call is read from left to right."""

    def __init__(self, reads: Sequence[Read], runs: Sequence[Run], about: Subjects) -> None:
        self._about = about
        self._reads = reads
        self._runs = runs
        self._topic = Topic.CARD
        self._closes = 0
        self._code = ""
        self._sure = True
        self._asked = 0
        self._vague = self._by_place = False
        self._asked_for = True
        """Whether somebody asked for what is being read."""
        self._heard_whole = False
        """Whether a whole card number was heard in the call."""
        self._seen = False
        """Whether something was answered in this window: then it is one."""
        self._asker = -1
        self._dated = False
        self._month = -_SOON
        self._answers: list[int] = []
        self._card: dict[int, int] = {}
        self._grouped: dict[int, int] = {}
        """Digits that each party said in groups as those of a card number are."""
        self._past: list[int] = []
        self._owed = Owed(reads, about)

    def ask(self, prompt: Asked) -> Iterator[tuple[int, Verdict]]:
        """Somebody asks for, or announces, the next item."""
        is_open = prompt.first < self._closes
        if prompt.topic is Topic.DONE:
            if is_open and (self._code or self._card_length() >= _WHOLE - 3):
                yield from self.settle()
                self._closes = prompt.first
            return
        reading = is_open and self._topic is not Topic.PAYING
        if not reading and (prompt.weak or (prompt.topic is Topic.START and not prompt.certain)):
            return
        if prompt.weak and prompt.topic is Topic.CARD and not self._is_half_read():
            return
        if prompt.weak and prompt.topic is not self._topic and prompt.first <= self._asked + 2:
            return
        if prompt.topic is Topic.HOLDER and not reading:
            return
        if prompt.topic is Topic.PAYING and is_open:
            return
        yield from self.settle()
        if not reading:
            self._forget_card()
            self._code, self._seen = "", False
            yield from said_before(prompt, self._past, self._runs, self._reads, self._about)
        self._owed.ask(prompt.topic, prompt.last)
        certain = prompt.certain and prompt.topic is not Topic.START
        again = self._sure or self._seen or prompt.topic is self._topic
        self._sure = certain or (reading and again)
        self._topic, self._asked_for = prompt.topic, True
        self._asked = prompt.last
        self._asker = prompt.channel
        places = {bare(self._reads, i) for i in range(prompt.first - _BY_PLACE, prompt.first)}
        self._by_place = not places.isdisjoint(_PLACES) and bool(places & _PARTS)
        self._vague = any(bare(self._reads, i) in _CODES for i in prompt.words)
        self._dated = False
        self._closes = max(self._closes, prompt.last + _PATIENCE.get(prompt.topic, 0))

    def hear_card(self, place: int, *, certain: bool, rule: str) -> None:
        """A number that is a whole card number by itself.

        Unless it is `certain` that it is one, it opens no window that was not open.
        """
        run = self._runs[place]
        self._past.append(place)
        self._heard_whole |= certain
        if run.first >= self._closes:
            if not certain:
                return
            self._forget_card()
            self._code = ""
            self._topic = Topic.CARD
        if self._topic is Topic.PAYING:
            self._answers.clear()
            self._topic = Topic.CARD
        self._sure = True
        length = max(len(run.digits), _WHOLE + 1 if rule.startswith("groups") else 0)
        self._card[run.channel] = self._grouped[run.channel] = length
        self._owed.card(length, run.last)
        self._closes = max(self._closes, run.last + _AFTER_CARD)

    def hear(self, place: int) -> Iterator[tuple[int, Verdict]]:
        """A number that is card data only if it is said in the window."""
        run = self._runs[place]
        self._past.append(place)
        if is_idiom(self._reads, run) or not self._is_heard(run):
            return
        if self._topic is Topic.PAYING and not self._is_read_out(place):
            late = self._owed.topic(run)
            if late is None:
                return
            self._topic, self._asked = late, run.first
        if not self._sure and (self._is_told(run) or not self._fits(run)):
            return
        if self._topic is Topic.PIN and not self._is_pin(run):
            return
        if self._topic in _DATES and not self._card and self._is_no_month(run):
            return
        if self._topic is Topic.CODE and not self._card and self._is_no_code(run):
            return
        self._seen |= len(run.digits) >= _GROUP or is_month(self._reads, run)
        if not run.digits:
            yield from self._without_digits(place)
        elif self._topic is Topic.CARD:
            yield from self._part_of_card(place)
        else:
            yield place, self._answer(run)
        self._wait_on(run)

    def _is_heard(self, run: Run) -> bool:
        """Whether the window is open, or `run` opens it once more by answering late."""
        if run.first >= self._closes:
            late = self._owed.topic(run)
            if late is None:
                return False
            self._topic, self._asked, self._closes = late, run.first, run.last + 1
            self._asker = -1
        return True

    def _is_told(self, run: Run) -> bool:
        """Whether one party tells when something ends ("it expires in march"), unasked."""
        told = self._topic is Topic.EXPIRY and run.channel == self._asker
        unasked = told and self._about.parties > 1 and not self._dated
        return unasked and not self._about.of_payment(run.words)

    def _fits(self, run: Run) -> bool:
        """Whether it can answer the question, where no payment is spoken of."""
        match self._topic:
            case Topic.CODE:
                return run.digits == self._code or self._fits_code(run)
            case Topic.ISSUE if len(run.digits) in {1, 2}:
                return run.first <= self._asked + _SOON
            case Topic.PIN:
                soon = run.first <= self._asked + _SOON
                return 4 <= len(run.digits) <= 6 or (self._by_place and soon and run.plain)
            case Topic.EXPIRY | Topic.ISSUE | Topic.START:
                month = is_month(self._reads, run) and beside_number(self._reads, run)
                if month and not self._about.on_a_day(run.words):
                    self._month = run.last
                    return True
                return run.first <= self._month + 2 or are_month_years(run.digits)
            case _:
                return True

    def _fits_code(self, run: Run) -> bool:
        """Whether it is a code, and not that of a door: of those most have four digits."""
        of_a_door = len(run.digits) == 4 and self._vague and not self._about.of_payment(run.words)
        if of_a_door or self._about.counted(run.words) or self._follows_a_letter(run):
            return False
        at_once = run.first <= self._asked + _SOON and not self._vague
        if at_once and 3 <= len(run.digits) < _ENOUGH_FOR_A_CARD:
            return True
        return run.first <= self._asked + _LATEST_CODE and is_code(run.digits)

    def _follows_a_letter(self, run: Run) -> bool:
        """Whether it is the rest of "v m 602", and not what "c v v" asks for."""
        before = bare(self._reads, run.first - 1)
        if run.first - 1 <= self._asked:
            return False
        return len(before) == 1 and before.isalpha() and before not in {"a", "i", "o"}

    def _is_no_code(self, run: Run) -> bool:
        """Whether it counts something, or is no code by its length and comes too late for one."""
        if bare(self._reads, run.first - 1) in MONTHS and self._owed.awaits(Topic.EXPIRY):
            return False
        long = len(run.digits) > _LONGEST_CODE and not is_code(run.digits)
        late = run.first > self._asked + _AT_ONCE
        part = len(run.digits) < _GROUP and run.first > self._asked + _SOON and not self._sure
        return part or (late and (long or self._about.counted(run.words)))

    def _is_no_month(self, run: Run) -> bool:
        """Whether it is part of a date with a day, or "five hundred" of something."""
        if any(bare(self._reads, i) == "hundred" for i in run.said):
            return True
        short = 0 < len(run.digits) < _GROUP
        neither = short and self._topic is Topic.EXPIRY and not is_month_or_year(run.digits)
        if short and (neither or self._about.names_what_is_counted(run.words)):
            return True
        if bare(self._reads, run.first - 1) in MONTHS and self._about.on_a_day([run.first - 1]):
            return True
        return self._about.on_a_day(run.words) and (not run.digits or len(run.digits) < 3)

    def _is_pin(self, run: Run) -> bool:
        """Whether it has the digits of a PIN, or follows so soon that it is part of one."""
        if not run.plain or self._about.counted(run.words):
            return False
        return 3 <= len(run.digits) <= 8 or run.first <= self._asked + _SOON

    def _is_read_out(self, place: int) -> bool:
        """Whether a card number is being read, group after group, that nobody asked for."""
        run = self._runs[place]
        if not run.digits or not in_groups(run.pieces) or is_else(run, self._reads, self._about):
            return False
        if self._is_amount(run):
            return False
        apart = run.first - self._runs[self._answers[-1]].last if self._answers else FLUENT
        if len(run.digits) < _GROUP and apart > _TOGETHER:
            return False
        if self._answers and run.first - self._runs[self._answers[-1]].last > FLUENT:
            self._answers.clear()
        self._answers.append(place)
        mine = [p for p in self._answers if self._runs[p].channel == run.channel]
        digits = "".join(self._runs[p].digits for p in mine)
        if len(digits) < _ENOUGH_FOR_A_CARD or not LEADS.match(digits):
            return False
        self._topic, self._sure, self._asked_for = Topic.CARD, True, False
        self._card[run.channel] = sum(len(self._runs[p].digits) for p in mine[:-1])
        self._grouped[run.channel] = self._card[run.channel]
        self._answers.pop()
        return True

    def _without_digits(self, place: int) -> Iterator[tuple[int, Verdict]]:
        """A month by its name; or what was written as a price or a time: a code of "3:12"."""
        run = self._runs[place]
        if is_month(self._reads, run):
            if self._is_date(run):
                yield place, Verdict(Entity.CARD_EXPIRY, 0.9, self._once("prompt:expiry"))
            return
        figures = "".join(atom.digits for i in run.said for atom in self._reads[i].atoms)
        soon = run.first <= self._asked + _SOON
        if self._topic is Topic.CODE and soon and not self._code and len(figures) in {3, 4}:
            self._code = figures
            yield place, Verdict(Entity.CARD_CODE, 0.7, "prompt:code:written")
        elif self._topic is Topic.EXPIRY and soon and not self._dated and is_month_year(figures):
            self._dated = True
            yield place, Verdict(Entity.CARD_EXPIRY, 0.7, "prompt:expiry:written")
        elif self._topic is Topic.CARD and self._is_digits(run, figures, soon=soon):
            yield place, Verdict(Entity.PAYMENT_NUMBER, 0.6, "window:written")

    def _is_digits(self, run: Run, figures: str, *, soon: bool) -> bool:
        """Whether digits of a card were written as a time or a price: "49:29", "£45.39"."""
        return len(figures) > 2 and (soon or 0 < self._card_length() < _WHOLE)

    def settle(self) -> Iterator[tuple[int, Verdict]]:
        """Decide on the answers to a card prompt: together they are a card number or not."""
        if self._topic is Topic.PAYING:
            self._answers.clear()
        total = sum(len(self._runs[place].digits) for place in self._answers)
        few = max(total, self._card_length()) < _ENOUGH_TO_MASK
        amounts = all(self._is_amount(self._runs[place]) for place in self._answers)
        if few or (amounts and total < _WHOLE - 3):
            self._answers.clear()
        self._answers = self._of_a_card()
        enough = max(total, self._card_length()) >= _ENOUGH_FOR_A_CARD
        entity = Entity.PAN if enough else Entity.PAYMENT_NUMBER
        for place in self._answers:
            yield place, Verdict(entity, 0.9 if enough else 0.6, "prompt:card")
        self._answers.clear()

    def _of_a_card(self) -> list[int]:
        """The answers, if together they may be a card number, misheard or not; if not, those that
        may be of one all the same."""
        grouped = max(self._grouped.values(), default=0)
        if self._heard_whole or (self._asked_for and grouped >= HARDLY_A_CARD):
            return self._answers
        answers = {place: self._runs[place] for place in self._answers}
        return list(of_a_card(answers, self._comes_at_once, self._about, sure=self._sure))

    def _comes_at_once(self, run: Run) -> bool:
        """Whether it is the answer to the latest question, or who asked goes on with it himself."""
        mine = run.channel == self._asker and self._about.parties > 1
        return run.first <= self._asked + (_AT_ONCE if mine else _SOON)

    def _is_amount(self, run: Run) -> bool:
        """Whether it says how much or how many: "up to a hundred", "a three pound minimum"."""
        return is_round(self._reads, run) or self._about.counted(run.words)

    def _part_of_card(self, place: int) -> Iterator[tuple[int, Verdict]]:
        run = self._runs[place]
        before = self._card.get(run.channel, 0)
        if not before and self._owed.is_code(run):
            self._owed.code(run.digits)
            yield place, Verdict(Entity.CARD_CODE, 0.6, "late:code")
            return
        if self._card_length() >= _WHOLE and says_how_many(run, self._about):
            return
        late = not before and self._card_length() >= _WHOLE and len(run.digits) < _ENOUGH_TO_MASK
        if late or (before >= _WHOLE and len(run.digits) <= 4):
            yield place, by_shape(run.digits)
            return
        self._card[run.channel] = before + len(run.digits)
        if len(run.digits) >= _GROUP and not says_how_many(run, self._about):
            self._grouped[run.channel] = self._grouped.get(run.channel, 0) + len(run.digits)
        if before + len(run.digits) >= _WHOLE - 3:
            self._owed.card(before + len(run.digits), run.last)
        self._answers.append(place)

    def _answer(self, run: Run) -> Verdict:
        length = len(run.digits)
        if length >= _ENOUGH_FOR_A_CARD or self._topic is Topic.LAST_FOUR:
            return Verdict(Entity.PAN, 0.8, f"prompt:{self._topic}")
        match self._topic:
            case Topic.CODE:
                return Verdict(Entity.CARD_CODE, 0.95, self._once("prompt:code"))
            case Topic.EXPIRY if self._dated and run.first > self._asked + _PATIENCE[Topic.EXPIRY]:
                return by_shape(run.digits)
            case Topic.EXPIRY:
                return Verdict(Entity.CARD_EXPIRY, 0.95, self._once("prompt:expiry"))
            case Topic.PIN:
                if length < _GROUP:
                    self._asked = run.last
                return Verdict(Entity.PIN, 0.95, "prompt:pin")
            case Topic.ISSUE | Topic.START:
                return Verdict(Entity.CARD_ISSUE, 0.9, "prompt:issue")
            case _:
                return Verdict(Entity.PAYMENT_NUMBER, 0.6, "window")

    def _once(self, rule: str) -> str:
        """`rule`, or when its question was answered before or long ago, one of less weight."""
        answered = self._code if self._topic is Topic.CODE else self._dated
        late = self._past and self._runs[self._past[-1]].first > self._asked + _SOON
        return f"{rule}:again" if answered or late else rule

    def _wait_on(self, run: Run) -> None:
        """How long the window stays open after `run`."""
        if self._topic is Topic.CODE:
            if not self._code and len(run.digits) >= 3:
                self._code = run.digits
                self._owed.code(run.digits)
                self._closes = run.last + 1 + _AFTER_CODE
            elif self._code and run.digits == self._code:
                self._closes = max(self._closes, run.last + 1 + _AFTER_CODE)
        elif self._topic is Topic.EXPIRY and not self._dated and self._is_expiry(run):
            self._dated = True
            self._owed.answered(Topic.EXPIRY)
            self._closes = max(self._closes, run.last + 1 + _AFTER_EXPIRY)
        elif self._topic is Topic.CARD and len(run.digits) > 1:
            reading = self._card_length() < _WHOLE
            patience = _PATIENCE[Topic.CARD] if reading else _AFTER_CARD
            self._closes = max(self._closes, run.last + patience)

    def _forget_card(self) -> None:
        self._card.clear()
        self._grouped.clear()

    def _is_half_read(self) -> bool:
        """Whether a card number is waited for, or the rest of one."""
        length = self._card_length()
        return length < _WHOLE and (length > 0 or self._topic is Topic.CARD)

    def _card_length(self) -> int:
        return max(self._card.values(), default=0)

    def _is_expiry(self, run: Run) -> bool:
        """Whether it names a month: by its name, or as "09 28", "9 28", "09 2028"."""
        if not run.digits:
            return self._is_date(run)
        return is_month_year(run.digits)

    def _is_date(self, run: Run) -> bool:
        if run.digits or not is_month(self._reads, run):
            return False
        both = self._topic is Topic.CODE and self._owed.awaits(Topic.EXPIRY)
        if self._topic not in {Topic.EXPIRY, Topic.ISSUE, Topic.START} and not both:
            return self._card_length() >= _WHOLE and beside_number(self._reads, run)
        return self._reads[run.said[-1]].bare not in {"may", "march"} or beside_number(
            self._reads, run
        )
