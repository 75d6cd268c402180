"""When a secret must have been said, whatever its words' times say. Pure.

A recogniser's word times are weakest on digits: seconds wrong in either direction
are on record. So a finding is silenced between trusted anchors: out to the edges of
the speech it lies in, or to the neighbouring words whose times can be believed, and
never narrower than the evidence. Where nothing can be believed, `REACH` is added.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import reduce

from pipeline.clocks import TRUSTED, Clocks
from pipeline.digits import Sort, read_word
from pipeline.model import CARD_DATA, Finding, Transcript, Word
from pipeline.timeline import Span, covered, overlapping

SHORTEST_DIGIT = 90
"""Milliseconds. Nobody says a digit faster (connected digits run at 3 to 8 a second)."""
LONGEST_DIGIT = 2_500
"""Milliseconds a digit, pauses included: longer, and the time is a guess."""
REACH = 3_000
"""Milliseconds by which a word's time is wrong at most: the largest error on record for words
that look sound (whisperX, issues 314 and 1298)."""
SLACK = 500
"""Milliseconds by which card data may run into a neighbour whose time looks sound: Whisper
puts the first digits after a short word up to that late (tests/test_sample_calls.py)."""

_DIGITS_OF_A_CARD = 16


def anchor(
    findings: Sequence[Finding],
    transcript: Transcript,
    activity: Sequence[Sequence[Span]],
    *,
    within: Span,
    heard: Sequence[Finding] = (),
) -> tuple[Finding, ...]:
    """`findings` with the spans in which the secrets must have been said.

    `activity` holds the speech of each channel, in order; a channel without an
    entry is taken to be speech throughout. `heard` is all that listeners heard,
    masked or not: they know their own times, so what was heard and not read keeps
    its span.
    """
    secret = {i for finding in findings for i in finding.words}
    clocks = Clocks(transcript, activity, heard)
    anchors = {
        channel: _Anchors(
            w for i, w in enumerate(transcript.words) if w.channel == channel and i not in secret
        )
        for channel in {finding.channel for finding in findings}
    }

    def settled(finding: Finding) -> Finding:
        if not finding.words:
            return finding
        mine = [transcript.words[i] for i in finding.words]
        speech = activity[finding.channel] if finding.channel < len(activity) else (within,)
        span = _anchored(finding, mine, anchors[finding.channel], speech, within)
        if clocks.is_doubted(finding.channel, finding.span, within=within):
            span = span.hull(finding.span.widened(REACH, within=within))
        if _is_said_in_digits(finding, mine):
            near = finding.span.widened(REACH, within=within)
            span = reduce(Span.hull, clocks.missed(finding.channel, near), span)
        return replace(finding, span=span)

    return tuple(map(settled, findings))


class _Anchors:
    """The words on one channel whose times can be believed."""

    def __init__(self, words: Iterable[Word]) -> None:
        trusted = [word.span for word in words if not _suspect(word)]
        self._starts = sorted(span.start for span in trusted)
        self._ends = sorted(span.end for span in trusted)

    def around(self, span: Span, *, within: Span) -> Span:
        """From the end of the last word before `span` to the start of the first one after it."""
        before = bisect_right(self._ends, span.start)
        after = bisect_left(self._starts, span.end)
        return Span(
            self._ends[before - 1] if before else within.start,
            self._starts[after] if after < len(self._starts) else within.end,
        )


def _anchored(
    finding: Finding, mine: Sequence[Word], anchors: _Anchors, speech: Sequence[Span], within: Span
) -> Span:
    """The stretch around the finding in which `mine` must have been said."""
    span = finding.span
    stretches = overlapping(speech, span)
    if 2 * covered([span], by=stretches) < span.duration:
        # Most of it is said to lie where nobody speaks: no neighbour's time is better.
        far = SLACK if stretches else REACH
        return reduce(Span.hull, stretches, span.widened(far, within=within))
    between = anchors.around(span, within=within)
    if any(not word.confidence for word in mine):
        anchored = between.hull(span)
    else:
        far = REACH if any(_suspect(word) for word in mine) else 0
        reach = reduce(Span.hull, stretches, span.widened(far, within=within))
        anchored = Span(max(reach.start, between.start), min(reach.end, between.end)).hull(span)
    slack = SLACK if finding.entity in CARD_DATA else 0
    return anchored.hull(span.widened(slack, within=within))


def _is_said_in_digits(finding: Finding, mine: Iterable[Word]) -> bool:
    return finding.entity in CARD_DATA or any(read_word(w.text).sort is Sort.NUMBER for w in mine)


def _suspect(word: Word) -> bool:
    """Whether a word's time cannot be the time it was said."""
    digits = max(1, min(sum(c.isdigit() for c in word.text), _DIGITS_OF_A_CARD))
    length = word.span.duration
    return (
        word.confidence < TRUSTED
        or length < SHORTEST_DIGIT * digits
        or length > LONGEST_DIGIT * digits
    )
