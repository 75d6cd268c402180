"""Ways to ask for card data, and what sounds like it: which of them are taken for a prompt.

`phrasings/` holds 1,368 utterances, one a line, by a writer who had seen neither rules nor
cases. Every second line is held out: no phrase was added for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from pathlib import Path

from pipeline.asking import find_prompts
from pipeline.digits import read_words
from pipeline.model import Party, Transcript, Word
from pipeline.payment_prompts import Topic
from pipeline.subjects import Subjects
from pipeline.timeline import Span

FOLDER = Path(__file__).parent / "phrasings"
TOPICS: Mapping[str, Set[Topic]] = {
    "card": {Topic.CARD, Topic.PAYING},
    "code": {Topic.CODE},
    "expiry": {Topic.EXPIRY},
    "issue": {Topic.ISSUE, Topic.START},
    "pin": {Topic.PIN},
    "holder": {Topic.HOLDER},
    "done": {Topic.DONE},
    "harmless": set(),
}
"""What the lines of each file ask for; those of the last one ask for nothing of a card."""


def understood(name: str) -> Iterator[tuple[bool, bool]]:
    """For each line of a file: whether it is held out, and whether it is taken for what it is."""
    lines = filter(None, (FOLDER / f"{name}.txt").read_text().splitlines())
    for number, line in enumerate(lines):
        heard = _topics(line)
        yield number % 2 == 1, bool(heard & TOPICS[name]) if TOPICS[name] else not heard


def _topics(line: str) -> set[Topic]:
    """What is asked for in an utterance that the other party answers."""
    said = [*((text, 0) for text in line.split()), ("right", 1)]
    words = tuple(
        Word(text, Span(300 * place, 300 * place + 250), channel, 0.9)
        for place, (text, channel) in enumerate(said)
    )
    transcript = Transcript(words, (Party.AGENT, Party.CUSTOMER))
    reads = read_words(word.text for word in words)
    return {prompt.topic for prompt in find_prompts(transcript, reads, Subjects(transcript, reads))}
