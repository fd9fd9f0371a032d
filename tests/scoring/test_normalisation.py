"""Normalisations: worked examples, laws, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata
from tests.scoring.tables import with_directions

from keyaccounts.errors import InvalidValueError, ShapeError
from keyaccounts.scoring import min_max, percentile_rank, sum_norm, vector_norm

# Revenue, and days until they pay.
MATRIX = [[100.0, 30.0], [300.0, 60.0], [200.0, 90.0]]
BENEFIT = [True, False]

any_number = st.floats(-1e300, 1e300) | st.sampled_from([0.0, 5e-324, -5e-324, 1.7e308, -1.7e308])
directed = with_directions(values=any_number)


def test_min_max_runs_from_the_worst_to_the_best():
    assert min_max(MATRIX, benefit=BENEFIT).tolist() == [[0, 1], [1, 0.5], [0.5, 0]]


def test_a_vector_of_norm_1_keeps_directions():
    assert vector_norm([[3, -1], [4, 0]]).tolist() == [[0.6, -1], [0.8, 0]]


def test_sum_norm_gives_shares_and_inverts_costs():
    found = sum_norm([[1, 1], [3, 4]], benefit=BENEFIT)
    np.testing.assert_allclose(found, [[0.25, 0.8], [0.75, 0.2]], rtol=1e-15)


def test_percentile_rank_counts_who_is_below_and_half_of_who_is_level():
    found = percentile_rank([[1.0, 1.0], [5, 5], [5, 5], [9, 9]], benefit=BENEFIT)
    assert found.tolist() == [[0.125, 0.875], [0.5, 0.5], [0.5, 0.5], [0.875, 0.125]]


def test_a_criterion_that_tells_nothing_apart_is_nan():
    assert np.isnan(min_max([[2.0, 1], [2, 3]], benefit=[True, True])).tolist() == [[True, False], [True, False]]
    assert np.isnan(vector_norm([[0.0, 1], [0, 3]])).tolist() == [[True, False], [True, False]]
    assert np.isnan(sum_norm([[0.0, 1], [0, 3]], benefit=[True, False])).tolist() == [[True, False], [True, False]]
    assert percentile_rank([[2.0], [2.0]], benefit=[True]).tolist() == [[0.5], [0.5]]


def test_a_single_account_cannot_be_compared():
    assert np.isnan(min_max([[2.0]], benefit=[True])).all()
    assert percentile_rank([[2.0]], benefit=[True]).tolist() == [[0.5]]


def test_no_accounts_and_no_criteria_give_empty_tables():
    for shape in ((0, 2), (2, 0)):
        empty, benefit = np.empty(shape), [True] * shape[1]
        for found in (
            min_max(empty, benefit=benefit),
            sum_norm(empty, benefit=benefit),
            percentile_rank(empty, benefit=benefit),
            vector_norm(empty),
        ):
            assert found.shape == shape


def test_tables_of_more_rows_than_fit_a_block_are_rated_alike_in_every_layout():
    values = np.random.default_rng(1).normal(size=(5000, 3))
    benefit = np.array([True, False, True])
    low, high = values.min(axis=0), values.max(axis=0)
    wanted = np.where(benefit, values - low, high - values) / (high - low)
    for layout in (values, np.asfortranarray(values), values[::-1][::-1]):
        np.testing.assert_array_equal(min_max(layout, benefit=benefit), wanted)
        np.testing.assert_allclose(vector_norm(layout), values / np.linalg.norm(values, axis=0), rtol=1e-12)


@given(directed)
def test_min_max_lies_between_0_and_1_and_reaches_both(table):
    values, _, benefit = table
    found = min_max(values, benefit=benefit)
    constant = (values == values[0]).all(axis=0)
    assert np.isnan(found[:, constant]).all()
    assert (found[:, ~constant].min(axis=0) == 0).all()
    assert (found[:, ~constant].max(axis=0) == 1).all()


@given(with_directions(), st.floats(1e-6, 1e6), st.integers(-3, 3))
def test_scaling_or_moving_a_criterion_changes_no_min_max_rating(table, factor, shift):
    values, _, benefit = table
    wanted = min_max(values, benefit=benefit)
    np.testing.assert_allclose(min_max(values * factor, benefit=benefit), wanted, atol=1e-12)
    np.testing.assert_allclose(min_max(values + shift, benefit=benefit), wanted, atol=1e-12)


@given(directed)
def test_a_cost_is_a_benefit_with_the_sign_turned(table):
    values, _, benefit = table
    turned = np.where(benefit, values, -values)
    more = np.ones(len(benefit), dtype=bool)
    np.testing.assert_array_equal(min_max(values, benefit=benefit), min_max(turned, benefit=more))
    np.testing.assert_array_equal(percentile_rank(values, benefit=benefit), percentile_rank(turned, benefit=more))


@given(directed)
def test_vectors_have_length_1_whatever_their_size(table):
    values, _, _ = table
    found = vector_norm(values)
    some = values.any(axis=0)
    np.testing.assert_allclose(np.linalg.norm(found[:, some], axis=0), 1, rtol=1e-12)
    assert (found[:, some] * np.sign(values[:, some]) >= 0).all()


@given(with_directions(values=st.sampled_from([5e-324, 1e-300, 0.5, 1, 3, 1e300, 1.7e308])))
def test_shares_add_up_to_1(table):
    values, _, benefit = table
    found = sum_norm(values, benefit=benefit)
    np.testing.assert_allclose(found.sum(axis=0), 1, rtol=1e-12)
    assert (found >= 0).all()


@given(directed)
def test_percentile_rank_agrees_with_scipy(table):
    values, _, benefit = table
    ranks = rankdata(np.where(benefit, values, -values), axis=0)
    np.testing.assert_allclose(percentile_rank(values, benefit=benefit), (ranks - 0.5) / len(values), rtol=1e-12)


@given(directed, st.randoms())
def test_rows_may_come_in_any_order(table, random):
    values, _, benefit = table
    order = random.sample(range(len(values)), len(values))
    for norm in (min_max, percentile_rank):
        np.testing.assert_array_equal(norm(values[order], benefit=benefit), norm(values, benefit=benefit)[order])


@given(with_directions(values=st.integers(1, 4).map(float)))
def test_inputs_stay_as_they_are_and_results_are_sealed(table):
    values, _, benefit = table
    before = values.copy()
    for found in (
        min_max(values, benefit=benefit),
        sum_norm(values, benefit=benefit),
        percentile_rank(values, benefit=benefit),
        vector_norm(values),
    ):
        assert not found.flags.writeable
    np.testing.assert_array_equal(values, before)


@pytest.mark.parametrize(
    ("matrix", "place"),
    [
        ([[1.0, np.nan]], r"matrix\[0, 1\] must be finite"),
        (np.array([[1.0, 2], [np.inf, 2]]), r"matrix\[1, 0\] must be finite"),
        (np.array([[1.0, 2], [2, np.nan]]), r"matrix\[1, 1\] must be finite"),
        ([1.0, 2.0], "matrix must have shape"),
        ([[1.0, 2.0], [3.0]], "matrix must have rows of one length"),
        ([["a", "b"]], "matrix must hold numbers"),
    ],
)
def test_bad_tables_are_refused(matrix, place):
    for norm in (min_max, sum_norm, percentile_rank):
        with pytest.raises(InvalidValueError, match=f"^{place}"):
            norm(matrix, benefit=BENEFIT)
    with pytest.raises(InvalidValueError, match=f"^{place}"):
        vector_norm(matrix)


@pytest.mark.parametrize(
    ("benefit", "message"),
    [
        ([True], r"benefit must have shape \(2\)"),
        (True, r"benefit must have shape \(2\)"),
        ([1, -1], r"benefit\[1\] must be True or False, got -1"),
        ([0.5, 1], r"benefit\[0\] must be True or False, got 0.5"),
        (["yes", "no"], r"benefit\[0\] must be True or False, got 'yes'"),
    ],
)
def test_a_direction_is_yes_or_no(benefit, message):
    for norm in (min_max, sum_norm, percentile_rank):
        with pytest.raises(InvalidValueError, match=message):
            norm(MATRIX, benefit=benefit)


def test_a_direction_may_be_1_or_0():
    np.testing.assert_array_equal(min_max(MATRIX, benefit=[1, 0]), min_max(MATRIX, benefit=BENEFIT))
    with pytest.raises(ShapeError):
        min_max(MATRIX, benefit=[1])


def test_shares_of_what_is_negative_or_of_a_free_cost_are_refused():
    with pytest.raises(InvalidValueError, match=r"matrix\[0, 1\] must be at least 0"):
        sum_norm([[1, -1]], benefit=BENEFIT)
    with pytest.raises(InvalidValueError, match=r"matrix\[1, 1\] must be above 0 for a cost, got 0.0"):
        sum_norm([[0, 1], [1, 0]], benefit=BENEFIT)
