"""The words that everybody uses, so that the model can tell a rare one: a list in the package.

    python -m ner.common_words models/tiny.en/vocabulary.txt

The list is the whole lower-case words among the pieces of Whisper's vocabulary (OpenAI, MIT;
its pieces are in the order of how often they were met), our templates' words added, names
that are no other word left out. What comes after the first few thousand serves training as rare.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ner.filling import lines
from pipeline.adapters.personal.known_names import FIRST_NAMES
from pipeline.adapters.personal.named import COMMON_WORDS

COMMON = 13_000
_RARE = Path(__file__).parent / "rare_words.txt"


def common_words() -> frozenset[str]:
    return frozenset(COMMON_WORDS.read_text(encoding="ascii").split())


def rare_words() -> list[str]:
    return _RARE.read_text(encoding="ascii").split()


def main() -> None:
    pieces = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    whole = [piece[1:] for piece in pieces if piece.startswith("\u0120")]
    fit = [w for w in whole if w.isascii() and w.isalpha() and w.islower() and len(w) > 2]
    known = [word for word in fit if word not in FIRST_NAMES]
    own = {
        word.strip(".,?!").lower()
        for line in lines("prose.txt")
        for word in line.translate(str.maketrans("[]|{}/", "      ")).split()
    }
    common = {*known[:COMMON], *(w for w in own if w.isascii() and len(w) > 1)} - FIRST_NAMES
    COMMON_WORDS.write_text("\n".join(sorted(common)) + "\n", encoding="ascii")
    rare = [word for word in known[COMMON:] if len(word) > 3 and word not in common]
    _RARE.write_text("\n".join(rare) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
