"""The desk speaks English, and every word of it stands where a translation can reach it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import review

TEMPLATES = Path(review.__file__).parent / "templates"
NAMES = {"Hushtape", "hush", "tape", "ms", "CSV", "API", "yes", "no"}
"""The same in every language; "yes" and "no" are the keys of answers."""
_TRANSLATED = re.compile(
    r"{%\s*blocktranslate.*?endblocktranslate\s*%}"
    r"|{%\s*block main_class.*?endblock\s*%}|{#.*?#}|{[{%].*?[%}]}",
    re.S,
)
_SAID_IN_ATTRIBUTES = re.compile(r"""\b(?:title|placeholder|alt|aria-label)="([^"]*)\"""")
_OF_NO_LANGUAGE = re.compile(r"<(kbd|code|svg|script)\b.*?</\1>|<!--.*?-->|&\w+;|&#\d+;", re.S)
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"[^\W\d_]{2,}")


def untranslated(template: str) -> list[str]:
    """The words that a reader sees and no translation reaches.

    >>> untranslated('<p title="Now">{% translate "Then" %} or never</p>')
    ['Now', 'or', 'never']
    """
    plain = _OF_NO_LANGUAGE.sub(" ", _TRANSLATED.sub(" ", template))
    said = [*_SAID_IN_ATTRIBUTES.findall(plain), _TAG.sub(" ", plain)]
    return [word for text in said for word in _WORD.findall(text) if word not in NAMES]


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.stem)
def test_every_word_of_a_page_can_be_translated(path: Path) -> None:
    assert untranslated(path.read_text()) == []
