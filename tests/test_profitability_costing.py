"""Activity costing and how sure a loss is: departments worked by hand, laws, slow obvious code, and bad input."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.errors import InvalidValueError
from keyaccounts.profitability import activity_rates, cost_to_serve, loss_making_probability, time_driven


def test_rates_divide_by_capacity_and_are_undefined_without_one():
    np.testing.assert_array_equal(activity_rates([600, 50, 0], capacity=[1200, 0, 10]), [0.5, np.nan, 0])
    np.testing.assert_array_equal(activity_rates([600, 50], capacity=100), [6, 0.5])
    assert activity_rates(600, capacity=1200) == 0.5
    assert isinstance(activity_rates(600, capacity=1200), float)


def test_a_department_worked_by_hand():
    result = time_driven([10, 30], [5, 2], cost=300, capacity=150)

    assert (result.rate, result.used, result.unused, result.unused_cost, result.assigned) == (2, 110, 40, 80, 220)
    assert result.unit_cost.tolist() == [20, 60]
    assert repr(result) == "TimeDriven(2 activities, 2 a minute, 110 minutes used, 40 unused)"


def test_more_work_than_capacity_shows_as_negative_unused_capacity():
    result = time_driven([10], [12], cost=100, capacity=100)

    assert (result.unused, result.unused_cost, result.assigned) == (-20, -20, 120)


def test_a_department_without_capacity_has_no_rate():
    result = time_driven([10], [0], cost=100, capacity=0)

    assert (result.used, result.unused) == (0, 0)
    assert np.isnan([result.rate, *result.unit_cost, result.assigned, result.unused_cost]).all()


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500))), st.integers(0, 10**6), st.integers(1, 10**6))
def test_what_is_assigned_and_what_is_unused_add_up_to_the_cost(activities, cost, capacity):
    minutes, quantities = np.array(activities).reshape(-1, 2).T
    result = time_driven(minutes, quantities, cost=cost, capacity=capacity)

    # Far more work than capacity costs far more than the department: rounding is measured by that.
    rounding = 1e-12 * max(cost, result.assigned)
    assert result.assigned + result.unused_cost == pytest.approx(cost, abs=rounding)
    assert (result.unit_cost * quantities).sum() == pytest.approx(result.assigned, abs=rounding)


def test_each_account_is_charged_for_what_it_caused():
    assert cost_to_serve([[1, 2, 0], [0, 0, -1]], [10, 0.5, 4]).tolist() == [11, -4]
    assert cost_to_serve(np.empty((2, 0)), []).tolist() == [0, 0]
    assert cost_to_serve(np.empty((0, 3)), [1, 2, 3]).tolist() == []


@given(st.integers(1, 40), st.integers(1, 30))
def test_equal_accounts_cost_the_same_to_the_last_digit_however_the_table_lies_in_memory(n_accounts, n_activities):
    rng = np.random.default_rng(n_accounts)
    row, rates = rng.random(n_activities), rng.random(n_activities)
    table = np.tile(row, (n_accounts, 1))

    for laid_out in (table, np.asfortranarray(table)):
        assert len(set(cost_to_serve(laid_out, rates).tolist())) == 1
    assert cost_to_serve(table, rates)[0] == pytest.approx(sum(row * rates))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: activity_rates([1, -1], capacity=[1, 1]), r"cost\[1\] must be at least 0"),
        (lambda: activity_rates([1], capacity=[-1]), r"capacity\[0\] must be at least 0"),
        (lambda: activity_rates([1, 2], capacity=[1]), r"capacity must be as long as cost \(2\), got 1"),
        (lambda: activity_rates([[1]], capacity=1), "cost must have shape"),
        (lambda: time_driven([1, 2], [1], cost=1, capacity=1), r"quantities must be as long as minutes \(2\), got 1"),
        (lambda: time_driven([1], [-1], cost=1, capacity=1), r"quantities\[0\] must be at least 0"),
        (lambda: time_driven([1], [1], cost=[1], capacity=1), "cost must have shape"),
        (lambda: time_driven([1], [1], cost=1, capacity=-5), "capacity must be at least 0, got -5"),
        (lambda: cost_to_serve([1, 2], [1, 2]), "quantities must have shape"),
        (lambda: cost_to_serve([[1, 2]], [1]), r"rates must have shape \(2\), got \(1,\)"),
        (lambda: cost_to_serve([[1, 2]], [1, -2]), r"rates\[1\] must be at least 0"),
        (lambda: cost_to_serve([[1, math.nan]], [1, 2]), r"quantities\[0, 1\] must be finite"),
    ],
)
def test_bad_costs_are_refused_naming_place_rule_and_value(call, message):
    with pytest.raises(InvalidValueError, match=message):
        call()


# How sure a loss is


def losses(margin, quantities, rates, **options):
    options = {"rate_cv": 0.3, "draws": 1000, "rng": np.random.default_rng(3)} | options
    return loss_making_probability(margin, quantities, rates, **options)


def test_with_certain_rates_a_loss_is_certain_or_impossible_and_breaking_even_is_none():
    quantities, rates = [[0.1, 0.7], [0.1, 0.7], [0.1, 0.7]], [0.3, 0.9]
    cost = cost_to_serve(quantities, rates)

    assert losses(cost + np.array([0, 1e-12, -1e-12]), quantities, rates, rate_cv=0).tolist() == [0, 0, 1]


@pytest.mark.parametrize("margin", [6.0, 9.5, 10.0, 14.0])
def test_one_uncertain_rate_gives_the_tail_of_a_lognormal(margin):
    rate_cv, draws = 0.4, 40_000
    sigma = math.sqrt(math.log(1 + rate_cv**2))
    exact = 1 - NormalDist().cdf((math.log((margin - 2) / (5 * 1.6)) + sigma**2 / 2) / sigma)

    found = losses([margin], [[5, 1]], [1.6, 2], rate_cv=[rate_cv, 0], draws=draws)

    assert found[0] == pytest.approx(exact, abs=4 * math.sqrt(exact * (1 - exact) / draws))


def test_drawn_rates_keep_their_mean_and_their_coefficient_of_variation():
    # An account that caused the activity once makes a loss where the rate is above its margin: a ladder of margins
    # reads the distribution of the rate off the answer.
    margins = np.linspace(0, 60, 6001)
    tail = losses(margins, np.ones((len(margins), 1)), [10], rate_cv=0.5, draws=50_000)
    mean = tail.sum() * 0.01
    square = (2 * margins * tail).sum() * 0.01

    assert mean == pytest.approx(10, rel=0.02)
    assert math.sqrt(square - mean**2) / mean == pytest.approx(0.5, rel=0.03)


def test_pieces_of_accounts_and_draws_give_what_one_large_table_gives():
    rng = np.random.default_rng(8)
    quantities, rates = rng.random((1100, 4)), np.array([3.0, 0.0, 1.0, 2.0])
    rate_cv = np.array([0.2, 0.5, 0.0, 1.0])
    margin = cost_to_serve(quantities, rates) * rng.uniform(0.5, 1.5, 1100)
    uncertain, sigma = rate_cv > 0, np.sqrt(np.log(1 + rate_cv**2))
    normal = np.zeros((700, 4))
    normal[:, uncertain] = np.random.default_rng(9).standard_normal((700, 3))
    drawn = rates * np.exp(sigma * normal - sigma**2 / 2)
    expected = (margin[:, np.newaxis] - quantities @ drawn.T < 0).mean(axis=1)

    found = losses(margin, quantities, rates, rate_cv=rate_cv, draws=700, rng=np.random.default_rng(9))

    np.testing.assert_array_equal(found, expected)
    np.testing.assert_array_equal(
        losses(margin[:3], quantities[:3], rates, rate_cv=rate_cv, draws=700, rng=np.random.default_rng(9)),
        expected[:3],
    )


def test_more_margin_never_makes_a_loss_likelier():
    margins = np.linspace(-5, 30, 50)
    found = losses(margins, np.ones((50, 2)), [6, 4])

    assert (np.diff(found) <= 0).all()
    assert (found[0], found[-1]) == (1, 0)


def test_no_accounts_give_no_probabilities():
    assert losses([], np.empty((0, 2)), [1, 2]).shape == (0,)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"margin": [1, 2]}, r"margin must be as long as quantities \(1\), got 2"),
        ({"rates": [1]}, r"rates must have shape \(2\), got \(1,\)"),
        ({"rates": [1, -1]}, r"rates\[1\] must be at least 0"),
        ({"rate_cv": -0.1}, "rate_cv must be at least 0, got -0.1"),
        ({"rate_cv": [0.1]}, r"rate_cv must have shape \(2\), got \(1,\)"),
        ({"draws": 0}, "draws must be a whole number, at least 1, got 0"),
        ({"draws": 1e4}, "draws must be a whole number, at least 1, got 10000.0"),
        ({"rng": 42}, "rng must be a numpy.random.Generator, got 42"),
    ],
)
def test_bad_uncertainty_is_refused_naming_place_rule_and_value(arguments, message):
    good = {"margin": [1], "quantities": [[1, 2]], "rates": [1, 2]}

    with pytest.raises(InvalidValueError, match=message):
        losses(**(good | arguments))


def test_arguments_are_left_as_they_were_and_results_cannot_be_written_to():
    ones, table = np.ones(3), np.ones((3, 3))
    results = [
        activity_rates(ones, capacity=ones),
        cost_to_serve(table, ones),
        losses(ones, table, ones),
        time_driven(ones, ones, cost=1, capacity=1).unit_cost,
    ]

    assert not any(result.flags.writeable for result in results)
    for argument in (ones, table):
        assert (argument == 1).all()
        assert argument.flags.writeable
