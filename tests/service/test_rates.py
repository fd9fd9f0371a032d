"""Rates with Wilson intervals, and times within a target: worked examples, laws, and what is refused."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from keyaccounts.errors import KeyAccountsError
from keyaccounts.service import rates, times_within, wilson_interval

counts = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted)
outcomes = st.lists(st.tuples(st.sampled_from([1, 0, -1]), st.integers(0, 3)), max_size=20)


def test_few_cases_leave_much_open():
    lower, upper = wilson_interval([3, 300, 0, 0], [3, 300, 3, 0])
    np.testing.assert_allclose(lower, [0.438503, 0.987357, 0, 0], atol=5e-7)
    np.testing.assert_allclose(upper, [1, 1, 0.561497, 1], atol=5e-7)
    assert not lower.flags.writeable


@given(counts, st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_an_interval_is_that_of_scipy(pair, level):
    successes, cases = pair
    lower, upper = wilson_interval([successes], [cases], level=level)
    if cases:
        theirs = binomtest(successes, cases).proportion_ci(confidence_level=level, method="wilson")
        assert (lower[0], upper[0]) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
        assert 0 <= lower[0] <= successes / cases <= upper[0] <= 1
    else:
        assert (lower[0], upper[0]) == (0, 1)


@given(counts)
def test_successes_and_failures_mirror_each_other(pair):
    successes, cases = pair
    lower, upper = wilson_interval([successes], [cases])
    low, high = wilson_interval([cases - successes], [cases])
    assert (1 - high[0], 1 - low[0]) == pytest.approx((lower[0], upper[0]), abs=1e-12)


def test_a_share_times_its_observations_will_do():
    lower, upper = wilson_interval([0.9858 * 141], [141])
    assert 0.94 < lower[0] < 0.9858 < upper[0] < 1


def test_any_number_of_cases_gives_an_interval():
    lower, upper = wilson_interval([5e199, 1e-320], [1e200, 1e-310])
    assert (lower[0], upper[0]) == (0.5, 0.5)
    assert 0 <= lower[1] < upper[1] <= 1


def test_rates_are_told_group_by_group():
    found = rates([1, 1, 0, -1, 0], [0, 0, 0, 1, 2], n_groups=4)
    assert found.successes.tolist() == [2, 0, 0, 0]
    assert found.cases.tolist() == [3, 0, 1, 0]
    assert found.unknown.tolist() == [0, 1, 0, 0]
    np.testing.assert_array_equal(found.share, [2 / 3, np.nan, 0, np.nan])
    assert found.upper.tolist()[1] == found.upper.tolist()[3] == 1
    assert repr(found) == "Rates(4 groups, 2 of 4 cases)"
    assert not found.share.flags.writeable


def test_outcomes_may_be_words_of_python():
    found = rates([True, None, False], [0, 0, 0], n_groups=1)
    assert (found.successes.tolist(), found.cases.tolist(), found.unknown.tolist()) == ([1], [2], [1])
    assert rates(np.array([True, False]), [0, 0], n_groups=1).share.tolist() == [0.5]
    assert rates([], [], n_groups=1).cases.tolist() == [0]


@given(outcomes)
def test_groups_add_up_to_the_whole(rows):
    outcome, group = [list(column) for column in zip(*rows, strict=True)] or ([], [])
    found = rates(outcome, group, n_groups=4)
    assert found.successes.sum() == outcome.count(1)
    assert found.cases.sum() == outcome.count(1) + outcome.count(0)
    assert found.unknown.sum() == outcome.count(-1)
    assert ((found.lower <= found.share) & (found.share <= found.upper) | (found.cases == 0)).all()


# --- times


def test_a_time_within_the_target_is_a_success():
    found = times_within([2, 4, 8, 9], target=8)
    assert (found.rate.successes, found.rate.cases, found.rate.unknown) == (3, 4, 0)
    assert (found.median, found.longest) == (6, 9)
    assert found.ninetieth == pytest.approx(8.7)
    assert repr(found) == "TimesWithin(Rate(3 of 4, 75.0 %, likely 30.1 to 95.4), median 6, longest 9)"


def test_an_open_case_is_late_when_its_time_is_up_and_unknown_before():
    found = times_within([2, 20, 5], target=8, still_open=[False, True, True])
    assert (found.rate.successes, found.rate.cases, found.rate.unknown) == (1, 2, 1)
    assert (found.median, found.longest) == (2, 20)
    assert repr(found.rate).endswith("1 unknown)")


def test_no_cases_say_nothing():
    found = times_within([], target=8)
    assert repr(found.rate) == "Rate(no cases)"
    assert math.isnan(found.rate.share)
    assert (found.rate.lower, found.rate.upper) == (0, 1)
    assert all(math.isnan(time) for time in (found.median, found.ninetieth, found.longest))
    assert math.isnan(times_within([3], target=8, still_open=True).median)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=9), st.floats(0, 100), st.floats(0, 50))
def test_a_longer_promise_is_kept_at_least_as_often(times, target, more):
    one, other = times_within(times, target=target), times_within(times, target=target + more)
    assert other.rate.successes >= one.rate.successes
    assert one.rate.cases == other.rate.cases == len(times)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: wilson_interval([2], [1]), r"^successes\[0\] must be at most cases\[0\]"),
        (lambda: wilson_interval([1], [1, 2]), r"^cases must be as long as successes"),
        (lambda: wilson_interval([-1], [1]), r"^successes\[0\]"),
        (lambda: wilson_interval([1], [math.inf]), r"^cases\[0\]"),
        (lambda: wilson_interval([1], [1], level=1), r"^level must be in \(0, 1\)"),
        (lambda: wilson_interval([1], [1], level=0), r"^level must be in \(0, 1\)"),
        (lambda: rates([2], [0], n_groups=1), r"^outcome\[0\] must be a code in \[-1, 2\)"),
        (lambda: rates([1.0], [0], n_groups=1), r"^outcome\[0\] must be true, false or unknown"),
        (lambda: rates(["yes"], [0], n_groups=1), r"^outcome\[0\] must be true, false or unknown"),
        (lambda: rates([[1], [0, 1]], [0], n_groups=1), r"^outcome must have rows of one length"),
        (lambda: rates(1, [0], n_groups=1), r"^outcome must have shape"),
        (lambda: rates(np.ma.masked_equal([1, 0], 1), [0, 0], n_groups=1), r"^outcome must not hold masked"),
        (lambda: rates([1], [1], n_groups=1), r"^group\[0\]"),
        (lambda: rates([1, 0], [0], n_groups=1), r"^group must be as long as outcome"),
        (lambda: rates([1], [0], n_groups=True), r"^n_groups must be a whole number"),
        (lambda: rates([1], [0], n_groups=1.0), r"^n_groups must be a whole number"),
        (lambda: times_within([-1], target=1), r"^times\[0\]"),
        (lambda: times_within([1], target=-1), r"^target"),
        (lambda: times_within([1], target=1, still_open=[True, False]), r"^still_open must be as long as times"),
        (lambda: times_within([1], target=1, level=2), r"^level"),
    ],
)
def test_bad_input_is_refused(call, says):
    with pytest.raises(KeyAccountsError, match=says):
        call()
