"""Distributions of portfolio losses: published figures."""

import numpy as np
import pytest

from keyaccounts.risk import creditrisk_plus, loss_distribution, outcome_distribution

UNIT = 202_389
EXPOSURE = np.array(
    [
        *(358475, 1089819, 1799710, 1933116, 2317327, 2410929, 2652184, 2957685, 3137989, 3204044, 4727724, 4830517),
        *(4912097, 4928989, 5042312, 5320364, 5435457, 5517586, 5764596, 5847845, 6466533, 6480322, 7727651, 15410906),
        20238895,
    ]
)
RATED = {"A": 0.015, "B": 0.016, "C": 0.03, "D": 0.05, "E": 0.075, "F": 0.1, "G": 0.15, "H": 0.3}
PROBABILITY = np.array([RATED[rating] for rating in "HHFGGGHGDDADDHFEDCECHHBFE"])


@pytest.fixture(scope="module")
def credit_suisse():
    """Credit Suisse Financial Products 1997, CreditRisk+, appendix B: 25 obligors in one sector (example 1A)."""
    return creditrisk_plus(EXPOSURE, probability=PROBABILITY, volatility=PROBABILITY / 2, unit=UNIT)


def between_units(found, level):
    """The percentile as the publication takes it, on a straight line between two units."""
    after = round(found.quantile(level) / UNIT)
    low, high = 1 - found.exceedance[after - 1], 1 - found.exceedance[after]
    return UNIT * (after - 1 + (level - low) / (high - low))


def test_mean_and_spread_of_the_25_obligors_of_creditrisk_plus(credit_suisse):
    assert EXPOSURE.sum() == pytest.approx(130_513_072, abs=2)
    assert credit_suisse.mean == pytest.approx(14_221_863, abs=2)
    assert credit_suisse.standard_deviation == pytest.approx(12_668_742, abs=2)


@pytest.mark.parametrize(("level", "loss"), [(0.99, 55_311_503), (0.995, 62_033_181)])
def test_published_percentiles_of_the_25_obligors_of_creditrisk_plus(credit_suisse, level, loss):
    assert between_units(credit_suisse, level) == pytest.approx(loss, abs=2)
    assert 0 <= credit_suisse.quantile(level) - loss < UNIT


@pytest.mark.parametrize(
    ("level", "loss"),
    [
        (0.5, 11089455.116994718),
        (0.75, 20498062.21477785),
        (0.95, 38908485.678387776),
        (0.975, 46152128.4730735),
        (0.9975, 68612539.75909005),
        (0.999, 77133478.46583545),
    ],
)
def test_further_percentiles_agree_with_panjers_recursion(credit_suisse, level, loss):
    """The same portfolio by an independent program, with the recursion of the publication's appendix."""
    assert between_units(credit_suisse, level) == pytest.approx(loss, abs=2)


def test_finer_units_tend_to_the_exact_spread_of_the_25_obligors():
    """Without rounding up: 12,613,104 is the root of Σ exposure² p + (mean / 2)²; 99 % at a unit of 10,000."""
    fine = creditrisk_plus(EXPOSURE, probability=PROBABILITY, volatility=PROBABILITY / 2, unit=10_000)
    assert fine.standard_deviation == pytest.approx(12_613_104, abs=5_000)
    assert 0 <= fine.quantile(0.99) - 55_238_531 < 2 * 10_000


@pytest.mark.parametrize(
    ("n", "losses", "adjustment"),
    [
        (50, 9, 0.03229354963),
        (100, 16, 0.01614677482),
        (250, 38, 0.00645870993),
        (500, 74, 0.00322935496),
        (1000, 147, 0.00161467748),
    ],
)
def test_quantiles_of_equal_loans_beside_the_granularity_adjustment(n, losses, adjustment):
    """Vasicek's model at p = 1 %, correlation 20 %, level 99.9 %: quadrature, and Wilde's and Martin's second order."""
    found = loss_distribution(np.ones(n), probability=0.01, correlation=0.2)
    assert found.quantile(0.999) == losses
    assert abs(losses / n - (0.14552526613 + adjustment)) < 1 / n


def test_two_independent_projects_of_hull():
    """Hull, Risk Management and Financial Institutions: a loss of 10 with 2 %, else of 1; at a level of 97.5 %."""
    one = outcome_distribution([10, 1], probability=[0.02, 0.98])
    assert one.quantile(0.975) == 1
    assert one.expected_shortfall(0.975) == pytest.approx(8.2, abs=1e-9)
    two = outcome_distribution([20, 11, 2], probability=[0.02**2, 2 * 0.02 * 0.98, 0.98**2])
    assert two.quantile(0.975) == 11
    assert two.expected_shortfall(0.975) == pytest.approx(11.144, abs=1e-9)
