"""Fatal accounts: worked examples, laws, and what is refused."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.errors import KeyAccountsError
from keyaccounts.risk import fatal_accounts, smallest_fatal_set

contributions = st.lists(st.integers(-20, 50), max_size=7)
costs = st.integers(0, 120)


def brings_a_loss(contribution, fixed_cost, gone):
    return sum(contribution) - sum(contribution[row] for row in gone) - fixed_cost < 0


def test_a_profit_of_40_lives_on_the_account_that_brings_50():
    assert fatal_accounts([50, 30, 20], fixed_cost=60).tolist() == [True, False, False]
    assert smallest_fatal_set([50, 30, 20], fixed_cost=60).tolist() == [0]


def test_two_accounts_together_are_fatal():
    assert fatal_accounts([20, 50, 30], fixed_cost=40).tolist() == [False, False, False]
    assert smallest_fatal_set([20, 50, 30], fixed_cost=40).tolist() == [1, 2]


def test_equal_accounts_are_named_in_row_order():
    assert smallest_fatal_set([10, 20, 20, 20], fixed_cost=40).tolist() == [1, 2]


def test_a_book_at_a_loss_has_no_fatal_accounts():
    assert fatal_accounts([50, 30], fixed_cost=81).tolist() == [False, False]
    assert smallest_fatal_set([50, 30], fixed_cost=81).tolist() == []


def test_at_break_even_every_account_that_earns_is_fatal():
    assert fatal_accounts([50, 30, 0, -10], fixed_cost=70).tolist() == [True, True, False, False]
    assert smallest_fatal_set([50, 30, 0, -10], fixed_cost=70).tolist() == [0]


def test_without_fixed_cost_nobody_is_missed_to_the_point_of_a_loss():
    assert smallest_fatal_set([50, 30], fixed_cost=0).tolist() == []
    assert smallest_fatal_set([50, 30, -1], fixed_cost=0).tolist() == [0, 1]


def test_cents_do_not_make_an_account_fatal():
    assert fatal_accounts([0.1, 0.2, 0.3], fixed_cost=0.3).tolist() == [False, False, False]
    assert fatal_accounts([0.1, 0.2], fixed_cost=0.3).tolist() == [True, True]


def test_an_empty_book_has_none():
    assert fatal_accounts([], fixed_cost=5).tolist() == []
    assert smallest_fatal_set([], fixed_cost=0).tolist() == []
    assert fatal_accounts([], fixed_cost=5).dtype == bool
    assert not smallest_fatal_set([5], fixed_cost=5).flags.writeable


@given(contributions, costs)
def test_a_fatal_account_is_one_whose_loss_turns_the_profit(contribution, fixed_cost):
    already = brings_a_loss(contribution, fixed_cost, ())
    wanted = [not already and brings_a_loss(contribution, fixed_cost, (row,)) for row in range(len(contribution))]
    assert fatal_accounts(contribution, fixed_cost=fixed_cost).tolist() == wanted


@given(contributions, costs)
def test_no_smaller_set_is_fatal(contribution, fixed_cost):
    found = smallest_fatal_set(contribution, fixed_cost=fixed_cost).tolist()
    if not found:
        everyone = [row for row, amount in enumerate(contribution) if amount > 0]
        at_a_loss = brings_a_loss(contribution, fixed_cost, ())
        assert at_a_loss or not brings_a_loss(contribution, fixed_cost, everyone)
        return
    assert brings_a_loss(contribution, fixed_cost, found)
    for smaller in combinations(range(len(contribution)), len(found) - 1):
        assert not brings_a_loss(contribution, fixed_cost, smaller)


@given(contributions, costs, st.sampled_from([1e-18, 0.01, 1e18]))
def test_scaling_money_changes_no_name(contribution, fixed_cost, factor):
    scaled = np.multiply(contribution, factor)
    wanted = fatal_accounts(contribution, fixed_cost=fixed_cost)
    np.testing.assert_array_equal(fatal_accounts(scaled, fixed_cost=fixed_cost * factor), wanted)
    np.testing.assert_array_equal(
        smallest_fatal_set(scaled, fixed_cost=fixed_cost * factor),
        smallest_fatal_set(contribution, fixed_cost=fixed_cost),
    )


@pytest.mark.parametrize(
    ("contribution", "fixed_cost", "place"),
    [
        ([1, np.nan], 1, r"contribution\[1\]"),
        ([[1]], 1, "contribution"),
        ([1], -1, "fixed_cost"),
        ([1], np.inf, "fixed_cost"),
        ([1], [1], "fixed_cost"),
        ([1e308, 1e308], 1, "contribution must have a finite sum"),
    ],
)
def test_bad_input_is_refused(contribution, fixed_cost, place):
    for function in (fatal_accounts, smallest_fatal_set):
        with pytest.raises(KeyAccountsError, match=rf"^{place}"):
            function(contribution, fixed_cost=fixed_cost)
