"""The period that money is measured over, and the latest date that tables know."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.register.books import book, contact, ledger, member

from keyaccounts.errors import InvalidValueError
from keyaccounts.register import latest_date
from keyaccounts.register._period import Period

days = st.dates(dt.date(2, 1, 1))


@pytest.mark.parametrize(
    ("as_of", "since"),
    [
        (dt.date(2026, 6, 30), dt.date(2025, 7, 1)),
        (dt.date(2025, 12, 31), dt.date(2025, 1, 1)),
        (dt.date(2024, 2, 29), dt.date(2023, 3, 1)),
        (dt.date(2023, 2, 28), dt.date(2022, 3, 1)),
        (dt.date(2025, 2, 28), dt.date(2024, 2, 29)),
        (dt.date(2025, 3, 1), dt.date(2024, 3, 2)),
    ],
)
def test_the_default_period_starts_on_the_day_after_as_of_one_year_earlier(as_of, since):
    assert Period.ending(as_of, None) == Period(since=since, as_of=as_of)


@given(days)
def test_the_default_period_is_a_year(as_of):
    period = Period.ending(as_of, None)
    assert (period.as_of - period.since).days in {364, 365}


def test_both_days_belong_to_the_period():
    period = Period.ending(dt.date(2026, 6, 30), dt.date(2026, 6, 29))
    dates = np.array(["2026-06-28", "2026-06-29", "2026-06-30", "2026-07-01"], "datetime64[D]")
    assert period.holds(dates).tolist() == [False, True, True, False]


@given(days, days)
def test_the_period_holds_what_python_says_it_holds(one, other):
    period = Period.ending(dt.date(2026, 6, 30), dt.date(2000, 1, 1))
    dates = np.array([one, other], "datetime64[D]")
    assert period.holds(dates).tolist() == [period.since <= date <= period.as_of for date in (one, other)]


def test_a_single_day_is_a_period():
    day = dt.date(2026, 6, 30)
    assert Period.ending(day, day).annual(10.0) == 3650.0


def test_an_amount_of_a_year_is_annual_already():
    assert Period.ending(dt.date(2026, 6, 30), None).annual(100.0) == 100.0


def test_an_amount_of_half_a_year_counts_about_twice():
    half = Period.ending(dt.date(2026, 6, 30), dt.date(2026, 1, 1))
    assert half.annual(181.0) == 365.0


def test_a_year_of_365_days_is_one():
    assert Period.ending(dt.date(2026, 6, 30), None).years == 1
    assert Period.ending(dt.date(2025, 2, 28), None).years == 366 / 365
    assert Period.ending(dt.date(2026, 6, 30), dt.date(2026, 6, 30)).years == 1 / 365


@given(days)
def test_years_are_what_amounts_are_scaled_by(as_of):
    period = Period.ending(as_of, None)
    assert period.annual(365.0) * period.years == pytest.approx(365)


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (("2025-07-01", "2026-06-30"), ("2024-07-01", "2025-06-30")),
        # A leap year has a day more than the one before.
        (("2024-01-01", "2024-12-31"), ("2022-12-31", "2023-12-31")),
        (("2024-02-29", "2024-02-29"), ("2024-02-28", "2024-02-28")),
        (("0001-01-02", "0001-01-02"), ("0001-01-01", "0001-01-01")),
        (("9999-12-31", "9999-12-31"), ("9999-12-30", "9999-12-30")),
    ],
)
def test_the_days_before_a_period_are_as_many_and_end_on_the_eve(period, before):
    one, other = (Period(since=day(since), as_of=day(as_of)) for since, as_of in (period, before))
    assert one.before() == other


day = dt.date.fromisoformat


@pytest.mark.parametrize(
    "period", [("0001-01-01", "0001-01-01"), ("0001-01-02", "0001-01-03"), ("0001-01-01", "9999-12-31")]
)
def test_the_calendar_may_not_reach_back_so_far(period):
    since, as_of = map(day, period)
    assert Period(since=since, as_of=as_of).before() is None


@given(days)
def test_the_days_before_are_as_many(as_of):
    period = Period.ending(as_of, None)
    before = period.before()
    assert before is None or before.as_of == period.since - dt.timedelta(days=1)
    assert before is None or before.years == period.years


@pytest.mark.parametrize("bad", [dt.datetime(2026, 6, 30), "2026-06-30", None, 20260630, np.datetime64("2026-06-30")])  # noqa: DTZ001
def test_as_of_must_be_a_date(bad):
    with pytest.raises(InvalidValueError, match=r"^as_of must be a date, got "):
        Period.ending(bad, None)


@pytest.mark.parametrize("bad", [dt.datetime(2026, 1, 1), "2026-01-01", 5])  # noqa: DTZ001
def test_since_must_be_a_date(bad):
    with pytest.raises(InvalidValueError, match=r"^since must be a date, got "):
        Period.ending(dt.date(2026, 6, 30), bad)


def test_since_must_not_be_after_as_of():
    with pytest.raises(InvalidValueError, match=r"^since must not be after as_of \(2026-06-30\), got '2026-07-01'$"):
        Period.ending(dt.date(2026, 6, 30), dt.date(2026, 7, 1))


def test_the_first_year_of_the_calendar_has_none_before_it():
    with pytest.raises(InvalidValueError, match=r"^since must be given"):
        Period.ending(dt.date(1, 6, 30), None)
    assert Period.ending(dt.date(1, 6, 30), dt.date(1, 1, 1)).since == dt.date(1, 1, 1)


def test_tables_without_dates_have_no_latest_date():
    assert latest_date(book()) is None


ORDER = {"account": "A", "order": "1", "ordered": "2026-01-02"}
WORK = {"account": "A", "activity": "call", "quantity": 1}
SERVICE = {"account": "A", "criterion": "on time", "target": 1, "actual": 1}
PEOPLE = {"contacts": [contact("c")], "team": [member("m")]}
MET = {"member": "m", "contact": "c", "channel": "call", "direction": "mutual"}


@pytest.mark.parametrize(
    ("tables", "latest"),
    [
        ({"ledger": ledger(("A", "revenue", 1), date="2026-03-31")}, dt.date(2026, 3, 31)),
        (
            {"activities": [{"account": "A", "date": "2026-04-01", "activity": "call", "quantity": 1}]},
            dt.date(2026, 4, 1),
        ),
        ({"orders": [ORDER]}, dt.date(2026, 1, 2)),
        ({"orders": [ORDER | {"required": "2027-01-01", "delivered": "2026-02-03"}, ORDER]}, dt.date(2026, 2, 3)),
        ({"service": [SERVICE | {"date": "2026-05-01"}]}, dt.date(2026, 5, 1)),
        ({"interactions": [MET | {"date": "2026-06-01"}], **PEOPLE}, dt.date(2026, 6, 1)),
    ],
)
def test_the_latest_date_is_that_of_what_happened(tables, latest):
    assert latest_date(book(**tables)) == latest


def test_the_latest_date_is_the_latest_of_all_tables():
    portfolio = book(
        ledger=[*ledger(("A", "revenue", 1), date="2026-03-31"), *ledger(("A", "revenue", 1), date="2025-03-31")],
        service=[SERVICE | {"date": "2026-05-01"}],
        orders=[ORDER],
    )
    assert latest_date(portfolio) == dt.date(2026, 5, 1)
