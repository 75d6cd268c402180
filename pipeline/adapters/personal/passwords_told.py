"""Passwords that nobody asked for: where one is spoken of, what looks like one is one. Pure.

"I put Rainyday77 in three times", "so I've set it to sunflower, capital S, two, eight".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from pipeline.adapters.personal.calls import Answer, Placed, Said, answer_of
from pipeline.adapters.personal.passwords import answer
from pipeline.model import Entity
from pipeline.prompts import Phrases
from pipeline.wordlists import words

_SPOKEN_OF = words(
    """password passwords password's passcode passphrase login log-in log logged logging sign-in
    username locked wifi wi-fi pin exclamation underscore hashtag"""
)
_KEYS = words("password passwords password's passcode passphrase wifi wi-fi")
"""Of these, what may be letters and figures without a sense."""
_SIGNED = words("capital uppercase lowercase exclamation underscore hashtag asterisk ampersand")
"""What is said of the characters of a password."""
_NEAR = 60
"""Words of both parties from a word for a password to what looks like one."""
_LIKE_ONE = re.compile(
    r"[a-z]{3,}(?:-[a-z]+)*-\d{1,4}|[a-z]{4,}\d{1,6}|[a-z]{2,}\d{1,6}[a-z]+(?:-[a-z\d]+)?|\d{1,4}[a-z]{4,}"
)
"""Letters and figures in one: "rainyday77"."""
_MIXED = re.compile(r"(?=.*\d.*\d)(?=.*[a-z].*[a-z])(?!.*\d{4})[a-z0-9]{6,16}")
"""Letters and figures that were spelled one after the other, no number among them: the key of a
router."""
_MARKS = "!?#*$%&@"
"""What may end one as it is written."""
_NO_PASSWORDS = re.compile(r"windows\d+|office\d+|iphone\d+|version\d+|\d+(?:pounds|minutes|times)")
_SAYS = Phrases[str](
    {
        "says": (
            "set|reset|changed|change|updated|put it|that|yours to|as",
            "temporary|temp|new|old|current one is|was|it's|its",
            "temporary|temp|new|old|current one's",
        )
    }
)
"""What is said right before a password."""
_TURN = 24
"""Words after that which are looked at."""


def told(
    said: Said, places: Mapping[int, Sequence[int]], spelled: Sequence[Placed]
) -> Iterator[Answer]:
    """What is told of passwords; `places` are those of each channel's words."""
    about = [at for at, read in enumerate(said.reads) if read.bare in _SPOKEN_OF]
    keys = [at for at in about if said.reads[at].bare in _KEYS]
    for placed in spelled:
        if _MIXED.fullmatch(placed.chunk.text) and _is_near(keys, placed.first):
            yield answer_of(Entity.PASSWORD, placed, whole=False)
    for at, read in enumerate(said.reads):
        like_one = _LIKE_ONE.fullmatch(read.bare.rstrip(_MARKS)) and not _NO_PASSWORDS.fullmatch(
            read.bare
        )
        if like_one and _is_near(about, at):
            yield Answer(Entity.PASSWORD, said.channels[at], at, at, whole=False)
    yield from _with_signs(said, places, about)
    for channel, mine in places.items():
        bare = [said.reads[place].bare for place in mine]
        for prompt in _SAYS.find(bare):
            end = prompt.last + 1
            while end < min(len(mine), prompt.last + _TURN) and mine[end] == mine[end - 1] + 1:
                end += 1
            turn = bare[prompt.last + 1 : end]
            found = answer(turn)
            if found and (
                _is_near(about, mine[prompt.last])
                or _is_mixed(turn[found[0] : found[1] + 1])
                or _SIGNED.intersection(turn)
            ):
                first, last = (mine[prompt.last + 1 + at] for at in found)
                yield Answer(Entity.PASSWORD, channel, first, last, whole=False)


def _with_signs(
    said: Said, places: Mapping[int, Sequence[int]], about: Sequence[int]
) -> Iterator[Answer]:
    """Turns in which the signs of a password are said: "okay it's seagull capital t rope"."""
    for channel, mine in places.items():
        start = 0
        while start < len(mine):
            end = start + 1
            while end < len(mine) and mine[end] == mine[end - 1] + 1 and end - start < _TURN:
                end += 1
            bare = [said.reads[place].bare for place in mine[start:end]]
            if _SIGNED.intersection(bare) and _is_near(about, mine[start]):
                found = answer(bare)
                if found and _SIGNED.intersection(bare[found[0] : found[1] + 1]):
                    first, last = (mine[start + at] for at in found)
                    yield Answer(Entity.PASSWORD, channel, first, last, whole=False)
            start = end


def _is_mixed(bare: Sequence[str]) -> bool:
    """Whether a word of it is of letters and figures with signs between: "quartz-river-58"."""
    return any(
        any(map(str.isalpha, word)) and any(map(str.isdecimal, word)) and "-" in word
        for word in bare
    )


def _is_near(about: Sequence[int], at: int) -> bool:
    place = bisect_left(about, at - _NEAR)
    return place < len(about) and about[place] <= at + _NEAR
