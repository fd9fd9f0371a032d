"""Margins, capital charge and economic profit: accounts worked by hand, laws, and what is refused."""

import math

import numpy as np
import pytest
from attrs import fields
from hypothesis import given
from hypothesis import strategies as st

from keyaccounts.errors import InvalidValueError, ShapeError
from keyaccounts.profitability import Margins, capital_charge, economic_profit, margins, waterfall

KINDS = ("revenue", "discount", "product_cost", "freight")
money = st.integers(-(10**6), 10**6)


def steps(*accounts):
    rows = [(account, kind, amount) for account, row in enumerate(accounts) for kind, amount in enumerate(row)]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return waterfall(*columns, n_accounts=len(accounts), kinds=KINDS)


def test_margins_worked_by_hand():
    found = margins(steps((1000, 200, 600, 50), (500, 0, 400, 150)))

    np.testing.assert_allclose(found.discounts_of_revenue, [0.2, 0])
    np.testing.assert_allclose(found.gross_margin_of_net_revenue, [0.25, 0.2])
    np.testing.assert_allclose(found.cost_to_serve_of_net_revenue, [0.0625, 0.3])
    np.testing.assert_allclose(found.cost_to_serve_of_gross_margin, [0.25, 1.5])
    np.testing.assert_allclose(found.profit_of_net_revenue, [0.1875, -0.1])
    np.testing.assert_allclose(found.profit_of_gross_margin, [0.75, -0.5])
    assert repr(found) == "Margins(2 accounts, median profit 4.4 % of net revenue)"


def test_a_margin_on_nothing_is_undefined():
    found = margins(steps((0, 0, 0, 5), (100, 100, 10, 0), (-5, 0, 0, 0)))

    assert np.isnan(found.profit_of_net_revenue).all()
    assert np.isnan(found.profit_of_gross_margin).all()
    np.testing.assert_allclose(found.discounts_of_revenue, [np.nan, 1, np.nan])
    assert repr(found) == "Margins(3 accounts)"
    assert repr(margins(steps())) == "Margins(0 accounts)"


@given(st.lists(st.tuples(money, money, money, money), max_size=8))
def test_every_margin_is_the_share_that_its_name_says(accounts):
    flow = steps(*accounts)
    found = margins(flow)

    for field in fields(Margins):
        part, whole = (getattr(flow, name) for name in field.name.split("_of_"))
        column = getattr(found, field.name)
        np.testing.assert_allclose((column * whole)[whole > 0], part[whole > 0], rtol=1e-9, atol=1e-6)
        assert np.isnan(column[whole <= 0]).all()
        assert not column.flags.writeable


def test_capital_is_charged_and_taken_off_the_profit():
    assert capital_charge([1000, 0, -200], rate=0.08).tolist() == [80, 0, -16]
    assert economic_profit([100, 50, 10], [1000, 1000, -200], rate=[0.08, 0.1, 0.05]).tolist() == [20, -50, 20]
    assert economic_profit(100, [1000, 2000], rate=0.08).tolist() == [20, -60]


def test_a_number_for_numbers_and_a_column_for_columns():
    assert (capital_charge(1000, rate=0.08), economic_profit(100, 1000, rate=0.08)) == (80, 20)
    assert isinstance(capital_charge(1000, rate=0.08), float)
    assert isinstance(economic_profit(100, 1000, rate=0.08), float)
    assert economic_profit([], [], rate=0.08).shape == (0,)
    assert not economic_profit([1], 1, rate=0.08).flags.writeable


@given(st.lists(st.tuples(money, money), max_size=8), st.floats(0, 1))
def test_profit_is_what_is_left_and_what_the_capital_takes(accounts, rate):
    profit, capital = np.array(accounts, dtype=float).reshape(-1, 2).T

    left, charge = economic_profit(profit, capital, rate=rate), capital_charge(capital, rate=rate)

    np.testing.assert_allclose(left + charge, profit, rtol=1e-12, atol=1e-9)
    np.testing.assert_array_equal(economic_profit(profit, capital, rate=0), profit)


def test_large_and_small_amounts_stand_side_by_side():
    assert economic_profit([1e18, 1e-18], [1e18, 1e-18], rate=0.5).tolist() == [5e17, 5e-19]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: capital_charge([1, math.nan], rate=0.1), r"^capital\[1\] must be finite"),
        (lambda: capital_charge(1, rate=-0.1), r"^rate must be at least 0, got -0\.1"),
        (lambda: capital_charge([1, 2], rate=[0.1]), r"^rate must be as long as capital \(2\), got 1"),
        (lambda: capital_charge([1, 1e308], rate=10), r"^capital\[1\] must be small enough for a finite result"),
        (lambda: capital_charge(1e308, rate=10), r"^capital must be small enough for a finite result"),
        (lambda: economic_profit([math.inf], [1], rate=0.1), r"^profit\[0\] must be finite"),
        (lambda: economic_profit([1, 2], [1, 2, 3], rate=0.1), r"^capital must be as long as profit \(2\), got 3"),
        (lambda: economic_profit([1e308], [-1e308], rate=1), r"^profit\[0\] must be small enough for a finite result"),
    ],
)
def test_bad_capital_is_refused(call, message):
    with pytest.raises(InvalidValueError, match=message):
        call()


def test_a_table_is_no_column():
    with pytest.raises(ShapeError, match="capital must have shape"):
        capital_charge([[1]], rate=0.1)
