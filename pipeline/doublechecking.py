"""What was heard by ear against what was read. Pure.

The listener for spoken digits knows no words: a price list sounds to it much like a card
number. Where the recogniser read the stretch well and found a shorter number, or a long one
that the rules call harmless, the reader is believed; where it read no number, the ear is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from pipeline.digits import Sort, read_word
from pipeline.model import Entity, Finding, Transcript

FEWEST_READ = 5
"""Digits that the recogniser must have written for its reading to count against the ear."""
MOST_HARMLESS = 11
"""Digits of the longest number that is no card number (ISO/IEC 7812: cards have 12 to 19)."""
READ_WELL = 0.5
"""The mean confidence (0..1) of digits that were read and not guessed."""


def not_read(findings: Iterable[Finding], transcript: Transcript) -> tuple[Finding, ...]:
    """`findings` without the runs of digits that were read well and are no card number."""
    starts = [word.span.start for word in transcript.words]
    return tuple(
        f
        for f in findings
        if f.entity is not Entity.DIGITS or not _read_as_harmless(f, transcript, starts)
    )


def _read_as_harmless(heard: Finding, transcript: Transcript, starts: list[int]) -> bool:
    first = bisect_left(starts, heard.span.start)
    last = bisect_left(starts, heard.span.end)
    digits, sure = 0, 0.0
    for word in transcript.words[first:last]:
        read = read_word(word.text)
        if word.channel == heard.channel and read.sort in {Sort.NUMBER, Sort.QUANTITY}:
            count = sum(len(atom.digits) for atom in read.atoms) or 1
            digits += count
            sure += count * word.confidence
    return FEWEST_READ <= digits <= MOST_HARMLESS and sure >= READ_WELL * digits
