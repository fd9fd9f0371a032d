"""Northwind's orders: 809 of 830 were shipped, 37 of them after the day they were required."""

from collections import Counter
from datetime import date

import numpy as np
import pytest
from tests.real import northwind

import keyaccounts as ka
from keyaccounts.service import on_time_in_full, rates

LAST_DAY = date(1998, 5, 6)


@pytest.fixture(scope="module")
def orders(data_folder):
    return ka.read(northwind.tables(data_folder / "northwind")).orders


def test_37_of_809_shipped_orders_were_late(orders):
    found = on_time_in_full(orders)
    on_time = found.on_time_rate
    assert (len(orders), on_time.cases, on_time.cases - on_time.successes, on_time.unknown) == (830, 809, 37, 0)
    assert on_time.share == pytest.approx(0.954265, abs=5e-7)
    assert on_time.lower < 0.954265 < on_time.upper


def test_nobody_wrote_down_whether_orders_were_complete(orders):
    """On time in full is unknown therefore, and not 95 %; it is at best that."""
    found = on_time_in_full(orders)
    assert (found.rate.cases, found.rate.unknown) == (0, 809)
    assert (found.worst, found.best) == (0, pytest.approx(772 / 809))


def test_open_orders_whose_day_has_passed_are_late_too(orders):
    found = on_time_in_full(orders, as_of=LAST_DAY)
    due = orders.required <= np.datetime64(LAST_DAY)
    late = due & ~(orders.delivered <= orders.required)
    assert found.on_time_rate.cases == due.sum()
    assert found.on_time_rate.cases - found.on_time_rate.successes == late.sum()


def test_customers_wait_unequally(orders):
    found = on_time_in_full(orders)
    by_customer = rates(found.on_time, orders.account.codes, n_groups=len(orders.account.values))
    shipped = ~np.isnat(orders.delivered)
    placed = Counter(name for name, came in zip(orders.account.decoded(), shipped, strict=True) if came)
    assert dict(zip(orders.account.values, by_customer.cases.tolist(), strict=True)) == {
        name: placed[name] for name in orders.account.values
    }
    assert by_customer.successes.sum() == 772
    assert ((by_customer.lower <= by_customer.share) & (by_customer.share <= by_customer.upper)).all()
