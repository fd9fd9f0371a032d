"""Retention by coverage: curves worked by hand, laws, and what is refused."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.errors import InvalidValueError, ShapeError
from keyaccounts.valuation import RetentionCurve, retention_from_coverage

shares = st.sampled_from([0.0, 0.5, 1.0]) | st.floats(0, 1)
curves = st.builds(
    lambda ends, midpoint, steepness: RetentionCurve(
        low=min(ends), high=max(ends), midpoint=midpoint, steepness=steepness
    ),
    st.tuples(shares, shares),
    st.floats(0.01, 0.99),
    st.floats(0.01, 50),
)


def curve(**changed):
    return RetentionCurve(**{"low": 0.6, "high": 0.95, "midpoint": 0.5, "steepness": 1.0} | changed)


def test_a_steepness_of_1_around_the_middle_is_a_straight_line():
    np.testing.assert_allclose(retention_from_coverage([0, 0.2, 0.5, 1], curve=curve()), [0.6, 0.67, 0.775, 0.95])


def test_an_s_worked_by_hand():
    # At coverage .6 the odds are 1.5, those of the midpoint ⅔: 2.25 / (2.25 + 4/9) of the way.
    found = retention_from_coverage(0.6, curve=curve(midpoint=0.4, steepness=2))

    assert found == pytest.approx(0.6 + 0.35 * 2.25 / (2.25 + 4 / 9))


def test_a_number_for_a_number_and_a_column_for_a_column():
    assert isinstance(retention_from_coverage(0.3, curve=curve()), float)
    assert retention_from_coverage([], curve=curve()).shape == (0,)
    assert not retention_from_coverage([0.3], curve=curve()).flags.writeable


@given(curves)
def test_a_curve_starts_low_ends_high_and_is_halfway_at_its_midpoint(stated):
    found = retention_from_coverage([0, stated.midpoint, 1], curve=stated)

    np.testing.assert_allclose(found, [stated.low, (stated.low + stated.high) / 2, stated.high], atol=1e-12)


@given(curves, st.lists(shares, min_size=2))
def test_more_coverage_never_lowers_retention_and_all_of_it_is_a_probability(stated, coverage):
    found = retention_from_coverage(sorted(coverage), curve=stated)

    assert (np.diff(found) >= -1e-15).all()
    assert ((found >= stated.low - 1e-15) & (found <= stated.high)).all()


@given(curves, st.floats(0.01, 0.99))
def test_turned_round_a_curve_is_its_own_mirror(stated, coverage):
    mirrored = RetentionCurve(
        low=1 - stated.high, high=1 - stated.low, midpoint=1 - stated.midpoint, steepness=stated.steepness
    )

    one = retention_from_coverage(coverage, curve=stated)
    assert retention_from_coverage(1 - coverage, curve=mirrored) == pytest.approx(1 - one, abs=1e-9)


def test_a_curve_may_be_all_but_a_step_and_all_but_flat():
    assert retention_from_coverage([0.4999, 0.5001], curve=curve(steepness=1e9)).tolist() == [0.6, 0.95]
    np.testing.assert_allclose(retention_from_coverage([1e-9, 0.99], curve=curve(steepness=1e-9)), 0.775)
    assert retention_from_coverage([0, 0.3, 1], curve=curve(low=0.8, high=0.8)).tolist() == [0.8] * 3


def test_curves_are_equal_by_what_they_say_and_say_it():
    assert curve() == curve()
    assert curve() != curve(high=0.9)
    assert repr(curve()) == "RetentionCurve(low=0.6, high=0.95, midpoint=0.5, steepness=1.0)"


def test_no_judgement_has_a_default():
    with pytest.raises(TypeError):
        RetentionCurve()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"low": -0.1}, r"RetentionCurve\.low must be in \[0, 1\], got -0\.1"),
        ({"low": math.nan}, r"RetentionCurve\.low must be finite"),
        ({"low": 0.96}, r"RetentionCurve\.high must be in \[0\.96, 1\], got 0\.95"),
        ({"high": 1.1}, r"RetentionCurve\.high must be in \[0\.6, 1\], got 1\.1"),
        ({"midpoint": 0}, r"RetentionCurve\.midpoint must be in \(0, 1\), got 0"),
        ({"midpoint": 1.0}, r"RetentionCurve\.midpoint must be in \(0, 1\), got 1\.0"),
        ({"midpoint": 2}, r"RetentionCurve\.midpoint must be in \[0, 1\], got 2"),
        ({"steepness": 0}, r"RetentionCurve\.steepness must be above 0, got 0"),
        ({"steepness": -1}, r"RetentionCurve\.steepness must be at least 0"),
        ({"steepness": math.inf}, r"RetentionCurve\.steepness must be finite"),
        ({"low": "0.5"}, r"RetentionCurve\.low must hold numbers"),
    ],
)
def test_a_curve_that_is_none_is_refused(changed, message):
    with pytest.raises(InvalidValueError, match=f"^{message}"):
        curve(**changed)


@pytest.mark.parametrize(
    ("coverage", "message"),
    [
        (1.1, r"coverage must be in \[0, 1\], got 1\.1"),
        ([0.5, -0.1], r"coverage\[1\] must be in \[0, 1\]"),
        ([math.nan], r"coverage\[0\] must be finite"),
    ],
)
def test_a_coverage_that_is_none_is_refused(coverage, message):
    with pytest.raises(InvalidValueError, match=f"^{message}"):
        retention_from_coverage(coverage, curve=curve())


def test_the_curve_must_be_stated():
    with pytest.raises(InvalidValueError, match=r"^curve must be a RetentionCurve, got None"):
        retention_from_coverage(0.5, curve=None)
    with pytest.raises(ShapeError, match=r"^coverage"):
        retention_from_coverage([[0.5]], curve=curve())
