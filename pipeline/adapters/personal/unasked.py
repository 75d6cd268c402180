"""Numbers and codes that are known for what they are by their form, whoever asked. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from pipeline.adapters.personal.calls import DIALS, Answer, Placed, Question, Said, answer_of
from pipeline.adapters.personal.patterns import AREAS, is_counting
from pipeline.model import Entity
from pipeline.prompts import Phrases
from pipeline.wordlists import words

_BETWEEN_HALVES = 18
"""Words of both parties between the halves of a postcode."""
_PARTS = 8
"""Spelled stretches among which the other parts of something are."""
_FIGURE_BY_FIGURE = 9
"""Figures that, said one by one, are more than a price or a number of something."""
_HELD = 24
"""Words of both parties for which somebody dictating a number may be put on hold."""
_DIALLED = (10, 11)
"""Figures of a telephone number, dialled in its own country."""
_OUTWARD = re.compile(rf"(?:{AREAS})\d[0-9a-z]?", re.IGNORECASE)
_INWARD = re.compile(r"\d[abd-hjlnp-uw-z]{2}")
"""The halves of a British postcode."""
_WHOLE = re.compile(
    r"0[123578]\d{8,9}|0[4569]\d{7,8}|(?:00)?44[1-9]\d{9}|(?:00)?353\d{8,9}|(?:00)?91[6-9]\d{9}|00[2-9]\d{9,12}"
    r"|[2-9]\d{9}"
)
"""A number as it is dialled in Britain, Ireland or India, or in America."""
_BOOK = re.compile(r"97[89]\d{10}")
"""The number of a book (ISO 2108)."""
_HOUSE_NUMBER = words("no not number flat")
_NEXT_DOOR = 25
"""Words of both parties after an address in which its number is corrected."""
_LOCKS = Phrases[str](
    {
        "lock": (
            "key safe|safe's|box|lock|tin",
            "keysafe|key-safe|keybox|lockbox|lock-box|padlock|combination",
            "communal|side|outer door|gate|entrance",
            "keypad",
            "the|burglar|intruder alarm",
            "door|gate|alarm|entry|entrance code|keypad",
            "code for|to|on the front|back|side? gate|door|safe|alarm|shed|garage|box|building",
            "unlock it|this|that|the|your|my phone|tablet?",
        )
    }
)
_AT_THE_DOOR = 16
"""Words of both parties between a lock and what opens it."""
_OPENS = re.compile(r"(?=.{4})[a-z]?\d{3,6}[a-z]?|[a-z]\d{2}[a-z]")
_IBANS = {
    country: int(length)
    for country, length in (
        pair.split("=")
        for pair in words(
            """gb=22 ie=22 de=22 fr=27 es=24 it=27 nl=18 be=16 at=20 pt=25 pl=28 ch=21 lu=20 dk=18
            fi=18 se=24 no=15 gr=27 cz=24 sk=24 hu=28 ro=24 bg=22 hr=21 si=19 mt=31 cy=28 gi=23"""
        )
    )
}
"""Characters of an account number by country (ISO 13616, the registry of SWIFT)."""
_INCOME_TAX = re.compile(r"[a-z]{3}[abcfghjlpt][a-z]\d{4}[a-z]")
"""A permanent account number; the fourth letter says what sort of person pays (India)."""
_INSURANCE = re.compile(r"1?[a-ceghj-prstw-z][a-ceghj-nprstw-z]\d{6}[a-d]")
"""A national insurance number (HMRC, NIM39110), perhaps after "the letters one"."""
_PLATE = re.compile(
    r"[a-z]{0,3}[a-hj-pr-y0]{2}[0-7]\d(?:[a-hj-pr-z0]{3}|[a-hj-pr-z]{3}\d{1,2})"
    r"|(?:an?|ap|a[rs]|br|c[gh]|d[dl]|g[aj]|h[pr]|j[hk]|k[al]|l[ad]|m[hlnpz]|nl|o[dr]|p[by]|rj|sk"
    r"|t[nrsg]|u[kp]|wb)\d{1,2}[a-z]{1,2}\d{4}"
)
"""A car's registration since 2001 (DVLA, INF104), perhaps between letters that are none of it and
what is counted next; or one of India (Central Motor Vehicles Rules, 50: state, district, series,
number)."""
_DRIVER = re.compile(r"[a-z09]{5}\d[0156]\d[0-3]\d{2}[a-z9]{2}[a-z0-9]{3}")
"""A driver number of Britain: name, year, month and day of birth, initials (DVLA, INF45)."""
_DIALLED_AMONG = re.compile(r"0[1237]\d{9}")
"""The telephone number of Britain that is said among other figures."""
_MOBILE = re.compile(r"07\d{9}")
_OTHERS_BESIDE = 3
"""Of those at the most, before or after."""
_A_CARDS = 12
"""Figures from which on it may be a card's."""
_LATE = 120
"""Words after which a number of the right length is still taken for the telephone number."""
_BESIDE = 16
"""Words between a sort code and the account number, or an address and the postal code, that go
with it."""


