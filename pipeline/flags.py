"""What should not be in a recording at all: special categories, convictions, children. Pure.

A flag silences nothing; it asks a person to look (UK GDPR, articles 9 and 10).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.digits import Read, Sort, join, read_words
from pipeline.flag_cues import CHILDREN, CUES, PLACES
from pipeline.model import Flag, Transcript, Word
from pipeline.prompts import Phrases
from pipeline.timeline import Span
from pipeline.wordlists import words

_TALKS = 4
_OLD_ENOUGH = 16
"""Years. A speaker between the two is flagged."""

_NEAR_A_CHILD = 9
"""Words between a child and its age."""
_AGE = Phrases[str]({"stated": ("i'm|im only?", "i am only?", "my age is", "i just turned")})
_AGE_ASKED = Phrases[str](
    {
        "asked": (
            "how old are you|they|we",
            "what age are you",
            "what's|what is your age",
            "your age",
        )
    }
)
_ANSWERED = 6
"""Words of the other party within which its age is told."""
_TELLS_AN_AGE = words(
    "he's she's they're is are only just he'll she'll be turned turning aged was were"
)
_AFTER_AN_AGE = words("years year i'll i and but so")
_PAUSE = 400
"""Milliseconds of silence that end a sentence: "i'm fifteen." and not "i'm fifteen miles away"."""


class SensitiveFlagger:
    """Names special categories of data and children by the phrases that betray them."""

    name = "flags"

    def flag(self, transcript: Transcript) -> Iterator[Flag]:
        """Each cue: ages that answer a question, then channel by channel, in order."""
        reads = read_words(word.text for word in transcript.words)
        for first, last in _told_when_asked(transcript, reads):
            yield _flag(transcript, range(len(reads)), "minor", "age", first, last)
        for channel in sorted({word.channel for word in transcript.words}):
            mine = [i for i, word in enumerate(transcript.words) if word.channel == channel]
            said = [reads[i] for i in mine]
            bare = [read.bare for read in said]
            told = [transcript.words[i] for i in mine]
            for cue in CUES.find(bare):
                if bare[cue.last + 1 : cue.last + 2] and bare[cue.last + 1] in PLACES:
                    continue
                category, name = cue.topic
                yield _flag(transcript, mine, category, name, cue.first, cue.last)
            for first, last in _childs_ages(bare, said):
                yield _flag(transcript, mine, "minor", "a child's age", first, last)
            for prompt in _AGE.find(bare):
                last = _end_of_number(said, prompt.last + 1)
                if _is_young(said[prompt.last + 1 : last]) and _ends_there(told, said, last):
                    yield _flag(transcript, mine, "minor", "age", prompt.first, last - 1)


def _told_when_asked(transcript: Transcript, reads: Sequence[Read]) -> Iterator[tuple[int, int]]:
    """Where a young age answers a question for it: its first and last word."""
    for asked in _AGE_ASKED.find([read.bare for read in reads]):
        for at in range(asked.last + 1, min(asked.last + 1 + _ANSWERED, len(reads))):
            end = _end_of_number(reads, at)
            other = transcript.words[at].channel != transcript.words[asked.last].channel
            if end > at and (other or len(transcript.channels) == 1):
                if _is_young(reads[at:end]):
                    yield at, end - 1
                break


def _childs_ages(bare: Sequence[str], said: Sequence[Read]) -> Iterator[tuple[int, int]]:
    """Where the age of a child is told: its first and last word."""
    child = -_NEAR_A_CHILD - 1
    at = 0
    while at < len(bare):
        if bare[at] in CHILDREN:
            child = at
        end = _end_of_number(said, at)
        if end > at:
            told = bare[at - 1] in _TELLS_AN_AGE or bare[end : end + 1] in (["year"], ["years"])
            if at - child <= _NEAR_A_CHILD and told and _is_young(said[at:end], 0):
                yield at, end - 1
        at = max(end, at + 1)


def _end_of_number(said: Sequence[Read], at: int) -> int:
    """Where the number words that begin at `at` end."""
    while at < len(said) and said[at].sort is Sort.NUMBER:
        at += 1
    return at


def _is_young(number: Sequence[Read], youngest: int = _TALKS) -> bool:
    """Whether it is one number, and an age below the limit at which somebody can talk."""
    pieces = join([(atom, i) for i, read in enumerate(number) for atom in read.atoms])
    return (
        len(pieces) == 1
        and len(pieces[0].digits) <= 2
        and youngest <= int(pieces[0].digits) < _OLD_ENOUGH
    )


def _ends_there(told: Sequence[Word], said: Sequence[Read], at: int) -> bool:
    """Whether the sentence ends before the word at `at`, or goes on with "years"."""
    if at == len(told) or said[at].bare in _AFTER_AN_AGE or told[at - 1].text[-1:] in ",.!?":
        return True
    return told[at].span.start - told[at - 1].span.end >= _PAUSE


def _flag(
    transcript: Transcript, mine: Sequence[int], category: str, cue: str, first: int, last: int
) -> Flag:
    spans = [transcript.words[i].span for i in mine[first : last + 1]]
    span = Span(min(s.start for s in spans), max(s.end for s in spans))
    return Flag(category, transcript.words[mine[first]].channel, span, cue)
