"""Card numbers that nobody asked for: whole ones, and groups that make one. Pure.

A run of 13 digits or more is a card number whatever its check digit says, unless its
grouping says that it is something else: counting, a list of part numbers, amounts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, groupby, pairwise

from pipeline.answers import Verdict, bare, is_month_year, is_round
from pipeline.beginnings import BEGINS
from pipeline.brands import LONGEST_PAN, SHORTEST_PAN, WIDE, brand, luhn
from pipeline.digits import Read, Sort, join
from pipeline.model import Entity, Transcript
from pipeline.number_lists import (
    are_begun_again,
    are_mixed,
    are_neighbours,
    are_of_a_book,
    are_read_back,
    are_similar,
    are_traded,
    are_years,
    ascend,
    count,
    repeat,
)
from pipeline.runs import AMEX, Run, in_groups
from pipeline.subjects import Subjects
from pipeline.wordlists import words

_APART = 8
"""Words of sense, on one channel, across which groups of digits may be one card number."""
_MISHEARD = 1
"""Words of sense that may be a digit the recogniser did not understand."""
_SAID_MEANWHILE = 3
"""Words the other party may say between a false start and the card number."""
_RESTART = 12
"""Words before a card number in which an earlier start of it is looked for."""
_FOUR_GROUPS = 16
"""Digits of a number that is read in fours."""
_READ_BACK = 4
"""Numbers of other things, the latest ones, that may be read back."""
_SHORTEST_GROUP = 3
"""Digits; fewer between two groups are something else: "it's a quarter past nine"."""
_USUAL = frozenset({14, 15, 16})
"""Digits of the cards that nearly everybody has."""
_PRICE = 4
"""Digits of a price."""
_PRICED = words("a an each per apiece plus off pounds pound quid")
"""After a number, these make it one."""
_LONGEST_TWICE = 30
"""Digits of a card number, an expiry date and a code."""
_CORRECTED = 8
"""Digits that may be said in the place of others."""
_SAID_TWICE = 5
"""Digits that a correction adds to a card number."""
_CORRECTING = words("sorry no nope oops wait scratch correction rather mean again")


def unasked(
    transcript: Transcript,
    reads: Sequence[Read],
    runs: Sequence[Run],
    prompts: Sequence[int],
    about: Subjects,
) -> Iterator[tuple[int, Verdict]]:
    """The runs that are card numbers by themselves or together, and false starts of them.

    Nothing is put together across one of `prompts` (first words, in order).
    """
    senses = _senses(transcript, reads)
    starts = [run.first for run in runs]

    def is_card(run: Run) -> bool:
        among = runs[bisect_right(starts, run.first) : bisect_right(starts, run.last)]
        told = [other.digits for other in among if other.channel != run.channel]
        return _is_card(run, reads, about, told)

    others = [
        run
        for run in runs
        if run.digits and about.announced_at_once(run.words) and not is_card(run)
    ]
    firsts = [run.first for run in others]
    by_channel: dict[int, list[int]] = {}
    for place, run in enumerate(runs):
        if run.digits:
            by_channel.setdefault(run.channel, []).append(place)
    for mine in _between(prompts, runs, by_channel.values()):
        for at, place in enumerate(mine):
            run = runs[place]
            if len(run.digits) >= SHORTEST_PAN:
                before = bisect_right(firsts, run.last)
                said = [other.digits for other in others[max(0, before - _READ_BACK) : before]]
                if is_card(run) and not are_read_back(run.digits, said):
                    yield place, _as_card(_led_by(run.pieces) or run.digits, "run")
                    begun = at > 0 and BEGINS.fullmatch(runs[mine[at - 1]].digits)
                    if about.of_payment(run.words) or brand(run.digits) or begun:
                        yield from _false_starts(transcript, runs, mine[max(0, at - 3) : at], run)
            elif together := _together(reads, runs, mine[at : at + LONGEST_PAN], senses, about):
                digits, places, rule = together
                for part in places:
                    yield part, _as_card(digits, rule)
    yield from _finished_by_the_other(runs)


def _finished_by_the_other(runs: Sequence[Run]) -> Iterator[tuple[int, Verdict]]:
    """Card numbers of which one party says the first groups and the other the rest."""
    numbers = [place for place, run in enumerate(runs) if run.digits]
    for place, following in pairwise(numbers):
        one, other = runs[place], runs[following]
        digits = one.digits + other.digits
        at_once = other.channel != one.channel and other.first - one.last <= _SAID_MEANWHILE
        quads = len(one.digits) % 4 == len(other.digits) % 4 == 0 and len(digits) == _FOUR_GROUPS
        if at_once and quads and brand(digits) not in WIDE and luhn(digits):
            yield place, _as_card(digits, "groups")
            yield following, _as_card(digits, "groups")


def _is_card(run: Run, reads: Sequence[Read], about: Subjects, told: Sequence[str]) -> bool:
    """Whether a run of 13 digits or more is one; only what is plainly not is let go.

    Where no payment is spoken of, more digits than a card has are a list, unless they begin
    with a card by check digit, or somebody corrects himself. So are numbers among which the
    other party has `told` others.
    """
    if len(run.digits) not in _USUAL and are_begun_again(run.digits):
        return False
    barcode = len(run.digits) == SHORTEST_PAN and about.announced(run.words)
    if any(_is_whole(digits) for digits in (run.digits, *run.pieces)) and not (
        barcode and brand(run.digits) in WIDE
    ):
        return True
    if _led_by(run.pieces):
        return True
    if _led_by(_said_once(run.digits)) or _is_one_corrected(run, reads):
        return True
    listed = False
    fours = all(len(piece) == 4 for piece in run.pieces)
    if about.announced_at_once(run.words) and not (fours or about.of_cards(run.words)):
        return False
    if not about.of_payment(run.words):
        long = len(run.digits) > LONGEST_PAN and not _is_corrected(run, reads)
        if long or about.announced(run.words):
            return False
        if _ends_with_a_price(run, reads) or are_of_a_book(run.digits):
            return False
        if ascend(run.pieces) or about.measured(run.words):
            return False
        if are_traded(run.digits, told) and not _is_like_one(run):
            return False
        listed = brand(run.digits) in WIDE and are_similar(run.digits)
    if _holds_one(run.pieces, by_check_digit=listed):
        return True
    if listed:
        return False
    if are_years(run) or count(run) or are_neighbours(run.digits):
        return False
    if in_groups(run.pieces):
        return len(run.digits) <= LONGEST_PAN or not are_mixed(run.pieces)
    if len(run.digits) > LONGEST_PAN:
        return False
    name = brand(run.digits)
    distinct = name not in {None, "maestro"} and len(run.digits) > SHORTEST_PAN
    return distinct or (name is not None and about.of_a_card(run.words))


def _is_like_one(run: Run) -> bool:
    """Whether it is of a scheme that few other numbers look like, and said figure by figure or
    written in fours: sums and scores are said in twos."""
    figures = all(len(set(piece)) == 1 or len(piece) % 4 == 0 for piece in run.pieces)
    return figures and len(run.digits) in _USUAL and brand(run.digits) not in WIDE


def _ends_with_a_price(run: Run, reads: Sequence[Read]) -> bool:
    """Whether it is too short for a card without "twenty six seventy" of "a sheet"."""
    after = bare(reads, run.last + 1)
    return after in _PRICED and len(run.digits) - _PRICE < SHORTEST_PAN


def _holds_one(pieces: Sequence[str], *, by_check_digit: bool) -> bool:
    """Whether some of the pieces in a row are a card number by check digit, or the first ones
    by brand, length and grouping: an expiry date and a code may follow in the same breath."""
    for start in range(len(pieces)):
        digits = ""
        for end in range(start, len(pieces)):
            digits += pieces[end]
            if len(digits) > LONGEST_PAN:
                break
            if len(digits) < SHORTEST_PAN or not brand(digits):
                continue
            usual = len(digits) in {15, 16} or (start == 0 and end + 1 == len(pieces))
            first = (
                not by_check_digit
                and start == 0
                and len(digits) in {15, 16}
                and in_groups(pieces[: end + 1])
            )
            if first or (usual and luhn(digits)):
                return True
    return False


def _said_once(digits: str) -> list[str]:
    """The fours that `digits` are, those that are said again at once left out, and the rest."""
    if len(digits) > 2 * _LONGEST_TWICE:
        return []
    fours = [digits[at : at + 4] for at in range(0, len(digits), 4)]
    once = [four for at, four in enumerate(fours) if not at or four != fours[at - 1]]
    if len(once) == len(fours):
        return []
    return [*once[:4], *"".join(once[4:])]


def _is_whole(digits: str) -> bool:
    """Whether they are a card number by scheme, length and check digit."""
    return len(digits) >= SHORTEST_PAN and brand(digits) is not None and luhn(digits)


def _is_corrected(run: Run, reads: Sequence[Read]) -> bool:
    """Whether it is so long because somebody says part of it again."""
    again = any(reads[i].bare in _CORRECTING for i in run.words)
    return again and len(run.digits) <= LONGEST_PAN + _SAID_TWICE


def _is_one_corrected(run: Run, reads: Sequence[Read]) -> bool:
    """Whether it is a card number by scheme and length once what was said after "wait no" stands
    in the place of as much before it."""
    at = max((i for i in run.words if reads[i].bare in _CORRECTING), default=run.last)
    atoms = [(atom, i) for i in run.said if i > at for atom in reads[i].atoms]
    right = "".join(piece.digits for piece in join(atoms))
    digits = run.digits[: -2 * len(right)] + right
    replaced = 0 < len(right) <= _CORRECTED and run.digits.endswith(right)
    return replaced and len(digits) in _USUAL and brand(digits) not in WIDE


def _led_by(pieces: Sequence[str]) -> str:
    """The card number that the first pieces are by scheme and length, and by check digit or
    because a date follows, and perhaps a code; or ""."""
    for size, digits in enumerate(accumulate(pieces), start=1):
        if len(digits) not in _USUAL or brand(digits) in WIDE:
            continue
        if luhn(digits) or _are_date_and_code(pieces[size:]):
            return digits
    return ""


def _are_date_and_code(pieces: Sequence[str]) -> bool:
    """Whether it is all the rest of a card: "0727 4418", or a date alone."""
    whole = "".join(pieces)
    return any(
        is_month_year(date) and len(whole) - len(date) in {0, 3, 4} for date in accumulate(pieces)
    )


def _between(
    prompts: Sequence[int], runs: Sequence[Run], rows: Iterable[Sequence[int]]
) -> Iterator[list[int]]:
    """Each row of runs, cut where a prompt was said."""
    for row in rows:
        for _, part in groupby(row, key=lambda place: bisect_right(prompts, runs[place].first)):
            yield list(part)


def _senses(transcript: Transcript, reads: Sequence[Read]) -> Mapping[int, Sequence[int]]:
    """For each channel, how many words of sense it has said up to each word of the call."""
    return {
        channel: list(
            accumulate(
                word.channel == channel and read.sort is Sort.WORD
                for word, read in zip(transcript.words, reads, strict=True)
            )
        )
        for channel in {word.channel for word in transcript.words}
    }


def _together(
    reads: Sequence[Read],
    runs: Sequence[Run],
    places: Sequence[int],
    senses: Mapping[int, Sequence[int]],
    about: Subjects,
) -> tuple[str, list[int], str] | None:
    """The groups from the first of `places` on that make up one card number, if they do."""
    first = runs[places[0]]
    if any(about.measured(runs[place].words) for place in places[:2]):
        return None
    if len(first.digits) < _SHORTEST_GROUP or _group(first)[0] not in "23456":
        return None
    digits, groups, taken, last, close = "", list[str](), list[int](), first, True
    quads = len(first.digits) % 4 == 0
    interrupted = False
    for place in places:
        run = runs[place]
        said = senses[run.channel]
        apart = said[run.first] - said[last.last]
        if apart > _APART:
            return None
        amid = quads and len(run.digits) % 4 > 0 and is_round(reads, run)
        if len(run.digits) < _SHORTEST_GROUP or amid:
            interrupted = True
            continue
        close = close and apart <= _MISHEARD
        taken.append(place)
        last = run
        if not digits.endswith(_group(run)):
            digits += _group(run)
            groups.append(_group(run))
        if len(digits) > LONGEST_PAN:
            return None
        if len(digits) in {15, 16} and brand(digits) and len(taken) > 1:
            break
    else:
        return None
    quads = all(len(group) % 4 == 0 for group in groups)
    four = quads or tuple(map(len, groups)) == AMEX
    spoken_of = about.of_a_card([first.first, last.last])
    if luhn(digits) and (four or (spoken_of and not interrupted)):
        return digits, taken, "groups:luhn"
    if interrupted or repeat(digits) or brand(digits) in WIDE:
        return None
    near = close or about.of_payment([first.first, last.last])
    if (quads and near and not about.announced(first.words)) or (close and spoken_of):
        return digits, taken, "groups"
    return None


def _group(run: Run) -> str:
    """The digits of a group; the "oh" before four of them is no nought: "oh, 4335"."""
    sighed = len(run.digits) % 4 == 1 and len(run.digits) > 4 and run.pieces[0] == "0"
    return run.digits[1:] if sighed else run.digits


def _false_starts(
    transcript: Transcript, runs: Sequence[Run], before: Sequence[int], card: Run
) -> Iterator[tuple[int, Verdict]]:
    for place in before:
        run = runs[place]
        between = transcript.words[run.last + 1 : card.first]
        others = sum(word.channel != card.channel for word in between[-_RESTART:])
        near = len(between) < _RESTART and others <= _SAID_MEANWHILE
        if near and 2 <= len(run.digits) < SHORTEST_PAN:
            yield place, Verdict(Entity.PAN, 0.6, "false_start")


def _as_card(digits: str, rule: str) -> Verdict:
    """Brand and check digit say how sure we are, never whether it is masked."""
    name = brand(digits)
    if name and luhn(digits):
        return Verdict(Entity.PAN, 0.99, f"{rule}:{name}:luhn")
    if name:
        return Verdict(Entity.PAN, 0.85, f"{rule}:{name}")
    return Verdict(Entity.PAN, 0.6, rule)
