"""From findings to masks, and from masks to the text that may be read. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.model import Entity, Finding, Mask, Profile, Transcript, Windows, Word
from pipeline.timeline import Span, covered, overlapping, support


@dataclass(frozen=True, slots=True)
class Margins:
    """How much air is left around a secret (ms)."""

    margin: int
    """Added on both sides of every mask."""
    collar: int
    """Masks closer together than this become one."""


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
    return replace(transcript, words=tuple(words))


def strike_by_time(transcript: Transcript, masks: Iterable[Mask]) -> Transcript:
    """What was heard once more under `masks`, struck by their times alone.

    The words of their findings are words of another transcript.
    """
    return strike(
        transcript, (Mask(m.channel, m.span, tuple(map(_wordless, m.because))) for m in masks)
    )


def _wordless(finding: Finding) -> Finding:
    return replace(finding, words=())


def silent_under(masks: Iterable[Mask]) -> Windows:
    """Where nothing but a cover is heard, channel by channel."""
    return dict(_by_channel(masks))


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
    return 2 * covered([span], by=overlapping(cover, span)) > span.duration


def uncovered(findings: Iterable[Finding], masks: Iterable[Mask]) -> tuple[Finding, ...]:
    """Those of `findings` of which half or more can still be heard under `masks`."""
    cover = _by_channel(masks)
    return tuple(f for f in findings if not _mostly_under(f.span, cover[f.channel]))
