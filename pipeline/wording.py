"""Comparing words as a telephone line and a recogniser leave them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


FILLERS = _set("ah eh er erm hm hmm huh mhm mm mmm uh uhm um")
NEGATIONS = _set("hardly neither never no nobody none nor not nothing without")
"""Words that turn a meaning round: never forgiven where one is added or missing."""
SUBJECTS = _set("he i it my our she that the their there they this we you your")
"""A phrase that starts with one of these is a clause: no word before it denies it."""
SMALL_WORDS = _set(
    "a am an and are as at be but by can could do does for from had has have he her his i if in"
    " is it its just like may me my of on or our please shall she should so some than that the"
    " their them then there these they this those to us was we were which will with would you"
    " your"
)
"""Words that carry no meaning of their own: any of them may be the one that went wrong."""

_CONTRACTIONS = {
    "won't": "will not",
    "can't": "can not",
    "cannot": "can not",
    "cant": "can not",
    "dont": "do not",
    "didnt": "did not",
    "doesnt": "does not",
    "isnt": "is not",
    "wasnt": "was not",
    "havent": "have not",
    "hasnt": "has not",
    "im": "i am",
    "ive": "i have",
    "gonna": "going to",
    "wanna": "want to",
    "gotta": "got to",
    "let's": "let us",
}
_ENDINGS = (
    ("n't", " not"),
    ("'re", " are"),
    ("'ll", " will"),
    ("'ve", " have"),
    ("'m", " am"),
    ("'d", " would"),
)
_ASIDE = re.compile(r"\[[^\]]*\]|\([^)]*\)|<[^>]*>")
"""What recognisers write for what is no word: [noise], (laughter)."""
_IS = _set("he here how it she that there this what where who")


def folded(text: str) -> tuple[str, ...]:
    """The words of `text` in one spelling: no case, no punctuation, no contractions, no fillers.

    >>> folded("Um, I'd like to e-mail...")
    ('i', 'would', 'like', 'to', 'e', 'mail')
    """
    plain = _ASIDE.sub(" ", text.casefold().replace("\u2019", "'"))
    words = (part for raw in re.findall(r"[\w']+", plain) for part in _spelt_out(raw.strip("'_")))
    return tuple(word for word in words if word not in FILLERS)


def _spelt_out(word: str) -> list[str]:
    if word in _CONTRACTIONS:
        return _CONTRACTIONS[word].split()
    for ending, full in _ENDINGS:
        if word.endswith(ending):
            return (word.removesuffix(ending) + full).split()
    if word.endswith("'s"):
        stem = word.removesuffix("'s")
        return [stem, "is"] if stem in _IS else [stem + "s"]
    plain = word.replace("'", "")
    return [plain] if plain else []


def without_stutter(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word, _ in groupby(words))


# --- what sounds alike ------------------------------------------------------------------

_VOWELS = re.compile(r"[aeiouy]+")
_SOFT_C = re.compile(r"c(?=[eiy])")
_SPELLINGS = (("ph", "f"), ("ght", "t"), ("ck", "k"), ("x", "ks"), ("wh", "w"))
_SOUNDS = str.maketrans("dbgqczvm", "tpkkksfn", "hw")
"""Consonants that telephone lines confuse, made one; those they swallow, left out."""
_SHORTEST = 4
"""A consonant more or less is forgiven only in words that have this many."""


def sounds_like(one: str, other: str) -> bool:
    """Whether a telephone line could make `other` of `one`.

    They have the same syllables and consonants, one consonant aside in a long word,
    or differ by an ending ("order", "ordered").
    """
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= _SHORTEST and longer in {shorter + e for e in ("s", "es", "d", "ed", "ing")}:
        return True
    if len(_VOWELS.findall(one)) != len(_VOWELS.findall(other)):
        return False
    a, b = _consonants(one), _consonants(other)
    return a == b or (min(len(a), len(b)) >= _SHORTEST and _one_apart(a, b))


def _consonants(word: str) -> str:
    """The consonants of `word` as a line passes them on; a vowel at the start counts."""
    for spelling, sound in _SPELLINGS:
        word = word.replace(spelling, sound)
    word = _SOFT_C.sub("s", word).translate(_SOUNDS)
    word = _VOWELS.sub("", "'" + word[1:] if _VOWELS.match(word) else word)
    return "".join(letter for letter, _ in groupby(word))


def _one_apart(a: str, b: str) -> bool:
    """Whether one letter changed, added or left out makes `b` of `a`."""
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1:
        return False
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    return a[at + (len(a) == len(b)) :] == b[at + 1 :]
