"""What is asked for by name is read by name: prompts and the answers that fit. Pure.

"And the sort code?" "Twenty, oh four, fifteen": only the prompt tells what that is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.adapters.personal.spelling import Chunk
from pipeline.model import Entity
from pipeline.prompts import Phrases

_PROMPTS = Phrases[Entity | None](
    {
        Entity.PHONE: (
            "phone|telephone|mobile|cell|landline|home|work|daytime|contact|callback number|no",
            "mobile|cell|home|work phone|telephone number|no",
            "mobile|landline is|on?|number",
            "call|reach|ring|phone|text me|you|him|her|us back? on|at",
            "my|your|his|her number's|number is|is",
            "best|good number for|to|is",
            "calling from|you from",
        ),
        Entity.POSTCODE: ("postcode|postcodes|postcode's", "post code", "postal code", "zip code?"),
        Entity.SORT_CODE: (
            "sort|sorting|short|salt|sought code|codes|code's|quote|coat|court",
            "sort-code",
        ),
        Entity.ACCOUNT: (
            "account number|no|number's",
            "bank account number?",
            "and account",
            "account is",
            "acc number",
        ),
        Entity.DATE_OF_BIRTH: (
            "date of birth|earth|berth",
            "birth date",
            "birthdate|birthday|dob|d.o.b",
            "d o b",
            "born on|in|the",
            "when were|was you|he|she born",
        ),
        Entity.NINO: (
            "national insurance number|no",
            "national insurance",
            "n|ni i? number",
            "insurance number",
        ),
        Entity.NHS: ("nhs number|no", "n h s number", "hospital|patient number"),
        Entity.IBAN: ("iban|iban's number?", "i ban", "international bank account number"),
        Entity.PASSPORT: ("passport number|no", "passport is|number's"),
        Entity.DRIVING_LICENCE: (
            "driving|driver's|drivers|driver licence|license number|no",
            "licence|license number",
            "driving licence|license",
        ),
        Entity.VEHICLE_REGISTRATION: (
            "registration number|plate|mark?",
            "reg number|plate?",
            "number|license plate",
            "vehicle|car registration|reg",
        ),
        Entity.NATIONAL_ID: (
            "social security number|no?",
            "my|your|the social",
            "social is|number",
            "ssn|s.s.n",
            "s s n",
            "pps|ppsn number|no?",
            "p p s number",
            "aadhaar|aadhar|adhar|other number|card",
        ),
        Entity.IP_ADDRESS: ("ip address", "i p address"),
        None: (
            "order|reference|ref|tracking|invoice|booking|policy|claim|ticket|case number|no|id",
            "order|reference|ref|tracking|invoice|booking|policy|claim|ticket|case is",
            "part|serial|model|meter|item|product|batch|flight|room number|reading|code",
            "meter reading|readings",
            "tracking|parcel",
        ),
    }
)
"""By what each is asked for; None for what is asked for and is nobody's secret."""

_SHAPES: dict[Entity, tuple[str, int]] = {
    Entity.PHONE: (r"\+?\d{9,14}", 6),
    Entity.POSTCODE: (
        r"[a-z]{1,2}\d[0-9a-z]?\d[a-z]{2}|\d{5}(?:\d{4})?|[a-z]\d[0-9w][a-z0-9]{4}",
        4,
    ),
    Entity.SORT_CODE: (r"\d{6}", 4),
    Entity.ACCOUNT: (r"\d{6,12}", 5),
    Entity.DATE_OF_BIRTH: (r"\d{4,8}", 4),
    Entity.NINO: (r"[a-z]{2}\d{6}[a-z]", 5),
    Entity.NHS: (r"\d{10}", 6),
    Entity.IBAN: (r"[a-z]{2}\d{2}[a-z0-9]{11,30}", 8),
    Entity.PASSPORT: (r"[a-z]{0,2}\d{7,9}", 5),
    Entity.DRIVING_LICENCE: (r"[a-z0-9]{8,18}", 6),
    Entity.VEHICLE_REGISTRATION: (r"[a-z]{2}\d{2}[a-z]{3}|[a-z0-9]{3,7}", 3),
    Entity.NATIONAL_ID: (r"\d{9}|\d{12}|\d{7}[a-z]{1,2}|[a-z]{5}\d{4}[a-z]", 5),
    Entity.IP_ADDRESS: (r"\d{4,12}", 4),
}
"""What a whole answer looks like when it was spelled, and from how many characters a
piece of it is worth masking though it never became whole."""