def beside_sort_codes(spelled: Sequence[Placed], found: Sequence[Answer]) -> Iterator[Answer]:
    """The eight digits that follow a sort code are the account number."""
    codes = [a for a in found if a.entity is Entity.SORT_CODE and a.whole]
    for placed in _beside(codes, spelled, _BESIDE):
        if re.fullmatch(r"\d{8}|\d{14}", placed.chunk.text):
            yield answer_of(Entity.ACCOUNT, placed, whole=True)


def beside_addresses(spelled: Sequence[Placed], found: Sequence[Answer]) -> Iterator[Answer]:
    """The five figures that follow an address in America, and the six of one in India."""
    addresses = [a for a in found if a.entity is Entity.ADDRESS]
    for placed in _beside(addresses, spelled, _BESIDE):
        if re.fullmatch(r"\d{5}|\d{6}|\d{9}", placed.chunk.text) and _by_figure(placed):
            yield answer_of(Entity.POSTCODE, placed, whole=True)


def house_numbers(
    said: Said, spelled: Sequence[Placed], found: Sequence[Answer]
) -> Iterator[Answer]:
    """What is said to be another's number, or the right one, soon after an address: "no, 5 a"."""
    addresses = [a for a in found if a.entity is Entity.ADDRESS]
    for placed in _beside(addresses, spelled, _NEXT_DOOR):
        before = placed.first - 1
        mine = before >= 0 and said.channels[before] == placed.channel
        named = mine and said.reads[before].bare in _HOUSE_NUMBER
        if named and re.fullmatch(r"\d{1,3}[a-z]?", placed.chunk.text):
            yield answer_of(Entity.ADDRESS, placed, whole=True)


def _beside(found: Sequence[Answer], spelled: Sequence[Placed], reach: int) -> Iterator[Placed]:
    """What is spelled in each of `found`, and in the `reach` words of both parties after it."""
    firsts = [placed.first for placed in spelled]
    for answer in found:
        start = bisect_right(firsts, answer.first - 1)
        yield from spelled[start : bisect_right(firsts, answer.last + reach)]


def by_form(spelled: Sequence[Placed]) -> Iterator[Answer]:
    """Codes that are of one form only: bank accounts of Europe, tax numbers of India, and of
    Britain those of the national insurance and of cars ("o" may be read as a nought)."""
    for placed in spelled:
        text = placed.chunk.text.removeprefix("iban")
        length = _IBANS.get(text[:2], 0)
        if len(text) == length and text[2:4].isdecimal() and text[4:].isalnum():
            yield answer_of(Entity.IBAN, placed, whole=True)
        elif _INCOME_TAX.fullmatch(text):
            yield answer_of(Entity.NATIONAL_ID, placed, whole=True)
        elif _INSURANCE.fullmatch(text):
            yield answer_of(Entity.NINO, placed, whole=True)
        elif _PLATE.fullmatch(text):
            yield answer_of(Entity.VEHICLE_REGISTRATION, placed, whole=True)
        elif _DRIVER.fullmatch(text):
            yield answer_of(Entity.DRIVING_LICENCE, placed, whole=True)
        elif is_dialled_among(placed):
            yield answer_of(Entity.PHONE, placed, whole=True)


