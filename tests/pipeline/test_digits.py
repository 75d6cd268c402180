from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.digits import Sort, join, read_word, read_words


def digits_of(said: str) -> str:
    reads = read_words(said.split())
    return "".join(p.digits for p in join([(a, i) for i, r in enumerate(reads) for a in r.atoms]))


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("four five three nine", "4539"),
        ("forty five thirty two", "4532"),
        ("forty-five thirty-two", "4532"),
        ("twenty oh five", "2005"),
        ("double six treble five", "66555"),
        ("triple 5, 6.", "5556"),
        ("nine hundred one two three", "900123"),
        ("nine hundred twenty three", "923"),
        ("four thousand oh five", "400005"),
        ("nineteen eighty", "1980"),
        ("oh o zero nought nil", "00000"),
        ("4539 -5787 -6362 -1486.", "4539578763621486"),
        ("4-5-3-9,", "4539"),
        ("four-five-three-nine", "4539"),
        ("Four, Five.", "45"),
    ],
)
def test_digits_are_read_as_people_say_them(said: str, digits: str) -> None:
    assert digits_of(said) == digits


@pytest.mark.parametrize("text", ["£1,486.20", "$20", "40%", "9:30", "12th", "41.28", "7pm", "99p"])
def test_a_price_a_time_and_an_ordinal_are_quantities(text: str) -> None:
    assert read_word(text).sort is Sort.QUANTITY


@pytest.mark.parametrize("text", ["[PAN]", "[CARD_CODE],", "[PERSON]."])
def test_a_struck_token_says_nothing(text: str) -> None:
    read = read_word(text)
    assert (read.sort, read.bare, read.atoms) == (Sort.STRUCK, "", ())


def test_words_and_figures_may_be_hyphenated() -> None:
    atoms = [(atom, 0) for atom in read_word("4-double-1.").atoms]
    assert [piece.digits for piece in join(atoms)] == ["4", "11"]


@given(st.text(max_size=40))
def test_any_text_can_be_read(text: str) -> None:
    read = read_word(text)
    assert all(atom.digits.isascii() and atom.digits.isdigit() for atom in read.atoms)


@given(
    st.lists(
        st.sampled_from(["double", "twenty", "one", "hundred", "oh", "seventeen", "45", "treble"])
    )
)
def test_every_piece_remembers_words_that_were_there(said: list[str]) -> None:
    reads = read_words(said)
    pieces = join([(a, i) for i, r in enumerate(reads) for a in r.atoms])
    words = [word for piece in pieces for word in piece.words]
    assert words == sorted(words)
    assert set(words) <= set(range(len(said)))


def test_a_comma_after_a_ten_ends_the_number() -> None:
    reads = [read_word(word) for word in ("thirty,", "eight", "forty", "two")]
    atoms = [(atom, i) for i, read in enumerate(reads) for atom in read.atoms]
    pauses = {i for i, read in enumerate(reads) if read.paused}
    assert [piece.digits for piece in join(atoms, pauses)] == ["30", "8", "42"]
