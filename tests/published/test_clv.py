"""Lifetime value and retention: published figures."""

import numpy as np
import pytest

from keyaccounts.valuation import (
    Timing,
    beta_geometric_survival,
    expected_residual_lifetime,
    fit_beta_geometric,
    lifetime_value,
    margin_multiple,
)

AGES = np.arange(13)


def test_margin_multiples_with_growth_after_gupta_and_lehmann():
    """Gupta & Lehmann, Managing Customers as Investments: r / (1 + i − r (1 + g)) at i = 12 %."""
    table = [
        [1.15, 1.18, 1.21, 1.24, 1.27],
        [1.67, 1.72, 1.79, 1.85, 1.92],
        [2.50, 2.63, 2.78, 2.94, 3.12],
        [4.09, 4.46, 4.89, 5.42, 6.08],
    ]
    for retention, row in zip([0.6, 0.7, 0.8, 0.9], table, strict=True):
        multiples = margin_multiple(
            retention, discount=0.12, growth=[0, 0.02, 0.04, 0.06, 0.08], timing=Timing.AFTER_RENEWAL
        )
        np.testing.assert_allclose(multiples, row, atol=0.005)


def test_the_conventions_of_timing_and_horizon_after_gupta_and_lehmann():
    """A margin of 100, retention 80 %, discount 12 %; the last takes the expected lifetime for a certain one."""
    rates = {"retention": 0.8, "discount": 0.12}
    assert lifetime_value(100, **rates, timing=Timing.AFTER_RENEWAL) == pytest.approx(250, abs=1e-6)
    assert lifetime_value(100, **rates, timing=Timing.IMMEDIATE) == pytest.approx(350, abs=1e-6)
    assert lifetime_value(100, **rates, timing=Timing.AFTER_RENEWAL, years=5) == pytest.approx(203.516392, abs=1e-6)
    certain = lifetime_value(100, retention=1, discount=0.12, timing=Timing.END_OF_PERIOD, years=5)
    assert certain == pytest.approx(360.4776202, abs=1e-6)


def test_the_worked_problem_of_a_textbook():
    """justaaa.com/accounting/42668: CLV = M [r / (1 + d − r)], M = 15.49, d = 1 %; the third is cut to three digits."""
    values = lifetime_value(15.49, retention=[0.99, 0.95, 0.9], discount=0.01, timing=Timing.AFTER_RENEWAL)
    np.testing.assert_allclose(values, [766.755, 245.2583, 126.736], atol=5e-4)


def test_the_fit_of_the_high_end_customers_of_fader_and_hardie():
    """Fader & Hardie 2007, How to project customer retention, table 1 and appendix: 1,000 customers, years 0 to 7."""
    percent = np.array([100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1])
    fit = fit_beta_geometric(10 * percent)
    assert fit.alpha == pytest.approx(0.668, abs=6e-4)
    assert fit.beta == pytest.approx(3.806, abs=6e-4)
    assert fit.log_likelihood == pytest.approx(-1611.2, abs=0.05)


@pytest.mark.parametrize(
    ("alpha", "beta", "percent"),
    [
        (0.668, 3.806, [100, 85.1, 74.7, 67.0, 61.0, 56.2, 52.2, 48.9, 46.0, 43.6, 41.4, 39.5, 37.8]),
        (0.704, 1.182, [100, 62.7, 47.4, 38.8, 33.2, 29.2, 26.2, 23.9, 22.0, 20.4, 19.1, 18.0, 17.0]),
    ],
    ids=["high end", "regular"],
)
def test_the_survival_curves_of_fader_and_hardie(alpha, beta, percent):
    """Fader & Hardie 2007: projections from the published parameters."""
    np.testing.assert_allclose(100 * beta_geometric_survival(alpha, beta, years=AGES), percent, atol=0.051)


def test_the_residual_lifetime_of_the_high_end_customers():
    """README of jdmaturen/shifted_beta_geometric_py: 7.530 years at 10 % after 7 renewals, 75.30 at 10 a year."""
    fit = fit_beta_geometric([1000, 869, 743, 653, 593, 551, 517, 491])
    years = expected_residual_lifetime(fit.alpha, fit.beta, discount=0.1, renewals=7)
    assert years == pytest.approx(7.53, abs=0.006)
    assert 10 * years == pytest.approx(75.3, abs=0.06)
