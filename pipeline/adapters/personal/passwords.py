"""Passwords and memorable words: whatever is said after being asked for. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.prompts import Phrases
from pipeline.wordlists import words

_PROMPTS = Phrases[str](
    {
        "password": (
            "pass word is?",
            "password|passcode|passphrase is|please?",
            "memorable word|name|place|date is?",
            "security word|answer is?",
            "secret word|answer is?",
            "mother's|mothers maiden name is?",
        ),
    }
)
_LEAD_IN = words(
    """yes yeah sure okay ok um uh erm er it's its it is that's was the my a for please on your
    account word so well oh and of course is password passcode memorable secret maiden name"""
)
_NOTHING = words(
    """reset change changed forgot forgotten wrong new protected i you we can could would don't
    doesn't isn't when if to what and or but manager online email link not because then by"""
)
_ABOUT_IT = words(
    "reset resetting change changed changing forgot forgotten lost new update recover"
)
"""Before "password", these make it a subject and not a question."""
LONGEST = 4
"""Words an answer may have."""


def asks_for_password(bare: Sequence[str]) -> Iterator[int]:
    """Where (the last word by position) a password is asked for or announced.

    It is announced, and the same speaker goes on with it, if that word is "is".
    """
    for prompt in _PROMPTS.find(bare):
        if not _ABOUT_IT.intersection(bare[max(0, prompt.first - 4) : prompt.first]):
            yield prompt.last


def answer(bare: Sequence[str]) -> tuple[int, int] | None:
    """The first and last of `bare`, the words after the prompt, that are the answer."""
    at = 0
    while at < len(bare) and bare[at] in _LEAD_IN:
        at += 1
    end = at
    while end < min(len(bare), at + LONGEST) and bare[end] and bare[end] not in _NOTHING | _LEAD_IN:
        end += 1
    return (at, end - 1) if end > at else None
