"""What is asked for by name is read by name: questions and the answers that fit. Pure.

"And the sort code?" "Twenty, oh four, fifteen": only the question tells what that is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from pipeline.adapters.personal.calls import Answer, Placed, Question
from pipeline.adapters.personal.patterns import AREAS, is_counting
from pipeline.model import Entity

_SHAPES: dict[Entity, tuple[str, int]] = {
    Entity.PHONE: (
        r"0\d{8,10}|\+\d{9,14}|(?:00)?(?:44|353|91|1)\d{9,10}|[2-9]\d{8,9}",
        6,
    ),
    Entity.POSTCODE: (
        r"[a-z0]{1,2}\d[0-9a-z]?\d[a-z0]{2}|\d{5}(?:\d{4})?|\d{6}|[a-z]\d[0-9w][a-z0-9]{4}",
        3,
    ),
    Entity.SORT_CODE: (r"\d{6}", 4),
    Entity.ACCOUNT: (r"\d{6,12}", 5),
    Entity.DATE_OF_BIRTH: (r"\d{4,8}", 4),
    Entity.NINO: (r"[a-z0]{2}\d{6}[a-z]", 5),
    Entity.NHS: (r"\d{10}", 6),
    Entity.IBAN: (r"[a-z]{2}\d{2}[a-z0-9]{11,30}", 8),
    Entity.PASSPORT: (r"[a-z0]{0,2}\d{7,9}", 5),
    Entity.DRIVING_LICENCE: (r"[a-z0-9]{8,18}", 6),
    Entity.VEHICLE_REGISTRATION: (r"[a-z0]{2}\d{2}[a-z0]{3}|[a-z0-9]{3,7}", 3),
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

_LONGEST = {Entity.POSTCODE: 9, Entity.SORT_CODE: 8, Entity.DATE_OF_BIRTH: 8, Entity.NINO: 12}
"""Characters beyond which something spelled is no answer, however much of one was heard."""
_TOO_LONG = 34
_PATIENCE = 40
"""Words of both parties between a question and its answer."""
_PART_PATIENCE = 18
"""Words of both parties between two parts of an answer."""
_NEXT_WORDS = 3
"""Words between a part of an answer and a single character that goes on with it."""
_AT_ONCE = 12
"""Words from one question to the next if both are asked at once."""
_PARTS = 8
"""Spelled stretches among which the other parts of something are."""
_FIGURE_BY_FIGURE = 9
"""Figures that, said one by one, are more than a price or a number of something."""
_HELD = 24
"""Words of both parties for which somebody dictating a number may be put on hold."""
_DIALLED = (10, 11)
"""Figures of a telephone number, dialled in its own country."""
_DIALS = re.compile(r"0[12378]\d{2,}")
_OUTWARD = re.compile(rf"(?:{AREAS})\d[0-9a-z]?", re.IGNORECASE)
_INWARD = re.compile(r"\d[abd-hjlnp-uw-z]{2}")
"""The halves of a British postcode."""
_LATE = 120
"""Words after which a number of the right length is still taken for the telephone number."""
_SAID_FIRST = 3
"""Words between an answer and the question that comes after it."""
_IN_PART_SOON = 20
"""Words between a question and the first part of an answer that never becomes whole."""
_NEXT_OF_KIND = 30
"""Words of both parties after an answer in which another one of its kind is given: "his is"."""
_BESIDE = 16
"""Words between a sort code and the account number that goes with it."""
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
                yield _as_answer(entity, before, whole=True)
        yield from _Answering(group, stop).read(spelled[at : at + _CHUNKS])


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


def beside_sort_codes(spelled: Sequence[Placed], found: Sequence[Answer]) -> Iterator[Answer]:
    """The eight digits that follow a sort code are the account number."""
    firsts = [placed.first for placed in spelled]
    for answer in found:
        if answer.entity is Entity.SORT_CODE and answer.whole:
            start = bisect_right(firsts, answer.first - 1)
            for placed in spelled[start : bisect_right(firsts, answer.last + _BESIDE)]:
                if re.fullmatch(r"\d{8}|\d{14}", placed.chunk.text):
                    yield _as_answer(Entity.ACCOUNT, placed, whole=True)


def dialled(asked: Sequence[Question], spelled: Sequence[Placed]) -> Iterator[Answer]:
    """Telephone numbers nobody asked for, said in parts: a nought, and ten figures in all."""
    all_at = [q.first for q in asked]
    for number, placed in enumerate(spelled):
        if not _DIALS.fullmatch(placed.chunk.text) or not _by_figure(placed):
            continue
        last = bisect_right(all_at, placed.first)
        if last and asked[last - 1].entity is None and placed.first - asked[last - 1].last < _LATE:
            continue
        parts, text = [placed], placed.chunk.text
        for part in spelled[number + 1 : number + 1 + _PARTS]:
            if len(text) >= _DIALLED[0] or part.first - parts[-1].last > _HELD:
                break
            enough = len(part.chunk.text) > 2 and part.chunk.text.isdecimal()
            if enough and _by_figure(part):
                parts.append(part)
                text += part.chunk.text
        if len(text) in _DIALLED:
            for part in parts:
                yield _as_answer(Entity.PHONE, part, whole=False)


def dictated(asked: Sequence[Question], spelled: Sequence[Placed]) -> Iterator[Answer]:
    """Long numbers said figure by figure, when nobody knows what for."""
    all_at = [q.first for q in asked]
    for placed in spelled:
        last = bisect_right(all_at, placed.first)
        known = last and placed.first - asked[last - 1].last < _LATE
        text, pieces = placed.chunk.text, placed.chunk.pieces
        figures = sum(len(piece) == 1 or len(set(piece)) == 1 for piece in pieces)
        one_by_one = figures > _FIGURE_BY_FIGURE and figures >= len(pieces) - 1
        if text.isdecimal() and one_by_one and not known and not is_counting(text):
            yield _as_answer(Entity.PHONE, placed, whole=False)


def _by_figure(placed: Placed) -> bool:
    """Whether it was said figure by figure, or written as one: not "oh seven thirty"."""
    pieces = placed.chunk.pieces
    return sum(len(piece) == 2 and piece[0] != piece[1] for piece in pieces) < 2 or len(pieces) == 1


def halves(spelled: Sequence[Placed]) -> Iterator[Answer]:
    """Postcodes of which one half was said by one party, and the other half by the other."""
    for number, placed in enumerate(spelled):
        if not _OUTWARD.fullmatch(placed.chunk.text):
            continue
        for part in spelled[number + 1 : number + 1 + _PARTS]:
            if part.first - placed.last > _PART_PATIENCE:
                break
            if _INWARD.fullmatch(part.chunk.text):
                yield _as_answer(Entity.POSTCODE, placed, whole=False)
                yield _as_answer(Entity.POSTCODE, part, whole=False)
                break


def late_numbers(
    asked: Sequence[Question], spelled: Sequence[Placed], found: Sequence[Answer]
) -> Iterator[Answer]:
    """Telephone numbers given long after the question, when several were asked at once."""
    taken = {answer.first for answer in found}
    asked_at = [q.last for q in asked if q.entity is Entity.PHONE and not q.faint]
    all_at = [q.first for q in asked]
    for placed in spelled:
        before = bisect_right(asked_at, placed.first)
        last = bisect_right(all_at, placed.first)
        if last and asked[last - 1].entity is None:
            continue
        soon = before > 0 and placed.first - asked_at[before - 1] <= _LATE
        like_one = 7 <= len(placed.chunk.digits) <= 14 and len(placed.chunk.letters) <= 1
        if soon and like_one and placed.first not in taken:
            yield _as_answer(Entity.PHONE, placed, whole=False)


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

    def read(self, spelled: Sequence[Placed]) -> Iterator[Answer]:
        """The answers among `spelled`, all of which comes after the questions."""
        for placed in spelled:
            if placed.first > self._until or (self._stop and placed.first >= self._stop):
                break
            if another := self._another(placed):
                self._until = placed.last + _NEXT_OF_KIND
                yield _as_answer(another, placed, whole=True)
                continue
            if not self._open or not self._may_be_part(placed):
                continue
            text = placed.chunk.text
            so_far = self._said.get(placed.channel, "")
            self._said[placed.channel] = text if so_far.endswith(text) else so_far + text
            self._parts.append(placed)
            self._until = placed.last + _PART_PATIENCE
            if (entity := self._whole(placed, so_far)) is not None:
                yield from self._answered(entity, whole=True)
            elif len(self._said[placed.channel]) > _TOO_LONG:
                break
        longest = max((len(text) for text in self._said.values()), default=0)
        if not self._parts or self._parts[0].first - self._asked > _IN_PART_SOON:
            return
        for entity, faint in self._open.items():
            if entity is Entity.PHONE and not _may_be_dialled(self._parts):
                continue
            local = entity is Entity.PHONE and any(map(_DIALS.match, self._said.values()))
            if (not faint or local) and longest >= _SHAPES[entity][1]:
                yield from self._answered(entity, whole=False)
                break

    def _another(self, placed: Placed) -> Entity | None:
        """What `placed` is one more of, when one was given."""
        for entity in self._given:
            if re.fullmatch(_NEXT_SHAPES.get(entity, "$^"), placed.chunk.text):
                return entity
        return None

    def _may_be_part(self, placed: Placed) -> bool:
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
                if _fits(entity, text) or (_fits(entity, joined) and not (faint and _odd(joined))):
                    return entity
        return None

    def _answered(self, entity: Entity, *, whole: bool) -> Iterator[Answer]:
        for part in self._parts:
            yield _as_answer(entity, part, whole=whole)
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


def _as_answer(entity: Entity, placed: Placed, *, whole: bool) -> Answer:
    return Answer(entity, placed.channel, placed.first, placed.last, whole)
