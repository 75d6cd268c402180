"""What is asked for by name is read by name: questions and the answers that fit. Pure.

"And the sort code?" "Twenty, oh four, fifteen": only the question tells what that is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.adapters.personal.calls import DIALS, Answer, Placed, Question, answer_of
from pipeline.model import Entity

_SHAPES: dict[Entity, tuple[str, int]] = {
    Entity.PHONE: (
        r"0[1-9]\d{7,9}|\+\d{9,14}|00(?:1\d{10}|[2-9]\d{9,12})|(?:44|353|91|1)\d{9,10}|[2-9]\d{8,9}",
        6,
    ),
    Entity.POSTCODE: (
        r"[a-z0]{1,2}\d[0-9a-z]?\d[a-z0]{2}|\d{5}(?:\d{4})?|\d{6}|[a-z]\d[0-9w][a-z0-9]{4}",
        3,
    ),
    Entity.SORT_CODE: (r"\d{6}(?:\d{8})?|\d{9}", 4),
    Entity.ACCOUNT: (r"\d{6,12}", 5),
    Entity.DATE_OF_BIRTH: (r"\d{4,8}", 4),
    Entity.NINO: (r"[a-z0]{2}\d{6}[a-z]", 5),
    Entity.NHS: (r"\d{10}", 6),
    Entity.IBAN: (r"[a-z]{2}\d{2}[a-z0-9]{11,30}", 8),
    Entity.PASSPORT: (r"[a-z0]{0,2}\d{7,9}", 5),
    Entity.DRIVING_LICENCE: (r"[a-z0-9]{8,18}", 6),
    Entity.VEHICLE_REGISTRATION: (r"(?=\d*[a-z])[a-z0-9]{3,7}", 3),
    Entity.NATIONAL_ID: (r"\d{9}|\d{12}|\d{7}[a-z]{1,2}|[a-z0]{5}\d{4}[a-z]", 4),
    Entity.IP_ADDRESS: (r"\d{4,12}", 4),
}
"""What a whole answer looks like when it was spelled ("oh" may be the letter), and from how
many characters a piece of it is worth masking though it never became whole."""

_NEXT_SHAPES: dict[Entity, str] = {
    Entity.PHONE: r"0\d{9,10}|\d{10}",
    Entity.POSTCODE: r"[a-z0]{1,2}\d[0-9a-z]?\d[a-z0]{2}",
    Entity.SORT_CODE: r"\d{6}",
    Entity.ACCOUNT: r"\d{8}",
    Entity.NINO: r"[a-z0]{2}\d{6}[a-z]",
    Entity.NHS: r"\d{10}",
    Entity.PASSPORT: r"[a-z]?\d{8,9}",
    Entity.VEHICLE_REGISTRATION: r"[a-z0]{2}\d{2}[a-z0]{3}",
}
"""What another one looks like when there are several: "both passport numbers"."""

_FIGURES = frozenset(
    {
        *(Entity.PHONE, Entity.SORT_CODE, Entity.ACCOUNT, Entity.DATE_OF_BIRTH, Entity.NHS),
        Entity.IP_ADDRESS,
    }
)
"""Those without letters."""

_IN_PARTS: dict[Entity, str] = {
    Entity.DRIVING_LICENCE: r"[a-z0-9]{5}\d{3,6}[a-z0-9]{0,2}",
    Entity.IBAN: r"[a-z]{2}\d{2}[a-z0-9]{11,17}",
    Entity.ACCOUNT: r"\d{6,7}",
}
"""What looks whole and may be a part, of those whose lengths vary."""
_REST_SOON, _SHORTEST_REST = 4, 2
"""Words of both parties before the next part of such an answer, and its characters."""
_LONGEST = {Entity.POSTCODE: 9, Entity.SORT_CODE: 8, Entity.DATE_OF_BIRTH: 8, Entity.NINO: 12}
"""Characters beyond which something spelled is no answer, however much of one was heard."""
_DIALLED = re.compile(r"0[1-9]\d{9}|(?:00)?(?:44|353|91)\d{9,10}")
"""A telephone number of Britain, Ireland or India, all of it."""
_SHORT = 3
"""Characters of a number that is said of many things."""
_A_CARDS = 12
"""Figures from which on it may be a card's."""
_READ_BACK = 6
"""Numbers of things, the latest ones, that may be said again."""
_TOO_LONG = 34
_PATIENCE = 40
"""Words of both parties between a question and its answer."""
_PART_PATIENCE = 18
"""Words of both parties between two parts of an answer."""
_NEXT_WORDS = 3
"""Words between a part of an answer and a single character that goes on with it."""
_AT_ONCE = 12
"""Words from one question to the next if both are asked at once."""
_SAID_FIRST = 3
"""Words between an answer and the question that comes after it."""
_IN_PART_SOON = 20
"""Words between a question and the first part of an answer that never becomes whole."""
_NEXT_OF_KIND = 30
"""Words of both parties after an answer in which another one of its kind is given: "his is"."""
_CHUNKS = 60
"""Spelled stretches after a question among which its answer is."""


