"""What should not be in a recording at all: special categories, convictions, children. Pure.

A flag silences nothing; it asks a person to look (UK GDPR, articles 9 and 10).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.digits import Read, Sort, join, read_words
from pipeline.model import Flag, Transcript, Word
from pipeline.prompts import Phrases
from pipeline.timeline import Span

_TALKS = 4
_OLD_ENOUGH = 16
"""Years. A speaker between the two is flagged."""

_CUES = Phrases[tuple[str, str]](
    {
        ("health", "illness"): (
            "i|he|she have|has|had|got cancer|diabetes|epilepsy|asthma|dementia|hiv|ptsd",
            "i've got|had cancer|diabetes|epilepsy|asthma|dementia|hiv|depression",
            "diagnosed with",
            "chemotherapy",
            "heart attack",
            "bipolar|schizophrenia|alzheimer's|parkinson's",
            "multiple sclerosis",
            "terminally ill",
        ),
        ("health", "treatment"): (
            "my|his|her operation|surgery|medication|prescription|doctor|psychiatrist|therapist",
            "in|into|from hospital",
            "mental health",
            "i'm|i am? disabled|pregnant|diabetic|epileptic|autistic",
            "my|his|her disability|miscarriage|pregnancy",
            "anti-depressants|antidepressants|insulin",
        ),
        ("religion", "faith"): (
            "i'm|i|we're|we am|are? a? muslim|christian|catholic|jewish|hindu|sikh|buddhist",
            "my|our religion|faith|mosque|synagogue|temple|parish|imam|rabbi|vicar",
            "for religious reasons",
        ),
        ("union", "membership"): (
            "trade union",
            "my|the|our union rep|representative|member|branch",
            "shop steward",
        ),
        ("ethnicity", "origin"): (
            "my ethnicity|race",
            "ethnic origin|background|minority",
            "because i'm|i am? black|asian|white|african|indian|pakistani|irish|romani|gypsy",
            "racially abused|motivated",
        ),
        ("sexuality", "orientation"): (
            "i'm|i am? gay|lesbian|bisexual|transgender|trans|queer",
            "sexual orientation",
            "my|his|her gender reassignment|transition",
        ),
        ("politics", "opinion"): ("member of the labour|conservative|green|reform party",),
        ("conviction", "record"): (
            "criminal record|conviction|offence",
            "i|he|she was|were|been convicted|arrested|imprisoned",
            "i've been convicted|arrested|imprisoned",
            "in|from|of prison",
            "on probation|bail|parole",
        ),
        ("minor", "said so"): (
            "i'm|i am? still at school",
            "i'm|i am? in year seven|eight|nine|ten|eleven",
            "i'm|i am? in|at primary|secondary school",
            "my mum's|mum|dad's|dad|mummy not|isn't|is at|in home|work|here",
        ),
    }
)
_AGE = Phrases[str]({"stated": ("i'm|im only?", "i am only?", "my age is", "i just turned")})
_PAUSE = 400
"""Milliseconds of silence that end a sentence: "i'm fifteen." and not "i'm fifteen miles away"."""


class SensitiveFlagger:
    """Names special categories of data and children by the phrases that betray them."""

    name = "flags"

    def flag(self, transcript: Transcript) -> Iterator[Flag]:
        """Each cue in the order of its channel and place."""
        reads = read_words(word.text for word in transcript.words)
        for channel in sorted({word.channel for word in transcript.words}):
            mine = [i for i, word in enumerate(transcript.words) if word.channel == channel]
            said = [reads[i] for i in mine]
            bare = [read.bare for read in said]
            words = [transcript.words[i] for i in mine]
            for cue in _CUES.find(bare):
                category, name = cue.topic
                yield _flag(transcript, mine, category, name, cue.first, cue.last)
            for prompt in _AGE.find(bare):
                last = _end_of_number(said, prompt.last + 1)
                if _is_young(said[prompt.last + 1 : last]) and _ends_there(words, said, last):
                    yield _flag(transcript, mine, "minor", "age", prompt.first, last - 1)


def _end_of_number(said: Sequence[Read], at: int) -> int:
    """Where the number words that begin at `at` end."""
    while at < len(said) and said[at].sort is Sort.NUMBER:
        at += 1
    return at


def _is_young(number: Sequence[Read]) -> bool:
    """Whether it is one number, and an age below the limit at which somebody can talk."""
    pieces = join([(atom, i) for i, read in enumerate(number) for atom in read.atoms])
    return (
        len(pieces) == 1
        and len(pieces[0].digits) <= 2
        and _TALKS <= int(pieces[0].digits) < _OLD_ENOUGH
    )


def _ends_there(words: Sequence[Word], said: Sequence[Read], at: int) -> bool:
    """Whether the sentence ends before the word at `at`, or goes on with "years"."""
    if at == len(words) or said[at].bare in {"years", "year"}:
        return True
    return words[at].span.start - words[at - 1].span.end >= _PAUSE


def _flag(
    transcript: Transcript, mine: Sequence[int], category: str, cue: str, first: int, last: int
) -> Flag:
    spans = [transcript.words[i].span for i in mine[first : last + 1]]
    span = Span(min(s.start for s in spans), max(s.end for s in spans))
    return Flag(category, transcript.words[mine[first]].channel, span, cue)
