"""What a first hearing leaves to be doubted. Pure.

The listener for spoken digits knows no words: a price list sounds to it much like a card
number. Where the recogniser read the stretch well and found a shorter number, or a long one
that the rules call harmless, the reader is believed; where it read no number, or read it at
another time, the ear is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import reduce

from pipeline.asking import find_prompts
from pipeline.clocks import BESIDE, is_read, where_read
from pipeline.digits import Sort, read_word, read_words
from pipeline.hints import payment_windows
from pipeline.model import Entity, Finding, Mask, Transcript, Windows, Word
from pipeline.payment_prompts import Topic
from pipeline.subjects import Subjects
from pipeline.timeline import Span, support, without

AROUND_A_MASK = 8_000
AROUND_A_NUMBER = 3_000
"""Milliseconds on either side that the second hearing listens to."""
SHORTEST_UNREAD = 400
"""Milliseconds: shorter, and nothing that matters was said in it."""
FEWEST_READ = 5
"""Digits that the recogniser must have written for its reading to count against the ear."""
MOST_HARMLESS = 11
"""Digits of the longest number that is no card number (ISO/IEC 7812: cards have 12 to 19)."""
AGREED = 1_000
"""Milliseconds by which a run's ends, as it was read and as it was heard, may differ: listener
and recogniser see a word's edges 0.3 s apart, and a run's first and last words may be missed."""
READ_WELL = 0.5
"""The mean confidence (0..1) of digits that were read and not guessed."""
UNREAD = 1.2
"""Number words heard for each digit that was read: with more, some were misread."""
OTHER_WORDS = 2
"""Words that are no number, read well and in a row, between which numbers are not one number. Of a
single one nobody knows whether a digit was misread, unless as many were read as were heard."""


def not_read(findings: Iterable[Finding], transcript: Transcript) -> tuple[Finding, ...]:
    """`findings` without the runs of digits that were read well and are no card number."""
    starts = [word.span.start for word in transcript.words]
    return tuple(
        f
        for f in findings
        if f.entity is not Entity.DIGITS or not _read_as_harmless(f, transcript, starts)
    )


def worth_hearing_again(
    masks: Iterable[Mask],
    transcript: Transcript,
    activity: Sequence[Sequence[Span]],
    *,
    within: Span,
) -> Windows:
    """Where the second hearing listens: around masks and numbers, after every question for
    card data (on all channels), and where nothing was read.

    A card number that the first hearing took for something else was either taken for
    other numbers or not read at all.
    """
    around: defaultdict[int, list[Span]] = defaultdict(list)
    for mask in masks:
        around[mask.channel].append(mask.span.widened(AROUND_A_MASK, within=within))
    for word in transcript.words:
        if read_word(word.text).sort in {Sort.NUMBER, Sort.QUANTITY}:
            around[word.channel].append(word.span.widened(AROUND_A_NUMBER, within=within))
    for span in payment_windows(transcript, within=within):
        for channel in range(len(transcript.channels)):
            around[channel].append(span)
    for channel, speech in enumerate(unread(transcript, activity)):
        around[channel] += (s for s in speech if s.duration >= SHORTEST_UNREAD)
    return {channel: support(spans) for channel, spans in around.items() if spans}


def unread(transcript: Transcript, activity: Sequence[Sequence[Span]]) -> list[tuple[Span, ...]]:
    """The speech of each channel that is nowhere near a word that was read on it."""
    near = where_read(transcript)
    return [without(speech, near.get(channel, ())) for channel, speech in enumerate(activity)]


def unread_share(transcript: Transcript, activity: Sequence[Sequence[Span]]) -> float:
    """The share (0..1) of speech that is nowhere near a word that was read on its channel."""
    spoken = sum(span.duration for speech in activity for span in speech)
    missed = sum(span.duration for speech in unread(transcript, activity) for span in speech)
    return missed / spoken if spoken else 0.0


def card_unread(transcript: Transcript, findings: Iterable[Finding]) -> bool:
    """Whether a card number was asked for, and no whole one was found.

    What was keyed counts as found, and so does a long number that was heard and not read.
    """
    words: set[int] = set()
    for finding in findings:
        if finding.entity in {Entity.DTMF, Entity.DIGITS}:
            return False
        if finding.entity is Entity.PAN:
            words.update(finding.words)
    digits = sum(
        len(atom.digits) for i in words for atom in read_word(transcript.words[i].text).atoms
    )
    if digits > MOST_HARMLESS:
        return False
    reads = read_words(word.text for word in transcript.words)
    return any(
        prompt.topic is Topic.CARD and not prompt.weak
        for prompt in find_prompts(transcript, reads, Subjects(transcript, reads))
    )


def _read_as_harmless(heard: Finding, transcript: Transcript, starts: list[int]) -> bool:
    """Whether the numbers written there are no card number, and were said when it was heard."""
    first = bisect_left(starts, heard.span.start - BESIDE)
    last = bisect_left(starts, heard.span.end)
    words = [w for w in transcript.words[first:last] if w.channel == heard.channel]
    counts = [_digits(word) for word in words]
    digits = sum(counts)
    sure = sum(count * word.confidence for count, word in zip(counts, words, strict=True))
    if digits < FEWEST_READ or sure < READ_WELL * digits or heard.heard > UNREAD * digits:
        return False
    apart = 1 if 0 < heard.heard <= sum(map(bool, counts)) else OTHER_WORDS
    if _longest(words, counts, apart) > MOST_HARMLESS:
        return False
    spans = [word.span for count, word in zip(counts, words, strict=True) if count]
    said = reduce(Span.hull, spans)
    late = max(abs(said.start - heard.span.start), abs(said.end - heard.span.end))
    return late <= AGREED and is_read(heard, transcript)


def _digits(word: Word) -> int:
    """How many digits the number word has; 0 for any other."""
    read = read_word(word.text)
    if read.sort not in {Sort.NUMBER, Sort.QUANTITY}:
        return 0
    return sum(len(atom.digits) for atom in read.atoms) or 1


def _longest(words: Sequence[Word], counts: Sequence[int], apart: int) -> int:
    """The digits of the longest number, if so many other words in a row part two of them."""
    longest, row, others = 0, 0, 0
    for word, count in zip(words, counts, strict=True):
        if count:
            row = count + (row if others < apart else 0)
            longest, others = max(longest, row), 0
        elif word.confidence >= READ_WELL and read_word(word.text).sort is not Sort.FILLER:
            others += 1
    return longest
