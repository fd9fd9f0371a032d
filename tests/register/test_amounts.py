"""Amounts of money: how large they may be, how they are divided, and when one exceeds another."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.errors import InvalidValueError
from keyaccounts.register._account._amounts import TOO_MUCH, above, bearable, ratio

amounts = st.floats(allow_nan=False, allow_infinity=False)


def test_an_amount_of_any_book_is_bearable():
    assert bearable("ledger", "must hold", 1e15) == 1e15
    assert bearable("ledger", "must hold", 0.0) == 0.0


@pytest.mark.parametrize("amount", [TOO_MUCH, math.inf, math.nan])
def test_an_amount_out_of_this_world_is_refused(amount):
    with pytest.raises(InvalidValueError, match=r"^ledger must hold less than 1e\+200, got "):
        bearable("ledger", "must hold", amount)


def test_a_ratio_is_a_division():
    assert ratio(1.0, 4.0) == 0.25
    assert ratio(-3.0, 4.0) == -0.75


@pytest.mark.parametrize(
    ("part", "whole"), [(None, 1.0), (1.0, None), (1.0, 0.0), (1.0, -2.0), (1.0, 5e-324), (-1.0, 1e-101)]
)
def test_there_is_no_ratio_to_what_is_unknown_or_nothing_or_next_to_it(part, whole):
    assert ratio(part, whole) is None


@given(amounts, amounts)
def test_a_ratio_is_finite_or_none(part, whole):
    found = ratio(part, whole)
    assert found is None or abs(found) < 1e100


def test_rounding_is_no_excess():
    assert 0.53 - 0.5 > 0.03
    assert not above(0.53 - 0.5, 0.03)
    assert not above(0.1 + 0.2, 0.3)
    assert above(0.0301, 0.03)
    assert not above(0.03, 0.03)
    assert not above(5e9 + 1e-6, 5e9)


@given(st.floats(-10, 10), st.floats(-10, 10))
def test_no_two_shares_exceed_each_other(one, other):
    assert not (above(one, other) and above(other, one))
    assert above(one, other) is (one - other > 1e-12 * max(1, abs(other)))
