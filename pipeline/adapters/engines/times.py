"""What a speech model said, made into words with times that can be relied on.

Recognisers' times are weakest exactly where it matters. A word keeps its
confidence only when its time is its own and believable; otherwise it keeps its
place in the order, gets the room that its neighbours leave it, and confidence 0,
so that whoever masks it masks all of that room.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.model import Word
from pipeline.timeline import Span, clipped

LONGEST_MS = 500
"""A word may last this long, and `LONGEST_LETTER_MS` or `LONGEST_DIGIT_MS` more a character."""
LONGEST_LETTER_MS = 110
LONGEST_DIGIT_MS = 700
SHORTEST_DIGIT_MS = 60
"""Nobody says a digit faster than this; a number squeezed into less has no time of its own."""
STEP_BACK_MS = 6_000
"""Two neighbours can seem to be said the other way round by this much: each 3 s wrong."""
NO_TIME = 1e6
"""Seconds that no call lasts (11 days); NaN is no time either."""
LOOP_COPIES = 4
"""The same phrase this often in a row is the model talking to itself."""
RUNAWAY_COPIES = 8
"""A number this often in a row was not said by anybody, or not only."""
LONGEST_LOOP = 12
"""Words in the longest phrase that is looked for in a loop."""

NUMBER = re.compile(
    r"\d|\b(zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|(thir|four|fif|six|seven|eigh|nine)teen|(twen|thir|for|fif|six|seven|eigh|nine)ty"
    r"|hundred|thousand|double|treble|triple)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class RawWord:
    """A word as the model gave it: seconds from the start of its piece, or nothing."""

    text: str
    start: float | None
    end: float | None
    probability: float


@dataclass(frozen=True, slots=True)
class RawSegment:
    """A phrase as the model gave it: seconds from the start of its piece."""

    text: str
    start: float
    end: float
    words: tuple[RawWord, ...] = ()


def settled(segments: Iterable[RawSegment], piece: Span, channel: int) -> tuple[Word, ...]:
    """The words of one piece of a channel, in spoken order, on the time line of the sound.

    Every span lies inside `piece`, and no word starts before the one said before it.
    """
    words: list[Word] = []
    for segment in segments:
        earliest = words[-1].span.start if words else piece.start
        words.extend(_words_of(segment, piece, channel, earliest))
    return without_loops(tuple(words))


def _words_of(segment: RawSegment, piece: Span, channel: int, earliest: int) -> Iterator[Word]:
    """The words of a segment, none before `earliest` (ms)."""
    room = _room(segment, piece)
    room = clipped(max(room.start, earliest), max(room.end, earliest + 1), within=piece)
    raw = [word for word in segment.words if _plain(word.text)] or [
        RawWord(text, None, None, 0.0) for text in segment.text.split() if _plain(text)
    ]
    spans = _in_order([_own_time(word, piece) for word in raw], room.start)
    for index, (word, span) in enumerate(zip(raw, spans, strict=True)):
        trusted = span is not None and believable(word.text, span.duration)
        yield Word(
            text="".join(word.text.split()),
            span=span or _between(spans, index, room, piece),
            channel=channel,
            confidence=min(max(word.probability, 0.0), 1.0) if trusted else 0.0,
        )


def _room(segment: RawSegment, piece: Span) -> Span:
    """The segment's span; all of the piece when its times are nonsense."""
    start, end = _at(segment.start, piece), _at(segment.end, piece)
    return piece if start is None or end is None else clipped(start, end, within=piece)


def _own_time(word: RawWord, piece: Span) -> Span | None:
    """The word's own span, or None when it is missing, runs backwards or lies outside."""
    start, end = _at(word.start, piece), _at(word.end, piece)
    if start is None or end is None or end <= start:
        return None
    if start >= piece.end or end <= piece.start:
        return None
    return clipped(start, end, within=piece)


def _in_order(spans: Sequence[Span | None], earliest: int) -> list[Span | None]:
    """`spans` with those taken out that start before what was said before them."""
    kept: list[Span | None] = []
    for span in spans:
        if span is not None and span.start < earliest:
            span = Span(earliest, span.end) if span.end > earliest else None
        earliest = span.start if span else earliest
        kept.append(span)
    return kept


