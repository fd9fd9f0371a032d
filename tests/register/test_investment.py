"""What we put into an account."""

import datetime as dt

import pytest
from tests.register.books import ACME, BOLT, book, ledger, member, review

from keyaccounts.errors import InvalidValueError
from keyaccounts.register._account._investment import hours_by_member
from keyaccounts.register._period import Period

WORTH = ledger(("A", "revenue", 100), ("A", "product_cost", 60))
TEAM = [member("m", hourly_cost=2.0), member("n", hourly_cost=3.0), member("free", hourly_cost=0.0), member("x")]


def hours(person, number, date="2026-05-01", account="A"):
    return {"date": date, "member": person, "account": account, "hours": number}


def invested(*rows, money=WORTH):
    found = review(book(accounts=[ACME, BOLT], team=TEAM, effort=list(rows), ledger=money)).assets[0]
    return found.hours, found.spent, found.return_on_spent


def test_effort_is_hours_and_what_they_cost():
    assert invested(hours("m", 2), hours("n", 1), hours("m", 0.5)) == (3.5, 8.0, 5.0)


def test_without_effort_it_is_unknown():
    assert invested() == (None, None, None)


def test_an_account_to_which_nobody_gave_time_got_none_of_it():
    assert invested(hours("m", 2, account="B")) == (0.0, 0.0, None)


@pytest.mark.parametrize(("date", "counts"), [("2025-06-30", False), ("2025-07-01", True), ("2026-07-01", False)])
def test_only_hours_of_the_period_count(date, counts):
    other = hours("m", 1, account="B")
    assert invested(hours("m", 2, date), other)[0] == (2.0 if counts else 0.0)
    assert invested(hours("m", 2, date))[0] == (2.0 if counts else None)


def test_hours_of_unknown_cost_leave_the_money_unknown():
    assert invested(hours("m", 2), hours("x", 1)) == (3.0, None, None)


def test_there_is_no_return_on_nothing_spent_or_an_unknown_profit():
    assert invested(hours("free", 2)) == (2.0, 0.0, None)
    assert invested(hours("m", 2), money=[]) == (2.0, 4.0, None)
    assert invested(hours("m", 1e-200)) == (1e-200, 2e-200, None)


def test_the_return_may_be_negative():
    loss = ledger(("A", "revenue", 100), ("A", "product_cost", 140))
    assert invested(hours("m", 10), money=loss) == (10.0, 20.0, -2.0)


def test_hours_by_member_do_not_depend_on_the_order_of_rows():
    rows = [hours("m", 0.1), hours("n", 1.0), hours("m", 0.2), hours("m", 0.3)]
    period = Period(since=dt.date(2026, 1, 1), as_of=dt.date(2026, 6, 30))
    one, other = (book(team=TEAM, effort=effort) for effort in (rows, rows[::-1]))
    assert hours_by_member(one, one.accounts[0], period) == {"m": pytest.approx(0.6), "n": 1.0}
    assert hours_by_member(one, one.accounts[0], period) == hours_by_member(other, other.accounts[0], period)


def test_more_than_can_be_added_up_is_refused():
    with pytest.raises(InvalidValueError, match=r"^effort must hold hours that add up to less than 1e\+200, got "):
        invested(hours("m", 1e300), hours("m", 1e300))
    with pytest.raises(InvalidValueError, match=r"^effort must hold hours that cost less than 1e\+200, got 2e\+200$"):
        review(book(team=[member("m", hourly_cost=2e100)], effort=[hours("m", 1e100)]))
