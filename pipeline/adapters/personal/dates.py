"""Dates as people say them: "the twenty third of May nineteen eighty". Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from pipeline.adapters.personal.units import counts
from pipeline.digits import Atom, Read, Sort, join
from pipeline.wordlists import words

MONTHS = words(
    """
    january february march april may june july august september october november december jan
    feb mar apr jun jul aug sep sept oct nov dec
    """
)
_MISHEARD_MONTHS = words(
    """
    janury january's febuary februry febury feb marsh aprils maze juno dune julie juli tulip
    augustus gust augusts septembers octobers novembers decembers dissember
    """
)
ORDINALS = words(
    """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
    thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
    thirtieth twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth
    twenty-seventh twenty-eighth twenty-ninth thirty-first
    """
)
_MISHEARD_ORDINALS = words(
    "thirst furst fist turd forth fith fif six's sixt sevens eighths eight's ninths tents twelve's"
)
_BETWEEN = words("of the and")
_DAYS = frozenset(
    tuple(day.split("_"))
    for day in words(
        """christmas_eve christmas_day boxing_day new_year's new_years valentine's_day halloween_in
        valentines_day paddy's_day patrick's_day leap_day bonfire_night midsummer_day"""
    )
)
"""Days with names of their own."""
_BEFORE_YEAR = _BETWEEN | {"so", "in"}
_INSIDE = _BETWEEN | words("um uh er erm day month year yeah yes") | {""}
"""What may stand between the parts of a date that was asked for."""
_GAP = 3
_OLDEST, _YOUNGEST = 1900, 2015
"""Years that are births when a whole date names them and nobody says of what."""
_SINCE = words(
    """since from until till made built dated started bought installed registered ends ended
    expires expired due issued version model manufactured"""
)
"""Before a date, these say that nobody was born on it."""
_TENS = words("forty fifty sixty seventy eighty ninety")
"""Before a figure, these make a year of it: "ninety nine, march ninety nine"."""
_LAST_DAY, _MONTHS_A_YEAR = 31, 12
_STROKES = frozenset({"stroke", "slash"})
_WORDS_OF_A_YEAR = 4
_SOMEBODY_IS = words("she's he's i'm she he i born dob birthday birth hes shes im they're who's")
"""Right before a whole date, these say that it is a birth, whatever its century."""
_NO_DAY = 40
"""Two figures from here on are the year of a birth."""
_WHOLE = 6
"""Figures of a whole date."""
_ENOUGH = 4
"""Figures that are a date without a word for a month: "seven eight eighty one"."""


@dataclass(frozen=True, slots=True)
class Date:
    """A date with its month by name: first and last word by position in the channel."""

    first: int
    last: int
    year: int | None
    day: bool = True
    """Whether it names the day of the month."""
    begins: bool = False
    """Whether something is said to have happened since or until then."""


def dates(reads: Sequence[Read]) -> Iterator[Date]:
    """The dates said on one channel, those without a year included."""
    for at, read in enumerate(reads):
        if read.bare in MONTHS:
            first = _day_before(reads, at)
            last, year, day = _year_after(reads, at)
            if first < at or last > at:
                before = {r.bare for r in reads[max(0, first - 3) : first]}
                day = day or first < at
                first -= first > 0 and first < at and reads[first - 1].bare == "the"
                yield Date(first, last, year, day, bool(before & _SINCE))
    yield from _by_ordinals(reads)
    yield from _by_strokes(reads)


def _by_strokes(reads: Sequence[Read]) -> Iterator[Date]:
    """Dates such as "oh three stroke twelve stroke nineteen sixty nine"."""
    for at, read in enumerate(reads):
        if read.bare not in _STROKES:
            continue
        first, day = _number(reads, at, -1)
        second, month = _number(reads, at, 1)
        if not second + 1 < len(reads) or reads[second + 1].bare not in _STROKES:
            continue
        last, year = _number(reads, second + 1, 1)
        whole = _year(year) if len(year) == _ENOUGH else _short_year(year)
        if _is_within(day, _LAST_DAY) and _is_within(month, _MONTHS_A_YEAR) and whole:
            yield Date(first, last, whole)


def _number(reads: Sequence[Read], at: int, step: int) -> tuple[int, str]:
    """The last word and the figures of the number that is said before or after `at`."""
    end = at
    while 0 <= end + step < len(reads) and reads[end + step].sort is Sort.NUMBER:
        end += step
        if abs(end - at) == _WORDS_OF_A_YEAR:
            break
    said = reads[min(at + step, end) : max(at + step, end) + 1] if end != at else ()
    return end, "".join(piece.digits for piece in join([(a, 0) for r in said for a in r.atoms]))


def _is_within(digits: str, most: int) -> bool:
    return len(digits) <= 2 and digits.isdecimal() and 1 <= int(digits) <= most


def _by_ordinals(reads: Sequence[Read]) -> Iterator[Date]:
    """Dates such as "the twelfth of the first nineteen forty nine"."""
    for run in _runs(reads):
        said = [reads[at] for at in run]
        if len(said) < 3 or not all(map(_is_ordinal, said[:2])) or any(map(_is_month, said)):
            continue
        atoms = [(atom, 0) for read in said[2:] for atom in read.atoms]
        digits = "".join(piece.digits for piece in join(atoms))
        if counts(reads, run[-1]):
            continue
        year = _year(digits) or _short_year(digits)
        if year is None and len(digits) == 2 and reads[run[0] - 1 : run[0]]:
            lead = run[0] - 1 - (reads[run[0] - 1].bare == "the")
            year = 1900 + int(digits) if lead >= 0 and reads[lead].bare in _SOMEBODY_IS else None
        if len(digits) in {2, _ENOUGH} and year:
            before = {read.bare for read in reads[max(0, run[0] - 3) : run[0]]}
            first = run[0] - 1 if run[0] and reads[run[0] - 1].bare == "the" else run[0]
            yield Date(first, run[-1], year, begins=bool(before & _SINCE))


def is_birth(date: Date) -> bool:
    """Whether a date that nothing announced is somebody's birth."""
    whole = date.year is not None and _OLDEST <= date.year <= _YOUNGEST
    return whole and date.day and not date.begins


