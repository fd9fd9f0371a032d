"""Shared-out hours: a worked example, the laws of an optimum, and what is refused."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from keyaccounts.allocation import (
    allocate_effort,
    allocate_effort_by_manager,
    effort_response,
    response_through_points,
)
from keyaccounts.errors import InvalidValueError, KeyAccountsError, ShapeError

values = st.sampled_from([0.0, 1.0, 100.0]) | st.floats(0.01, 1e6)
halves = st.sampled_from([1.0, 10.0]) | st.floats(0.1, 1e4)
hours = st.sampled_from([0.0, 1.0, 5.0]) | st.floats(0, 1e3)
accounts = st.tuples(values, halves, hours, st.none() | hours)


@st.composite
def books(draw, *, min_size=1):
    """Value, half effort, limits, and a budget that the lower limits leave room in."""
    rows = draw(st.lists(accounts, min_size=min_size, max_size=8))
    value, half, lower, room = (np.array(column, dtype=object) for column in zip(*rows, strict=True))
    lower = lower.astype(float)
    upper = np.array([math.inf if one is None else low + one for low, one in zip(lower, room, strict=True)])
    budget = float(lower.sum()) + draw(hours)
    return value.astype(float), half.astype(float), lower, upper, budget


def marginal(value, given_hours, half):
    return value * half / (given_hours + half) ** 2


def test_two_accounts_share_ten_hours():
    """Four times the value is worth twice the hours and the half effort between them: √4 : √1 = (h₁ + 1) : (h₂ + 1)."""
    best = allocate_effort([4, 1], half_effort=1, budget=10)
    np.testing.assert_allclose(best.hours, [7, 3], rtol=1e-14)
    np.testing.assert_allclose(best.by_account, [3.5, 0.75], rtol=1e-14)
    assert best.value == pytest.approx(4.25)
    assert best.shadow_price == pytest.approx(1 / 16)
    assert best.unused == 0
    assert repr(best) == "Allocation(2 accounts, 10 hours, value 4.2, next hour 0.0625)"
    assert not best.hours.flags.writeable


def test_limits_are_kept():
    best = allocate_effort([4, 1, 1], half_effort=[1, 1, 1], budget=10, lower=[0, 2, 2], upper=[5, math.inf, 4])
    np.testing.assert_allclose(best.hours, [5, 2.5, 2.5])
    at_the_floor = allocate_effort([4, 1], half_effort=1, budget=3, lower=[0, 2])
    np.testing.assert_allclose(at_the_floor.hours, [1, 2])
    assert at_the_floor.shadow_price == pytest.approx(1)


def test_a_budget_of_nothing_brings_nothing_and_prices_the_first_hour():
    best = allocate_effort([3, 8], half_effort=[1, 4], budget=0)
    assert best.hours.tolist() == [0, 0]
    assert (best.value, best.shadow_price, best.unused) == (0, 3, 0)


def test_hours_that_nobody_can_use_are_left():
    best = allocate_effort([3, 1, 0], half_effort=1, budget=10, upper=[1, 2, math.inf])
    assert best.hours.tolist() == [1, 2, 0]
    assert (best.shadow_price, best.unused) == (0, 7)
    nobody = allocate_effort([], half_effort=1, budget=10)
    assert (nobody.hours.size, nobody.value, nobody.shadow_price, nobody.unused) == (0, 0, 0, 10)
    worthless = allocate_effort([0, 0], half_effort=1, budget=10, lower=1)
    assert (worthless.hours.tolist(), worthless.shadow_price, worthless.unused) == ([1, 1], 0, 8)


@given(books())
def test_the_budget_is_used_within_the_limits(book):
    value, half, lower, upper, budget = book
    best = allocate_effort(value, half_effort=half, budget=budget, lower=lower, upper=upper)
    assert (best.hours >= lower).all()
    assert (best.hours <= upper).all()
    assert best.hours.sum() + best.unused == pytest.approx(budget, rel=1e-9, abs=1e-9)
    if best.unused:
        full = (best.hours == upper) | (value == 0)
        assert full.all()
        assert best.shadow_price == 0
    np.testing.assert_allclose(best.by_account, value * best.hours / (best.hours + half), rtol=1e-12, atol=1e-300)
    assert best.value == pytest.approx(best.by_account.sum())


def test_an_account_that_is_full_has_no_part_in_the_price():
    """Its hours must be the limit itself: within rounding below it, it would seem to take another hour."""
    best = allocate_effort([314278, 684664], half_effort=1, budget=7.5, lower=[1.5, 0], upper=[2.5, math.inf])
    assert best.hours[0] == 2.5
    assert best.shadow_price == pytest.approx(684664 / 36)


@given(books())
def test_the_next_hour_is_worth_the_same_wherever_it_may_go(book):
    """The conditions of Karush, Kuhn and Tucker; they make a maximum of a concave sum."""
    value, half, lower, upper, budget = book
    best = allocate_effort(value, half_effort=half, budget=budget, lower=lower, upper=upper)
    worth = marginal(value, best.hours, half)
    # An account within rounding of a limit may be on either side of it.
    slack = 1e-9 * (1 + best.hours + half)
    can_take, can_give = best.hours < upper - slack, best.hours > lower + slack
    tolerance = 1e-6 * max(worth.max(), 1e-12)
    if can_take.any() and can_give.any():
        assert worth[can_take].max() <= worth[can_give].min() + tolerance
    if (can_take & can_give).any():
        np.testing.assert_allclose(worth[can_take & can_give], best.shadow_price, rtol=1e-6, atol=tolerance)


@given(books(), st.lists(st.floats(0, 1), min_size=8, max_size=8))
def test_no_other_allocation_brings_more(book, parts):
    value, half, lower, upper, budget = book
    best = allocate_effort(value, half_effort=half, budget=budget, lower=lower, upper=upper)
    share = np.array(parts[: len(value)])
    assume(share.sum() > 0)
    other = np.minimum(lower + (budget - lower.sum()) * share / share.sum(), upper)
    assert effort_response(value, np.maximum(other, 0), half_effort=half).sum() <= best.value * (1 + 1e-9) + 1e-9


@given(books(), st.randoms(use_true_random=False))
def test_the_order_of_accounts_does_not_matter(book, random):
    value, half, lower, upper, budget = book
    order = list(range(len(value)))
    random.shuffle(order)
    one = allocate_effort(value, half_effort=half, budget=budget, lower=lower, upper=upper)
    other = allocate_effort(
        value[order], half_effort=half[order], budget=budget, lower=lower[order], upper=upper[order]
    )
    np.testing.assert_allclose(other.hours, one.hours[order], rtol=1e-6, atol=1e-6)


@given(books(), st.sampled_from([1e-6, 3.0, 1e6]))
def test_scaling_values_scales_what_hours_bring_and_moves_none(book, factor):
    value, half, lower, upper, budget = book
    one = allocate_effort(value, half_effort=half, budget=budget, lower=lower, upper=upper)
    other = allocate_effort(value * factor, half_effort=half, budget=budget, lower=lower, upper=upper)
    np.testing.assert_allclose(other.hours, one.hours, rtol=1e-6, atol=1e-6)
    assert other.value == pytest.approx(factor * one.value, rel=1e-9)
    assert other.shadow_price == pytest.approx(factor * one.shadow_price, rel=1e-6)


@given(books(), hours)
def test_more_hours_never_bring_less_and_are_never_worth_more(book, more):
    value, half, lower, upper, budget = book
    one = allocate_effort(value, half_effort=half, budget=budget, lower=lower, upper=upper)
    other = allocate_effort(value, half_effort=half, budget=budget + more, lower=lower, upper=upper)
    assert other.value >= one.value * (1 - 1e-12)
    assert other.shadow_price <= one.shadow_price * (1 + 1e-6)
    assert other.value - one.value <= one.shadow_price * more * (1 + 1e-6) + 1e-9 * (1 + one.value)


def test_a_general_optimiser_finds_no_better():
    from scipy.optimize import minimize

    rng = np.random.default_rng(5)
    value, half = rng.lognormal(3, 1, 12), rng.uniform(2, 20, 12)
    lower, upper = rng.uniform(0, 1, 12), rng.uniform(5, 30, 12)
    best = allocate_effort(value, half_effort=half, budget=80, lower=lower, upper=upper)
    found = minimize(
        lambda h: -(value * h / (h + half)).sum(),
        np.full(12, 5.0),
        jac=lambda h: -marginal(value, h, half),
        bounds=list(zip(lower, upper, strict=True)),
        constraints={"type": "eq", "fun": lambda h: h.sum() - 80},
        options={"ftol": 1e-14, "maxiter": 500},
    )
    np.testing.assert_allclose(best.hours, found.x, atol=1e-4)
    assert best.value >= -found.fun - 1e-9


@pytest.mark.parametrize("size", [1e-90, 1e-12, 1e12, 1e90])
def test_efforts_of_any_size_keep_the_budget(size):
    best = allocate_effort([4, 1], half_effort=[size, size], budget=10 * size)
    np.testing.assert_allclose(best.hours, [7 * size, 3 * size], rtol=1e-9)
    small = allocate_effort([4, 1, 2], half_effort=[1e12, 3e12, 2e12], budget=size, upper=2 * size)
    assert small.hours.sum() == pytest.approx(size, rel=1e-12)


def test_input_is_left_as_it_was():
    columns = {"half_effort": np.array([1.0, 2.0]), "lower": np.array([0.0, 1.0]), "upper": np.array([3.0, np.inf])}
    value = np.array([4.0, 1.0])
    before = {name: column.copy() for name, column in columns.items()}
    allocate_effort(value, budget=10, **columns)
    assert value.tolist() == [4, 1]
    for name, column in columns.items():
        np.testing.assert_array_equal(column, before[name])


# --- managers


def test_each_manager_shares_out_their_own_hours():
    best = allocate_effort_by_manager([4, 1, 4, 1], [0, 0, 1, 1], half_effort=1, capacity=[10, 4, 5])
    np.testing.assert_allclose(best.hours, [7, 3, 3, 1])
    np.testing.assert_allclose(best.shadow_price, [1 / 16, 1 / 4, 0])
    np.testing.assert_allclose(best.unused, [0, 0, 5])
    assert best.value == pytest.approx(best.by_account.sum()) == pytest.approx(3.5 + 0.75 + 3 + 0.5)
    assert repr(best) == "ManagerAllocation(4 accounts, 3 managers, 14 hours, value 7.8)"


def test_a_budget_below_all_capacities_takes_hours_where_they_are_worth_least():
    best = allocate_effort_by_manager([4, 1, 4, 1], [0, 0, 1, 1], half_effort=1, capacity=[10, 4], budget=9)
    free = allocate_effort([4, 1, 4, 1], half_effort=1, budget=9)
    assert best.hours[:2].sum() == pytest.approx(5)
    np.testing.assert_allclose(best.hours[2:], [3, 1])
    np.testing.assert_allclose(best.unused, [5, 0])
    assert best.value < free.value


@given(books(), st.data())
def test_managers_with_one_pool_are_one_manager(book, data):
    value, half, lower, upper, budget = book
    manager = data.draw(st.lists(st.integers(0, 2), min_size=len(value), max_size=len(value)))
    wide = allocate_effort_by_manager(
        value, manager, half_effort=half, capacity=[1e6] * 3, budget=budget, lower=lower, upper=upper
    )
    one = allocate_effort(value, half_effort=half, budget=budget, lower=lower, upper=upper)
    np.testing.assert_allclose(wide.hours, one.hours, rtol=1e-6, atol=1e-6)


@given(books(), st.data())
def test_each_manager_does_what_they_would_do_alone(book, data):
    value, half, lower, upper, _ = book
    manager = np.array(data.draw(st.lists(st.integers(0, 2), min_size=len(value), max_size=len(value))))
    spare = np.array(data.draw(st.lists(hours, min_size=3, max_size=3)))
    capacity = np.bincount(manager, weights=lower, minlength=3) + spare
    best = allocate_effort_by_manager(value, manager, half_effort=half, capacity=capacity, lower=lower, upper=upper)
    for who in range(3):
        mine = manager == who
        alone = allocate_effort(
            value[mine], half_effort=half[mine], budget=capacity[who], lower=lower[mine], upper=upper[mine]
        )
        np.testing.assert_allclose(best.hours[mine], alone.hours, rtol=1e-6, atol=1e-6)
        assert best.shadow_price[who] == pytest.approx(alone.shadow_price, rel=1e-6)
        assert best.unused[who] == pytest.approx(alone.unused, rel=1e-6, abs=1e-6)


# --- the response


def test_hours_bring_half_at_the_half_effort():
    assert effort_response([100, 60], [10, 0], half_effort=[10, 5]).tolist() == [50, 0]
    assert effort_response([100, 60], 30, half_effort=10).tolist() == [75, 45]


def test_a_response_goes_through_two_judged_points():
    found = response_through_points([[10, 30], [5, 10]], [[50, 75], [20, 30]])
    np.testing.assert_allclose(found.value, [100, 60])
    np.testing.assert_allclose(found.half_effort, [10, 10])
    assert repr(found) == "EffortResponse(2 accounts, value 160.0 with endless effort)"
    assert response_through_points(np.empty((0, 2)), np.empty((0, 2))).value.size == 0


@given(st.floats(1, 1e6), st.floats(0.1, 1e3), st.floats(0.1, 100), st.floats(1.5, 10))
def test_a_response_is_found_again_from_two_of_its_points(value, half, first, times):
    effort = np.array([first, first * times])
    gain = value * effort / (effort + half)
    found = response_through_points([effort], [gain])
    assert found.value[0] == pytest.approx(value, rel=1e-6)
    assert found.half_effort[0] == pytest.approx(half, rel=1e-6)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: allocate_effort([1, -1], half_effort=1, budget=1), r"^value\[1\]"),
        (lambda: allocate_effort([1, math.nan], half_effort=1, budget=1), r"^value\[1\] must be finite"),
        (lambda: allocate_effort([1, 2], half_effort=[1, 0], budget=1), r"^half_effort\[1\] must be above 0 \("),
        (lambda: allocate_effort([1, 2], half_effort=[1], budget=1), r"^half_effort must be as long as value"),
        (lambda: allocate_effort([1, 2], half_effort=1, budget=-1), r"^budget must be in"),
        (lambda: allocate_effort([1, 2], half_effort=1, budget=math.inf), r"^budget must be finite"),
        (lambda: allocate_effort([1, 2], half_effort=1, budget=1, lower=1), r"^lower must add up to at most the"),
        (
            lambda: allocate_effort([1], half_effort=1, budget=9, lower=2, upper=1),
            r"^upper\[0\] must be at least lower",
        ),
        (lambda: allocate_effort([1, 2], half_effort=1, budget=1, upper=[1, math.nan]), r"^upper\[1\]"),
        (lambda: allocate_effort([1], half_effort=1, budget=1, upper="many"), r"^upper must hold numbers"),
        (lambda: allocate_effort([1], half_effort=1, budget=1, upper=[[1], [1, 2]]), r"^upper must have rows"),
        (
            lambda: allocate_effort([1], half_effort=1, budget=1, upper=np.ma.masked_equal([3.0], 3)),
            "^upper must not hold masked",
        ),
        (lambda: allocate_effort([1], half_effort=1e-101, budget=0), r"^half_effort\[0\] must be above 0"),
        (lambda: allocate_effort([1e101], half_effort=1, budget=0), r"^value\[0\] must be in"),
        (
            lambda: allocate_effort_by_manager([1], [1], half_effort=1, capacity=[1]),
            r"^manager\[0\] must be a code in",
        ),
        (
            lambda: allocate_effort_by_manager([1, 2], [0], half_effort=1, capacity=[1]),
            r"^manager must be as long as value",
        ),
        (
            lambda: allocate_effort_by_manager([1, 2], [0, 1], half_effort=1, capacity=[9, 1], lower=2),
            r"^lower must add up to at most capacity\[1\] \(1\) over the accounts of manager 1, got 2",
        ),
        (
            lambda: allocate_effort_by_manager([1, 2], [0, 0], half_effort=1, capacity=[9], lower=2, budget=3),
            r"^lower must add up to at most the budget",
        ),
        (lambda: effort_response([1], [-1], half_effort=1), r"^hours\[0\]"),
        (lambda: effort_response([1], [1], half_effort=0), r"^half_effort"),
        (lambda: response_through_points([[1, 2]], [[1, 1]]), r"^value\[0, 1\] must be greater than value\[0, 0\]"),
        (lambda: response_through_points([[2, 2]], [[1, 2]]), r"^hours\[0, 1\] must be greater than hours\[0, 0\]"),
        (lambda: response_through_points([[1, 2]], [[1, 2]]), r"^value\[0, 1\] must rise by less than hours"),
        (lambda: response_through_points([[1, 2]], [[1, 3]]), r"^value\[0, 1\] must rise by less than hours"),
        (lambda: response_through_points([[0, 2]], [[1, 3]]), r"^hours\[0, 0\] must be above 0"),
        (lambda: response_through_points([[1, 2]], [[0, 3]]), r"^value\[0, 0\] must be above 0"),
        (lambda: response_through_points([[1, 2]], [[1, 1.5], [1, 1.5]]), r"^value must be as long as hours"),
    ],
)
def test_bad_input_is_refused(call, says):
    with pytest.raises(KeyAccountsError, match=says):
        call()


def test_errors_are_of_the_fitting_kind():
    with pytest.raises(ShapeError):
        allocate_effort([[1]], half_effort=1, budget=1)
    with pytest.raises(ShapeError):
        response_through_points([1, 2], [1, 2])
    with pytest.raises(InvalidValueError):
        allocate_effort(["1"], half_effort=1, budget=1)
