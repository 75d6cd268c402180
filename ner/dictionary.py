"""The words of a dictionary, rare ones too, so that none is taken for a name by its looks.

    python -m ner.dictionary /usr/share/dict/british-english

The list is Debian's package wbritish (SCOWL, copyright 2000-2011 Kevin Atkinson, free for any
purpose as long as its notice goes with it: `dictionary.LICENSE` beside the list). Left out is
what also begins with a capital there ("Beryl"), and what is on our lists already.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pipeline.adapters.personal.known_names import (
    DICTIONARY,
    EVERYDAY_FIRST_NAMES,
    FIRST_NAMES,
    SURNAMES,
    common_words,
    is_common,
)

_SHORTEST = 3


def main() -> None:
    given = Path(sys.argv[1]).read_text(encoding="utf-8").split()
    fit = {w for w in given if w.isascii() and w.isalpha() and w.islower() and len(w) >= _SHORTEST}
    fit -= {word.lower() for word in given if not word.islower()}
    fit -= FIRST_NAMES | SURNAMES | EVERYDAY_FIRST_NAMES
    common = common_words()
    rare = {word for word in fit if not is_common(word, common)}
    roots = sorted(word for word in rare if not is_common(word, rare - {word}))
    DICTIONARY.write_text("\n".join(roots) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
