"""What a distribution of losses answers: worked examples, laws, and what is refused."""

import pickle
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.errors import InvalidValueError, KeyAccountsError
from keyaccounts.risk import LossDistribution, outcome_distribution

levels = st.sampled_from([0.0, 0.5, 0.9, 0.975, 1.0]) | st.floats(0, 1)
outcomes = st.lists(
    st.tuples(st.integers(0, 20) | st.floats(0, 1e6, allow_subnormal=False), st.integers(0, 9)), min_size=1, max_size=8
).filter(lambda drawn: sum(weight for _, weight in drawn))


def distribution(drawn):
    total = sum(weight for _, weight in drawn)
    return outcome_distribution([loss for loss, _ in drawn], probability=[weight / total for _, weight in drawn])


def slow_shortfall(drawn, level):
    """The mean of the worst 1 − level, outcome by outcome, in fractions."""
    total = sum(weight for _, weight in drawn)
    left = wanted = 1 - Fraction(level)
    mean = Fraction(0)
    for loss, weight in sorted(drawn, reverse=True):
        taken = min(left, Fraction(weight, total))
        mean += taken * Fraction(loss)
        left -= taken
    return float(mean / wanted)


def test_one_project_that_may_fail():
    project = outcome_distribution([1, 10], probability=[0.98, 0.02])
    assert project.mean == pytest.approx(1.18)
    assert project.standard_deviation == pytest.approx((0.98 * 0.18**2 + 0.02 * 8.82**2) ** 0.5)
    assert [project.quantile(level) for level in (0, 0.98, 0.981, 1)] == [1, 1, 10, 10]
    assert project.expected_shortfall(0.975) == pytest.approx(8.2)
    assert project.expected_shortfall(0) == pytest.approx(project.mean)
    assert project.expected_shortfall(0.99) == project.expected_shortfall(1) == 10
    assert repr(project) == "LossDistribution(mean 1.2, standard deviation 1.3, 99 % quantile 10.0)"


def test_equal_outcomes_are_one_and_impossible_ones_none():
    found = outcome_distribution([5, 2, 5, 7, 2], probability=[0.25, 0.25, 0.25, 0, 0.25])
    assert found.losses.tolist() == [2, 5]
    assert found.exceedance.tolist() == [0.5, 0]
    assert not found.losses.flags.writeable
    assert not found.exceedance.flags.writeable


def test_a_gain_is_a_negative_loss():
    found = outcome_distribution([-5, 5], probability=[0.5, 0.5])
    assert (found.mean, found.standard_deviation, found.quantile(0.5), found.quantile(0.6)) == (0, 5, -5, 5)


def test_a_level_that_is_reached_but_for_rounding_is_reached():
    found = outcome_distribution(range(10), probability=[0.1] * 10)
    assert [found.quantile(count / 10) for count in range(1, 10)] == list(range(9))


def test_nothing_but_zero_may_be_lost():
    found = outcome_distribution([0], probability=[1])
    assert (found.mean, found.standard_deviation, found.quantile(0.99), found.expected_shortfall(0.99)) == (0, 0, 0, 0)


def test_large_and_small_losses_stand_side_by_side():
    found = outcome_distribution([1e18, 1e-18], probability=[0.5, 0.5])
    assert found.quantile(0.5) == 1e-18
    assert found.expected_shortfall(0.5) == pytest.approx(1e18)
    assert found.standard_deviation == pytest.approx(5e17)


@given(outcomes, levels)
def test_the_quantile_is_the_smallest_loss_that_reaches_the_level(drawn, level):
    found = distribution(drawn)
    total = sum(weight for _, weight in drawn)
    reached = [
        loss
        for loss, weight in drawn
        if weight and sum(w for other, w in drawn if other <= loss) / total >= min(level, 1) - 1e-11
    ]
    assert found.quantile(level) == min(reached)


@given(outcomes, st.floats(0, 0.999))
def test_the_shortfall_is_the_mean_of_the_worst_outcomes(drawn, level):
    assert distribution(drawn).expected_shortfall(level) == pytest.approx(slow_shortfall(drawn, level), rel=1e-8)


@given(outcomes, levels, levels)
def test_shortfall_exceeds_quantile_and_both_rise_with_the_level(drawn, one, other):
    found = distribution(drawn)
    low, high = sorted([one, other])
    slack = 1e-9 * found.losses[-1]
    assert 0 <= found.quantile(low) <= found.expected_shortfall(low)
    assert found.quantile(low) <= found.quantile(high)
    assert found.expected_shortfall(low) <= found.expected_shortfall(high) + slack
    assert found.expected_shortfall(low) >= found.mean - slack


@given(outcomes, levels, st.sampled_from([1e-18, 2.0, 1e12]))
def test_scaling_money_scales_every_figure(drawn, level, factor):
    one, other = distribution(drawn), distribution([(loss * factor, weight) for loss, weight in drawn])
    assert other.mean == pytest.approx(factor * one.mean, rel=1e-9, abs=0)
    assert other.standard_deviation == pytest.approx(factor * one.standard_deviation, rel=1e-9, abs=factor * 1e-9)
    assert other.quantile(level) == pytest.approx(factor * one.quantile(level), rel=1e-9, abs=0)
    assert other.expected_shortfall(level) == pytest.approx(factor * one.expected_shortfall(level), rel=1e-9, abs=0)


@given(outcomes, levels, st.randoms(use_true_random=False))
def test_the_order_of_outcomes_does_not_matter(drawn, level, random):
    shuffled = drawn[:]
    random.shuffle(shuffled)
    assert distribution(shuffled).quantile(level) == distribution(drawn).quantile(level)
    assert distribution(shuffled).mean == pytest.approx(distribution(drawn).mean)


def test_a_distribution_can_be_pickled():
    found = outcome_distribution([1, 10], probability=[0.98, 0.02])
    again = pickle.loads(pickle.dumps(found))  # noqa: S301 - our own bytes
    assert isinstance(again, LossDistribution)
    assert again.expected_shortfall(0.975) == found.expected_shortfall(0.975)


def test_contributions_are_known_after_a_simulation_only():
    found = outcome_distribution([1, 10], probability=[0.98, 0.02])
    with pytest.raises(InvalidValueError, match=r"level must be one of the levels given .* \(none were\), got 0\.9"):
        found.contributions(0.9)


@pytest.mark.parametrize(
    ("losses", "probability", "place"),
    [
        ([], [], "probability must add up to 1"),
        ([1, 2], [0.5, 0.4], "probability must add up to 1"),
        ([1, 2], [1.5, -0.5], r"probability\[0\]"),
        ([1, np.nan], [0.5, 0.5], r"losses\[1\]"),
        ([1, np.inf], [0.5, 0.5], r"losses\[1\]"),
        ([1, 2], [1], "probability must be as long as losses"),
        ([[1]], [1], "losses"),
        ([1e301, 0], [0.5, 0.5], "losses must lie within"),
    ],
)
def test_bad_outcomes_are_refused(losses, probability, place):
    with pytest.raises(KeyAccountsError, match=rf"^{place}"):
        outcome_distribution(losses, probability=probability)


@pytest.mark.parametrize("level", [-0.1, 1.1, np.nan, [0.5], "0.5"])
def test_a_level_is_a_probability(level):
    found = outcome_distribution([1, 10], probability=[0.98, 0.02])
    for ask in (found.quantile, found.expected_shortfall, found.contributions):
        with pytest.raises(KeyAccountsError, match="level"):
            ask(level)
