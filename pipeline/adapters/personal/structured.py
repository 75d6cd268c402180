"""Numbers, codes, dates and e-mail addresses: by the question they answer, and said again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.adapters.personal import asked, passwords, passwords_told, unasked
from pipeline.adapters.personal.calls import Answer, Placed, Question, Said
from pipeline.adapters.personal.dates import asked_dates, is_bare_year
from pipeline.adapters.personal.echoes import Echoes
from pipeline.adapters.personal.email_echoes import EmailEchoes
from pipeline.adapters.personal.emails import Emails, asks_for_email
from pipeline.adapters.personal.questions import code_places, questions
from pipeline.adapters.personal.spelling import chunks, said_once
from pipeline.adapters.personal.units import are_an_amount, counts
from pipeline.digits import Sort
from pipeline.model import Entity
from pipeline.wordlists import words

_BIRTH_SOON = 30
"""Words of the call within which a date answers the question for a date of birth, or follows
another such date."""
_PARTS = frozenset({"year", "month", "day"})
"""What may be asked for by itself."""
_AT_ONCE = 3
"""Words between a question for a date of birth and a number that answers it."""
_CAPITALS = 6
"""Letters that a recogniser writes as one word of a code."""
_SHOUTED = 3
"""If more than every third word is in capitals, capitals say nothing."""
_CORRECTED = 8
"""Words after a date of birth in which part of one corrects it."""
_BIRTH_SAID_FIRST = 6
"""Words between a date and "is my date of birth"."""


_TRAVEL = words(
    "passport passports nationality passenger passengers visa visas citizen citizenship embassy"
)
"""In a call without these, two letters and seven figures are no passport's."""


