"""Growth beside what others published."""

import numpy as np
import pytest

from keyaccounts.profitability import growth_rate

YEARS = [1992, 1994, 1996, 1998, 2000, 2001]
MILLIONS = [52, 250, 550, 1000, 1500, 1600]


def test_boise_office_solutions_grew_by_46_percent_a_year():
    """Sherman et al., The Seven Keys to Managing Strategic Accounts: national-account revenue, acquisitions included.

    52 million dollars in 1992, 1,600 million in 2001: nearly 31 times as much, 46.334 % a year.
    """
    rate = growth_rate(MILLIONS[0], MILLIONS[-1], periods=YEARS[-1] - YEARS[0])

    assert rate == pytest.approx(0.4633435351, abs=6e-10)
    assert (1 + rate) ** 9 == pytest.approx(30.7692307692, abs=6e-10)


def test_the_segments_of_boise_lead_from_the_first_year_to_the_last():
    """The same figures: growth slowed down from segment to segment, whose years differ in number."""
    spans = np.diff(YEARS)

    rates = growth_rate(MILLIONS[:-1], MILLIONS[1:], periods=spans)

    wanted = [1.1926450483, 0.4832396974, 0.3483997249, 0.2247448714, 0.0666666667]
    np.testing.assert_allclose(rates, wanted, rtol=0, atol=6e-10)
    assert np.prod((1 + rates) ** spans) == pytest.approx(1600 / 52, rel=1e-12)
