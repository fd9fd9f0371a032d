"""What today's use of hours costs: worked examples, laws, and what is refused."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.allocation import allocate_effort, cost_of_treating_alike, misallocation, time_on_key_accounts
from keyaccounts.errors import KeyAccountsError

rows = st.lists(st.tuples(st.floats(0, 1e5), st.floats(0.1, 100), st.floats(0, 100)), min_size=1, max_size=8)


def test_todays_hours_are_set_beside_the_best_use_of_as_many():
    found = misallocation([4, 1], [5, 5], half_effort=1)
    assert found.hours.tolist() == [5, 5]
    assert found.value == pytest.approx(5 * 5 / 6)
    assert found.best.value == pytest.approx(4.25)
    assert found.loss == pytest.approx(4.25 - 25 / 6)
    np.testing.assert_allclose(found.move, [2, -2])
    assert repr(found) == (
        "Misallocation(2 accounts, 10 hours, value 4.2, 0.1 less than the best, which moves 2 hours)"
    )


def test_treating_all_alike_costs_what_the_best_would_bring_more():
    found = cost_of_treating_alike([4, 1], half_effort=1, budget=10)
    assert found.hours.tolist() == [5, 5]
    assert found.loss == pytest.approx(4.25 - 25 / 6)


def test_alike_is_as_alike_as_limits_allow():
    found = cost_of_treating_alike([4, 1, 1], half_effort=1, budget=10, lower=[0, 4, 0], upper=[2, 9, math.inf])
    np.testing.assert_allclose(found.hours, [2, 4, 4])
    nobody = cost_of_treating_alike([], half_effort=1, budget=10)
    assert (nobody.hours.size, nobody.loss) == (0, 0)


def test_hours_that_break_a_limit_can_bring_more_than_the_best_that_keeps_it():
    assert misallocation([4, 1], [7, 3], half_effort=1, upper=5).loss < 0


@given(rows)
def test_no_use_of_hours_beats_the_best_and_moves_add_up_to_nothing(book):
    value, half, hours = (np.array(column) for column in zip(*book, strict=True))
    found = misallocation(value, hours, half_effort=half)
    assert found.loss >= -1e-9 * (1 + found.value)
    assert found.best.value - found.value == pytest.approx(found.loss)
    assert found.move.sum() + found.best.unused == pytest.approx(0, abs=1e-6)
    again = misallocation(value, found.best.hours, half_effort=half)
    assert again.loss == pytest.approx(0, abs=1e-6 * (1 + found.best.value))


@given(rows, st.floats(0, 1000))
def test_equal_accounts_lose_nothing_by_equal_treatment(book, budget):
    found = cost_of_treating_alike(np.full(len(book), 7.0), half_effort=3, budget=budget)
    np.testing.assert_allclose(found.hours, budget / len(book))
    assert found.loss == pytest.approx(0, abs=1e-9)
    np.testing.assert_allclose(found.best.hours, found.hours, atol=1e-6)


@given(rows)
def test_alike_uses_the_budget_within_the_limits(book):
    value, _, limit = (np.array(column) for column in zip(*book, strict=True))
    found = cost_of_treating_alike(value, half_effort=1, budget=50, upper=limit)
    assert (found.hours <= limit).all()
    assert found.hours.sum() == pytest.approx(min(50, limit.sum()))
    below = found.hours < limit - 1e-9
    if below.any():
        np.testing.assert_allclose(found.hours[below], found.hours.max(), rtol=1e-9)


def test_the_best_is_that_of_allocate_effort():
    best = allocate_effort([4, 1], half_effort=1, budget=10, lower=1, upper=6)
    assert misallocation([4, 1], [2, 8], half_effort=1, lower=1, upper=6).best.hours.tolist() == best.hours.tolist()


# --- time on key accounts


def test_the_share_of_time_on_key_accounts_is_told_by_member():
    found = time_on_key_accounts([0, 0, 1, 3], [0, 1, 1, 0], [30, 10, 20, 0], key=[True, False], n_members=4)
    assert found.share == 0.5
    np.testing.assert_array_equal(found.by_member, [0.75, 0, np.nan, np.nan])
    assert found.hours.tolist() == [40, 20, 0, 0]
    assert repr(found) == "KeyAccountTime(4 members, 60 hours, 50.0 % key)"
    assert not found.by_member.flags.writeable


def test_without_hours_there_is_no_share():
    found = time_on_key_accounts([], [], [], key=[], n_members=0)
    assert math.isnan(found.share)
    assert found.by_member.size == 0


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: misallocation([1, 2], [1], half_effort=1), r"^hours must be as long as value"),
        (lambda: misallocation([1], [-1], half_effort=1), r"^hours\[0\]"),
        (lambda: misallocation([1], [1], half_effort=0), r"^half_effort\[0\] must be above 0"),
        (lambda: misallocation([1], [1], half_effort=1, lower=2), r"^lower must add up to at most the budget \(1\)"),
        (lambda: cost_of_treating_alike([1], half_effort=1, budget=-1), r"^budget"),
        (lambda: time_on_key_accounts([2], [0], [1], key=[True], n_members=2), r"^member\[0\]"),
        (lambda: time_on_key_accounts([0], [1], [1], key=[True], n_members=2), r"^account\[0\]"),
        (lambda: time_on_key_accounts([0], [0], [-1], key=[True], n_members=2), r"^hours\[0\]"),
        (lambda: time_on_key_accounts([0], [0], [1, 2], key=[True], n_members=2), r"^hours must be as long as member"),
        (lambda: time_on_key_accounts([0], [0], [1], key=[1], n_members=2), r"^key must hold booleans"),
        (lambda: time_on_key_accounts([0], [0], [1], key=True, n_members=2), r"^key must have shape"),
        (lambda: time_on_key_accounts([0], [0], [1], key=[True], n_members=1.5), r"^n_members must be a whole number"),
        (lambda: time_on_key_accounts([0], [0], [1], key=[True], n_members=True), r"^n_members must be a whole number"),
        (lambda: time_on_key_accounts([0], [0], [1], key=[True], n_members=-1), r"^n_members must be a whole number"),
    ],
)
def test_bad_input_is_refused(call, says):
    with pytest.raises(KeyAccountsError, match=says):
        call()
