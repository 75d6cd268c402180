"""Whether a recogniser's word times can be believed, by what else was heard. Pure.

A shifted word looks like any other: its length is plausible and its neighbours moved with
it. But speech has edges that no recogniser draws, nobody says two words at once, and a
listener for digits knows when it heard some. Words that contradict these were not said
when they are said to have been, and neither were the words around them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence

from pipeline.digits import Sort, read_word
from pipeline.model import Entity, Finding, Transcript
from pipeline.timeline import Span, covered, overlapping, support, without

NEAR = 15_000
"""Milliseconds on either side in which a clock is judged: models of the Whisper family look at
30 s at a time, and go wrong for as long."""
TRUSTED = 0.4
"""A word below this confidence (0..1) says nothing about time."""
GUESSED = 0.1
"""A word below this confidence (0..1) was not read: it has no time of its own, is what is left of
a loop, or was put there for want of a better."""
IN_SILENCE = 0.1
"""Share of the words' time that may lie where nobody speaks."""
AT_ONCE = 100
"""Milliseconds that two words of one channel may be said at once."""
TOO_OFTEN = 0.05
"""Share of the words that may start before the one before them is over."""
UNREAD_RUN = 0.7
"""Share of a run of digits that was heard below which no numbers were written there: true times
leave .79 or more of each run, times up to 3 s off half of it (the open half of
benchmarks/unseen, whose texts were given their true times, and then others)."""
BESIDE = 700
"""Milliseconds from a word within which speech counts as written: the detector of speech adds
400 ms to its edges."""
UNWRITTEN = 1_200
"""Milliseconds of speech without words; with true times there are few."""
A_PAUSE = 4_000
"""Milliseconds between two number words of one number: what the listener for digits allows."""
_NUMBERS = {Sort.NUMBER, Sort.QUANTITY, Sort.MULTIPLIER}


def where_read(transcript: Transcript) -> dict[int, list[Span]]:
    """When each channel said words that were read and not guessed, and right beside them."""
    read: defaultdict[int, list[Span]] = defaultdict(list)
    for word in transcript.words:
        if word.confidence >= GUESSED:
            start = max(0, word.span.start - BESIDE)
            read[word.channel].append(Span(start, word.span.end + BESIDE))
    return dict(read)


class Clocks:
    """The times of a transcript, channel by channel, beside what else was heard.

    `activity` holds the speech of each channel, in order; `heard` the findings of listeners.
    """

    def __init__(
        self,
        transcript: Transcript,
        activity: Sequence[Sequence[Span]],
        heard: Iterable[Finding],
    ) -> None:
        self._words: defaultdict[int, list[Span]] = defaultdict(list)
        for word in transcript.words:
            if word.confidence >= TRUSTED:
                self._words[word.channel].append(word.span)
        self._activity = activity
        runs = (run for run in heard if run.entity is Entity.DIGITS)
        self._missed = tuple(run for run in runs if not is_read(run, transcript))

    def missed(self, channel: int, near: Span) -> tuple[Span, ...]:
        """The runs of digits that overlap `near`, and where no numbers were written."""
        return tuple(
            run.span for run in self._missed if run.channel == channel and run.span.overlaps(near)
        )

    def is_doubted(self, channel: int, span: Span, *, within: Span) -> bool:
        """Whether the times of the words around `span` contradict what else was heard."""
        near = span.widened(NEAR, within=within)
        said = self._words[channel]
        first = bisect_left(said, near.start, key=lambda word: word.start)
        last = bisect_left(said, near.end, key=lambda word: word.start)
        words = said[first:last]
        return bool(
            self.missed(channel, near)
            or _said_at_once(words) > TOO_OFTEN * len(words)
            or self._in_silence(channel, words)
            or self._unwritten(channel, near)
        )

    def _unwritten(self, channel: int, near: Span) -> bool:
        """Whether somebody speaks there and no words were written anywhere near."""
        if channel >= len(self._activity):
            return False
        speech = overlapping(self._activity[channel], near)
        written = self._words[channel]
        first = bisect_left(written, near.start - NEAR, key=lambda word: word.start)
        last = bisect_left(written, near.end + NEAR, key=lambda word: word.start)
        words = [Span(max(0, w.start - BESIDE), w.end + BESIDE) for w in written[first:last]]
        return any(stretch.duration >= UNWRITTEN for stretch in without(speech, words))

    def _in_silence(self, channel: int, words: Sequence[Span]) -> bool:
        """Whether too much of `words` lies where nobody speaks."""
        if channel >= len(self._activity):
            return False
        speech = self._activity[channel]
        said = sum(word.duration for word in words)
        heard = sum(covered([word], by=overlapping(speech, word)) for word in words)
        return said - heard > IN_SILENCE * said


def is_read(run: Finding, transcript: Transcript) -> bool:
    """Whether number words were written over most of a run of digits that was heard."""
    last = bisect_left(transcript.words, run.span.end, key=lambda word: word.span.start)
    first = bisect_left(
        transcript.words, run.span.start - A_PAUSE, key=lambda word: word.span.start
    )
    numbers = (
        word.span
        for word in transcript.words[first:last]
        if word.channel == run.channel and read_word(word.text).sort in _NUMBERS
    )
    read = covered([run.span], by=support(numbers, collar=A_PAUSE))
    return read >= UNREAD_RUN * run.span.duration


def _said_at_once(words: Sequence[Span]) -> int:
    """How many of `words`, which are in order, start well before the one before them is over."""
    latest, count = 0, 0
    for word in words:
        count += word.start < latest - AT_ONCE
        latest = max(latest, word.end)
    return count
