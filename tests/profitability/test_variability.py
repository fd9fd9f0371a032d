"""Variation and shortfall: series worked by hand, slow obvious code, laws, and what is refused."""

import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.errors import InvalidValueError, ShapeError
from keyaccounts.profitability import coefficient_of_variation, downside_deviation

tables = st.integers(2, 8).flatmap(
    lambda n: st.lists(st.lists(st.integers(-1000, 1000), min_size=n, max_size=n), min_size=1, max_size=6)
)


def test_series_worked_by_hand():
    np.testing.assert_allclose(coefficient_of_variation([[1, 2, 3], [10, 10, 10], [0, 4, 8]]), [0.5, 0, 1])
    # Shortfalls below 2: 1, 0, 0. Below 6: 5, 4, 3.
    np.testing.assert_allclose(downside_deviation([[1, 2, 3]], target=2), [math.sqrt(1 / 3)])
    np.testing.assert_allclose(downside_deviation([[1, 2, 3]], target=6), [math.sqrt(50 / 3)])
    np.testing.assert_allclose(downside_deviation([[1, 2, 3], [1, 2, 3]], target=[2, 6]), [1 / 3**0.5, (50 / 3) ** 0.5])


def test_without_a_target_an_account_is_measured_by_its_own_mean():
    series = [[1, 2, 6], [-5, 0, 5]]

    np.testing.assert_allclose(downside_deviation(series), downside_deviation(series, target=[3, 0]))


def test_a_mean_that_is_not_above_0_has_no_variation_and_a_shortfall_all_the_same():
    series = [[-1, 1], [-3, -1], [0, 0]]

    assert np.isnan(coefficient_of_variation(series)).all()
    np.testing.assert_allclose(downside_deviation(series), [math.sqrt(0.5), math.sqrt(0.5), 0])


def test_equal_amounts_vary_by_nothing_at_all():
    series = np.full((1, 7), 0.1)

    assert coefficient_of_variation(series).tolist() == downside_deviation(series).tolist() == [0]


@pytest.mark.parametrize("n_periods", [0, 1])
def test_one_period_has_no_variation(n_periods):
    assert np.isnan(coefficient_of_variation(np.ones((3, n_periods)))).all()


def test_one_period_may_fall_short_and_none_cannot_tell():
    assert downside_deviation([[3]], target=5).tolist() == [2]
    assert np.isnan(downside_deviation(np.ones((2, 0)))).all()
    assert np.isnan(downside_deviation(np.ones((2, 0)), target=1)).all()


def test_no_accounts_give_no_figures():
    assert coefficient_of_variation(np.empty((0, 4))).shape == (0,)
    assert downside_deviation(np.empty((0, 4)), target=[]).shape == (0,)


@given(tables)
def test_variation_is_what_the_standard_library_says(rows):
    found = coefficient_of_variation(rows)

    for row, value in zip(rows, found, strict=True):
        mean = statistics.fmean(row)
        if mean <= 0:
            assert math.isnan(value)
        else:
            assert value == pytest.approx(statistics.stdev(row) / mean, rel=1e-9, abs=1e-12)


@given(tables, st.integers(-1000, 1000))
def test_shortfall_is_the_root_of_the_mean_of_squares(rows, target):
    found = downside_deviation(rows, target=target)

    for row, value in zip(rows, found, strict=True):
        wanted = math.sqrt(sum(min(0, amount - target) ** 2 for amount in row) / len(row))
        assert value == pytest.approx(wanted, rel=1e-9, abs=1e-9)


@given(tables, st.integers(-1000, 1000))
def test_falling_short_below_and_above_the_target_make_up_the_mean_square(rows, target):
    below = downside_deviation(rows, target=target)
    above = downside_deviation(-np.array(rows), target=-target)

    np.testing.assert_allclose(below**2 + above**2, np.square(np.array(rows) - target).mean(axis=1), atol=1e-6)


@given(tables, st.sampled_from([1e-18, 2.0, 1e18]))
def test_the_currency_is_irrelevant_to_variation_and_scales_a_shortfall(rows, factor):
    scaled = np.multiply(rows, factor)

    np.testing.assert_allclose(coefficient_of_variation(scaled), coefficient_of_variation(rows), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(
        downside_deviation(scaled), factor * downside_deviation(rows), rtol=1e-9, atol=1e-9 * factor
    )


def test_amounts_at_the_end_of_the_range_have_squares():
    assert coefficient_of_variation([[1e300, 3e300]])[0] == pytest.approx(math.sqrt(0.5))
    assert downside_deviation([[1e300, 3e300]], target=2e300)[0] == pytest.approx(1e300 / math.sqrt(2))
    assert downside_deviation([[1e18, 1e-18]], target=1e18)[0] == pytest.approx(1e18 / math.sqrt(2))


def test_arguments_are_left_as_they_were_and_results_cannot_be_written_to():
    series, target = np.array([[1.0, 2.0]]), np.array([1.5])
    for result in (coefficient_of_variation(series), downside_deviation(series, target=target)):
        assert not result.flags.writeable
    assert (series.tolist(), target.tolist()) == ([[1, 2]], [1.5])


@pytest.mark.parametrize("measure", [coefficient_of_variation, downside_deviation])
def test_bad_series_are_refused(measure):
    with pytest.raises(ShapeError, match=r"^series must have shape \(any, any\)"):
        measure([1, 2])
    with pytest.raises(InvalidValueError, match=r"^series\[0, 1\] must be finite, got nan"):
        measure([[1, math.nan]])


@pytest.mark.parametrize("target", [[1, 2], [[1]], math.inf, "5"])
def test_bad_targets_are_refused(target):
    with pytest.raises(InvalidValueError, match=r"^target"):
        downside_deviation([[1, 2]], target=target)