def is_dialled_among(placed: Placed) -> bool:
    """Whether it is a telephone number but for a few figures before or after it: "662, yeah, 0780
    941 8662", "07700 900154, eight pound"."""
    pieces = placed.chunk.pieces
    if not _by_figure(placed):
        return False
    ends = ("".join(pieces[start:]) for start in range(len(pieces)))
    return any(map(_MOBILE.fullmatch, ends)) or any(
        _DIALLED_AMONG.fullmatch("".join(pieces[start:end]))
        for start in (0, _OTHERS_BESIDE)
        for end in range(len(pieces) - _OTHERS_BESIDE, len(pieces) + 1)
        if start == 0 or end == len(pieces)
    )


def of_locks(bare: Sequence[str], spelled: Sequence[Placed]) -> Iterator[Answer]:
    """What opens a key safe, a padlock or a gate that is spoken of: "by the meter, it's 2209"."""
    ends = [lock.last for lock in _LOCKS.find(bare)]
    for placed in spelled:
        text, pieces = placed.chunk.text, placed.chunk.pieces
        near = bisect_right(ends, placed.first)
        spoken_of = near > 0 and placed.first - ends[near - 1] <= _AT_THE_DOOR
        by_figure = all(len(set(piece)) == 1 or len(piece) == len(text) for piece in pieces)
        if spoken_of and by_figure and _OPENS.fullmatch(text):
            yield answer_of(Entity.PIN, placed, whole=True)


def dialled(asked: Sequence[Question], spelled: Sequence[Placed]) -> Iterator[Answer]:
    """Telephone numbers nobody asked for, said in parts: a nought, and ten figures in all."""
    all_at = [q.first for q in asked]
    for number, placed in enumerate(spelled):
        if not DIALS.fullmatch(placed.chunk.text) or not _by_figure(placed):
            continue
        last = bisect_right(all_at, placed.first)
        if last and _is_of_a_thing(placed, asked[last - 1]):
            continue
        parts, text = [placed], placed.chunk.text
        for part in spelled[number + 1 : number + 1 + _PARTS]:
            if len(text) >= _DIALLED[0] or part.first - parts[-1].last > _HELD:
                break
            enough = len(part.chunk.text) > 2 and part.chunk.text.isdecimal()
            again = part.chunk.text in text
            if enough and not again and _by_figure(part):
                parts.append(part)
                text += part.chunk.text
        if len(text) in _DIALLED:
            for part in parts:
                yield answer_of(Entity.PHONE, part, whole=False)


def _is_of_a_thing(placed: Placed, question: Question) -> bool:
    """Whether the number of a thing was asked for; a whole telephone number is none, unless the
    thing is known."""
    whole = question.faint and len(placed.chunk.text) in _DIALLED
    return question.entity is None and not whole and placed.first - question.last < _LATE


def dictated(asked: Sequence[Question], spelled: Sequence[Placed]) -> Iterator[Answer]:
    """Long numbers said figure by figure, when nobody knows what for, that may be dialled or are
    as long as a card's."""
    all_at = [q.first for q in asked]
    for placed in spelled:
        last = bisect_right(all_at, placed.first)
        known = last and placed.first - asked[last - 1].last < _LATE
        text, pieces = placed.chunk.text, placed.chunk.pieces
        figures = sum(len(piece) == 1 or len(set(piece)) == 1 for piece in pieces)
        one_by_one = figures > _FIGURE_BY_FIGURE and figures >= len(pieces) - 1
        nobodys = is_counting(text) or _BOOK.fullmatch(text)
        somebodys = _WHOLE.fullmatch(text) or len(text) >= _A_CARDS
        if text.isdecimal() and one_by_one and not known and somebodys and not nobodys:
            yield answer_of(Entity.PHONE, placed, whole=False)


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
            if part.first - placed.last > _BETWEEN_HALVES:
                break
            if _INWARD.fullmatch(part.chunk.text):
                yield answer_of(Entity.POSTCODE, placed, whole=False)
                yield answer_of(Entity.POSTCODE, part, whole=False)
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
            yield answer_of(Entity.PHONE, placed, whole=False)
