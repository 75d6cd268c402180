"""Digits that the recogniser took for words, inside a card number being read. Pure.

"Four treble oh, five" comes out as "for tremble the five": what stands between two
parts of one card number, or leads up to it, is masked with it. So is what leads up to
a code or an expiry date of which a digit or two were understood: "February twenty
nine" comes out as "had you worried, 9?".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from pipeline.answers import Verdict
from pipeline.asking import Asked, is_soon_after
from pipeline.digits import Read, Sort
from pipeline.model import Entity, Transcript
from pipeline.payment_prompts import Topic
from pipeline.runs import Run
from pipeline.subjects import is_day

_WORDS = 4
"""Words, on one channel, that may be misheard digits between two parts of a card number."""
_TIME = 4_000
"""Milliseconds they may take."""
_ANSWER = 14
"""Words after a question for a code in which such an answer begins."""
_FEWEST = 3
"""Digits of the shortest answer to a question for a code or an expiry date."""
_LEADING = 3
"""Words before a card number in which a digit's sound-alike leads up to it."""
_LONGEST_LEAD = 8
"""Words that sound-alikes may lead up with."""
_TALK = frozenset({"me", "you", "us", "it", "my", "your", "that", "this"})
"""After "for" or "to", these mean that no digit was said."""
_LEADERS = frozenset({"for", "fore", "to", "too", "ate", "won", "tree", "sicks", "owe"})
_ASKED_FOR = frozenset({"prompt:code", "prompt:expiry"})
_WITHIN_A_DATE = frozenset({"of", "from"})
"""Between two numbers of an expiry date: "eight of twenty-eight"."""


def bridged(
    transcript: Transcript,
    reads: Sequence[Read],
    runs: Sequence[Run],
    verdicts: Mapping[int, Verdict],
) -> list[Run]:
    """`runs`, those of card numbers reaching back to what is likely to be misheard.

    Where the check digit is right nothing was misheard, and nothing is added.
    """
    mine: dict[int, list[int]] = {}
    position: dict[int, int] = {}
    for index, word in enumerate(transcript.words):
        row = mine.setdefault(word.channel, [])
        position[index] = len(row)
        row.append(index)
    ends = {runs[place].last: verdict.entity for place, verdict in verdicts.items()}
    made = list(runs)
    before: dict[int, Run] = {}
    for place, run in enumerate(runs):
        verdict = verdicts.get(place)
        if verdict is None:
            continue
        row, at = mine[run.channel], position[run.first]
        if verdict.entity in {Entity.PAN, Entity.PAYMENT_NUMBER}:
            previous = before.get(run.channel)
            start = at
            if previous and verdict.entity is Entity.PAN and "luhn" not in verdict.rule:
                start = _bridge(transcript, row, position[previous.last] + 1, at)
            if start == at and verdict.rule == "prompt:card":
                start = _lead(reads, row, at, _LONGEST_LEAD)
            elif start == at and verdict.entity is Entity.PAN:
                sure = "luhn" in verdict.rule
                start = _lead(reads, row, at, 1 if sure else _LEADING, at_once=True)
            if verdict.rule != "false_start":
                before[run.channel] = run
        else:
            start = _answer(transcript, reads, row, at, run, verdict, ends)
        end = position[run.last] + 1
        if verdict.entity is Entity.PAN and "luhn" not in verdict.rule:
            end = _tail(reads, row, end)
        words = (*row[start:at], *run.words, *row[position[run.last] + 1 : end])
        made[place] = replace(run, words=words)
    return made


def _answer(
    transcript: Transcript,
    reads: Sequence[Read],
    row: Sequence[int],
    at: int,
    run: Run,
    verdict: Verdict,
    ends: Mapping[int, Entity],
) -> int:
    """Where the answer to a question for a code or a date begins, if not at `at`.

    `ends` are the last words of what was found, and what that is.
    """
    if at > 1 and row[at - 2] in ends:
        of_one_date = verdict.entity is ends[row[at - 2]] is Entity.CARD_EXPIRY
        if reads[row[at - 1]].bare in _WITHIN_A_DATE or of_one_date:
            return at - 1
    if not run.digits and verdict.entity is Entity.CARD_EXPIRY:
        return _day(reads, row, at)
    if verdict.rule in _ASKED_FOR and _leads_alone(reads, row, at):
        return at - 1
    half = 0 < len(run.digits) < _FEWEST and (not at or row[at - 1] not in ends)
    if half and verdict.rule in _ASKED_FOR:
        return _turn(transcript, row, at)
    return at


