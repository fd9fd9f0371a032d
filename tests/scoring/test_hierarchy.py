"""Weights from comparisons in pairs: worked examples, laws, and what is refused."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from keyaccounts.errors import InvalidValueError, ShapeError
from keyaccounts.scoring import ahp_weights

scale = st.sampled_from([1 / 9, 1 / 5, 1 / 3, 1 / 2, 1, 2, 3, 5, 9])


@st.composite
def comparisons(draw):
    n_criteria = draw(st.integers(1, 6))
    matrix = np.ones((n_criteria, n_criteria))
    for row in range(n_criteria):
        for column in range(row):
            matrix[row, column] = draw(scale)
            matrix[column, row] = 1 / matrix[row, column]
    return matrix


def test_comparisons_that_fit_each_other_give_the_weights_behind_them():
    found = ahp_weights([[1, 2, 4], [1 / 2, 1, 2], [1 / 4, 1 / 2, 1]])
    np.testing.assert_allclose(found.weights, [4 / 7, 2 / 7, 1 / 7], rtol=1e-12)
    assert found.lambda_max == pytest.approx(3, abs=1e-12)
    assert found.consistency_ratio == pytest.approx(0, abs=1e-12)
    assert repr(found) == "AhpWeights(3 criteria, consistency ratio 0.000)"


def test_three_that_go_round_in_a_circle_are_equal_and_inconsistent():
    found = ahp_weights([[1, 2, 1 / 2], [1 / 2, 1, 2], [2, 1 / 2, 1]])
    np.testing.assert_allclose(found.weights, [1 / 3] * 3, rtol=1e-12)
    assert found.lambda_max == pytest.approx(3.5)
    assert found.consistency_ratio == pytest.approx(0.25 / 0.52)


def test_up_to_two_criteria_cannot_contradict_each_other():
    assert ahp_weights([[1]]).weights.tolist() == [1]
    found = ahp_weights([[1, 4], [1 / 4, 1]])
    np.testing.assert_allclose(found.weights, [0.8, 0.2], rtol=1e-12)
    assert found.consistency_ratio == 0


def test_beyond_ten_criteria_there_is_no_random_index():
    found = ahp_weights(np.ones((11, 11)))
    np.testing.assert_allclose(found.weights, [1 / 11] * 11, rtol=1e-12)
    assert math.isnan(found.consistency_ratio)


def test_a_third_may_be_written_with_three_digits():
    found = ahp_weights([[1, 3, 7], [0.333, 1, 7 / 3], [0.143, 3 / 7, 1]])
    np.testing.assert_allclose(found.weights, np.array([21, 7, 3]) / 31, rtol=1e-3)
    assert 0 <= found.consistency_ratio < 1e-5


def test_any_sizes_can_be_compared():
    weights = np.array([1.0, 1e-60, 1e30])
    found = ahp_weights(weights[:, np.newaxis] / weights)
    np.testing.assert_allclose(found.weights, weights / weights.sum(), rtol=1e-9)


@given(comparisons())
def test_weights_are_an_eigenvector(matrix):
    found = ahp_weights(matrix)
    np.testing.assert_allclose(matrix @ found.weights, found.lambda_max * found.weights, rtol=1e-9)
    assert found.weights.sum() == pytest.approx(1)
    assert (found.weights > 0).all()
    assert found.lambda_max >= len(matrix)


@given(comparisons(), st.randoms())
def test_criteria_may_come_in_any_order(matrix, random):
    order = random.sample(range(len(matrix)), len(matrix))
    one, other = ahp_weights(matrix), ahp_weights(matrix[np.ix_(order, order)])
    np.testing.assert_allclose(one.weights[order], other.weights, rtol=1e-9)
    assert one.consistency_ratio == pytest.approx(other.consistency_ratio, abs=1e-9)


@given(hnp.arrays(float, st.integers(1, 8), elements=st.floats(0.01, 100)))
def test_ratios_of_weights_give_those_weights(weights):
    found = ahp_weights(weights[:, np.newaxis] / weights)
    np.testing.assert_allclose(found.weights, weights / weights.sum(), rtol=1e-9)
    assert found.lambda_max == pytest.approx(len(weights))


@pytest.mark.parametrize(
    ("pairwise", "message"),
    [
        ([[1, 3], [0.4, 1]], r"pairwise\[1, 0\] must be 1 / pairwise\[0, 1\] \(1 / 3\), got 0.4"),
        (
            [[1, 3, 2], [1 / 3, 1, 5], [1 / 2, 5, 1]],
            r"pairwise\[2, 1\] must be 1 / pairwise\[1, 2\] \(1 / 5\), got 5.0",
        ),
        ([[1, 3], [1 / 3, 2]], r"pairwise\[1, 1\] must be 1, a criterion beside itself, got 2.0"),
        ([[1, 0], [1, 1]], r"pairwise\[0, 1\] must be in \[1e-100, 1e\+100\], got 0.0"),
        ([[1, -3], [-1 / 3, 1]], r"pairwise\[0, 1\] must be in"),
        ([[1, np.nan], [1, 1]], r"pairwise\[0, 1\] must be finite"),
        (np.empty((0, 0)), "pairwise must compare at least one criterion"),
    ],
)
def test_bad_comparisons_are_refused(pairwise, message):
    with pytest.raises(InvalidValueError, match=f"^{message}"):
        ahp_weights(pairwise)


@pytest.mark.parametrize("pairwise", [[1, 2], [[1, 2]], 1.0])
def test_a_table_that_is_not_square_is_refused(pairwise):
    with pytest.raises(ShapeError, match=r"^pairwise must have shape"):
        ahp_weights(pairwise)