def _between(spans: Sequence[Span | None], index: int, room: Span, piece: Span) -> Span:
    """The room that the timed words around a timeless one leave it; both, if they leave none."""
    before = next((span for span in reversed(spans[:index]) if span), None)
    after = next((span for span in spans[index + 1 :] if span), None)
    start = before.end if before else room.start
    end = after.start if after else room.end
    if end <= start:
        start = before.start if before else room.start
        end = after.end if after else start + 1
    return clipped(start, end, within=piece)


def _at(seconds: float | None, piece: Span) -> int | None:
    """Seconds from the start of a piece as a time of the sound; None if they are no time."""
    if seconds is None or not abs(seconds) < NO_TIME:
        return None
    return piece.start + round(seconds * 1000)


def believable(text: str, duration: int) -> bool:
    """Whether somebody can have said `text` in `duration` ms, and would not have been done sooner.

    >>> believable("four", 300), believable("four", 6000), believable("4539", 90)
    (True, False, False)
    """
    digits = sum(character.isdigit() for character in text)
    letters = sum(character.isalpha() for character in text)
    longest = LONGEST_MS + LONGEST_LETTER_MS * letters + LONGEST_DIGIT_MS * digits
    return SHORTEST_DIGIT_MS * digits <= duration <= longest


def is_number(text: str) -> bool:
    """Whether a written word says or may say a number.

    >>> is_number("4539-"), is_number("Four,"), is_number("bill")
    (True, True, False)
    """
    return NUMBER.search(text) is not None


def without_loops(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """`words` without the copies a model makes when it is caught in a loop.

    A phrase said at least `LOOP_COPIES` times in a row stays once, with confidence 0.
    A phrase with a number in it stays as often as it was written (a card number may
    well repeat a digit), with confidence 0 when no person would say it so often.
    """
    kept: list[Word] = []
    at = 0
    while at < len(words):
        length, copies = _loop_at(words, at)
        phrase = words[at : at + length * copies]
        at += len(phrase)
        if copies == 1:
            kept.extend(phrase)
        elif any(is_number(word.text) for word in phrase):
            doubtful = copies > RUNAWAY_COPIES
            kept.extend(replace(word, confidence=0.0) if doubtful else word for word in phrase)
        else:
            kept.extend(replace(word, confidence=0.0) for word in phrase[:length])
    return tuple(kept)


def runs_away(words: Sequence[Word]) -> bool:
    """Whether the model was caught in a loop of numbers, as it is by noise and by music."""
    return any(_loop_at(words, at)[1] > RUNAWAY_COPIES for at in range(len(words)))


def _loop_at(words: Sequence[Word], at: int) -> tuple[int, int]:
    """Length and number of copies of the loop that starts at `at`; (1, 1) if there is none."""
    said = [_plain(word.text) for word in words[at : at + LONGEST_LOOP]]
    for length in range(1, len(said) + 1):
        copies = 1
        while [
            _plain(word.text) for word in words[at + copies * length : at + (copies + 1) * length]
        ] == said[:length]:
            copies += 1
        if copies >= LOOP_COPIES:
            return length, copies
    return 1, 1


def _plain(text: str) -> str:
    return re.sub(r"[^\w]", "", text).lower()


def as_written(words: Iterable[Word]) -> Iterator[Word]:
    """`words` in the order in which they were written, which is the order they were said in.

    One that starts before the one written before it on its channel has no time of its own.
    One that starts more than `STEP_BACK_MS` before it begins another part of the file.
    """
    latest: dict[int, int] = {}
    for word in words:
        at = latest.get(word.channel, 0)
        if 0 < at - word.span.start <= STEP_BACK_MS:
            span = Span(at, max(at + 1, word.span.end))
            word = replace(word, span=span, confidence=0.0)
        latest[word.channel] = word.span.start
        yield word


def in_spoken_order(words: Iterable[Word]) -> tuple[Word, ...]:
    """The words of all channels by their start; those of one channel keep their order."""
    return tuple(sorted(words, key=lambda word: word.span.start))