def answers(asked: Sequence[Question], spelled: Sequence[Placed]) -> Iterator[Answer]:
    """The chunks that answer each question, before the next one is asked.

    Both come in the order of the call; together they are read once.
    """
    at = 0
    groups = list(_asked_at_once(asked, spelled))
    for number, group in enumerate(groups):
        while at < len(spelled) and spelled[at].first <= group[-1].last:
            at += 1
        stop = groups[number + 1][0].first if number + 1 < len(groups) else None
        before = spelled[at - 1] if at else None
        answered = number > 0 and before and any(_answers(q, before) for q in groups[number - 1])
        for question in group:
            entity = question.entity
            if entity and before and not answered and _was_said_first(question, entity, before):
                yield answer_of(entity, before, whole=True)
        yield from _Answering(group, stop).read(spelled[at : at + _CHUNKS])


def nobodys(asked: Sequence[Question], spelled: Sequence[Placed]) -> Iterator[Placed]:
    """The numbers that answer a question for the number of a thing, and what of the latest of
    them is said again.

    What begins and is as long as a telephone number stays one, and what is as long as a card
    number may be one: people give them all the same.
    """
    firsts = [question.first for question in asked]
    latest: deque[str] = deque(maxlen=_READ_BACK)
    last: tuple[int, int] | None = None
    """The question that was answered last, by position, and where its answer ended."""
    for placed in spelled:
        text = placed.chunk.text
        long = len(text) >= _A_CARDS and text.isdecimal()
        if len(text) <= _SHORT or long or _DIALLED.fullmatch(text):
            continue
        at = bisect_right(firsts, placed.first) - 1
        answers = at >= 0 and asked[at].entity is None
        if answers and last and last[0] == at:
            answers = placed.first - last[1] <= _NEXT_WORDS
        elif answers:
            answers = placed.first - asked[at].last <= _PATIENCE
        if answers:
            last = at, placed.last
            latest.append(text)
        if answers or any(text in other or other in text for other in latest):
            yield placed


def _asked_at_once(
    asked: Sequence[Question], spelled: Sequence[Placed]
) -> Iterator[list[Question]]:
    """Questions that are answered one after the other: "the sort code and account number"."""
    firsts = [placed.first for placed in spelled if len(placed.chunk.text) > 1]
    group: list[Question] = []
    for question in asked:
        if group:
            last = group[-1]
            between = bisect_right(firsts, question.first) - bisect_right(firsts, last.last)
            together = question.entity and last.entity and question.first - last.last <= _AT_ONCE
            if between or not together or question.channel != last.channel:
                yield group
                group = []
        group.append(question)
    if group:
        yield group


def _answers(question: Question, placed: Placed) -> bool:
    """Whether `placed` follows `question` and fits it."""
    if question.entity is None:
        return question.last < placed.first
    return question.last < placed.first and _fits(question.entity, placed.chunk.text)


def _fits(entity: Entity, text: str) -> bool:
    return re.fullmatch(_SHAPES[entity][0], text) is not None


def _was_said_first(question: Question, entity: Entity, placed: Placed) -> bool:
    """Whether `placed` is the answer in "... is my date of birth"."""
    near = 0 < question.first - placed.last <= _SAID_FIRST
    whole = len(placed.chunk.text) > 3 and _fits(entity, placed.chunk.text)
    return near and whole and placed.channel == question.channel


