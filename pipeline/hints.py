"""A few digits that were heard where a card's data had been asked for. Pure.

The listener hears two digits in much that is none, so by itself that is no reason to
silence anything. After the question for a code, or after a long number, it is: then it
counts though no words say so, because the recogniser wrote other words, or none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from pipeline.asking import Asked, find_prompts
from pipeline.clocks import where_read
from pipeline.digits import read_words
from pipeline.model import Entity, Finding, Party, Transcript
from pipeline.payment_prompts import Topic
from pipeline.subjects import Subjects
from pipeline.timeline import Span, overlapping, support

PATIENCE: Mapping[Topic, int] = {
    Topic.CARD: 20_000,
    Topic.CODE: 12_000,
    Topic.EXPIRY: 12_000,
    Topic.PIN: 12_000,
    Topic.ISSUE: 8_000,
    Topic.START: 8_000,
}
"""Milliseconds after its question in which an answer begins."""
SHORTEST: Mapping[Topic, int] = {Topic.CARD: 2_000}
"""Milliseconds of what can answer it, with what a listener adds to its edges: four digits of a
card (fewer gave nothing but other speech in benchmarks/unseen)."""
AT_ONCE = 4_000
"""The same for who announces it: "and the code is"."""
BEFORE = 500
"""Milliseconds by which an answer may begin before its question is over."""
LONG = 5_000
"""Milliseconds that a card number takes to say: what was read for shorter is a part of one."""
AFTER_A_NUMBER = 8_000
"""Milliseconds after one in which date and code follow."""
BESIDE_A_NUMBER = 60_000
"""Milliseconds on either side of a long number, on whatever channel, in which a few digits go
with it where the recogniser wrote no words at all (chosen in the open half of
benchmarks/unseen)."""
LASTING = 40_000
"""Milliseconds after a question for card data in which some may be said: a number, read back."""
_ENTITIES: Mapping[Topic, Entity] = {
    Topic.CARD: Entity.PAYMENT_NUMBER,
    Topic.CODE: Entity.CARD_CODE,
    Topic.EXPIRY: Entity.CARD_EXPIRY,
    Topic.PIN: Entity.PIN,
    Topic.ISSUE: Entity.CARD_ISSUE,
    Topic.START: Entity.CARD_EXPIRY,
}


def payment_prompts(transcript: Transcript) -> list[Asked]:
    """Where card data is asked for in earnest, or announced, in order."""
    reads = read_words(word.text for word in transcript.words)
    prompts = find_prompts(transcript, reads, Subjects(transcript, reads))
    return [prompt for prompt in prompts if not prompt.weak]


def answers(
    hints: Iterable[Finding], transcript: Transcript, cards: Iterable[Finding]
) -> Iterator[Finding]:
    """Those of `hints` that answer a question for card data, as what was asked for last.

    After a card number (`cards` are those found) the question may have been misheard too, and
    where no words were read at all, whatever is heard near a long number is taken for part of it.
    """
    prompts = [p for p in reversed(payment_prompts(transcript)) if p.topic in PATIENCE]
    numbers = [c for c in cards if c.entity is Entity.DIGITS or c.span.duration >= LONG]
    read = {channel: support(spans) for channel, spans in where_read(transcript).items()}
    for hint in hints:
        for prompt in prompts:
            after = _answering(prompt, hint.channel, transcript)
            long_enough = hint.span.duration >= SHORTEST.get(prompt.topic, 0)
            if after and hint.span.overlaps(after) and long_enough:
                yield _answer(hint, prompt, after)
                break
        else:
            if any(_follows(hint, number) for number in numbers):
                yield replace(hint, entity=Entity.PAYMENT_NUMBER, rule="after a number:heard")
            elif not overlapping(read.get(hint.channel, ()), hint.span) and any(
                _is_beside(hint, number) for number in numbers
            ):
                yield replace(hint, entity=Entity.PAYMENT_NUMBER, rule="beside a number:heard")


def _is_beside(hint: Finding, number: Finding) -> bool:
    near = Span(max(0, number.span.start - BESIDE_A_NUMBER), number.span.end + BESIDE_A_NUMBER)
    return number.entity is Entity.DIGITS and hint.span.overlaps(near)


def _follows(hint: Finding, number: Finding) -> bool:
    after = Span(number.span.end, number.span.end + AFTER_A_NUMBER)
    return hint.channel == number.channel and hint.span.overlaps(after)


def _answer(hint: Finding, prompt: Asked, after: Span) -> Finding:
    """`hint` without what was heard of the question itself ("the three digits")."""
    asked_here = hint.channel == prompt.channel
    return Finding(
        _ENTITIES[prompt.topic],
        hint.channel,
        Span(max(hint.span.start, after.start), hint.span.end) if asked_here else hint.span,
        hint.score,
        hint.detector,
        rule=f"prompt:{prompt.topic}:heard",
    )


def _answering(prompt: Asked, channel: int, transcript: Transcript) -> Span | None:
    """When an answer on `channel` to `prompt` begins; None if nobody answers there."""
    asked = transcript.words[prompt.last].span.end
    party = transcript.channels[channel]
    alone = len(transcript.channels) == 1 or party is Party.MIXED
    if alone or channel != prompt.channel:
        return Span(max(0, asked - (0 if alone else BEFORE)), asked + PATIENCE[prompt.topic])
    # Agents ask, and go on about what is no secret; callers announce, and say it.
    return Span(asked, asked + AT_ONCE) if party is Party.CUSTOMER else None


def payment_windows(transcript: Transcript, *, within: Span) -> tuple[Span, ...]:
    """When card data may be said: from each question for it until `LASTING` ms after it."""
    asked = (
        transcript.words[prompt.first].span.hull(transcript.words[prompt.last].span)
        for prompt in payment_prompts(transcript)
        if prompt.topic in PATIENCE
    )
    return support(Span(s.start, min(s.end + LASTING, within.end)) for s in asked)
