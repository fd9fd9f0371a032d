"""Voting power: published games."""

import numpy as np
import pytest

from keyaccounts.decision import banzhaf, consensus, shapley_shubik

SECURITY_COUNCIL = [7] * 5 + [1] * 10


def test_shapley_shubik_power_in_the_security_council():
    """Nine of fifteen with five vetoes is [39; 7 × 5, 1 × 10]; an elected member has 4/2145.

    Sources: Shapley & Shubik 1954; Wolfram Demonstrations; gonitsora.com, "Veto starting to sound really good".
    """
    power = shapley_shubik(SECURITY_COUNCIL, quota=39)
    np.testing.assert_allclose(power, [0.1962703963] * 5 + [0.0018648019] * 10, atol=6e-11)
    np.testing.assert_allclose(power[5:], 4 / 2145, atol=1e-15)


def test_banzhaf_power_in_the_security_council():
    """Swings 848 and 84, by generating functions and by the R package powerindexR."""
    power = banzhaf(SECURITY_COUNCIL, quota=39)
    np.testing.assert_allclose(power, [0.1669291339] * 5 + [0.0165354331] * 10, atol=6e-11)
    np.testing.assert_allclose(power, np.array([848] * 5 + [84] * 10) / (5 * 848 + 10 * 84), atol=1e-15)


@pytest.mark.parametrize(
    "options",
    [
        {"weights": SECURITY_COUNCIL, "quota": 39},
        {"weights": [1] * 15, "quota": 9, "vetoes": range(5)},
    ],
)
def test_swings_in_the_security_council_are_importance_at_even_odds(options):
    """The same swings, as weights and as vetoes: each over the 2^14 ways in which the others may vote."""
    verdict = consensus([0.5] * 15, **options)
    np.testing.assert_allclose(verdict.importance * 2**14, [848] * 5 + [84] * 10, rtol=1e-12)
    assert verdict.probability == pytest.approx(848 / 2**15)


def test_power_of_fifty_forty_nine_and_one():
    """[51; 50, 49, 1], the textbook game in which 49 votes count no more than one; checked by powerindexR."""
    np.testing.assert_allclose(shapley_shubik([50, 49, 1], quota=51), [2 / 3, 1 / 6, 1 / 6], atol=1e-12)
    np.testing.assert_allclose(banzhaf([50, 49, 1], quota=51), [0.6, 0.2, 0.2], atol=1e-12)
    absolute = consensus([0.5] * 3, weights=[50, 49, 1], quota=51).importance
    np.testing.assert_allclose(absolute, [0.75, 0.25, 0.25], atol=1e-12)
