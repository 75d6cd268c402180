"""The written form of what was spoken, each character knowing its word. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from pipeline.adapters.personal.spelling import Chunk
from pipeline.digits import Read, Sort
from pipeline.wordlists import words

_SIGNS = {
    "dot": ".",
    "point": ".",
    "underscore": "_",
    "dash": "-",
    "hyphen": "-",
    "plus": "+",
}
_ENDS = words(
    "com uk org net ie in io edu gov me info biz eu us ac co scot wales cymru london example"
)
"""Last parts of the domains people read out."""
_BEFORE_ADDRESS = words(
    """
    is it's its it address email e-mail mail email's mail's my um uh er erm yeah yes so ok
    okay to that's thats be was and then the your no sorry at on use name's lower case right
    would try sent send for with
    """
)
_LETTER_O = re.compile(r"^0(?=[LX]\d)|(?<=^[CSPYWR])0(?=\d\d?[0-9A-Z]?\d[A-Z]{2}$)")
"""An "oh" that is the letter of a postcode: Oldham, Oxford, Colchester and others."""
_LOCAL = 30
"""Words before "at" that may spell the part before it; whole words are far fewer."""
_WHOLE_WORDS = 2
_HOST_WORDS = 4
"""Whole words that a domain read out may have: "fairfield garden dot co dot uk"."""


@dataclass(frozen=True, slots=True)
class Written:
    """A text, and for each of its characters the word (position in the channel) it is from."""

    text: str
    owners: tuple[int, ...]
    """-1 for the blanks between words."""

    def words(self, start: int, end: int) -> tuple[int, int] | None:
        """The first and last word of the characters `start`..`end`."""
        owned = [word for word in self.owners[start:end] if word >= 0]
        return (min(owned), max(owned)) if owned else None


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of text and the first and last word it stands for."""

    text: str
    first: int
    last: int


def raw(texts: Sequence[str]) -> Written:
    """The words as the recogniser wrote them."""
    return _assembled([_Part(text, i, i) for i, text in enumerate(texts)])


def written(
    texts: Sequence[str],
    reads: Sequence[Read],
    chunks: Sequence[Chunk],
    turns: Set[int] = frozenset(),
) -> Written:
    """The words as somebody would have written them down: figures, codes, e-mail addresses.

    No address begins before a position in `turns`, where the other party spoke.
    """
    taken: dict[int, _Part] = {}
    dotted = [_dotted_read(t, r) for t, r in zip(texts, reads, strict=True)]
    for part in _emails(dotted, chunks, turns):
        taken[part.first] = part
    covered = {i for part in taken.values() for i in range(part.first, part.last + 1)}
    for chunk in _dotted(reads, chunks):
        words_of = range(chunk.first, chunk.last + 1)
        # "01/06 to 31/05" are dates, not the figures of one number.
        dated = len(words_of) > 1 and any("/" in texts[place] for place in words_of)
        if not dated and not covered.intersection(words_of):
            text = _LETTER_O.sub("O", chunk.text.upper())
            taken[chunk.first] = _Part(text, chunk.first, chunk.last)
    parts: list[_Part] = []
    at = 0
    while at < len(texts):
        part = taken.get(at) or _Part(texts[at], at, at)
        parts.append(part)
        at = part.last + 1
    return _assembled(parts)


def _dotted_read(text: str, read: Read) -> Read:
    """`read` with the dot of ".com", which says more here than between digits."""
    spoken = text.startswith(".") and read.bare in _ENDS
    return replace(read, bare=f".{read.bare}") if spoken else read


def _assembled(parts: Sequence[_Part]) -> Written:
    owners: list[int] = []
    for part in parts:
        # A part of many words gives its ends to its first and last word.
        inner = [part.first] * (len(part.text) - 1) + [part.last]
        owners += inner if part.text else []
        owners.append(-1)
    return Written(" ".join(part.text for part in parts), tuple(owners[:-1]))


def _dotted(reads: Sequence[Read], chunks: Sequence[Chunk]) -> Iterator[Chunk]:
    """`chunks`, with those joined that "dot" or "plus" belongs to (addresses of machines)."""
    held: Chunk | None = None
    for chunk in chunks:
        if chunk.first and reads[chunk.first - 1].bare == "plus":
            chunk = Chunk("+" + chunk.text, chunk.first - 1, chunk.last, chunk.pieces)
        if (
            held
            and chunk.first == held.last + 2
            and reads[held.last + 1].bare in {"dot", "point"}
            and held.text.replace(".", "").isdecimal()
        ):
            held = Chunk(f"{held.text}.{chunk.text}", held.first, chunk.last, chunk.pieces)
            continue
        if held:
            yield held
        held = chunk
    if held:
        yield held


def _emails(reads: Sequence[Read], chunks: Sequence[Chunk], turns: Set[int]) -> Iterator[_Part]:
    """E-mail addresses read out: "j dot smith at gmail dot com"."""
    spelled = {i: chunk for chunk in chunks for i in range(chunk.first, chunk.last + 1)}
    done = -1
    for at, read in enumerate(reads):
        done = max(done, at - 1) if at in turns else done
        if read.bare != "at" or at == 0:
            continue
        domain = _domain(reads, spelled, at + 1)
        local = _local(reads, spelled, at, done) if domain else None
        if domain and local:
            yield _Part(f"{local.text}@{domain.text}", local.first, domain.last)
            done = domain.last


def _domain(reads: Sequence[Read], spelled: dict[int, Chunk], start: int) -> _Part | None:
    text, best, whole = "", None, 0
    at = start
    while at < min(len(reads), start + 12):
        sign, chunk = _SIGNS.get(reads[at].bare), spelled.get(at)
        bare = reads[at].bare
        if bare == "at" or not bare:
            break
        if chunk and not sign:
            text, at = text + chunk.text, chunk.last
        else:
            text += sign or _clean(bare)
            whole += sign is None
        if whole > _HOST_WORDS and best is None:
            break
        labels = text.split(".")
        if len(labels) > 1 and labels[-1] in _ENDS and all(labels):
            best = _Part(text, start, at)
        elif best and not sign and not text.endswith("."):
            break
        at += 1
    return best


def _local(reads: Sequence[Read], spelled: dict[int, Chunk], at: int, floor: int) -> _Part | None:
    text, first, whole = "", at, 0
    position = at - 1
    while position > max(floor, at - _LOCAL):
        bare, chunk = reads[position].bare, spelled.get(position)
        if bare in _SIGNS:
            text, first = _SIGNS[bare] + text, position
            whole = 0
        elif chunk and chunk.last == position and chunk.text not in {"a", "i"}:
            text, first = chunk.text + text, chunk.first
            position = chunk.first
        elif bare in _BEFORE_ADDRESS or reads[position].sort is Sort.STRUCK or not bare:
            break
        else:
            whole += 1
            if whole > _WHOLE_WORDS:
                break
            text, first = _clean(bare) + text, position
        position -= 1
    text = text.strip(".-")
    return _Part(text, first, at) if text else None


def _clean(bare: str) -> str:
    return "".join(c for c in bare if c.isalnum() or c in "._-+")
