"""Numbers that break sums: each either gives a clear error or a documented value, in every function that takes money.

One row a function: what it makes of a column of one amount per account. What each does in detail stands in its own
tests; here it is seen that none was forgotten. Mixed currencies, and a cost pool that is both a ledger kind and an
activity, are matters of tables and frames: `tests/tables` and `tests/profitability/test_frame.py`.
"""

import datetime as dt
import math

import numpy as np
import pytest
from attrs import asdict, has

from keyaccounts import concentration, profitability, risk, valuation
from keyaccounts.errors import InvalidValueError
from keyaccounts.valuation import Timing

DAY = dt.date(2026, 6, 30)
CURVE = valuation.RetentionCurve(low=0.5, high=0.9, midpoint=0.5, steepness=2)


def table(column):
    """A column as a table of one column, or whatever it is where it is none."""
    return [[cell] for cell in column]


def twice(column):
    """A column as a table of two equal periods."""
    return [[cell, cell] for cell in column]


def rows(column):
    """Codes that put each amount into a row of its own."""
    return np.arange(len(column), dtype=np.intp)


def kinds(column):
    return np.zeros(len(column), dtype=np.intp)


def drawn():
    return np.random.default_rng(1)


FUNCTIONS = {
    "activity_rates": lambda x: profitability.activity_rates(x, capacity=2),
    "activity_rates, capacity": lambda x: profitability.activity_rates(3, capacity=x),
    "apportion": lambda x: profitability.apportion(10 if len(x) else 0, x),
    "capital_charge": lambda x: profitability.capital_charge(x, rate=0.1),
    "coefficient_of_variation": lambda x: profitability.coefficient_of_variation(twice(x) or np.empty((0, 2))),
    "cost_to_serve": lambda x: profitability.cost_to_serve(table(x) or np.empty((0, 1)), [2]),
    "downside_deviation": lambda x: profitability.downside_deviation(twice(x) or np.empty((0, 2)), target=1),
    "economic_profit": lambda x: profitability.economic_profit(x, x, rate=0.1),
    "growth_contribution": lambda x: profitability.growth_contribution(x, x),
    "growth_rate": lambda x: profitability.growth_rate(x, x, periods=2),
    "loss_making_probability": lambda x: profitability.loss_making_probability(
        x, table(x) or np.empty((0, 1)), [1], rate_cv=0.1, draws=10, rng=drawn()
    ),
    "margins": lambda x: profitability.margins(
        profitability.waterfall(rows(x), kinds(x), x, n_accounts=len(x), kinds=["revenue"])
    ),
    "revenue_movement": lambda x: profitability.revenue_movement(x, x),
    "service_quadrant": lambda x: profitability.service_quadrant(x, x),
    "time_driven": lambda x: profitability.time_driven(x, x, cost=5, capacity=7),
    "trend": lambda x: profitability.trend(twice(x) or np.empty((0, 2))),
    "waterfall": lambda x: profitability.waterfall(rows(x), kinds(x), x, n_accounts=len(x), kinds=["revenue"]),
    "whale_curve": profitability.whale_curve,
    "effective_number": concentration.effective_number,
    "gini": concentration.gini,
    "herfindahl": concentration.herfindahl,
    "lorenz": concentration.lorenz,
    "mutual_dependence": lambda x: concentration.mutual_dependence(x, x),
    "roll_up": lambda x: concentration.roll_up(x, -1 - kinds(x)),
    "share_of_wallet": lambda x: concentration.share_of_wallet(x, x),
    "smallest_fraction": concentration.smallest_fraction,
    "top_share": concentration.top_share,
    "contract_cover": lambda x: valuation.contract_cover(
        rows(x), [DAY] * len(x), [DAY + dt.timedelta(days=9)] * len(x), x, x, as_of=DAY
    ),
    "contract_ladder": lambda x: valuation.contract_ladder(
        [DAY] * len(x), [DAY + dt.timedelta(days=9)] * len(x), x, as_of=DAY, renewal=0.5
    ),
    "contract_value": lambda x: valuation.contract_value(
        x, contracted=2, retention=0.5, discount=0.1, timing=Timing.IMMEDIATE
    ),
    "customer_equity": valuation.customer_equity,
    "impairment": lambda x: valuation.impairment(x, x),
    "lifetime_value": lambda x: valuation.lifetime_value(x, retention=0.5, discount=0.1, timing=Timing.IMMEDIATE),
    "present_value": lambda x: valuation.present_value(
        twice(x) or np.empty((0, 2)), discount=0.1, timing=Timing.IMMEDIATE
    ),
    "roll_forward": lambda x: valuation.roll_forward(x, x),
    "creditrisk_plus": lambda x: risk.creditrisk_plus(x, probability=0.1, volatility=0.05, unit=1e16),
    "expected_loss": lambda x: risk.expected_loss(x, probability=0.1),
    "fatal_accounts": lambda x: risk.fatal_accounts(x, fixed_cost=1),
    "loss_distribution": lambda x: risk.loss_distribution(x, probability=0.1, correlation=0.2),
    "months_of_cash": lambda x: risk.months_of_cash(x, cash=1, fixed_cost=1),
    "outcome_distribution": lambda x: risk.outcome_distribution([*x, 1], probability=[*[0] * len(x), 1]),
    "provision": lambda x: risk.provision(x, loss_rates=[0.1] * len(x)),
    "simulate_losses": lambda x: risk.simulate_losses(x, probability=0.1, scenarios=5, rng=drawn()),
    "smallest_fatal_set": lambda x: risk.smallest_fatal_set(x, fixed_cost=1),
}
UNDEFINED = {
    "coefficient_of_variation": "a mean of 0",
    "effective_number": "no total",
    "gini": "no total",
    "growth_contribution": "no total before",
    "growth_rate": "nothing to grow from",
    "herfindahl": "no total",
    "lorenz": "no total",
    "margins": "no denominator",
    "mutual_dependence": "no revenue, no wallet",
    "revenue_movement": "no opening revenue",
    "share_of_wallet": "no wallet",
    "smallest_fraction": "no total",
    "top_share": "no total",
    "trend": "two periods have no limits",
    "whale_curve": "no total",
    "contract_cover": "no revenue, no contract",
    "activity_rates, capacity": "no capacity",
    "time_driven": "no capacity",
}
"""Where a NaN is documented, and when: for amounts that are all 0, or for no accounts."""