_LONGEST = {Entity.POSTCODE: 9, Entity.SORT_CODE: 8, Entity.DATE_OF_BIRTH: 8, Entity.NINO: 12}
"""Characters beyond which something spelled is no answer, however much of one was heard."""
_PATIENCE = 40
"""Words of both parties between a prompt and its answer."""
_PART_PATIENCE = 12
"""Words of both parties between two parts of an answer."""
_NEXT_WORDS = 3
"""Words between a part of an answer and a single character that goes on with it."""
_LATE = 120
"""Words after which a number of the right length is still taken for the telephone number."""
_READ_BACK = 30
"""Words after an answer in which it may be repeated."""
_SAID_FIRST = 3
"""Words between an answer and the prompt that comes after it."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A chunk of one channel, with its words' places in the call."""

    chunk: Chunk
    channel: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked for, and the words (by place in the call, on one channel) that say it."""

    entity: Entity
    channel: int
    first: int
    last: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A prompt, by its place in the call; None asks for something harmless."""

    entity: Entity | None
    channel: int
    first: int
    last: int


def questions(bare: Sequence[str], places: Sequence[int], channel: int) -> Iterator[Question]:
    """The prompts of one channel; `places` says where in the call each word stands."""
    for prompt in _PROMPTS.find(bare):
        yield Question(prompt.topic, channel, places[prompt.first], places[prompt.last])


def answers(asked: Sequence[Question], spelled: Sequence[Placed]) -> Iterator[Answer]:
    """The chunks that answer each question, before the next one is asked.

    Both come in the order of the call; together they are read once.
    """
    at = 0
    for number, question in enumerate(asked):
        while at < len(spelled) and spelled[at].first <= question.last:
            at += 1
        stop = asked[number + 1].first if number + 1 < len(asked) else None
        if question.entity is None:
            continue
        before = spelled[at - 1] if at else None
        answered = number > 0 and before is not None and _answers(asked[number - 1], before)
        if before and not answered and _was_said_first(question, question.entity, before):
            yield _as_answer(question.entity, before, whole=True)
        yield from _answer(question, question.entity, spelled, at, stop)


def late_numbers(
    asked: Sequence[Question], spelled: Sequence[Placed], found: Sequence[Answer]
) -> Iterator[Answer]:
    """Telephone numbers given long after the question, when several were asked at once."""
    taken = {answer.first for answer in found}
    asked_at = [q.last for q in asked if q.entity is Entity.PHONE]
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
    shape, _ = _SHAPES[question.entity]
    return question.last < placed.first and bool(re.fullmatch(shape, placed.chunk.text))


def _was_said_first(question: Question, entity: Entity, placed: Placed) -> bool:
    """Whether `placed` is the answer in "... is my date of birth"."""
    near = 0 < question.first - placed.last <= _SAID_FIRST
    shape, _ = _SHAPES[entity]
    whole = re.fullmatch(shape, placed.chunk.text) is not None
    return near and whole and placed.channel == question.channel and len(placed.chunk.text) > 3


def _answer(
    question: Question, entity: Entity, spelled: Sequence[Placed], at: int, stop: int | None
) -> Iterator[Answer]:
    shape, enough = _SHAPES[entity]
    said: dict[int, str] = {}
    taken: list[Placed] = []
    until = question.last + _PATIENCE
    whole: str | None = None
    for placed in spelled[at : at + 60]:
        if placed.first > until or (stop is not None and placed.first >= stop and whole is None):
            break
        text = placed.chunk.text
        if whole is not None:
            if len(text) >= 3 and text in whole:
                yield _as_answer(entity, placed, whole=True)
            continue
        if len(text) < 2 and not (taken and _goes_on(taken[-1], placed)):
            continue
        if len(text) > _LONGEST.get(entity, 40):
            continue
        so_far = said.get(placed.channel, "")
        said[placed.channel] = text if so_far.endswith(text) else so_far + text
        taken.append(placed)
        until = placed.last + _PART_PATIENCE
        for candidate in (text, said[placed.channel]):
            if re.fullmatch(shape, candidate):
                whole = candidate
                until = placed.last + _READ_BACK
                break
        if whole is None and len(said[placed.channel]) > 34:
            break
    if whole is not None or max(map(len, said.values()), default=0) >= enough:
        for placed in taken:
            yield _as_answer(entity, placed, whole=whole is not None)


def _goes_on(part: Placed, placed: Placed) -> bool:
    return part.channel == placed.channel and placed.first - part.last <= _NEXT_WORDS


def _as_answer(entity: Entity, placed: Placed, *, whole: bool) -> Answer:
    return Answer(entity, placed.channel, placed.first, placed.last, whole)
