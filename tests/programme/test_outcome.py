"""The programme against the rest, and what selling costs: worked examples, laws, and what is refused."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student
from scipy.stats import ttest_ind

from keyaccounts.errors import KeyAccountsError
from keyaccounts.programme import cost_of_effort, outcome_against_rest, selling_cost

figures = st.integers(-100, 100).map(float)
books = st.lists(st.tuples(figures, figures, st.booleans()), max_size=14)


def columns(book):
    before, after, chosen = [list(column) for column in zip(*book, strict=True)] or ([], [], [])
    return np.array(before), np.array(after), np.array(chosen, dtype=bool)


def test_what_happened_to_all_alike_falls_out():
    """Everybody gained 10; the programme gained 4 more."""
    found = outcome_against_rest(
        [100, 80, 60, 50, 40, 30], [115, 93, 74, 60, 51, 39], in_programme=[True, True, True, False, False, False]
    )
    assert (found.programme_change, found.rest_change) == (14, 10)
    assert found.difference == 4
    assert found.standard_error == pytest.approx(math.sqrt(1 / 3 + 1 / 3))
    assert (found.n_programme, found.n_rest) == (3, 3)
    assert repr(found) == ("OutcomeAgainstRest(3 accounts beside 3, difference +4 ± 0.82, likely +1.733 to +6.267)")


def test_retention_is_a_difference_of_shares():
    stayed = np.array([1, 1, 1, 1, 0, 1, 0, 0, 1, 1])
    chosen = np.arange(10) < 4
    found = outcome_against_rest(np.ones(10), stayed, in_programme=chosen)
    assert found.difference == pytest.approx(1 - 0.5)
    assert found.standard_error == pytest.approx(math.sqrt(0.25 / 5))


@given(books, st.sampled_from([0.8, 0.95]))
def test_the_interval_is_that_of_welch(book, level):
    before, after, chosen = columns(book)
    found = outcome_against_rest(before, after, in_programme=chosen, level=level)
    inside, outside = (after - before)[chosen], (after - before)[~chosen]
    if min(len(inside), len(outside)) < 2:
        assert math.isnan(found.standard_error)
        assert math.isnan(found.lower)
        assert math.isnan(found.difference) == (not len(inside) or not len(outside))
        return
    assert found.difference == pytest.approx(inside.mean() - outside.mean())
    if inside.std() == outside.std() == 0:
        assert found.standard_error == 0
        assert found.lower == found.upper == found.difference
    else:
        parts = [group.var(ddof=1) / len(group) for group in (inside, outside)]
        freedom = sum(parts) ** 2 / (parts[0] ** 2 / (len(inside) - 1) + parts[1] ** 2 / (len(outside) - 1))
        half = student.ppf(0.5 + level / 2, freedom) * math.sqrt(sum(parts))
        assert (found.lower, found.upper) == pytest.approx((found.difference - half, found.difference + half))


def test_the_interval_is_that_of_scipy():
    rng = np.random.default_rng(4)
    change, chosen = rng.normal(3, 2, 30), np.arange(30) < 8
    found = outcome_against_rest(np.zeros(30), change, in_programme=chosen)
    theirs = ttest_ind(change[chosen], change[~chosen], equal_var=False).confidence_interval()
    assert (found.lower, found.upper) == pytest.approx((theirs.low, theirs.high))


@given(books, figures)
def test_a_gain_of_everybody_changes_nothing(book, gain):
    before, after, chosen = columns(book)
    one = outcome_against_rest(before, after, in_programme=chosen)
    other = outcome_against_rest(before, after + gain, in_programme=chosen)
    assert other.difference == pytest.approx(one.difference, abs=1e-9, nan_ok=True)
    assert other.standard_error == pytest.approx(one.standard_error, abs=1e-9, nan_ok=True)


@given(books)
def test_programme_and_rest_change_places_with_the_sign(book):
    before, after, chosen = columns(book)
    one = outcome_against_rest(before, after, in_programme=chosen)
    other = outcome_against_rest(before, after, in_programme=~chosen)
    assert other.difference == pytest.approx(-one.difference, nan_ok=True)
    assert (other.lower, other.upper) == pytest.approx((-one.upper, -one.lower), nan_ok=True)


# --- what selling costs


def test_hours_become_cost_account_by_account():
    cost = cost_of_effort([0, 1, 1], [0, 0, 2], [10, 5, 2], hourly_cost=[50, 80], n_accounts=3)
    assert cost.tolist() == [900, 0, 160]
    assert not cost.flags.writeable


def test_selling_cost_is_a_part_of_revenue():
    found = selling_cost([10, 30, 5, 8], [1000, 1000, 100, -50], in_programme=[True, True, False, False])
    np.testing.assert_allclose(found.by_account, [0.01, 0.03, 0.05, np.nan])
    assert (found.programme, found.rest) == (0.02, 13 / 50)
    assert repr(found) == "SellingCost(4 accounts, 2.00 % of revenue in the programme, 26.00 % in the rest)"
    assert not found.by_account.flags.writeable


def test_without_revenue_there_is_no_part_of_it():
    found = selling_cost([5, 5], [0, -3], in_programme=[True, False])
    assert np.isnan(found.by_account).all()
    assert math.isnan(found.programme)
    assert math.isnan(found.rest)


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(1, 1e9), st.booleans()), max_size=9), st.sampled_from([1e-3, 7]))
def test_the_currency_does_not_matter(rows, factor):
    cost, revenue, chosen = columns(rows)
    one = selling_cost(cost, revenue, in_programme=chosen)
    other = selling_cost(cost * factor, revenue * factor, in_programme=chosen)
    np.testing.assert_allclose(other.by_account, one.by_account, rtol=1e-9, atol=1e-300)
    assert (other.programme, other.rest) == pytest.approx((one.programme, one.rest), nan_ok=True)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: outcome_against_rest([1], [1, 2], in_programme=[True]), r"^after must be as long as before"),
        (lambda: outcome_against_rest([1], [math.nan], in_programme=[True]), r"^after\[0\]"),
        (lambda: outcome_against_rest([1], [1], in_programme=[1]), r"^in_programme must hold booleans"),
        (lambda: outcome_against_rest([1], [1], in_programme=[True, False]), r"^in_programme must be as long as"),
        (lambda: outcome_against_rest([1], [1], in_programme=[[True], [True, False]]), r"^in_programme must have rows"),
        (lambda: outcome_against_rest([1], [1], in_programme=True), r"^in_programme must have shape"),
        (
            lambda: outcome_against_rest([1], [1], in_programme=np.ma.masked_array([True], mask=[True])),
            r"^in_programme must not hold masked",
        ),
        (lambda: outcome_against_rest([1], [1], in_programme=[True], level=1), r"^level must be in \(0, 1\)"),
        (lambda: outcome_against_rest([1], [1], in_programme=[True], level=0), r"^level must be in \(0, 1\)"),
        (lambda: cost_of_effort([1], [0], [1], hourly_cost=[50], n_accounts=1), r"^member\[0\]"),
        (lambda: cost_of_effort([0], [1], [1], hourly_cost=[50], n_accounts=1), r"^account\[0\]"),
        (lambda: cost_of_effort([0], [0], [-1], hourly_cost=[50], n_accounts=1), r"^hours\[0\]"),
        (lambda: cost_of_effort([0], [0], [1, 2], hourly_cost=[50], n_accounts=1), r"^hours must be as long as"),
        (lambda: cost_of_effort([0], [0], [1], hourly_cost=[-50], n_accounts=1), r"^hourly_cost\[0\]"),
        (lambda: cost_of_effort([0], [0], [1], hourly_cost=[50], n_accounts=2.5), r"^n_accounts must be a whole"),
        (lambda: selling_cost([-1], [1], in_programme=[True]), r"^cost\[0\]"),
        (lambda: selling_cost([1], [1, 2], in_programme=[True]), r"^revenue must be as long as cost"),
        (lambda: selling_cost([1], [1], in_programme=["yes"]), r"^in_programme must hold booleans"),
    ],
)
def test_bad_input_is_refused(call, says):
    with pytest.raises(KeyAccountsError, match=says):
        call()
