"""Card numbers, codes, PINs and expiry dates in what was said. Pure.

Three things make a number card data, and each is enough:
a run of 13 digits or more, whatever its check digit says; a payment window, from
the prompt for the card until after its code, in which every number is masked; and
being a fragment of a card number read elsewhere in the call.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, groupby

from pipeline.asking import Subjects, find_prompts, months
from pipeline.brands import LONGEST_PAN, SHORTEST_PAN, brand, luhn
from pipeline.bridges import bridged
from pipeline.digits import Read, Sort, read_words
from pipeline.model import Entity, Finding, Transcript
from pipeline.payment import Verdict, in_payment
from pipeline.runs import Run, find_runs
from pipeline.timeline import Span

_FRAGMENT = 4
"""Digits of a card number that give it away when they are repeated."""
_APART = 8
"""Words of sense, on one channel, across which groups of digits may be one card number."""
_MISHEARD = 1
"""Words of sense that may be a digit the recogniser did not understand."""
_SAID_MEANWHILE = 3
"""Words the other party may say between a false start and the card number."""
_RESTART = 12
"""Words before a card number in which an earlier start of it is looked for."""

_BEGINS = re.compile(r"(?:4|5[1-5]|2[2-7])(?:\d{7}|\d{11})|[45]\d{7}|3[47]\d{8}")
"""Two or three groups of a Visa or Mastercard number, or the first two of an American Express."""
_THREE_GROUPS = 12


class CardDetector:
    """Finds card data by reading digits; needs nothing but the words."""

    name = "cards"

    def find(self, transcript: Transcript) -> Iterable[Finding]:
        """Each stretch of card data, in the order of its first word.

        A transcript with struck tokens in it was decided before; in it only whole
        card numbers are looked for.
        """
        reads = read_words(word.text for word in transcript.words)
        struck = any(read.sort is Sort.STRUCK for read in reads)
        about = Subjects(reads)
        prompts = [] if struck else find_prompts(transcript, reads, about)
        runs = find_runs(transcript, reads, {i for p in prompts for i in p.words})
        runs = sorted([*runs, *months(transcript, reads)], key=lambda run: run.first)
        verdicts = dict(_whole_cards(transcript, reads, runs, [p.first for p in prompts]))
        if not struck:
            for place, verdict in in_payment(reads, runs, prompts, dict(verdicts)):
                verdicts.setdefault(place, verdict)
            for place in _parts(runs, about):
                verdicts.setdefault(place, Verdict(Entity.PAN, 0.5, "part"))
            verdicts |= dict(_repeats(runs, verdicts))
            runs = bridged(transcript, reads, runs, verdicts)
        return [
            _finding(transcript, runs[place], verdict)
            for place, verdict in sorted(verdicts.items())
        ]


def _whole_cards(
    transcript: Transcript, reads: Sequence[Read], runs: Sequence[Run], prompts: Sequence[int]
) -> Iterator[tuple[int, Verdict]]:
    """The runs that are card numbers by themselves or together, and false starts of them.

    Nothing is put together across one of `prompts` (first words, in order).
    """
    senses = _senses(transcript, reads)
    by_channel: dict[int, list[int]] = {}
    for place, run in enumerate(runs):
        if run.digits and (run.plain or len(run.digits) >= SHORTEST_PAN):
            by_channel.setdefault(run.channel, []).append(place)
    for mine in _between(prompts, runs, by_channel.values()):
        for at, place in enumerate(mine):
            run = runs[place]
            if len(run.digits) >= SHORTEST_PAN and not _only_years(run):
                yield place, _as_card(run.digits, "run")
                yield from _false_starts(transcript, runs, mine[max(0, at - 3) : at], run)
            elif together := _together(runs, mine[at : at + LONGEST_PAN], senses):
                digits, places, rule = together
                for part in places:
                    yield part, _as_card(digits, rule)


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
    runs: Sequence[Run], places: Sequence[int], senses: Mapping[int, Sequence[int]]
) -> tuple[str, list[int], str] | None:
    """The groups from the first of `places` on that make up one card number, if they do."""
    first = runs[places[0]]
    if len(first.digits) < 3 or _grouped(first)[0] not in "23456":
        return None
    digits, taken, last, close = "", [], first, True
    for place in places:
        run = runs[place]
        said = senses[run.channel]
        apart = said[run.first] - said[last.last]
        if apart > _APART or len(run.digits) < 3:
            return None
        close = close and apart <= _MISHEARD
        taken.append(place)
        last = run
        if not digits.endswith(_grouped(run)):
            digits += _grouped(run)
        if len(digits) > LONGEST_PAN:
            return None
        if len(digits) in {15, 16} and brand(digits) and len(taken) > 1:
            if luhn(digits):
                return digits, taken, "groups:luhn"
            quads = all(len(_grouped(runs[p])) % 4 == 0 for p in taken)
            if close or quads:
                return digits, taken, "groups"
    return None


def _grouped(run: Run) -> str:
    """The digits of a group; the "oh" before four of them is no nought: "oh, 4335"."""
    sighed = len(run.digits) % 4 == 1 and len(run.digits) > 4 and run.pieces[0] == "0"
    return run.digits[1:] if sighed else run.digits


def _parts(runs: Sequence[Run], about: Subjects) -> Iterator[int]:
    """Runs that begin like a card and break off between groups.

    Two groups only where a payment is spoken of, three unless they are announced as else.
    """
    for place, run in enumerate(runs):
        begins = run.plain and _BEGINS.fullmatch(run.digits) and max(map(len, run.pieces)) <= 6
        unannounced = len(run.digits) == _THREE_GROUPS and not about.announced(run.words)
        if begins and (unannounced or about.of_a_card(run.words)):
            yield place


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


def _only_years(run: Run) -> bool:
    return all(len(p) == 4 and p[:2] in {"19", "20"} for p in run.pieces)


def _repeats(runs: Sequence[Run], verdicts: Mapping[int, Verdict]) -> Iterator[tuple[int, Verdict]]:
    """Runs anywhere in the call that repeat four digits or more of a card number."""
    said: dict[int, list[str]] = {}
    for place, verdict in sorted(verdicts.items()):
        if verdict.entity is Entity.PAN:
            said.setdefault(runs[place].channel, []).append(runs[place].digits)
    known = {
        digits[i : i + _FRAGMENT]
        for digits in map("".join, said.values())
        for i in range(len(digits) - _FRAGMENT + 1)
    }
    for place, run in enumerate(runs):
        unnamed = place not in verdicts or verdicts[place].entity is Entity.PAYMENT_NUMBER
        if unnamed and any(
            run.digits[i : i + _FRAGMENT] in known for i in range(len(run.digits) - _FRAGMENT + 1)
        ):
            yield place, Verdict(Entity.PAN, 0.8, "repeat")


def _finding(transcript: Transcript, run: Run, verdict: Verdict) -> Finding:
    spans = [transcript.words[i].span for i in run.words]
    span = Span(min(s.start for s in spans), max(s.end for s in spans))
    return Finding(
        verdict.entity,
        run.channel,
        span,
        verdict.score,
        CardDetector.name,
        rule=verdict.rule,
        words=run.words,
    )
