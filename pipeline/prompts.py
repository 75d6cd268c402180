"""What a speaker is about to hear or say: the phrases that announce it. Pure.

A phrase is written as people say it, with `a|b` where either word does and a
`?` after a word that may be missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Generic, TypeVar

TopicT = TypeVar("TopicT")


@dataclass(frozen=True, slots=True)
class Prompt(Generic[TopicT]):
    """A phrase found: what it announces, and the words it takes, by position."""

    topic: TopicT
    first: int
    last: int


class _Step(Generic[TopicT]):
    """What phrases may go on with after the words so far, and the one that ends here."""

    __slots__ = ("topics", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Step[TopicT]] = {}
        self.topics: tuple[TopicT, ...] = ()


class Phrases(Generic[TopicT]):
    """Finds the longest phrase at each place, in time linear in the words."""

    def __init__(self, phrases: Mapping[TopicT, Iterable[str]]) -> None:
        self._first = _Step[TopicT]()
        for topic, patterns in phrases.items():
            for pattern in patterns:
                for words in _spelled_out(pattern):
                    self._learn(words, topic)

    def _learn(self, words: Iterable[str], topic: TopicT) -> None:
        """Of two topics with the same phrase, the first keeps it."""
        step = self._first
        for word in words:
            step = step.words.setdefault(word, _Step())
        step.topics = step.topics or (topic,)

    def find(self, words: Sequence[str]) -> Iterator[Prompt[TopicT]]:
        """Each phrase in `words` (bare, lower case), from left to right, without overlaps."""
        begins = self._first.words
        after = 0
        for at, word in enumerate(words):
            if at < after or word not in begins:
                continue
            longest = self._longest(words, at)
            if longest is not None:
                yield longest
                after = longest.last + 1

    def _longest(self, words: Sequence[str], first: int) -> Prompt[TopicT] | None:
        step, found = self._first, None
        for at in range(first, len(words)):
            following = step.words.get(words[at])
            if following is None:
                break
            step = following
            for topic in step.topics:
                found = Prompt(topic, first, at)
        return found


def _spelled_out(pattern: str) -> Iterator[tuple[str, ...]]:
    choices = [
        (*word.rstrip("?").split("|"), *([""] if word.endswith("?") else []))
        for word in pattern.split()
    ]
    for words in product(*choices):
        if spoken := tuple(word for word in words if word):
            yield spoken
