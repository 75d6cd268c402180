"""Runs: the stretches in which one channel says number after number. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import groupby, pairwise

from pipeline.brands import LONGEST_PAN, SHORTEST_PAN
from pipeline.digits import Read, Sort, join
from pipeline.model import Transcript

_FILLERS_WITHIN = 6
"""Words like "um", "and then", "no sorry" that one run may hold in a row."""
_OTHERS_WITHIN = 4
"""Words of sense the other party may say meanwhile without ending the run."""
_HARDLY_WORDS = frozenset({"won", "ate", "tree", "sicks", "nein", "fore", "owe"})
"""Digits misheard as words that callers have no other use for between numbers."""
_ALIKE = _HARDLY_WORDS | {"for", "to", "too"}
_DICTATED = 8
"""Words of a turn that are all digits or sound like them, from which on they are digits."""
AMEX = (4, 6, 5)
"""Digits in the groups of an American Express number."""
ROUND = frozenset({"hundred", "thousand"})
"""What amounts are said in."""
_MONTHS = frozenset(
    [f"{month}" for month in range(1, 13)] + [f"0{month}" for month in range(1, 10)]
)
_YEARS = frozenset([*map(str, range(20, 50)), *map(str, range(2020, 2050))])
_OTHERS = frozenset({"other", "another", "which", "each", "every"})
_POINTING = frozenset({"that", "this"})
_MOMENTS = frozenset({"moment", "second", "sec", "minute", "tick"})


@dataclass(frozen=True, slots=True)
class Run:
    """Number words of one channel with at most fillers between them."""

    channel: int
    words: tuple[int, ...]
    """All words from the first number to the last, by index into the transcript."""
    said: tuple[int, ...]
    """Those that say a number."""
    digits: str
    pieces: tuple[str, ...]
    """`digits` as they were said: "forty five thirty two" has two."""
    plain: bool
    """Whether it can be part of a digit string: not where it is prices and times."""

    @property
    def first(self) -> int:
        return self.words[0]

    @property
    def last(self) -> int:
        return self.words[-1]


def find_runs(transcript: Transcript, reads: Sequence[Read], spoken_for: Set[int]) -> list[Run]:
    """All runs in the order of their first word.

    `reads` are the transcript's words, read. `spoken_for` are words that belong to
    a prompt ("the last three digits") or name another thing ("the terminal ID"): they say
    no digit of their own and end every run.
    """
    channels = sorted({word.channel for word in transcript.words})
    builders = {channel: _Builder(channel, reads) for channel in channels}
    idioms, years = _idioms(transcript, reads), _of_a_year(reads)
    alike = _sound_alikes(transcript, reads)
    for index, word in enumerate(transcript.words):
        sort = Sort.WORD if index in idioms else reads[index].sort
        sort = Sort.FILLER if index in years else sort
        sort = Sort.NUMBER if index in alike else sort
        for channel, builder in builders.items():
            if index in spoken_for:
                builder.stop()
            elif channel == word.channel:
                builder.hear(index, sort)
            else:
                builder.overhear(sort)
    runs = [run for builder in builders.values() for run in builder.finish()]
    return sorted(runs, key=lambda run: run.first)


def _sound_alikes(transcript: Transcript, reads: Sequence[Read]) -> set[int]:
    """The words of turns that hold nothing but digits and what sounds like them: "for oh oh tree
    tree won five nine"."""
    found: set[int] = set()
    for _, row in groupby(range(len(reads)), key=lambda i: transcript.words[i].channel):
        turn = list(row)
        alike = [i for i in turn if reads[i].bare in _ALIKE]
        plain = sum(reads[i].sort is Sort.NUMBER for i in turn)
        hardly = sum(reads[i].bare in _HARDLY_WORDS for i in turn)
        digits = plain + sum(reads[i].sort is Sort.MULTIPLIER for i in turn) + len(alike)
        if len(turn) >= _DICTATED and digits == len(turn) and 2 * (plain + hardly) >= digits:
            found.update(alike)
    return found


def _idioms(transcript: Transcript, reads: Sequence[Read]) -> set[int]:
    """The "one" of each "one moment", "the other one" and "that one.": no digit anywhere."""
    ones: dict[int, int] = {}
    before: dict[int, str] = {}
    pointed: set[int] = set()
    found: set[int] = set()
    for index, (word, read) in enumerate(zip(transcript.words, reads, strict=True)):
        one = ones.pop(word.channel, None)
        if one is not None and read.bare in _MOMENTS:
            found.add(one)
        if one in pointed and read.sort not in {Sort.NUMBER, Sort.MULTIPLIER}:
            found.add(one)
        if read.bare in {"one", "1"}:
            ones[word.channel] = index
            if before.get(word.channel) in _OTHERS:
                found.add(index)
            if before.get(word.channel) in _POINTING:
                pointed.add(index)
        before[word.channel] = read.bare
    found.update(pointed.intersection(ones.values()))
    return found


def _of_a_year(reads: Sequence[Read]) -> set[int]:
    """The "of" of each "seven of thirty": between a month and a year it is a filler."""
    return {
        index
        for index in range(1, len(reads) - 1)
        if reads[index].bare == "of"
        and _said_by(reads[index - 1]) in _MONTHS
        and (
            _said_by(reads[index + 1]) in _YEARS or _are_two_thousand(reads[index + 1 : index + 3])
        )
    }


def _are_two_thousand(reads: Sequence[Read]) -> bool:
    return len(reads) == 2 and _said_by(reads[0]) == "2" and reads[1].bare == "thousand"


def _said_by(read: Read) -> str:
    return "".join(atom.digits for atom in read.atoms) if read.sort is Sort.NUMBER else ""


