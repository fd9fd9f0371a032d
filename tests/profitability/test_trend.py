"""The trend of few periods: series worked by hand, every order counted, another library, laws, and what is refused."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.errors import InvalidValueError, ShapeError
from keyaccounts.profitability import trend

short = st.lists(st.integers(-3, 3), min_size=2, max_size=6)
rows = st.integers(2, 9).flatmap(
    lambda n: st.lists(st.lists(st.integers(-50, 50), min_size=n, max_size=n), min_size=1, max_size=5)
)


def steadiness(amounts):
    return sum(np.sign(later - earlier) for earlier, later in itertools.combinations(amounts, 2))


def test_six_quarters_worked_by_hand():
    found = trend([[10, 12, 11, 15, 18, 17]])

    # Slopes between pairs, in order: -1 -1 .5 1 1.25 1.4 1.5 1⅔ 2 2 2 2 3 3.5 4. Of 720 orders, 20 fall twice or less.
    assert found.slope[0] == pytest.approx(5 / 3)
    assert found.p_value[0] == pytest.approx(2 * 20 / 720)
    assert (found.lower[0], found.upper[0]) == (-1, 3.5)
    assert repr(found) == "Trend(1 accounts, 0 rising and 0 falling at 5 %)"


def test_a_steady_rise_and_a_steady_fall_are_as_sure_as_few_periods_can_be():
    found = trend([[1, 2, 3, 4, 50], [5, 4, 3, 2, -50]])

    assert found.slope.tolist() == [1, -1]
    np.testing.assert_allclose(found.p_value, [1 / 60, 1 / 60])
    assert repr(found) == "Trend(2 accounts, 1 rising and 1 falling at 5 %)"
    np.testing.assert_allclose(trend([[1, 2, 3, 4]]).p_value, [1 / 12])


def test_one_wild_period_moves_neither_slope_nor_significance():
    steady, wild = trend([[10, 11, 12, 13, 14, 15, 16], [10, 11, 12, 13, 14, 15, 1e6]]).slope

    assert steady == wild == 1


def test_too_few_periods_have_no_limits_at_the_level_asked_for():
    assert np.isnan([trend([[1, 2, 3, 4]]).lower, trend([[1, 2, 3, 4]]).upper]).all()
    assert trend([[1, 2, 3, 4]], confidence=0.9).lower.tolist() == [1]
    found = trend([[1, 3, 2, 5]], confidence=0.9)
    assert (found.lower[0], found.upper[0]) == (-1, 3)


def test_nothing_moves_in_equal_amounts():
    found = trend([[7, 7, 7, 7, 7, 7]])

    assert (found.slope[0], found.lower[0], found.upper[0], found.p_value[0]) == (0, 0, 0, 1)


@pytest.mark.parametrize("n_periods", [0, 1])
def test_one_period_has_no_trend(n_periods):
    found = trend(np.ones((2, n_periods)))

    for column in (found.slope, found.lower, found.upper, found.p_value):
        assert column.shape == (2,)
        assert np.isnan(column).all()


def test_no_accounts_have_no_trends():
    assert trend(np.empty((0, 5))).p_value.shape == (0,)


@given(short)
def test_significance_counts_the_orders_that_are_as_steady_ties_included(amounts):
    orders = [abs(steadiness(order)) for order in itertools.permutations(amounts)]
    wanted = np.mean([order >= abs(steadiness(amounts)) for order in orders])

    assert trend([amounts]).p_value[0] == pytest.approx(wanted, rel=1e-9)


@given(short)
def test_the_slope_is_the_median_of_all_pairs(amounts):
    slopes = [(later - earlier) / (j - i) for (i, earlier), (j, later) in itertools.combinations(enumerate(amounts), 2)]

    assert trend([amounts]).slope[0] == pytest.approx(np.median(slopes))


@pytest.mark.parametrize("n_periods", [5, 8, 12, 30, 60])
def test_slope_limits_and_significance_are_those_of_scipy(n_periods):
    from scipy import stats

    series = np.random.default_rng(n_periods).standard_normal((20, n_periods)).cumsum(axis=1)
    found = trend(series)

    for place, amounts in enumerate(series):
        periods = np.arange(n_periods)
        other = stats.theilslopes(amounts, periods)
        assert found.p_value[place] == pytest.approx(
            stats.kendalltau(periods, amounts, method="exact").pvalue, rel=1e-9
        )
        assert found.slope[place] == pytest.approx(other.slope)
        if n_periods == 5:
            assert (found.lower[place], found.upper[place]) == pytest.approx((other.low_slope, other.high_slope))
        elif n_periods == 60:  # its limits are by the normal approximation
            slack = 0.1 * (other.high_slope - other.low_slope)
            assert found.lower[place] == pytest.approx(other.low_slope, abs=slack)
            assert found.upper[place] == pytest.approx(other.high_slope, abs=slack)


@pytest.mark.parametrize(("n_periods", "confidence"), [(5, 0.8), (6, 0.9), (8, 0.95)])
def test_the_limits_hold_the_true_slope_as_often_as_they_say(n_periods, confidence):
    rng = np.random.default_rng(2)
    # Heavy tails, where a standard error means nothing.
    series = rng.standard_cauchy((20_000, n_periods)) + 0.3 * np.arange(n_periods)

    found = trend(series, confidence=confidence)

    held = ((found.lower <= 0.3) & (found.upper >= 0.3)).mean()
    assert held >= confidence - 4 * math.sqrt(confidence * (1 - confidence) / 20_000)


@given(rows)
def test_limits_lie_around_the_slope_and_agree_with_the_test(series):
    found = trend(series, confidence=0.9)

    known = ~np.isnan(found.lower)
    assert (found.lower <= found.slope)[known].all()
    assert (found.slope <= found.upper)[known].all()
    assert ((found.p_value > 0) & (found.p_value <= 1)).all()
    assert (np.sign(found.slope) * [steadiness(amounts) for amounts in series] >= 0).all()


@given(rows, st.sampled_from([1e-18, 4.0, 1e18]), st.integers(-100, 100))
def test_scaling_money_scales_the_slope_and_adding_a_level_changes_nothing(series, factor, level):
    one, other = trend(series), trend(np.multiply(np.add(series, level), factor))

    np.testing.assert_allclose(other.slope, one.slope * factor, rtol=1e-9, atol=1e-9 * factor)
    np.testing.assert_array_equal(other.p_value, one.p_value)


@given(rows)
def test_time_turned_round_turns_the_slope_and_keeps_the_significance(series):
    one, other = trend(series), trend(np.array(series)[:, ::-1])

    np.testing.assert_allclose(other.slope, -one.slope, atol=1e-12)
    np.testing.assert_allclose(other.lower, -one.upper, atol=1e-12)
    np.testing.assert_array_equal(other.p_value, one.p_value)


def test_many_accounts_are_measured_as_each_alone():
    series = np.random.default_rng(4).integers(0, 40, (6000, 12))
    found = trend(series)

    for place in (0, 1, 3970, 3971, 3972, 5999):
        alone = trend(series[place : place + 1])
        for name in ("slope", "lower", "upper", "p_value"):
            assert getattr(alone, name)[0] == getattr(found, name)[place]


def test_ten_years_of_months_are_the_longest_series():
    found = trend([np.arange(120), np.arange(120) // 2])

    assert (found.p_value > 0).all()
    assert (found.p_value < 1e-50).all()
    np.testing.assert_allclose(found.slope, [1, 0.5], rtol=0.01)
    with pytest.raises(InvalidValueError, match=r"^series must have at most 120 periods: add them up, got 121"):
        trend([np.arange(121)])


def test_arguments_are_left_as_they_were_and_results_cannot_be_written_to():
    series = np.array([[1.0, 3.0, 2.0]])
    found = trend(series)

    assert series.tolist() == [[1, 3, 2]]
    for column in (found.slope, found.lower, found.upper, found.p_value):
        assert not column.flags.writeable


@pytest.mark.parametrize(
    ("series", "confidence", "message"),
    [
        ([[1, math.nan]], 0.95, r"^series\[0, 1\] must be finite"),
        ([[1, -1e301]], 0.95, r"^series\[0, 1\] must be in \[-1e\+300, 1e\+300\]"),
        ([[1, 2]], 1, r"^confidence must be in \(0, 1\), got 1"),
        ([[1, 2]], 0.0, r"^confidence must be in \(0, 1\), got 0"),
        ([[1, 2]], 95, r"^confidence must be in \[0, 1\], got 95"),
        ([[1, 2]], math.nan, "^confidence must be finite"),
    ],
)
def test_bad_series_and_levels_are_refused(series, confidence, message):
    with pytest.raises(InvalidValueError, match=message):
        trend(series, confidence=confidence)


def test_one_series_is_a_table_of_one_row():
    with pytest.raises(ShapeError, match=r"^series must have shape \(any, any\)"):
        trend([1, 2, 3])
