"""Waterfall, whale curve, quadrants, growth: books worked by hand, laws, slow obvious code, and bad input."""

import math
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.errors import InvalidValueError, ShapeError
from keyaccounts.profitability import (
    Costing,
    growth_contribution,
    growth_rate,
    service_quadrant,
    waterfall,
    whale_curve,
)

KINDS = ("freight", "revenue", "discount", "product_cost", "visits")

money = st.integers(-(10**6), 10**6)
profits = st.lists(money, max_size=40)


# Waterfall


def test_a_ledger_of_two_accounts_worked_by_hand():
    #          revenue discount cost reversed visits | revenue freight freight
    account = [0, 0, 0, 0, 0, 2, 2, 2]
    kind = [1, 2, 3, 1, 4, 1, 0, 0]
    amount = [1000, 100, 500, -50, 80, 200, 30, 40]

    result = waterfall(account, kind, amount, n_accounts=3, kinds=KINDS)

    assert result.revenue.tolist() == [950, 0, 200]
    assert result.discounts.tolist() == [100, 0, 0]
    assert result.net_revenue.tolist() == [850, 0, 200]
    assert result.product_cost.tolist() == [500, 0, 0]
    assert result.gross_margin.tolist() == [350, 0, 200]
    assert result.pool_names == ("freight", "visits")
    assert result.pools.tolist() == [[0, 80], [0, 0], [70, 0]]
    assert result.cost_to_serve.tolist() == [80, 0, 70]
    assert result.profit.tolist() == [270, 0, 130]
    assert repr(result) == "Waterfall(3 accounts, revenue 1150.0, gross margin 550.0, profit 400.0)"


def test_steps_that_are_not_named_are_zero_and_no_pools_cost_nothing():
    result = waterfall([0], [0], [7], n_accounts=2, kinds=["revenue"])

    assert result.discounts.tolist() == result.product_cost.tolist() == result.cost_to_serve.tolist() == [0, 0]
    assert result.pools.shape == (2, 0)
    assert result.pool_names == ()
    assert result.profit.tolist() == [7, 0]


def test_an_empty_ledger_gives_zeros_and_no_accounts_give_nothing():
    assert waterfall([], [], [], n_accounts=2, kinds=KINDS).profit.tolist() == [0, 0]
    assert waterfall([], [], [], n_accounts=0, kinds=[]).profit.shape == (0,)


@pytest.mark.parametrize(
    ("kinds", "costing"),
    [
        ([], Costing.REVENUE_ONLY),
        ([1, 2, 4], Costing.REVENUE_ONLY),
        ([1, 3], Costing.GROSS_MARGIN),
        ([1, 2, 3], Costing.GROSS_MARGIN),
        ([1, 3, 0], Costing.COST_POOLS),
    ],
)
@pytest.mark.parametrize("amount", [0, 5])
def test_a_waterfall_says_how_far_its_costs_go_by_the_kinds_that_have_rows(kinds, costing, amount):
    result = waterfall([0] * len(kinds), kinds, [amount] * len(kinds), n_accounts=1, kinds=KINDS)

    assert result.costing is costing


def test_only_work_that_is_charged_makes_costing_time_driven():
    assert Costing.of({"product_cost", "freight"}, timed=True) is Costing.TIME_DRIVEN
    assert Costing.of({"revenue"}, timed=True) is Costing.REVENUE_ONLY


def test_periods_are_accounts_of_their_own():
    n_periods, account, period = 3, np.array([0, 1, 1]), np.array([2, 0, 2])

    result = waterfall(account * n_periods + period, [1, 1, 4], [10, 20, 5], n_accounts=2 * n_periods, kinds=KINDS)

    assert result.profit.reshape(2, n_periods).tolist() == [[0, 0, 10], [20, 0, -5]]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), money), max_size=60), st.randoms(use_true_random=False))
def test_a_waterfall_adds_up_row_by_row_in_any_order(rows, random):
    expected = {name: [0] * 5 for name in KINDS}
    for account, kind, amount in rows:
        expected[KINDS[kind]][account] += amount
    shuffled = np.array(random.sample(rows, len(rows)), dtype=np.intp).reshape(-1, 3)

    result = waterfall(*shuffled.T, n_accounts=5, kinds=KINDS)

    assert result.revenue.tolist() == expected["revenue"]
    assert result.discounts.tolist() == expected["discount"]
    assert result.product_cost.tolist() == expected["product_cost"]
    assert result.pools.T.tolist() == [expected["freight"], expected["visits"]]
    np.testing.assert_array_equal(result.gross_margin, result.revenue - result.discounts - result.product_cost)
    np.testing.assert_array_equal(result.profit, result.gross_margin - result.pools.sum(axis=1))


