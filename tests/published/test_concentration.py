"""Concentration beside what others published."""

import math

import numpy as np
import pytest

from keyaccounts.concentration import effective_number, gini, herfindahl, lorenz, smallest_fraction, top_share


def test_market_of_30_30_20_20_of_the_us_department_of_justice():
    """US Department of Justice, Herfindahl-Hirschman Index: (30 + 30 + 20 + 20): 2,600 points."""
    assert herfindahl([30, 30, 20, 20]) * 10_000 == pytest.approx(2600, rel=1e-12)
    assert effective_number([30, 30, 20, 20]) == pytest.approx(3.8461538, rel=1e-6)


def test_renyi_entropy_of_1_2_1_of_the_package_concentration_metrics():
    """concentrationMetrics, tests: data [1, 2, 1], Rényi entropy of order 2."""
    assert -math.log(herfindahl([1, 2, 1])) == pytest.approx(0.980829253, abs=1e-9)
    assert effective_number([1, 2, 1]) == pytest.approx(2.6666666667, abs=1e-9)


def test_ten_equal_customers_and_one_dominant_customer_of_ten():
    """Identities: Herfindahl 1/n and 1, uncorrected Gini 0 and 1 − 1/n."""
    assert herfindahl([1] * 10) == pytest.approx(0.1, abs=1e-9)
    assert gini([1] * 10) == pytest.approx(0, abs=1e-9)
    assert herfindahl([0] * 9 + [1]) == pytest.approx(1, abs=1e-9)
    assert gini([0] * 9 + [1]) == pytest.approx(0.9, abs=1e-9)


def test_the_pareto_distribution_that_is_exactly_80_20():
    """Pareto's law with the exponent a = log 5 / log 4 = 1.160964.

    The largest part p of the accounts holds p^(1 − 1/a), and the Gini coefficient is 1 / (2a − 1).
    """
    alpha = math.log(5, 4)
    # Each account holds what the law gives to its slice of the population.
    held = np.diff(np.linspace(0, 1, 500_001) ** (1 - 1 / alpha))

    assert alpha == pytest.approx(1.160964, abs=2e-6)
    assert top_share(held) == pytest.approx(0.8, abs=2e-6)
    assert top_share(held, fraction=0.01) == pytest.approx(0.528088, abs=2e-6)
    assert top_share(held, fraction=0.04) == pytest.approx(0.64, abs=2e-6)
    assert smallest_fraction(held) == pytest.approx(0.2, abs=2e-6)
    assert gini(held) == pytest.approx(0.756471, abs=2e-6)
    assert 1 - lorenz(held).share[400_000] == pytest.approx(0.8, abs=2e-6)
