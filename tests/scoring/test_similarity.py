"""TOPSIS: a worked example, laws, and what is refused."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from tests.scoring.tables import rated, with_directions

from keyaccounts.errors import InvalidValueError
from keyaccounts.scoring import topsis

values = st.floats(-1e3, 1e3) | st.integers(-2, 2).map(float)


def written_out(matrix, weights, benefit):
    """The textbook: normalise, weight, find both ideals, and measure."""
    weighted = matrix / np.linalg.norm(matrix, axis=0) * weights / np.sum(weights)
    ideal = np.where(benefit, weighted.max(axis=0), weighted.min(axis=0))
    anti_ideal = np.where(benefit, weighted.min(axis=0), weighted.max(axis=0))
    to_best = np.linalg.norm(weighted - ideal, axis=1)
    to_worst = np.linalg.norm(weighted - anti_ideal, axis=1)
    return to_worst / (to_best + to_worst)


def test_two_accounts_each_best_in_one_of_two():
    found = topsis([[3.0, 4.0], [4.0, 3.0]], weights=[1, 1], benefit=[True, True])
    assert found.tolist() == [0.5, 0.5]
    found = topsis([[3.0, 4.0], [4.0, 3.0]], weights=[2, 1], benefit=[True, True])
    np.testing.assert_allclose(found, [1 / 3, 2 / 3], rtol=1e-15)


def test_the_ideal_account_has_1_and_the_anti_ideal_0():
    assert topsis([[1.0, 9], [5, 5], [9, 1]], weights=[1, 2], benefit=[True, False]).tolist() == [0, 0.5, 1]


def test_where_all_accounts_are_level_nothing_is_near():
    assert np.isnan(topsis([[1.0, 2], [1, 2]], weights=[1, 2], benefit=[True, False])).all()
    assert np.isnan(topsis([[1.0, 0], [2, 0]], weights=[0, 2], benefit=[True, False])).all()
    assert topsis(np.empty((0, 2)), weights=[1, 2], benefit=[True, False]).size == 0


def test_a_criterion_on_which_all_are_level_has_no_influence():
    matrix = np.array([[1.0, 7.0, 0.0], [2.0, 7.0, 0.0], [4.0, 7.0, 0.0]])
    with_it = topsis(matrix, weights=[1, 5, 5], benefit=[True, True, True])
    np.testing.assert_array_equal(with_it, topsis(matrix[:, :1], weights=[1], benefit=[True]))


def test_more_rows_than_fit_a_block():
    rng = np.random.default_rng(1)
    matrix, weights, benefit = rng.lognormal(size=(5000, 6)), rng.random(6), rng.random(6) < 0.5
    wanted = written_out(matrix, weights, benefit)
    for layout in (matrix, np.asfortranarray(matrix)):
        np.testing.assert_allclose(topsis(layout, weights=weights, benefit=benefit), wanted, rtol=1e-12)


def test_values_of_any_size_keep_their_order():
    matrix = np.array([[1e300, 1e-300], [1.5e308, 2e-300], [0.0, 3e-300]])
    small = matrix / [1e300, 1e-300]
    found = topsis(matrix, weights=[1, 1], benefit=[True, True])
    np.testing.assert_allclose(found, topsis(small, weights=[1, 1], benefit=[True, True]), rtol=1e-12)


@given(with_directions(values=values))
def test_it_is_what_the_textbook_says(table):
    matrix, weights, benefit = table
    matrix = matrix + np.where(matrix.any(axis=0), 0, 1)
    found = topsis(matrix, weights=weights, benefit=benefit)
    spread = ((matrix.max(axis=0) - matrix.min(axis=0)) * weights).any()
    if spread:
        assert ((found >= 0) & (found <= 1)).all()
    else:
        assert np.isnan(found).all()
    if (matrix == np.round(matrix)).all() and spread:
        np.testing.assert_allclose(found, written_out(matrix, weights, benefit), rtol=1e-9, atol=1e-9)


@given(rated(values=values), st.data())
def test_a_dominated_account_is_never_closer(table, data):
    matrix, weights = table
    benefit = data.draw(hnp.arrays(bool, matrix.shape[1]))
    less = data.draw(hnp.arrays(float, matrix.shape[1], elements=st.sampled_from([0, 0, 1e-12, 0.1, 7.0])))
    worse = matrix[0] - np.where(benefit, less, -less)
    found = topsis(np.vstack([matrix, worse]), weights=weights, benefit=benefit)
    assert math.isnan(found[0]) or found[-1] <= found[0]


@given(with_directions(values=values), st.floats(1e-3, 1e3))
def test_units_do_not_count(table, factor):
    matrix, weights, benefit = table
    one = topsis(matrix, weights=weights, benefit=benefit)
    np.testing.assert_array_equal(topsis(matrix * 2.0**700, weights=weights, benefit=benefit), one)
    if np.abs(np.diff(matrix, axis=0)).min(initial=1) > 1e-6:
        np.testing.assert_allclose(topsis(matrix * factor, weights=weights, benefit=benefit), one, rtol=1e-6)


@given(with_directions(values=values), st.randoms())
def test_rows_may_come_in_any_order(table, random):
    matrix, weights, benefit = table
    order = random.sample(range(len(matrix)), len(matrix))
    one = topsis(matrix, weights=weights, benefit=benefit)
    other = topsis(matrix[order], weights=weights, benefit=benefit)
    np.testing.assert_allclose(one[order], other, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("matrix", "changed", "message"),
    [
        ([[1.0, np.nan]], {}, r"matrix\[0, 1\] must be finite"),
        (np.array([[1.0, -np.inf]]), {}, r"matrix\[0, 1\] must be finite"),
        ([1.0], {}, "matrix must have shape"),
        ([[1.0, 2.0]], {"weights": [0, 0]}, "weights must have a sum above 0"),
        ([[1.0, 2.0]], {"weights": [1, -2]}, r"weights\[1\] must be at least 0"),
        ([[1.0, 2.0]], {"benefit": [True]}, r"benefit must have shape \(2\)"),
    ],
)
def test_bad_input_is_refused(matrix, changed, message):
    given_ = {"weights": [1, 1], "benefit": [True, True]} | changed
    with pytest.raises(InvalidValueError, match=f"^{message}"):
        topsis(matrix, **given_)