class _Answering:
    """Reads what was spelled after questions asked at once, until each has its answer."""

    def __init__(self, asked: Sequence[Question], stop: int | None) -> None:
        self._open = {
            q.entity: all(other.faint for other in asked if other.entity is q.entity)
            for q in asked
            if q.entity is not None
        }
        self._letters = not _FIGURES.issuperset(self._open)
        self._stop = stop
        self._asked = asked[-1].last
        self._until = asked[-1].last + _PATIENCE
        self._given: list[Entity] = []
        self._said: dict[int, str] = {}
        self._parts: list[Placed] = []
        self._whole_so_far: tuple[Entity, int, str] | None = None

    def read(self, spelled: Sequence[Placed]) -> Iterator[Answer]:
        """The answers among `spelled`, all of which comes after the questions."""
        for placed in spelled:
            if placed.first > self._until or (self._stop and placed.first >= self._stop):
                break
            if rest := self._rest(placed):
                self._until = placed.last + _PART_PATIENCE
                yield answer_of(rest, placed, whole=False)
                continue
            if another := self._another(placed):
                self._until = placed.last + _NEXT_OF_KIND
                yield answer_of(another, placed, whole=True)
                continue
            if not self._open or not self._may_be_part(placed):
                continue
            text = placed.chunk.text
            so_far = self._said.get(placed.channel, "")
            self._said[placed.channel] = text if so_far.endswith(text) else so_far + text
            self._parts.append(placed)
            self._until = placed.last + _PART_PATIENCE
            if (entity := self._whole(placed, so_far)) is not None:
                self._whole_so_far = entity, placed.channel, self._said[placed.channel]
                yield from self._answered(entity, whole=True)
            elif len(self._said[placed.channel]) > _TOO_LONG:
                break
        longest = max((len(text) for text in self._said.values()), default=0)
        if not self._parts or self._parts[0].first - self._asked > _IN_PART_SOON:
            return
        for entity, faint in self._open.items():
            if entity is Entity.PHONE and not self._may_be_begun():
                continue
            local = entity is Entity.PHONE and any(map(DIALS.match, self._said.values()))
            if (not faint or local) and longest >= _SHAPES[entity][1]:
                yield from self._answered(entity, whole=False)
                break

    def _rest(self, placed: Placed) -> Entity | None:
        """What `placed` is the rest of: a longer answer of the same kind, given in parts."""
        if self._whole_so_far is None or placed.first - self._asked > _REST_SOON:
            return None
        entity, channel, text = self._whole_so_far
        joined = text + placed.chunk.text
        again = len(placed.chunk.text) < _SHORTEST_REST or text.endswith(placed.chunk.text)
        part = re.fullmatch(_IN_PARTS.get(entity, "$^"), text)
        if channel != placed.channel and text.endswith(placed.chunk.text):
            self._asked = placed.last  # It was read back, and more of it is waited for.
        if channel != placed.channel or again or not (part and _fits(entity, joined)):
            return None
        self._whole_so_far, self._asked = (entity, channel, joined), placed.last
        return entity

    def _another(self, placed: Placed) -> Entity | None:
        """What `placed` is one more of, when one was given."""
        for entity in self._given:
            if re.fullmatch(_NEXT_SHAPES.get(entity, "$^"), placed.chunk.text):
                return entity
        return None

    def _may_be_part(self, placed: Placed) -> bool:
        if any(_fits(entity, placed.chunk.text) for entity in self._open):
            return True
        longest = max(_LONGEST.get(entity, _TOO_LONG + 6) for entity in self._open)
        if not self._letters and len(placed.chunk.letters) > 1:
            return False
        return len(placed.chunk.text) <= longest and (
            len(placed.chunk.text) > 1
            or placed.last - placed.first > 1
            or bool(self._parts and _goes_on(self._parts[-1], placed))
        )

    def _whole(self, placed: Placed, so_far: str) -> Entity | None:
        """What is complete with `placed`, on its own or after what was said before it."""
        for text in placed.chunk.readings:
            for entity, faint in self._open.items():
                joined = so_far + text
                if _fits(entity, text):
                    return entity
                dialled = entity is Entity.PHONE
                scattered = dialled and not _may_be_dialled(self._parts)
                apart = faint and (_odd(joined) if dialled else not self._are_together())
                if _fits(entity, joined) and not (scattered or apart):
                    return entity
        return None

    def _may_be_begun(self) -> bool:
        """Whether the parts, which never became a whole telephone number, are some of one."""
        begins = any(re.match(r"0\d\d", part.chunk.text) for part in self._parts)
        return _may_be_dialled(self._parts) and (begins or self._are_together())

    def _are_together(self) -> bool:
        """Whether one party said all parts one after the other."""
        return all(_goes_on(part, after) for part, after in pairwise(self._parts))

    def _answered(self, entity: Entity, *, whole: bool) -> Iterator[Answer]:
        for part in self._parts:
            yield answer_of(entity, part, whole=whole)
            self._until = part.last + _NEXT_OF_KIND
            self._asked = part.last
        self._given.append(entity)
        del self._open[entity]
        self._parts, self._said = [], {}


def _may_be_dialled(parts: Sequence[Placed]) -> bool:
    """Whether what never became a whole number is said like one: "65 and 70 to 79" is not."""
    pieces = [piece for part in parts for piece in part.chunk.pieces]
    tens = sum(len(piece) == 2 and piece[0] != piece[1] for piece in pieces)
    return pieces[0].startswith(("0", "+", "7", "44")) or 2 * tens < len(pieces)


def _odd(joined: str) -> bool:
    """Whether figures from several places begin like no telephone number."""
    return len(joined) > 8 and not joined.startswith(("0", "+", "7", "44"))


def _goes_on(part: Placed, placed: Placed) -> bool:
    return part.channel == placed.channel and placed.first - part.last <= _NEXT_WORDS
