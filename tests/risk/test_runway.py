"""Months of cash: books worked by hand, laws, and what is refused."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.errors import KeyAccountsError
from keyaccounts.risk import fatal_accounts, months_of_cash

books = st.lists(st.integers(-20, 50), max_size=7)


def test_three_accounts_worked_by_hand():
    # Without the first the others bring 50 of the 80 that stay: 30 a month are missing.
    assert months_of_cash([50, 30, 20], cash=120, fixed_cost=80).tolist() == [4, 12, math.inf]


def test_several_lost_together_are_one_entry():
    assert months_of_cash([50 + 30, 20], cash=120, fixed_cost=80)[0] == 2


def test_without_cash_there_is_no_time_unless_none_is_needed():
    assert months_of_cash([50, 10], cash=0, fixed_cost=40).tolist() == [0, math.inf]


def test_cash_need_not_last_where_the_others_just_cover_the_fixed_cost():
    assert months_of_cash([0.1, 0.2, 0.3], cash=1, fixed_cost=0.3)[2] == math.inf
    assert months_of_cash([0.1, 0.1, 0.1], cash=1, fixed_cost=0.3).tolist() == pytest.approx([10] * 3)


def test_an_account_that_costs_more_than_it_brings_buys_time_by_leaving():
    kept, gone = months_of_cash([0, -10], cash=60, fixed_cost=20)

    assert (kept, gone) == (2, 3)


def test_an_empty_book_loses_nobody():
    found = months_of_cash([], cash=1, fixed_cost=1)

    assert found.shape == (0,)
    assert not found.flags.writeable


def test_large_and_small_contributions_stand_side_by_side():
    assert months_of_cash([1e18, 1e-18], cash=1e18, fixed_cost=0).tolist() == [math.inf, math.inf]
    assert months_of_cash([1e-18], cash=1e300, fixed_cost=1e-18).tolist() == [math.inf]


@given(books, st.integers(0, 120), st.integers(0, 1000))
def test_cash_lasts_for_as_long_as_a_count_of_months_says(contribution, fixed_cost, cash):
    found = months_of_cash(contribution, cash=cash, fixed_cost=fixed_cost)

    for lost, months in enumerate(found):
        left = sum(contribution) - contribution[lost] - fixed_cost
        if left >= 0:
            assert months == math.inf
        else:
            assert cash + left * months == pytest.approx(0, abs=1e-9)


@given(books, st.integers(0, 120))
def test_the_loss_of_a_fatal_account_starts_the_clock(contribution, fixed_cost):
    fatal = fatal_accounts(contribution, fixed_cost=fixed_cost)

    assert np.isfinite(months_of_cash(contribution, cash=100, fixed_cost=fixed_cost)[fatal]).all()


@given(books, st.integers(0, 120), st.sampled_from([1e-18, 3.0, 1e18]))
def test_the_currency_is_irrelevant(contribution, fixed_cost, factor):
    one, other = (
        months_of_cash(np.multiply(contribution, by), cash=70 * by, fixed_cost=fixed_cost * by) for by in (1, factor)
    )
    np.testing.assert_allclose(other, one, rtol=1e-9)


@pytest.mark.parametrize(
    ("contribution", "options", "place"),
    [
        ([1, np.nan], {}, r"contribution\[1\]"),
        ([[1]], {}, "contribution"),
        ([1e308, 1e308], {}, "contribution must have a finite sum"),
        ([1], {"fixed_cost": -1}, "fixed_cost"),
        ([1], {"cash": -1}, "cash must be at least 0"),
        ([1], {"cash": np.inf}, "cash must be finite"),
        ([1], {"cash": [1]}, "cash must have shape"),
    ],
)
def test_bad_input_is_refused(contribution, options, place):
    with pytest.raises(KeyAccountsError, match=rf"^{place}"):
        months_of_cash(contribution, **{"cash": 1, "fixed_cost": 1} | options)