class _Builder:
    """Collects the runs of one channel, word by word."""

    def __init__(self, channel: int, reads: Sequence[Read]) -> None:
        self._channel = channel
        self._reads = reads
        self._runs: list[Run] = []
        self._open: list[int] = []
        self._said: list[int] = []
        self._gap: list[tuple[int, Sort]] = []
        self._overheard = 0
        self._interrupted = False
        self._turns: list[int] = []
        """Positions in what was said before which the other party spoke."""
        self._resumed: set[int] = set()
        """The words there."""

    def hear(self, index: int, sort: Sort) -> None:
        """The next word of this channel."""
        match sort:
            case Sort.NUMBER | Sort.QUANTITY:
                if self._of_another_kind(sort):
                    self.stop()
                if self._interrupted:
                    self._turns.append(len(self._said))
                    self._resumed.add(index)
                self._settle_gap()
                self._open.append(index)
                self._said.append(index)
                self._overheard = 0
                self._interrupted = False
            case Sort.HOMOPHONE if self._ends_with_it(index):
                self._open.append(index)
                self._said.append(index)
            case Sort.FILLER | Sort.HOMOPHONE | Sort.MULTIPLIER:
                if sort is Sort.MULTIPLIER or self._open:
                    self._gap.append((index, sort))
                if len(self._gap) > _FILLERS_WITHIN:
                    self.stop()
            case _:
                self.stop()

    def _of_another_kind(self, sort: Sort) -> bool:
        """Whether a price follows a number, or a number a price."""
        return bool(self._said) and (self._reads[self._said[-1]].sort is Sort.QUANTITY) is not (
            sort is Sort.QUANTITY
        )

    def _ends_with_it(self, index: int) -> bool:
        """Whether a digit was heard as another word right after a digit."""
        if not self._said or self._gap or self._reads[self._said[-1]].sort is Sort.QUANTITY:
            return False
        return self._reads[index].bare in _HARDLY_WORDS

    def overhear(self, sort: Sort) -> None:
        """The next word of another channel."""
        self._interrupted = bool(self._open)
        if sort in {Sort.WORD, Sort.STRUCK} and self._open:
            self._overheard += 1
            if self._overheard > _OTHERS_WITHIN:
                self.stop()

    def finish(self) -> list[Run]:
        self.stop()
        return self._runs

    def _sighs(self) -> bool:
        """Whether it ends with "oh" after figures: who writes "279584" writes a nought as 0."""
        last = [self._reads[i] for i in self._said[-2:]]
        return len(last) > 1 and last[1].bare == "oh" and last[0].bare.isdecimal()

    def _settle_gap(self) -> None:
        """A number follows: what lay between belongs to the run, and may say digits."""
        last = len(self._gap) - 1
        for place, (index, sort) in enumerate(self._gap):
            if not self._open and sort is not Sort.MULTIPLIER:
                continue
            self._open.append(index)
            between_digits = place == 0 == last and bool(self._said)
            if (sort is Sort.HOMOPHONE and between_digits) or sort is Sort.MULTIPLIER:
                self._said.append(index)
        self._gap.clear()

    def stop(self) -> None:
        """Whatever is said next belongs to another run."""
        if not self._open:
            self._gap.clear()
            return
        while self._sighs():
            self._said.pop()
            self._open = self._open[: self._open.index(self._said[-1]) + 1]
        if self._open:
            self._runs += self._by_turn()
        self._open.clear()
        self._turns.clear()
        self._resumed.clear()
        self._said.clear()
        self._gap.clear()
        self._overheard = 0
        self._interrupted = False

    def _by_turn(self) -> list[Run]:
        """What was said, in one; or in turns, where one of them is as long as a card number and
        another was said before it, or together they are too long for one, or one is an amount."""
        whole = self._made(tuple(self._open), tuple(self._said))
        ends = [*self._turns, len(self._said)]
        turns = [self._said[start:end] for start, end in pairwise([0, *ends]) if start < end]
        if len(turns) == 1:
            return [whole]
        amounts = [any(self._reads[i].bare in ROUND for i in said) for said in turns]
        if not any(amounts) and len(whole.digits) < SHORTEST_PAN:
            return [whole]
        parts = [self._made(self._words_of(said), tuple(said)) for said in turns]
        cards = [len(part.digits) >= SHORTEST_PAN for part in parts]
        later = any(cards[1:]) or (cards[0] and len(whole.digits) > LONGEST_PAN)
        return parts if later or any(amounts) else [whole]

    def _words_of(self, said: Sequence[int]) -> tuple[int, ...]:
        first, last = bisect_left(self._open, said[0]), bisect_left(self._open, said[-1])
        return tuple(self._open[first : last + 1])

    def _made(self, words: tuple[int, ...], said: tuple[int, ...]) -> Run:
        reads = self._reads
        plain = not any(reads[i].sort is Sort.QUANTITY for i in said)
        atoms = [(atom, i) for i in said for atom in reads[i].atoms] if plain else []
        pauses = {i for i in said if reads[i].paused}
        pauses.update(before for before, after in pairwise(said) if after in self._resumed)
        pieces = tuple(piece.digits for piece in join(atoms, pauses))
        digits = "".join(pieces)
        return Run(self._channel, words, said, digits, pieces, plain)


def in_groups(pieces: Sequence[str]) -> bool:
    """Whether they were said as card numbers are: in ones, twos, fours, threes, or 4-6-5."""
    lengths = tuple(map(len, pieces))
    if lengths[: len(AMEX)] == AMEX[: len(lengths)]:
        return True
    threes = set(lengths[:-1]) <= {3} and lengths[-1] < 4
    return threes or all(n in {1, 2, 4} or n >= 8 for n in lengths)
