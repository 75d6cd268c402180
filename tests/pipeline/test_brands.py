from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.brands import brand, luhn


@pytest.mark.parametrize(
    ("digits", "name"),
    [
        ("4111111111111111", "visa"),
        ("4222222222222", "visa"),
        ("5555555555554444", "mastercard"),
        ("2223003122003222", "mastercard"),
        ("378282246310005", "amex"),
        ("6011000990139424", "discover"),
        ("30569309025904", "diners"),
        ("3530111333300000", "jcb"),
        ("6200000000000005", "unionpay"),
        ("6759649826438453", "maestro"),
    ],
)
def test_the_test_cards_of_every_brand_are_known(digits: str, name: str) -> None:
    assert brand(digits) == name
    assert luhn(digits)


@pytest.mark.parametrize("digits", ["2220999999999999", "2721000000000000", "07700900123", "4111"])
def test_what_is_just_beside_a_range_has_no_brand(digits: str) -> None:
    assert brand(digits) is None


@given(st.text("0123456789", min_size=2, max_size=20), st.data())
def test_one_misheard_digit_always_breaks_the_check_digit(digits: str, data: st.DataObject) -> None:
    check = next(d for d in "0123456789" if luhn(digits + d))
    right = digits + check
    at = data.draw(st.integers(0, len(right) - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != right[at]]))
    assert not luhn(right[:at] + other + right[at + 1 :])
