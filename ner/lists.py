"""Lists of words, written as text, in their order."""

from __future__ import annotations


def each_word(text: str) -> list[str]:
    """The words of `text`, one as often as it is there."""
    return text.split()


def each_item(text: str) -> list[str]:
    """The items of `text` between commas."""
    return [" ".join(item.split()) for item in text.split(",")]