def test_a_ledger_longer_than_one_piece_loses_no_row_and_needs_less_than_one_more_column():
    rng = np.random.default_rng(11)
    n_rows, n_accounts = 300_000, 50
    account = rng.integers(0, n_accounts, n_rows, dtype=np.intp)
    kind = rng.integers(0, len(KINDS), n_rows, dtype=np.intp)
    amount = rng.integers(-100, 1000, n_rows).astype(np.float64)

    tracemalloc.start()
    result = waterfall(account, kind, amount, n_accounts=n_accounts, kinds=KINDS)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    for at, name in enumerate(result.pool_names):
        of_pool = kind == KINDS.index(name)
        np.testing.assert_array_equal(
            result.pools[:, at], np.bincount(account[of_pool], amount[of_pool], minlength=n_accounts)
        )
    assert result.revenue.sum() == amount[kind == 1].sum()
    assert peak < amount.nbytes


@pytest.mark.parametrize("dtype", [np.int8, np.uint16, np.int32, np.uint64])
def test_codes_of_any_width_mean_the_same(dtype):
    codes = np.array([1, 0, 1], dtype=dtype)

    assert waterfall(codes, codes, [1, 2, 3], n_accounts=2, kinds=["revenue", "freight"]).profit.tolist() == [2, -4]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"account": [0, 3]}, r"account\[1\] must be a code in \[0, 3\), got 3"),
        ({"account": [-1, 0]}, r"account\[0\] must be a code in \[0, 3\), got -1"),
        ({"kind": [0, 5]}, r"kind\[1\] must be a code in \[0, 5\), got 5"),
        ({"kind": [0.0, 1.0]}, "kind must hold integer codes"),
        ({"amount": [1, math.nan]}, r"amount\[1\] must be finite, got nan"),
        ({"amount": [1]}, r"amount must be as long as account \(2\), got 1"),
        ({"amount": [1e308, 1e308], "account": [0, 0]}, r"amount must add up to at most 1e\+300, got "),
        (
            {"amount": [1e308, 1e308], "account": [0, 0], "kind": [1, 1]},
            r"amount must add up to at most 1e\+300, got inf",
        ),
        ({"n_accounts": -1}, "n_accounts must be a whole number, at least 0, got -1"),
        ({"n_accounts": 3.0}, "n_accounts must be a whole number, at least 0, got 3.0"),
        ({"n_accounts": True}, "n_accounts must be a whole number, at least 0, got True"),
        ({"kinds": "revenue"}, "kinds must be a sequence of names, got 'revenue'"),
        ({"kinds": ["revenue", 4]}, r"kinds\[1\] must be a name, got 4"),
        ({"kinds": ["revenue", ""]}, r"kinds\[1\] must be a name, got ''"),
        ({"kinds": ["revenue", "visits", "revenue"]}, r"kinds\[2\] must be named once, got 'revenue'"),
    ],
)
def test_a_bad_ledger_is_refused_naming_place_rule_and_value(arguments, message):
    good = {"account": [0, 1], "kind": [0, 1], "amount": [1, 2], "n_accounts": 3, "kinds": KINDS}
    account, kind, amount, *options = (good | arguments).values()

    with pytest.raises(InvalidValueError, match=message):
        waterfall(account, kind, amount, n_accounts=options[0], kinds=options[1])


# Whale curve


def test_a_whale_curve_of_five_accounts_worked_by_hand():
    curve = whale_curve([-30, 60, 0, 90, -20])

    assert curve.order.tolist() == [3, 1, 2, 4, 0]
    assert curve.cumulative.tolist() == [90, 150, 150, 130, 100]
    assert (curve.total, curve.peak, curve.peak_share, curve.peak_fraction) == (100, 150, 1.5, 0.4)
    assert repr(curve) == "WhaleCurve(5 accounts, total 100.0, peak 150.0 %)"


def test_when_the_book_makes_a_loss_the_money_curve_stays_and_the_share_is_undefined():
    curve = whale_curve([50, -80])

    assert curve.cumulative.tolist() == [50, -30]
    assert (curve.total, curve.peak, curve.peak_fraction) == (-30, 50, 0.5)
    assert math.isnan(curve.peak_share)
    assert repr(curve) == "WhaleCurve(2 accounts, total -30.0, peak 50.0)"