def asked_dates(reads: Sequence[Read], turns: Set[int]) -> Iterator[tuple[int, int, bool]]:
    """First and last word of what must be a date, because one was asked for.

    With each, whether it is a date without being the first thing said to the question.

    None goes on over a position in `turns`, before which the other party spoke:
    "the third of the sixth seventy four", "thirst of may eighty to", "two thousand and five".
    """
    for run in _runs(reads, turns):
        if not counts(reads, run[-1]):
            first, last = run[0], run[-1]
            sure = _is_date([reads[at] for at in run])
            following = [read.bare for read in reads[last + 1 : last + 3]]
            last += 2 if sure and following in (["this", "year"], ["last", "year"]) else 0
            yield (first - 1 if first and reads[first - 1].bare == "the" else first), last, sure


def date_pieces(reads: Sequence[Read]) -> Iterator[tuple[int, int, bool]]:
    """First and last word of what may be said again of a date: "June", "the sixth", "1981".

    With each, whether it is more than figures.
    """
    for run in _runs(reads):
        said = [reads[at] for at in run]
        if counts(reads, run[-1]) or _is_since(reads, run):
            continue
        named = any(_is_month(read) or _is_ordinal(read) for read in said)
        everyday = len(run) == 1 and said[0].bare in _EVERYDAY
        digits = "".join(p.digits for p in join([(a, 0) for r in said for a in r.atoms]))
        if (named and not everyday) or _year(digits) or len(digits) > _ENOUGH:
            yield run[0], run[-1], named


_EVERYDAY = words("may march second first mar marsh fist turd dune julie gust maze sevens tents")
"""Words that alone are rather something else."""


def is_bare_year(reads: Sequence[Read]) -> bool:
    """Whether `reads`, a date that was asked for, names neither day nor month."""
    atoms = [(atom, 0) for read in reads for atom in read.atoms]
    named = any(_is_month(read) or _is_ordinal(read) for read in reads)
    return not named and sum(len(piece.digits) for piece in join(atoms)) < _WHOLE


def _is_since(reads: Sequence[Read], run: Sequence[int]) -> bool:
    """Whether it is the year of "since nineteen eighty six"."""
    before = reads[run[0] - 1].bare if run[0] else ""
    return before in {"in", "since", "until", "from", "by", "for"} and is_bare_year(
        [reads[at] for at in run]
    )


def _runs(reads: Sequence[Read], turns: Set[int] = frozenset()) -> Iterator[list[int]]:
    """Positions of words that a date consists of, grouped where nothing else comes between."""
    run: list[int] = []
    for at, read in enumerate(reads):
        named = at + 1 < len(reads) and (read.bare, reads[at + 1].bare) in _DAYS
        named = named or (at > 0 and (reads[at - 1].bare, read.bare) in _DAYS)
        if read.bare in ORDINALS and _is_of_no_date(reads, at):
            continue
        if not (named or _is_part(read) or (run and _is_digit_after(reads, run, at))):
            continue
        between = reads[run[-1] + 1 : at] if run else ()
        apart = len(between) > _GAP or any(r.bare not in _INSIDE for r in between)
        if run and (apart or any(place in turns for place in range(run[-1] + 1, at + 1))):
            yield run
            run = []
        run.append(at)
    if run:
        yield run