every_function = pytest.mark.parametrize("name", FUNCTIONS)


def numbers_of(result):
    """All numbers in a result, whatever its kind."""
    if has(type(result)):
        parts = [value for key, value in asdict(result, recurse=False).items() if not key.startswith("_")]
    else:
        parts = [result]
    arrays = [np.asarray(part) for part in parts]
    return np.concatenate(
        [array.reshape(-1).astype(float) for array in arrays if array.dtype.kind in "iufb"] or [[0.0]]
    )


@every_function
@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("place", [0, 2])
def test_what_is_no_number_is_refused_naming_its_place(name, bad, place):
    column = [3.0, 2.0, 1.0]
    column[place] = bad

    with pytest.raises(InvalidValueError, match=rf"\[{place}.*must be finite, got {bad}"):
        FUNCTIONS[name](column)


@every_function
@pytest.mark.parametrize("column", [[], [0.0], [0.0, 0.0]])
def test_nothing_gives_a_value_or_what_its_page_calls_undefined(name, column):
    if name == "apportion" and column:
        with pytest.raises(InvalidValueError, match=r"^weights must have a sum above 0"):
            FUNCTIONS[name](column)
        return
    found = numbers_of(FUNCTIONS[name](column))

    assert name in UNDEFINED or not np.isnan(found).any()


@every_function
def test_one_account_is_a_book(name):
    found = numbers_of(FUNCTIONS[name]([7.0]))

    assert len(found)
    assert not np.isnan(found).any() or name == "trend"


@every_function
@pytest.mark.parametrize("column", [[1e18, 1e-18], [1e-18, 1e18, 1e-18]])
def test_the_very_large_and_the_very_small_stand_side_by_side(name, column):
    found = numbers_of(FUNCTIONS[name](column))

    assert not np.isnan(found).any() or name == "trend"
    assert not np.isinf(found).any() or name == "months_of_cash"