@pytest.mark.parametrize("losses", [[-1], [-5, -1, -3], [0, 0], [0]])
def test_without_a_profitable_account_the_peak_is_where_the_curve_starts(losses):
    curve = whale_curve(losses)

    assert (curve.peak, curve.peak_fraction) == (0, 0)
    assert math.isnan(curve.peak_share)


@pytest.mark.parametrize("n_accounts", [1, 2, 7])
def test_equal_accounts_climb_in_a_straight_line_to_a_peak_at_the_end(n_accounts):
    curve = whale_curve([30] * n_accounts)

    assert curve.order.tolist() == list(range(n_accounts))
    assert np.diff(curve.cumulative).tolist() == [30] * (n_accounts - 1)
    assert (curve.peak_share, curve.peak_fraction, curve.total) == (1, 1, 30 * n_accounts)


def test_large_and_small_amounts_stand_side_by_side():
    steps = waterfall([0, 1], [1, 1], [1e18, 1e-18], n_accounts=2, kinds=KINDS)

    assert steps.profit.tolist() == [1e18, 1e-18]
    assert whale_curve([1e-18, 1e18]).cumulative.tolist() == [1e18, 1e18]


def test_no_accounts_give_an_empty_curve():
    curve = whale_curve([])

    assert curve.order.tolist() == curve.cumulative.tolist() == []
    assert (curve.total, curve.peak) == (0, 0)
    assert math.isnan(curve.peak_share)
    assert math.isnan(curve.peak_fraction)


@given(profits)
def test_a_whale_curve_is_a_running_sum_of_a_stable_sort(values):
    order = sorted(range(len(values)), key=lambda row: -values[row])
    running = [sum(values[row] for row in order[: k + 1]) for k in range(len(order))]

    curve = whale_curve(values)

    assert curve.order.tolist() == order
    assert curve.cumulative.tolist() == running
    assert curve.peak == sum(value for value in values if value > 0)
    assert curve.total == sum(values)


# Floats next to each other, both zeros, and the ends of the range: what a sort by leading bits could confuse.
neighbours = st.sampled_from(
    [1.0, 1 + 2**-52, 1 - 2**-53, 0.0, -0.0, -1.0, -1 - 2**-52, 5e-324, -5e-324, 1e300, -1e300, 1e-300]
)


@given(st.lists(neighbours | st.floats(-1e300, 1e300), max_size=60))
def test_any_floats_are_ordered_as_a_stable_sort_orders_them(values):
    assert whale_curve(values).order.tolist() == np.argsort(-np.array(values), kind="stable").tolist()


@pytest.mark.parametrize("spread", [1e-12, 1e-9, 1e-6, 1.0])
def test_many_nearly_equal_profits_are_ordered_as_a_stable_sort_orders_them(spread):
    rng = np.random.default_rng(5)
    values = 1 + spread * rng.integers(-1000, 1000, 20_000)

    np.testing.assert_array_equal(whale_curve(values).order, np.argsort(-values, kind="stable"))


@given(st.lists(money, min_size=1).filter(lambda values: sum(values) > 0), st.sampled_from([0.5, 2.0, 1024.0]))
def test_money_scales_the_curve_and_leaves_its_shares(values, factor):
    curve, scaled = whale_curve(values), whale_curve(np.multiply(values, factor))

    assert scaled.peak == factor * curve.peak
    assert scaled.peak_share == curve.peak_share >= 1
    assert scaled.peak_fraction == curve.peak_fraction


@pytest.mark.parametrize("bad", [[math.nan], [1, -math.inf], ["a"], [[1, 2]], 3])
def test_a_whale_curve_of_anything_but_a_column_of_numbers_is_refused(bad):
    with pytest.raises(InvalidValueError, match="profit"):
        whale_curve(bad)


# Service quadrants


def test_four_customers_stand_in_four_quadrants():
    found = service_quadrant([9, 9, 2, 2], [1, 5, 1, 5])

    assert found.tolist() == ["passive", "carriage_trade", "bargain_basement", "aggressive"]


def test_lines_may_be_given_and_an_account_on_a_line_counts_as_low():
    found = service_quadrant([10, 11, 10, 11], [3, 3, 4, 4], high_price=10, high_cost=3)

    assert found.tolist() == ["bargain_basement", "passive", "aggressive", "carriage_trade"]
    assert service_quadrant([7], [7]).tolist() == ["bargain_basement"]
    assert service_quadrant([], []).tolist() == []


