"""The words of a dictionary, rare ones too, so that none is taken for a name by its looks.

    python -m ner.dictionary /usr/share/dict/british-english /usr/share/dict/scowl

The lists are Debian's packages wbritish and scowl (SCOWL, copyright 2000-2011 Kevin Atkinson,
free for any purpose as long as its notice goes with it: `dictionary.LICENSE` beside the lists).
Left out is what also begins with a capital there ("Beryl"), and what is on our lists already.
What begins with a capital and is nobody's first name ("Ganymede", "Rembrandt", "Doha") is a list
of its own.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pipeline.adapters.personal.known_names import (
    CAPITALISED,
    DICTIONARY,
    EVERYDAY_FIRST_NAMES,
    FIRST_NAMES,
    SURNAMES,
    TOWN_NAMES,
    common_words,
    is_common,
)

_SHORTEST = 3
_LATEST = 50
"""SCOWL's size up to which a word is one that people know."""


def main() -> None:
    given = Path(sys.argv[1]).read_text(encoding="utf-8").split()
    fit = {w for w in given if w.isascii() and w.isalpha() and w.islower() and len(w) >= _SHORTEST}
    fit -= {word.lower() for word in given if not word.islower()}
    fit -= FIRST_NAMES | SURNAMES | EVERYDAY_FIRST_NAMES
    common = common_words()
    rare = {word for word in fit if not is_common(word, common)}
    roots = sorted(word for word in rare if not is_common(word, rare - {word}))
    DICTIONARY.write_text("\n".join(roots) + "\n", encoding="ascii")
    capitalised = _capitalised(Path(sys.argv[2])) - FIRST_NAMES - SURNAMES - EVERYDAY_FIRST_NAMES
    known = {word for word in capitalised - TOWN_NAMES if not is_common(word, common)}
    CAPITALISED.write_text("\n".join(sorted(known)) + "\n", encoding="ascii")


def _capitalised(scowl: Path) -> set[str]:
    """What `scowl` keeps as proper words, and not as people's and firms' names."""
    found: set[str] = set()
    for tongue in ("english", "british"):
        for path in scowl.glob(f"{tongue}-upper.*"):
            if int(path.suffix[1:]) <= _LATEST:
                found.update(path.read_text(encoding="latin-1").split())
    return {w.lower() for w in found if w.isascii() and w.isalpha() and len(w) >= _SHORTEST}


if __name__ == "__main__":
    main()