class Structured:
    """Reads one call; `turns` are the positions of each channel before which the other spoke."""

    def __init__(self, said: Said, turns: Mapping[int, frozenset[int]]) -> None:
        self._places: dict[int, list[int]] = {}
        for place, channel in enumerate(said.channels):
            self._places.setdefault(channel, []).append(place)
        self._said = said
        self._turns = turns
        self.of_travel = any(read.bare in _TRAVEL for read in said.reads)
        """Whether passports, or those who carry them, are spoken of in the call."""
        bare = {c: [said.reads[p].bare for p in mine] for c, mine in self._places.items()}
        self.questions = sorted(
            (q for c, mine in self._places.items() for q in questions(bare[c], mine, c)),
            key=lambda question: question.first,
        )
        self._spelled = sorted(self._chunks(), key=lambda placed: placed.first)
        self._uncounted = [
            p
            for p in self._spelled
            if p.chunk.letters
            or unasked.is_dialled_among(p)
            or not (counts(said.reads, p.last) or are_an_amount(said.reads, p.first, p.last))
        ]
        nobodys = list(asked.nobodys(self.questions, self._uncounted))
        self.harmless = frozenset(p for n in nobodys for p in range(n.first, n.last + 1))
        """The places of the numbers of orders, meters and the like."""
        self._free = [p for p in self._uncounted if p.first not in self.harmless]
        self._emails = Emails(said, self._spelled)
        self._email_echoes = EmailEchoes(said, self._spelled)
        self._asks_for_email = sorted(
            p for c, mine in self._places.items() for p in asks_for_email(bare[c], mine)
        )
        self._echoes = Echoes(said, self._spelled, self.harmless)

    def answers(self) -> Iterator[Answer]:
        """What is known for what it is because somebody asked for it or announced it."""
        births = list(self._births())
        found = [
            answer
            for answer in asked.answers(self.questions, self._uncounted)
            if not self._was_born_before(answer, births)
        ]
        yield from found
        yield from unasked.late_numbers(self.questions, self._free, found)
        yield from unasked.dialled(self.questions, self._free)
        yield from unasked.dictated(self.questions, self._free)
        yield from unasked.by_form(self._free)
        yield from unasked.of_locks([read.bare for read in self._said.reads], self._free)
        yield from unasked.halves(self._uncounted)
        yield from births
        yield from passwords.answers(self._said, self._places)
        yield from passwords_told.told(self._said, self._places, self._free)
        yield from self._emails.answers(self._asks_for_email)

    def again(self, found: Iterable[Answer]) -> Iterator[Answer]:
        """Pieces of `found` said once more by either party: read back, spelled, corrected."""
        found = list(found)
        yield from unasked.beside_sort_codes(self._uncounted, found)
        yield from unasked.beside_addresses(self._free, found)
        yield from unasked.house_numbers(self._said, self._free, found)
        ordered = sorted(found, key=lambda answer: (answer.first, answer.last))
        yield from self._echoes.of(ordered)
        yield from self._email_echoes.again([a for a in ordered if a.entity is Entity.EMAIL])

    def _was_born_before(self, answer: Answer, births: Sequence[Answer]) -> bool:
        """Whether `answer` is figures after a whole date that answered the same question."""
        if answer.entity is not Entity.DATE_OF_BIRTH:
            return False
        asked_at = max(
            (q.last for q in self.questions if q.entity is answer.entity and q.last < answer.first),
            default=-1,
        )
        return any(
            asked_at < birth.first < answer.first - _CORRECTED and birth.last - birth.first > 1
            for birth in births
        )

    def _chunks(self) -> Iterator[Placed]:
        codes = code_places(self.questions, len(self._said.reads))
        for channel, mine in self._places.items():
            reads = [self._said.reads[place] for place in mine]
            coded = frozenset(at for at, place in enumerate(mine) if place in codes)
            capitals = frozenset(at for at in coded if self._is_capitals(mine[at]))
            shouted = len(capitals) > len(coded) // _SHOUTED
            told = frozenset() if shouted else capitals
            for chunk in chunks(reads, self._turns[channel], coded, told):
                plus = chunk.first and reads[chunk.first - 1].bare == "plus" and not chunk.letters
                yield Placed(
                    said_once(chunk), channel, mine[chunk.first - bool(plus)], mine[chunk.last]
                )

    def _is_capitals(self, place: int) -> bool:
        text = self._said.texts[place].strip(" .,;:?!")
        return 2 <= len(text) <= _CAPITALS and text.isalpha() and text.isupper()

    def _births(self) -> Iterator[Answer]:
        """The dates said soon after a question for a date of birth, or right before one."""
        births = [q for q in self.questions if q.entity is Entity.DATE_OF_BIRTH]
        if not births:
            return
        certain = [q for q in births if not q.faint]
        rest = sorted(self._rest_of_birth(births), key=lambda q: q.first)
        latest: int | None = None
        whole = complete = False
        for channel, first, last, sure, bare_year in sorted(self._dates(), key=lambda d: d[1]):
            at_once = _is_at_once(first, certain) or (not complete and _is_at_once(first, rest))
            if not (sure or at_once):
                continue
            if first in self.harmless and not at_once:
                continue
            late = latest is not None and first - latest > _CORRECTED
            partial = bare_year or not self._has_year(first, last)
            another = whole and (bare_year or (late and partial)) and not at_once
            if self._is_asked(channel, first, last, latest, births) and not another:
                latest, whole = last, whole or not bare_year
                complete = complete or (not bare_year and self._has_year(first, last))
                yield Answer(Entity.DATE_OF_BIRTH, channel, first, last, whole=True)

    def _is_asked(
        self, channel: int, first: int, last: int, latest: int | None, births: Sequence[Question]
    ) -> bool:
        after = bisect_right(births, first, key=lambda question: question.first)
        asked_before = after > 0 and first - births[after - 1].last <= _BIRTH_SOON
        named_next = after < len(births) and last < births[after].first <= last + _BIRTH_SAID_FIRST
        named_next = named_next and (births[after].channel == channel or len(self._places) == 1)
        return asked_before or named_next or (latest is not None and first - latest <= _BIRTH_SOON)

    def _has_year(self, first: int, last: int) -> bool:
        """Whether two figures or more are said in these words that are no day's."""
        reads = self._said.reads[first : last + 1]
        figures = [a for read in reads if read.sort is Sort.NUMBER for a in read.atoms]
        return sum(len(atom.digits) for atom in figures) > 1

    def _rest_of_birth(self, births: Sequence[Question]) -> Iterator[Question]:
        """Where "the year", or the day, is asked for soon after a date of birth was."""
        for question in births:
            for place in range(question.last + 1, question.last + 1 + _BIRTH_SOON):
                if place < len(self._said.reads) and self._said.reads[place].bare in _PARTS:
                    channel = self._said.channels[place]
                    yield Question(Entity.DATE_OF_BIRTH, channel, place, place)

    def _dates(self) -> Iterator[tuple[int, int, int, bool, bool]]:
        """For each date its channel, first and last place, if it is sure, if only a year."""
        for channel, mine in self._places.items():
            reads = [self._said.reads[place] for place in mine]
            for first, last, sure in asked_dates(reads, self._turns[channel]):
                bare_year = is_bare_year(reads[first : last + 1])
                yield channel, mine[first], mine[last], sure, bare_year


def _is_at_once(first: int, births: Sequence[Question]) -> bool:
    """Whether what begins at `first` is the first thing said to a question for a birth."""
    after = bisect_right(births, first, key=lambda question: question.first)
    return after > 0 and first - births[after - 1].last <= _AT_ONCE