@given(st.lists(st.tuples(money, money), min_size=1))
def test_at_most_half_of_the_accounts_lie_above_the_median(accounts):
    prices, costs = np.array(accounts).T
    found = service_quadrant(prices, costs)

    assert np.isin(found, ["passive", "carriage_trade"]).sum() == sum(prices > np.median(prices)) <= len(found) / 2
    assert np.isin(found, ["aggressive", "carriage_trade"]).sum() == sum(costs > np.median(costs)) <= len(found) / 2


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: service_quadrant([1, 2], [1]), r"cost_to_serve must be as long as net_price \(2\), got 1"),
        (lambda: service_quadrant([math.nan], [1]), r"net_price\[0\] must be finite"),
        (lambda: service_quadrant([1], [1], high_price=math.inf), "high_price must be finite"),
        (lambda: service_quadrant([1], [1], high_cost=[1]), "high_cost must have shape"),
    ],
)
def test_bad_prices_and_costs_are_refused(call, message):
    with pytest.raises(InvalidValueError, match=message):
        call()


# Growth


def test_growth_compounds_and_is_undefined_from_nothing():
    np.testing.assert_allclose(growth_rate([100, 100, 0, 100], [121, 100, 5, 0], periods=2), [0.1, 0, np.nan, -1])
    np.testing.assert_allclose(growth_rate([100, 100], [121, 121], periods=[2, 1]), [0.1, 0.21])
    np.testing.assert_allclose(growth_rate(100, [121, 144], periods=2), [0.1, 0.2])
    assert isinstance(growth_rate(100, 121, periods=2), float)


@given(st.floats(1, 1e6), st.floats(-0.9, 3), st.floats(0.25, 20))
def test_growing_at_the_rate_for_the_periods_leads_to_the_last_amount(first, rate, periods):
    assert growth_rate(first, first * (1 + rate) ** periods, periods=periods) == pytest.approx(rate, abs=1e-9)


def test_contributions_to_growth_worked_by_hand():
    #                             grew  won  lost  unchanged
    found = growth_contribution([100, 0, 50, 50], [130, 30, 0, 50])

    np.testing.assert_allclose(found, [0.15, 0.15, -0.25, 0])


@given(st.lists(st.tuples(money, money)).filter(lambda accounts: sum(before for before, _ in accounts) > 0))
def test_contributions_add_up_to_the_growth_of_the_book(accounts):
    before, after = np.array(accounts).T

    assert growth_contribution(before, after).sum() == pytest.approx(after.sum() / before.sum() - 1, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("before", [[0, 0], [5, -5], [-3, 1]])
def test_a_book_that_started_with_nothing_has_no_rate_of_growth(before):
    assert np.isnan(growth_contribution(before, [1, 2])).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: growth_rate([1, -1], [1, 1], periods=1), r"first\[1\] must be at least 0"),
        (lambda: growth_rate(1, -1, periods=1), "last must be at least 0, got -1"),
        (lambda: growth_rate(1, 1, periods=0), "periods must be above 0, got 0"),
        (lambda: growth_rate([1, 2], [1, 2], periods=[1, 0]), r"periods\[1\] must be above 0, got 0"),
        (lambda: growth_rate(1, 1, periods=-2), "periods must be at least 0, got -2"),
        (lambda: growth_rate([1, 2], [1], periods=1), r"last must be as long as first \(2\), got 1"),
        (lambda: growth_rate(1, [1, 2], periods=[1]), r"periods must be as long as last \(2\), got 1"),
        (lambda: growth_contribution([1, 2], [1]), r"after must be as long as before \(2\), got 1"),
        (lambda: growth_contribution([math.inf], [1]), r"before\[0\] must be finite"),
    ],
)
def test_bad_growth_is_refused_naming_place_rule_and_value(call, message):
    with pytest.raises(InvalidValueError, match=message):
        call()


def test_a_shape_error_can_be_told_from_a_bad_value():
    for call in (lambda: whale_curve([[1]]), lambda: growth_contribution([1], [1, 2])):
        with pytest.raises(ShapeError):
            call()


# All of them


def test_arguments_are_left_as_they_were_and_results_cannot_be_written_to():
    ones, codes = np.ones(3), np.zeros(3, dtype=np.intp)
    flow, curve = waterfall(codes, codes, ones, n_accounts=3, kinds=KINDS), whale_curve(ones)

    results = [
        *(flow.revenue, flow.discounts, flow.net_revenue, flow.product_cost, flow.gross_margin),
        *(flow.pools, flow.cost_to_serve, flow.profit, curve.order, curve.cumulative),
        *(service_quadrant(ones, ones), growth_rate(ones, ones, periods=1), growth_contribution(ones, ones)),
    ]

    assert not any(result.flags.writeable for result in results)
    assert (ones == 1).all()
    assert ones.flags.writeable
    assert not codes.any()