_COUNTED = words(
    "line lines name names character letter digit digits part time thing one ones call floor class"
)
"""What is counted by "the first" and "the second"."""


def _is_of_no_date(reads: Sequence[Read], at: int) -> bool:
    return at + 1 < len(reads) and reads[at + 1].bare in _COUNTED


def _is_part(read: Read) -> bool:
    return read.sort is Sort.NUMBER or _is_month(read) or _is_ordinal(read)


def _is_digit_after(reads: Sequence[Read], run: Sequence[int], at: int) -> bool:
    """Whether it is the "to" of "may eighty to"."""
    before = reads[run[-1]]
    tens = bool(before.atoms) and before.atoms[-1].form == "ten"
    return reads[at].sort is Sort.HOMOPHONE and run[-1] == at - 1 and tens and len(run) > 1


def _is_month(read: Read) -> bool:
    return read.bare in MONTHS or read.bare in _MISHEARD_MONTHS


def _is_ordinal(read: Read) -> bool:
    if read.bare in ORDINALS or read.bare in _MISHEARD_ORDINALS:
        return True
    figures = read.sort is Sort.QUANTITY and read.bare.endswith(("st", "nd", "rd", "th"))
    return figures and len(_value(read)) <= 2 and int(_value(read)) <= _LAST_DAY


def _is_date(said: Sequence[Read]) -> bool:
    months = sum(map(_is_month, said))
    ordinals = sum(map(_is_ordinal, said))
    if months or any(read.bare in day for read in said for day in _DAYS):
        return len(said) > 1
    atoms = [(atom, 0) for read in said if read.sort is Sort.NUMBER for atom in read.atoms]
    digits = sum(len(piece.digits) for piece in join(atoms))
    if said[0].atoms and said[0].atoms[0].form in {"hundred", "thousand"}:
        return False
    return ordinals > 1 or (ordinals == 1 and digits >= 2) or digits >= _ENOUGH


def _day_before(reads: Sequence[Read], month: int) -> int:
    """The first word of the day before the month, or the month."""
    at = month - 1
    while at >= 0 and reads[at].bare in _BETWEEN:
        at -= 1
    if at < 0:
        return month
    if reads[at].bare in ORDINALS:
        return at - 1 if at and reads[at - 1].bare in {"twenty", "thirty"} else at
    if reads[at].sort in {Sort.NUMBER, Sort.QUANTITY} and len(_value(reads[at])) <= 2:
        if not 0 < int(_value(reads[at]) or 0) <= _LAST_DAY:
            return month
        if at and reads[at - 1].bare in _TENS and reads[at].sort is Sort.NUMBER:
            return month
        tens = at and reads[at - 1].bare in {"twenty", "thirty"}
        return at - 1 if tens and reads[at].sort is Sort.NUMBER else at
    return month


def _year_after(reads: Sequence[Read], month: int) -> tuple[int, int | None, bool]:
    """The last word of what follows the month (a day, a year), the year, and if there is a day."""
    at, last = month + 1, month
    numbers: list[tuple[Atom, int]] = []
    day = False
    while at < len(reads) and at <= month + 8:
        read = reads[at]
        if _year("".join(piece.digits for piece in join(numbers))) and not _goes_on(numbers, read):
            break
        if read.sort is Sort.NUMBER or read.sort is Sort.QUANTITY:
            numbers += [(atom, at) for atom in read.atoms]
            last = at
        elif read.bare in ORDINALS:
            last, day = at, True
            numbers.clear()
        elif read.bare not in _BEFORE_YEAR:
            break
        at += 1
    digits = "".join(piece.digits for piece in join(numbers))
    year = _year(digits) or (None if counts(reads, last) else _short_year(digits))
    return last, year, day or len(digits) > 4


def _goes_on(numbers: Sequence[tuple[Atom, int]], read: Read) -> bool:
    """Whether `read` is the five of "two thousand and five" or "nineteen eighty five"."""
    round_ = numbers[-1][0].form in {"thousand", "hundred", "ten"} or len(numbers) == 1
    spoken = numbers[-1][0].form != "literal"
    return spoken and round_ and bool(read.atoms) and read.atoms[0].form != "literal"


def _short_year(digits: str) -> int | None:
    """The year of "may eighty two", which no day and no year to come is."""
    return 1900 + int(digits) if len(digits) == 2 and int(digits) >= _NO_DAY else None


def _year(digits: str) -> int | None:
    """The year that ends `digits`, which may begin with a day."""
    if len(digits) in {4, 5, 6} and digits[-4:-2] in {"19", "20"}:
        return int(digits[-4:])
    return None


def _value(read: Read) -> str:
    return "".join(atom.digits for atom in read.atoms)
