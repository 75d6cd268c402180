"""From findings to masks, and from masks to the text that may be read. Pure.

A recogniser's word times are weakest on digits: seconds wrong in either
direction are on record. So a finding is silenced between trusted anchors: out
to the edges of the speech it lies in, or to the neighbouring words whose times
can be believed, and never narrower than the evidence.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from pipeline.model import CARD_DATA, Entity, Finding, Mask, Profile, Transcript, Word
from pipeline.timeline import Span, covered, support

TRUSTED = 0.4
"""A word below this confidence (0..1) is no anchor: a mask may run over it."""
SHORTEST_DIGIT = 90
"""Milliseconds. Nobody says a digit faster (connected digits run at 3 to 8 a second)."""
LONGEST_DIGIT = 2_500
"""Milliseconds a digit, pauses included: longer, and the time is a guess."""
REACH = 2_000
"""Milliseconds a suspect time is widened at most, where no anchor stops it sooner."""
SLACK = 500
"""Milliseconds by which card data may run into a neighbour whose time looks sound: Whisper
puts the first digits after a short word up to that late (tests/test_sample_calls.py)."""

_DIGITS_OF_A_CARD = 16


@dataclass(frozen=True, slots=True)
class Margins:
    """How much air is left around a secret (ms)."""

    margin: int
    """Added on both sides of every mask."""
    collar: int
    """Masks closer together than this become one."""


def anchor(
    findings: Sequence[Finding],
    transcript: Transcript,
    activity: Sequence[Sequence[Span]],
    *,
    within: Span,
) -> tuple[Finding, ...]:
    """`findings` with the spans in which the secrets must have been said.

    `activity` holds the speech of each channel, in order; a channel without an
    entry is taken to be speech throughout. What was heard and not read keeps its
    span: listeners know their own times.
    """
    secret = {i for finding in findings for i in finding.words}
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
        return replace(finding, span=span)

    return tuple(map(settled, findings))


def plan_masks(
    findings: Iterable[Finding], profile: Profile, *, within: Span, margins: Margins
) -> tuple[Mask, ...]:
    """The masks that silence every finding `profile` masks, channel by channel, in order."""
    grounds: defaultdict[int, list[tuple[Span, Finding]]] = defaultdict(list)
    for finding in filter(profile.masks, findings):
        span = finding.span.widened(margins.margin, within=within)
        grounds[finding.channel].append((span, finding))
    return tuple(
        Mask(channel, span, because=tuple(f for s, f in found if s.overlaps(span)))
        for channel, found in sorted(grounds.items())
        for span in support((s for s, _ in found), collar=margins.collar)
    )


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
    stretches = _overlapping(speech, span)
    if 2 * covered([span], by=stretches) < span.duration:
        # Most of it is said to lie where nobody speaks: no neighbour's time is better.
        far = SLACK if stretches else REACH
        return reduce(Span.hull, stretches, span.widened(far, within=within))
    suspect = any(_suspect(word) for word in mine)
    reach = reduce(Span.hull, stretches, span.widened(REACH if suspect else 0, within=within))
    between = anchors.around(span, within=within)
    anchored = Span(max(reach.start, between.start), min(reach.end, between.end)).hull(span)
    slack = SLACK if finding.entity in CARD_DATA else 0
    return anchored.hull(span.widened(slack, within=within))


def _overlapping(ordered: Sequence[Span], span: Span) -> Sequence[Span]:
    """Those of `ordered`, which are disjoint, that overlap `span`."""
    first = bisect_right(ordered, span.start, key=lambda s: s.end)
    last = bisect_left(ordered, span.end, key=lambda s: s.start)
    return ordered[first:last]


def _suspect(word: Word) -> bool:
    """Whether a word's time cannot be the time it was said."""
    digits = max(1, min(sum(c.isdigit() for c in word.text), _DIGITS_OF_A_CARD))
    length = word.span.duration
    return (
        word.confidence < TRUSTED
        or length < SHORTEST_DIGIT * digits
        or length > LONGEST_DIGIT * digits
    )


def strike(transcript: Transcript, masks: Iterable[Mask]) -> Transcript:
    """The transcript of what can still be heard under `masks`.

    The words of a finding, and any word that lies mostly under a mask, give way
    to one `[ENTITY]` token a mask, with the mask's time.
    """
    masks = tuple(masks)
    cover = _by_channel(masks)
    secret = {i for mask in masks for finding in mask.because for i in finding.words}
    kept = [
        word
        for index, word in enumerate(transcript.words)
        if index not in secret and not _mostly_under(word.span, cover[word.channel])
    ]
    tokens = [Word(label(mask.entities), mask.span, mask.channel, 1.0) for mask in masks]
    words = sorted(kept + tokens, key=lambda w: (w.span.start, w.channel, w.span.end))
    return Transcript(tuple(words), transcript.channels)


def label(entities: Sequence[Entity]) -> str:
    """What stands in the text for a mask: its best named entity, in brackets.

    >>> label((Entity.PAN, Entity.PAYMENT_NUMBER))
    '[PAN]'
    """
    return f"[{entities[0]}]" if entities else "[MASKED]"


def _by_channel(masks: Iterable[Mask]) -> defaultdict[int, tuple[Span, ...]]:
    spans: defaultdict[int, list[Span]] = defaultdict(list)
    for mask in masks:
        spans[mask.channel].append(mask.span)
    return defaultdict(tuple, {channel: support(found) for channel, found in spans.items()})


def _mostly_under(span: Span, cover: Sequence[Span]) -> bool:
    """Whether more than half of `span` lies under `cover`, which is in order and disjoint."""
    return 2 * covered([span], by=_overlapping(cover, span)) > span.duration


def uncovered(findings: Iterable[Finding], masks: Iterable[Mask]) -> tuple[Finding, ...]:
    """Those of `findings` of which half or more can still be heard under `masks`."""
    cover = _by_channel(masks)
    return tuple(f for f in findings if not _mostly_under(f.span, cover[f.channel]))
