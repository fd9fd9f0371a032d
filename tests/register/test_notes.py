"""What a review says that it left out."""

import datetime as dt

import pytest
from attrs import evolve
from tests.register.books import ACME, BOLT, book, ledger, review

from keyaccounts.model import ImportReport

NOT_BACK = "The ledger does not reach back far enough to say what accounts were worth when the period began."
OTHERWISE = "Costs were recorded otherwise before the period: what accounts were worth when it began is unknown."


def notes(portfolio=None, **options):
    """Give the notes on money: those on people come last, and are always the same here."""
    *found, people = review(book() if portfolio is None else portfolio, select=[], **options).notes
    assert people.startswith("Neither ties nor interactions: ")
    return found


def sold(date, *kinds):
    return ledger(*(("A", kind, 10) for kind in ("revenue", "product_cost", *kinds)), date=date)


def test_a_ledger_that_starts_with_the_period_does_not_reach_back():
    assert notes(book(ledger=sold("2026-03-31", "freight"))) == [NOT_BACK]


@pytest.mark.parametrize(("first", "said"), [("2024-07-31", []), ("2024-08-01", []), ("2024-08-02", [NOT_BACK])])
def test_books_that_are_posted_at_the_end_of_the_month_reach_back(first, said):
    assert notes(book(ledger=sold("2026-03-31", "freight") + sold(first, "freight"))) == said


def test_where_the_calendar_starts_with_the_period_nothing_can_reach_back():
    portfolio = book(ledger=sold("0001-01-01", "freight"))
    assert notes(portfolio, as_of=dt.date(1, 1, 1), since=dt.date(1, 1, 1)) == [NOT_BACK]


@pytest.mark.parametrize(("now", "then"), [(["freight"], []), ([], ["freight"]), (["freight"], ["freight", "returns"])])
def test_costs_that_were_recorded_otherwise_say_nothing_of_the_value_before(now, then):
    portfolio = book(ledger=sold("2026-03-31", *now) + sold("2024-07-31", *then))
    same_costing = bool(now) == bool(then)
    assert (OTHERWISE in notes(portfolio)) is not same_costing
    (record,) = review(portfolio, select=[]).assets
    assert (record.value_before is None) is not same_costing


def test_work_that_was_recorded_for_a_part_of_the_year_before_was_recorded_otherwise():
    def with_work(first):
        return book(
            ledger=sold("2026-03-31") + sold("2024-07-31"),
            activity_rates=[{"activity": "call", "cost": 1, "capacity": 1}],
            activities=[
                {"account": "A", "date": date, "activity": "call", "quantity": 1} for date in ("2026-01-31", first)
            ],
        )

    assert notes(with_work("2024-08-01")) == []
    assert notes(with_work("2024-08-02")) == [OTHERWISE]
    assert notes(with_work("2026-01-01")) == [OTHERWISE]


def test_contracts_without_an_end_are_named():
    rows = [
        {"id": name, "account": "A", "start": "2026-01-01", "end": end, "annual_value": 1}
        for name, end in (("K", "9999-12-31"), ("L", "2027-01-01"), ("M", "2126-06-07"))
    ]
    said = "Contracts that end more than a hundred years ahead are never up for renewal: K, M."
    assert said in notes(book(contracts=rows))
    assert said not in notes(book(contracts=rows[1:2]))


def test_contracts_of_other_accounts_are_not():
    rows = [{"id": "K", "account": "B", "start": "2026-01-01", "end": "9999-12-31", "annual_value": 1}]
    portfolio = book(accounts=[ACME, BOLT], contracts=rows)
    assert not any("renewal" in note for note in notes(portfolio, accounts=["A"]))


def test_a_review_of_some_accounts_says_what_it_left_out():
    said = (
        "1 of 2 accounts were reviewed: shares of revenue, the summary, the books of owners and rules that need the "
        "whole book were left out."
    )
    assert notes(book(accounts=[ACME, BOLT]), accounts=["A"])[0] == said


def test_what_an_import_understood_is_passed_on():
    report = ImportReport(
        system="CRM", tables=(), unread=(), missing=(), counts={}, remarks=(), notes=("Revenue is bookings.",)
    )
    assert "Revenue is bookings." in notes(evolve(book(), import_report=report))