def _bridge(transcript: Transcript, row: Sequence[int], after: int, at: int) -> int:
    """Where the words between two parts begin, if they are few and quickly said, or `at`."""
    if not 0 < at - after <= _WORDS:
        return at
    gap = transcript.words[row[at]].span.start - transcript.words[row[after - 1]].span.end
    return after if gap <= _TIME else at


def _turn(transcript: Transcript, row: Sequence[int], at: int) -> int:
    """Where the turn begins in which the word at `at` is said, `_WORDS` before it at most.

    Only while nobody else speaks, and no further than `_TIME` from word to word.
    """
    start = at
    while start > max(0, at - _WORDS) and row[start] - row[start - 1] == 1:
        before, after = transcript.words[row[start - 1]], transcript.words[row[start]]
        if after.span.start - before.span.end > _TIME:
            break
        start -= 1
    return start


def _leads_alone(reads: Sequence[Read], row: Sequence[int], at: int) -> bool:
    """Whether all that is said before the number at `at` is a sound-alike: "too thousand"."""
    if not at or reads[row[at - 1]].bare not in _LEADERS or row[at] - row[at - 1] > 1:
        return False
    return at == 1 or row[at - 1] - row[at - 2] > 1


def _day(reads: Sequence[Read], row: Sequence[int], at: int) -> int:
    """Where "the thirty-first of" begins before the month at `at`, or `at`."""
    start = at - 1 if at and reads[row[at - 1]].bare == "of" else at
    ordinal = start and row[at] - row[start - 1] == at - start + 1
    return start - 1 if ordinal and is_day(reads[row[start - 1]].bare) else at


def _lead(
    reads: Sequence[Read], row: Sequence[int], at: int, longest: int, *, at_once: bool = False
) -> int:
    """Where a sound-alike leads up to the number that begins at `at`, or `at`.

    Only while nobody else speaks: "two for support" was said before the question. `at_once`:
    only without another word between.
    """
    found = at
    for start in range(at - 1, max(-1, at - longest - 1), -1):
        if row[at] - row[start] != at - start or found - start > _LEADING:
            break
        read = reads[row[start]]
        if read.bare in _LEADERS or read.sort is Sort.MULTIPLIER:
            found = start
        elif at_once:
            break
    return found


def _tail(reads: Sequence[Read], row: Sequence[int], end: int) -> int:
    """Where the sound-alikes end that end a turn right after a number, or `end`."""
    last = end
    while last < len(row) and row[last] - row[last - 1] == 1 and last - end < _LEADING:
        if reads[row[last]].bare not in _LEADERS:
            return end
        last += 1
    return last if last == len(row) or row[last] - row[last - 1] > 1 else end


def misheard_codes(
    transcript: Transcript, reads: Sequence[Read], prompts: Sequence[Asked], cards: Sequence[int]
) -> Iterator[Run]:
    """Answers to a question for a code of which digits were taken for words: "ate five too".

    `cards` are the words, in order, with which a card number ends: a weak prompt asks for its
    code soon after one of them.
    """
    for prompt in prompts:
        if prompt.topic is not Topic.CODE or (prompt.weak and not is_soon_after(prompt, cards)):
            continue
        for said in _sounds(transcript, reads, prompt.last + 1):
            digits = "".join(atom.digits for i in said for atom in reads[i].atoms)
            channel = transcript.words[said[0]].channel
            yield Run(channel, said, said, digits, tuple(digits), plain=True)
            break


def _sounds(transcript: Transcript, reads: Sequence[Read], start: int) -> Iterator[tuple[int, ...]]:
    """The rows of three or four digits, of one channel, that begin soon and of which one or more
    are sound-alikes; none after a number that is said plainly."""
    until = min(start + _ANSWER, len(reads))
    for (_, alike), row in groupby(
        range(start, until),
        key=lambda i: (transcript.words[i].channel, _is_a_digit(reads[i])),
    ):
        said = tuple(row)
        heard = [reads[i].sort is Sort.NUMBER for i in said]
        if alike and not all(heard) and len(said) in {3, 4}:
            yield said
        if any(heard):
            return


def _is_a_digit(read: Read) -> bool:
    """Whether it says one digit, or sounds like one."""
    single = sum(len(atom.digits) for atom in read.atoms) == 1
    return read.sort is Sort.HOMOPHONE or (read.sort is Sort.NUMBER and single)
