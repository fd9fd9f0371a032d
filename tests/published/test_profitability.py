"""Profitability beside what others published."""

import numpy as np
import pytest

from keyaccounts.profitability import activity_rates, cost_to_serve, growth_rate, time_driven, whale_curve


def test_the_customer_service_department_of_kaplan_and_anderson():
    """Kaplan & Anderson 2004, Time-Driven Activity-Based Costing, Harvard Business Review 82(11).

    560,000 dollars, 700,000 minutes; 49,000 orders of 8 minutes, 1,400 inquiries of 44, 2,500 credit checks of 50.
    """
    minutes, quantities = [8, 44, 50], [49_000, 1_400, 2_500]

    result = time_driven(minutes, quantities, cost=560_000, capacity=700_000)

    assert result.rate == pytest.approx(0.8, abs=1e-6)
    np.testing.assert_allclose(result.unit_cost, [6.4, 35.2, 40], atol=1e-6)
    assert np.multiply(minutes, quantities).tolist() == [392_000, 61_600, 125_000]
    assert result.used == pytest.approx(578_600, abs=1e-6)
    assert result.assigned == pytest.approx(462_880, abs=1e-6)
    assert result.unused == pytest.approx(121_400, abs=1e-6)
    assert result.unused_cost == pytest.approx(97_120, abs=1e-6)
    assert cost_to_serve([quantities], result.unit_cost)[0] == pytest.approx(462_880, abs=1e-6)


def test_the_traditional_way_of_kaplan_and_anderson():
    """The same article, Doing ABC the Traditional Way: 70, 10 and 20 % of the time."""
    cost = np.array([0.7, 0.1, 0.2]) * 560_000

    np.testing.assert_allclose(activity_rates(cost, capacity=[49_000, 1_400, 2_500]), [8, 40, 44.8], atol=1e-9)


def test_the_help_desk_of_jahnel_corporation():
    """A problem in the style of Garrison, Managerial Accounting, chapter 7A.

    7 people at 43,200 dollars a year; they can practically work 90 % of 50 weeks of 2,400 minutes.
    """
    cost, capacity = 7 * 43_200, 0.9 * 7 * 50 * 2_400
    unit_minutes = [14, 22, 34]

    result = time_driven(unit_minutes, [0, 0, 0], cost=cost, capacity=capacity)

    assert (cost, capacity) == (302_400, 756_000)
    assert activity_rates(cost, capacity=capacity) == pytest.approx(0.4, abs=1e-9)
    assert result.rate == pytest.approx(0.4, abs=1e-9)
    assert result.unit_cost[1] == pytest.approx(8.8, abs=1e-9)


def test_the_whale_curve_of_controlling_wiki():
    """controlling-wiki.com, The Whale Curve of Customer Profitability: a peak at 140 %, 40 % of it given back."""
    curve = whale_curve([-25, 80, -15, 60])

    assert curve.peak_share == pytest.approx(1.4, abs=1e-9)
    assert curve.peak_share - curve.cumulative[-1] / curve.total == pytest.approx(0.4, abs=1e-9)


def test_growth_of_boise_office_solutions_with_national_accounts():
    """Sherman et al., The Seven Keys to Managing Strategic Accounts: national-account revenue, 1992 to 2001."""
    years = [1992, 1994, 1996, 1998, 2000, 2001]
    revenue = [52e6, 250e6, 550e6, 1000e6, 1500e6, 1600e6]

    assert growth_rate(revenue[0], revenue[-1], periods=9) == pytest.approx(0.4633435351, abs=6e-10)
    np.testing.assert_allclose(
        growth_rate(revenue[:-1], revenue[1:], periods=np.diff(years)),
        [1.1926450483, 0.4832396974, 0.3483997249, 0.2247448714, 0.0666666667],
        rtol=0,
        atol=6e-10,
    )
