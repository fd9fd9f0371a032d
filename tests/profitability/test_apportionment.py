"""Splitting to the cent: pools worked by hand, laws, slow obvious code, and what is refused."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.errors import InvalidValueError, ShapeError
from keyaccounts.profitability import apportion

pools = st.integers(-(10**9), 10**9)
weights = st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any)


def largest_remainder(units, shares):
    """The method by its definition, in fractions."""
    exact = [Fraction(abs(units) * share, sum(shares)) for share in shares]
    parts = [math.floor(part) for part in exact]
    order = sorted(range(len(parts)), key=lambda row: parts[row] - exact[row])
    for row in order[: abs(units) - sum(parts)]:
        parts[row] += 1
    return [part if units > 0 else -part for part in parts]


def test_pools_worked_by_hand():
    assert apportion(100, [1, 1, 1]).tolist() == [33.34, 33.33, 33.33]
    assert apportion(0.05, [3, 2, 1]).tolist() == [0.02, 0.02, 0.01]
    assert apportion(-100, [1, 1, 1]).tolist() == [-33.34, -33.33, -33.33]
    assert apportion(10, [1, 0, 2]).tolist() == [3.33, 0, 6.67]


def test_other_coins_are_other_units():
    assert apportion(100, [1, 1, 1], unit=1).tolist() == [34, 33, 33]
    assert apportion(1, [1, 1, 1], unit=0.001).tolist() == [0.334, 0.333, 0.333]
    assert apportion(100, [2, 1], unit=5).tolist() == [65, 35]
    assert apportion(1.1, [2, 1], unit=0.55).tolist() == [0.55, 0.55]


def test_nothing_is_split_into_nothings():
    assert apportion(0, [0, 0]).tolist() == [0, 0]
    assert apportion(0, []).tolist() == []
    assert apportion(0, [1, 2]).tolist() == [0, 0]
    assert apportion(7.25, [0.3]).tolist() == [7.25]


@pytest.mark.parametrize("total", [0.29, 1.13, 4.35, 1234567890123.45])
def test_amounts_that_floats_cannot_hold_are_whole_cents_all_the_same(total):
    assert apportion(total, [1]).tolist() == [total]
    assert sum(Decimal(str(part)) for part in apportion(total, [1, 2, 3, 4]).tolist()) == Decimal(str(total))


@given(pools, weights)
def test_the_parts_are_those_of_the_definition_and_add_up_to_the_cent(units, shares):
    found = apportion(units / 100, shares).tolist()

    assert sum(Decimal(str(part)) for part in found) * 100 == units
    assert [round(part * 100) for part in found] == largest_remainder(units, shares)


@given(pools, st.lists(st.floats(0, 1e6), min_size=1, max_size=12).filter(any))
def test_no_part_is_a_cent_away_from_its_share(units, shares):
    found = apportion(units / 100, shares)
    exact = units * np.array(shares) / math.fsum(shares)

    assert round(math.fsum(found) * 100) == units
    assert (np.abs(found * 100 - exact) < 1 + 1e-6).all()
    assert (found[np.array(shares) == 0] == 0).all()


@given(st.integers(0, 10**6), weights, st.sampled_from([1e-18, 3.0, 1e18]))
def test_only_the_ratio_of_weights_counts(units, shares, factor):
    scaled = apportion(units / 100, np.multiply(shares, factor))

    np.testing.assert_allclose(scaled, apportion(units / 100, shares), atol=0.0101)
    assert round(math.fsum(scaled) * 100) == units


def test_large_and_small_weights_stand_side_by_side():
    assert apportion(100, [1e18, 1e-18, 0]).tolist() == [100, 0, 0]


def test_a_million_accounts_share_a_large_pool_to_the_cent():
    shares = np.random.default_rng(3).lognormal(0, 2, 1_000_000)
    found = apportion(9_999_999_999_999.99, shares)

    assert round(Decimal(math.fsum(found)), 2) == Decimal("9999999999999.99")


def test_arguments_are_left_as_they_were_and_results_cannot_be_written_to():
    shares = np.array([1.0, 2.0])

    assert not apportion(1, shares).flags.writeable
    assert shares.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("total", "shares", "unit", "message"),
    [
        (1, [0, 0], 0.01, r"^weights must have a sum above 0"),
        (1, [], 0.01, r"^weights must have a sum above 0"),
        (1, [1, -1], 0.01, r"^weights\[1\] must be at least 0"),
        (1, [1, math.nan], 0.01, r"^weights\[1\] must be finite"),
        (math.inf, [1], 0.01, "^total must be finite"),
        (0.005, [1], 0.01, r"^total must be a whole number of units of 0\.01, got 0\.005"),
        (10.5, [1], 1, r"^total must be a whole number of units of 1, got 10\.5"),
        (1e18, [1], 0.01, r"^total must be at most 1125899906842624 units of 0\.01, got 1e\+18"),
        (1, [1], 0, "^unit must be at least 1e-09, got 0"),
        (1, [1], -0.01, "^unit must be at least 1e-09"),
    ],
)
def test_what_cannot_be_split_is_refused(total, shares, unit, message):
    with pytest.raises(InvalidValueError, match=message):
        apportion(total, shares, unit=unit)


def test_shapes_are_checked():
    for arguments in (([1], [1]), (1, 1), (1, [[1]])):
        with pytest.raises(ShapeError):
            apportion(*arguments)
