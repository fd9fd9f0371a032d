"""When a series changed its level: worked examples, laws beside slow code, and what is refused."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.errors import KeyAccountsError
from keyaccounts.service import change_point

series = st.lists(st.sampled_from([0.0, 1.0, 0.95]) | st.floats(-1e6, 1e6), max_size=14)


def slow(values):
    """Pettitt's definition: the sum of the signs of all differences across a split."""
    return [abs(sum(int(np.sign(a - b)) for a in values[:t] for b in values[t:])) for t in range(1, len(values))]


def test_a_level_that_drops_is_found():
    found = change_point([98, 97, 99, 98, 97, 98, 99, 90, 91, 89, 90, 92])
    assert (found.position, found.statistic) == (7, 35)
    assert found.before == pytest.approx(98)
    assert found.after == pytest.approx(90.4)
    assert found.p_value == pytest.approx(2 * math.exp(-6 * 35**2 / (12**3 + 12**2)))
    assert repr(found) == "ChangePoint(at 7, from 98 to 90.4, p-value 0.039)"


def test_one_bad_month_is_no_change():
    assert change_point([98, 97, 99, 98, 40, 98, 99, 97, 98, 99, 98, 97]).p_value > 0.5


@pytest.mark.parametrize("values", [[5.0], [5.0, 5.0], [0.1] * 7])
def test_nothing_changes_where_all_is_equal(values):
    found = change_point(values)
    assert found.position is None
    assert found.before == found.after == pytest.approx(values[0])
    assert (found.p_value, found.statistic) == (1, 0)
    assert repr(found) == f"ChangePoint(none, mean {values[0]:.4g})"


def test_no_values_have_no_level():
    found = change_point([])
    assert (found.position, found.p_value) == (None, 1)
    assert math.isnan(found.before)


@given(series)
def test_the_statistic_is_that_of_the_definition(values):
    found = change_point(values)
    leans = slow(values)
    assert found.statistic == max(leans, default=0)
    if found.position is None:
        assert len(set(values)) <= 1
    else:
        assert found.position == leans.index(max(leans)) + 1
        assert found.before == pytest.approx(np.mean(values[: found.position]))
        assert found.after == pytest.approx(np.mean(values[found.position :]))


@given(series)
def test_only_the_order_of_values_matters(values):
    one, other = change_point(values), change_point([2 * value for value in values])
    assert (one.position, one.p_value) == (other.position, other.p_value)
    turned = change_point(values[::-1])
    assert turned.statistic == one.statistic
    assert 0 < one.p_value <= 1


def test_the_probability_is_close_to_that_of_all_orders():
    """Exact for eight values: how often a change as clear comes up among all their orders."""
    ranks = np.array(list(itertools.permutations(range(8))))
    leans = np.abs(np.cumsum(2 * (ranks + 1) - 9, axis=1)[:, :-1]).max(axis=1)
    found = change_point([1, 2, 3, 4, 5, 6, 7, 8])
    exact = (leans >= found.statistic).mean()
    assert exact < found.p_value < exact + 0.15
    middling = change_point([1, 5, 2, 6, 4, 3, 8, 7])
    assert middling.p_value >= (leans >= middling.statistic).mean()


def test_fewer_than_eleven_values_cannot_be_sure():
    assert change_point([0] * 5 + [1] * 5).p_value > 0.05
    assert change_point([0] * 5 + [1] * 6).p_value < 0.05


@pytest.mark.parametrize(
    ("values", "says"),
    [([1, math.nan], r"^series\[1\] must be finite"), (5, r"^series must have shape"), ([1e301], r"^series\[0\]")],
)
def test_bad_input_is_refused(values, says):
    with pytest.raises(KeyAccountsError, match=says):
        change_point(values)
