"""Card numbers, codes, PINs and expiry dates in what was said. Pure.

Three things make a number card data, and each is enough:
a run of 13 digits or more, whatever its check digit says; a payment window, from
the prompt for the card until after its code, in which every number is masked; and
being a fragment of a card number read elsewhere in the call.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.answers import Verdict
from pipeline.asking import find_prompts
from pipeline.assembling import assembled
from pipeline.beginnings import beginnings, beside
from pipeline.bridges import bridged, misheard_codes
from pipeline.digits import Sort, read_words
from pipeline.groups import unasked
from pipeline.hindsight import paid_before
from pipeline.holders import holder_names
from pipeline.model import Entity, Finding, Transcript
from pipeline.months import months
from pipeline.payment import in_payment
from pipeline.payment_prompts import Topic
from pipeline.runs import Run, find_runs
from pipeline.subjects import Subjects
from pipeline.timeline import Span

_FRAGMENT = 4
"""Digits of a card number that give it away when they are repeated."""


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
        about = Subjects(transcript, reads)
        prompts = [] if struck else find_prompts(transcript, reads, about)
        spoken_for = about.announcing.union(i for p in prompts for i in p.words)
        runs = find_runs(transcript, reads, spoken_for)
        runs = sorted([*runs, *months(transcript, reads)], key=lambda run: run.first)
        asked_next = [p.first for p in prompts if p.topic in {Topic.EXPIRY, Topic.CODE}]
        borders = [p.first for p in prompts if not p.weak and p.topic is not Topic.PAYING]
        verdicts = dict(unasked(transcript, reads, runs, borders, about))
        whole = {place for place, v in verdicts.items() if v.rule.endswith("luhn")}
        verdicts |= dict(assembled(transcript, reads, runs, whole, about))
        if not struck:
            begun = dict(beginnings(runs, asked_next, about))
            for place, verdict in in_payment(reads, runs, prompts, begun | verdicts, about):
                verdicts.setdefault(place, verdict)
            verdicts = begun | verdicts
            verdicts |= dict(paid_before(runs, verdicts, reads, about))
            read_out = (runs[place].last for place, v in verdicts.items() if v.entity is Entity.PAN)
            for sounds in misheard_codes(transcript, reads, prompts, sorted(read_out)):
                runs.append(sounds)
                verdicts[len(runs) - 1] = Verdict(Entity.CARD_CODE, 0.6, "prompt:code:misheard")
            verdicts |= dict(beside(runs, _certain(runs, verdicts, about), verdicts, about))
            verdicts |= dict(_repeats(runs, verdicts, about))
            runs = bridged(transcript, reads, runs, verdicts)
        found = [
            _finding(transcript, runs[place], verdict)
            for place, verdict in sorted(verdicts.items())
        ]
        cards = sorted(f.words[-1] for f in found if f.entity is Entity.PAN)
        names = holder_names(transcript, reads, prompts, cards)
        return sorted([*found, *(_name(transcript, words) for words in names)], key=_first_word)


def _certain(runs: Sequence[Run], verdicts: Mapping[int, Verdict], about: Subjects) -> list[int]:
    """The first words, in order, of what is a card number for more than its length."""
    return sorted(
        runs[place].first
        for place, verdict in verdicts.items()
        if verdict.entity is Entity.PAN
        and (verdict.rule.endswith("luhn") or about.of_payment(runs[place].words))
    )


def _repeats(
    runs: Sequence[Run], verdicts: Mapping[int, Verdict], about: Subjects
) -> Iterator[tuple[int, Verdict]]:
    """Runs anywhere in the call that repeat four digits or more of a card number.

    A long number of no scheme, where no payment is spoken of, gives away nothing.
    """
    said: dict[int, list[str]] = {}
    for place, verdict in sorted(verdicts.items()):
        some = verdict.rule != "run" or about.of_payment(runs[place].words)
        if verdict.entity is Entity.PAN and some:
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


def _first_word(finding: Finding) -> int:
    return finding.words[0]


def _finding(transcript: Transcript, run: Run, verdict: Verdict) -> Finding:
    return Finding(
        verdict.entity,
        run.channel,
        _span(transcript, run.words),
        verdict.score,
        CardDetector.name,
        rule=verdict.rule,
        words=run.words,
    )


def _name(transcript: Transcript, words: tuple[int, ...]) -> Finding:
    return Finding(
        Entity.CARDHOLDER,
        transcript.words[words[0]].channel,
        _span(transcript, words),
        0.8,
        CardDetector.name,
        rule="prompt:holder",
        words=words,
    )


def _span(transcript: Transcript, words: Sequence[int]) -> Span:
    spans = [transcript.words[index].span for index in words]
    return Span(min(s.start for s in spans), max(s.end for s in spans))
