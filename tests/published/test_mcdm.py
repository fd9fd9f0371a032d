"""Ratings, weights and ranks beside what others published."""

import numpy as np
import pytest

from keyaccounts.scoring import ahp_weights, rank, sum_norm, topsis, weighted_sum


def test_the_drinks_of_saaty():
    """Saaty 2008, Decision making with the analytic hierarchy process, IJSS 1:83-98: which drink is consumed more.

    Coffee, wine, tea, beer, soda, milk, water; published weights and a consistency ratio of .022.
    """
    pairwise = [
        [1, 9, 5, 2, 1, 1, 1 / 2],
        [1 / 9, 1, 1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9],
        [1 / 5, 3, 1, 1 / 3, 1 / 4, 1 / 3, 1 / 9],
        [1 / 2, 9, 3, 1, 1 / 2, 1, 1 / 3],
        [1, 9, 4, 2, 1, 2, 1 / 2],
        [1, 9, 3, 1, 1 / 2, 1, 1 / 3],
        [2, 9, 9, 3, 2, 3, 1],
    ]

    result = ahp_weights(pairwise)

    np.testing.assert_allclose(result.weights, [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327], rtol=0, atol=0.0011)
    assert result.consistency_ratio == pytest.approx(0.022, abs=0.0011)
    assert result.lambda_max == pytest.approx(7.17662903933035, abs=1e-9)
    assert result.consistency_ratio == pytest.approx(0.02180605423831479, abs=1e-9)
    np.testing.assert_allclose(
        result.weights,
        [0.177456747, 0.019149476, 0.041831182, 0.116417032, 0.189572375, 0.128780549, 0.326792639],
        rtol=0,
        atol=1e-9,
    )


@pytest.mark.parametrize(
    ("n_criteria", "random_index"),
    [(3, 0.52), (4, 0.89), (5, 1.11), (6, 1.25), (7, 1.35), (8, 1.40), (9, 1.45), (10, 1.49)],
)
def test_the_random_index_of_saaty(n_criteria, random_index):
    """Saaty's later table, as in AHPy; random matrices on the scale 1/9 … 9 have a mean consistency ratio near 1."""
    rng = np.random.default_rng(1)
    scale = np.array([1 / 9, 1 / 8, 1 / 7, 1 / 6, 1 / 5, 1 / 4, 1 / 3, 1 / 2, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    above = np.triu_indices(n_criteria, 1)
    ratios = []
    for _ in range(400):
        pairwise = np.ones((n_criteria, n_criteria))
        pairwise[above] = rng.choice(scale, len(above[0]))
        pairwise.T[above] = 1 / pairwise[above]
        result = ahp_weights(pairwise)
        index = (result.lambda_max - n_criteria) / (n_criteria - 1)
        assert result.consistency_ratio == pytest.approx(index / random_index, rel=1e-12)
        ratios.append(result.consistency_ratio)
    # The table is a simulation itself: .02 around an index of .52 is 4 %.
    error = np.std(ratios) / np.sqrt(len(ratios))
    assert abs(np.mean(ratios) - 1) < 3 * error + 0.02 / random_index


def test_topsis_of_tzeng_and_huang():
    """Tzeng & Huang 2011, Multiple Attribute Decision Making; as asserted by scikit-criteria."""
    matrix = [[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]]

    closeness = topsis(matrix, weights=[0.3, 0.4, 0.3], benefit=[True, True, True])

    np.testing.assert_allclose(closeness, [0.5037, 0.6581, 0.7482, 0.3340], rtol=0, atol=1e-4)
    assert rank(closeness).tolist() == [3, 2, 1, 4]


def test_heating_losses_of_kracka():
    """Kracka, Brauers & Zavadskas 2010, Ranking heating losses in a building; scores as asserted by scikit-criteria."""
    matrix = [
        [33.95, 23.78, 11.45, 39.97, 29.44, 167.10, 3.852],
        [38.90, 4.17, 6.32, 0.01, 4.29, 132.52, 25.184],
        [37.59, 9.36, 8.23, 4.35, 10.22, 136.71, 10.845],
        [30.44, 37.59, 13.91, 74.08, 45.10, 198.34, 2.186],
        [36.21, 14.79, 9.17, 17.77, 17.06, 148.30, 6.610],
        [37.80, 8.55, 7.97, 2.35, 9.25, 134.83, 11.935],
    ]
    benefit = [False, False, False, False, True, False, True]

    result = weighted_sum(sum_norm(matrix, benefit=benefit), weights=[20] * 7)

    wanted = [0.12040426, 0.34582350, 0.13838192, 0.12841246, 0.12346084, 0.14351701]
    np.testing.assert_allclose(result.score, wanted, rtol=0, atol=6e-9)
    assert result.rank.tolist() == [6, 1, 3, 4, 5, 2]