def test_no_function_that_takes_money_is_missing_here():
    others = {
        *("beta_geometric_survival", "expected_residual_lifetime", "fit_beta_geometric", "margin_multiple"),
        *("retention_from_coverage", "herfindahl_bounds", "ageing", "waterfall_frame"),
    }
    listed = {name.partition(",")[0] for name in FUNCTIONS}
    public = {
        name
        for module in (profitability, concentration, valuation, risk)
        for name in module.__all__
        if not isinstance(getattr(module, name), type)
    }

    assert public - others == listed


@pytest.mark.parametrize("bad", [-0.1, 1.1, math.nan])
@pytest.mark.parametrize(
    "call",
    [
        lambda p: risk.expected_loss([1], probability=p),
        lambda p: risk.expected_loss([1], probability=[p]),
        lambda p: risk.loss_distribution([1], probability=p),
        lambda p: risk.simulate_losses([1], probability=p, scenarios=5, rng=drawn()),
        lambda p: risk.creditrisk_plus([1], probability=p, volatility=0.1, unit=1),
        lambda p: risk.outcome_distribution([1, 2], probability=[p, 1]),
        lambda p: risk.expected_loss([1], probability=0.1, severity=p),
        lambda p: risk.provision([1], loss_rates=[p]),
        lambda p: valuation.lifetime_value(1, retention=p, discount=0.1, timing=Timing.IMMEDIATE),
        lambda p: valuation.contract_value([1], contracted=1, retention=p, discount=0.1, timing=Timing.IMMEDIATE),
        lambda p: valuation.contract_ladder([DAY], [DAY], [1], as_of=DAY, renewal=p),
        lambda p: valuation.retention_from_coverage(p, curve=CURVE),
        lambda p: valuation.RetentionCurve(low=p, high=0.9, midpoint=0.5, steepness=1),
        lambda p: concentration.herfindahl_bounds([p]),
    ],
)
def test_what_is_no_probability_is_refused(call, bad):
    with pytest.raises(InvalidValueError, match=r"must be (in \[0, 1\]|finite), got"):
        call(bad)


@pytest.mark.parametrize(("bad", "rule"), [(1, r"\[0, 1\)"), (1.5, r"\[0, 1\]"), (-0.1, r"\[0, 1\]"), (math.nan, "")])
def test_a_correlation_lies_below_1(bad, rule):
    for spread in (bad, [bad]):
        for call in (risk.loss_distribution, risk.simulate_losses):
            options = {"scenarios": 5, "rng": drawn()} if call is risk.simulate_losses else {}
            with pytest.raises(InvalidValueError, match=rf"^correlation(\[0\])? must be (in {rule}|finite)"):
                call([1], probability=0.1, correlation=spread, **options)


def test_without_capacity_a_rate_is_undefined_and_a_negative_one_is_refused():
    assert math.isnan(profitability.activity_rates(5, capacity=0))
    assert math.isnan(profitability.time_driven([1], [1], cost=5, capacity=0).rate)
    for call in (
        lambda: profitability.activity_rates([5, 5], capacity=[1, -1]),
        lambda: profitability.time_driven([1], [1], cost=5, capacity=-1),
    ):
        with pytest.raises(InvalidValueError, match=r"^capacity(\[1\])? must be at least 0, got -1"):
            call()


@pytest.mark.parametrize(
    "call",
    [
        lambda rates: valuation.lifetime_value([1, 1], timing=Timing.IMMEDIATE, **rates),
        lambda rates: valuation.margin_multiple(
            rates["retention"], discount=rates["discount"], growth=rates["growth"], timing=Timing.END_OF_PERIOD
        ),
        lambda rates: valuation.contract_value([1, 1], contracted=3, timing=Timing.AFTER_RENEWAL, **rates),
    ],
)
@pytest.mark.parametrize(("retention", "growth"), [(1.0, 0.1), (0.95, 0.2)])
def test_a_value_without_end_is_refused_and_says_why(call, retention, growth):
    rates = {"retention": [0.5, retention], "growth": growth, "discount": 0.1}

    with pytest.raises(
        InvalidValueError, match=r"^retention\[1\] .* where no years are given: the sum of margins has no e"
    ):
        call(rates)


@pytest.mark.parametrize("edges", [[30, 30], [60, 30], [0, 90, 60]])
def test_edges_of_buckets_rise(edges):
    with pytest.raises(InvalidValueError, match=r"^edges\[\d\] must be greater than edges\[\d\]"):
        risk.ageing([1, 2], edges=edges)
