"""The book of each account manager, as a portfolio of its own."""

from math import fsum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.register.books import ACME, BOLT, book, books, ledger, member, review, reviewed

from keyaccounts.register import Assumptions

few = settings(max_examples=40)


def earned(*rows):
    """Turn (account, revenue, profit) into a ledger."""
    return ledger(
        *(row for account, revenue, profit in rows for row in _earned(account, revenue, profit)),
    )


def _earned(account, revenue, profit):
    return (account, "revenue", revenue), (account, "product_cost", revenue - profit)


def three(**more):
    """Ann owns Acme and Crumb, nobody owns Bolt."""
    return book(
        accounts=[ACME | {"owner": "ann"}, BOLT, {"id": "C", "name": "Crumb", "owner": "ann"}],
        team=[member("ann", quota=2000), member("ben", quota=100)],
        **more,
    )


def owners(portfolio, **options):
    return review(portfolio, select=[], **options).owners


def test_the_accounts_of_an_owner_are_added_up():
    ann, nobody = owners(three(ledger=earned(("A", 600, 300), ("B", 300, 100), ("C", 200, -50))))
    assert (ann.owner, ann.accounts) == ("ann", 2)
    assert (ann.revenue, ann.profit) == (800, 250)
    assert ann.value == pytest.approx(250 * 0.9 / 0.22)
    assert ann.expected_loss == pytest.approx(30)
    assert ann.herfindahl == pytest.approx(0.75**2 + 0.25**2)
    assert (ann.quota, ann.attained) == (2000, 0.4)
    assert (nobody.owner, nobody.accounts, nobody.revenue, nobody.herfindahl) == (None, 1, 300, 1)
    assert nobody.quota is nobody.attained is None


def test_who_owns_nothing_has_no_book():
    assert [one.owner for one in owners(three())] == ["ann", None]


def test_books_come_with_the_largest_revenue_first_and_that_of_nobody_last():
    portfolio = book(
        accounts=[
            ACME | {"owner": "zoe"},
            BOLT | {"owner": "ann"},
            {"id": "C", "name": "Crumb"},
            {"id": "D", "name": "Dust", "owner": "ben"},
        ],
        team=[member("ann"), member("ben"), member("zoe")],
        ledger=earned(("A", 300, 0), ("B", 200, 0), ("C", 900, 0), ("D", 300, 0)),
    )
    assert [one.owner for one in owners(portfolio)] == ["ben", "zoe", "ann", None]


def test_quota_is_attained_by_the_revenue_of_a_year():
    portfolio = three(ledger=earned(("A", 100, 50)))
    assert owners(portfolio)[0].attained == 0.05
    half = review(portfolio, since=portfolio.ledger.date.min().item(), select=[]).owners[0]
    assert half.attained == pytest.approx(100 * 365 / 92 / 2000)


@pytest.mark.parametrize("quota", [None, 0, 5e-324])
def test_without_a_quota_nothing_is_attained(quota):
    portfolio = book(accounts=[ACME | {"owner": "m"}], team=[member("m", quota=quota)], ledger=earned(("A", 100, 50)))
    (found,) = owners(portfolio)
    assert (found.quota, found.attained) == (quota, None)


def test_what_is_unknown_of_an_account_is_unknown_of_the_book():
    ann, _ = owners(three(ledger=ledger(("A", "revenue", 100))))
    assert (ann.revenue, ann.herfindahl, ann.attained) == (100, 1, 0.05)
    assert ann.profit is ann.value is ann.expected_loss is None
    ann, _ = owners(three())
    assert ann.revenue is ann.herfindahl is ann.attained is None
    assert ann.quota == 2000


def test_negative_revenue_counts_0_in_the_concentration():
    ann, nobody = owners(three(ledger=earned(("A", 100, 0), ("B", -5, 0), ("C", -300, 0))))
    assert (ann.revenue, ann.herfindahl) == (-200, 1)
    assert (nobody.revenue, nobody.herfindahl) == (-5, None)


def test_a_part_of_the_accounts_is_no_book():
    portfolio = three(ledger=earned(("A", 600, 300)))
    assert owners(portfolio, accounts=["A", "B", "C"]) == ()


# Laws


def total(amounts):
    return None if None in amounts else pytest.approx(fsum(amounts))


@few
@given(books())
def test_the_books_of_all_owners_add_up_to_the_whole(portfolio):
    found = reviewed(portfolio, select=[])
    assert sum(one.accounts for one in found.owners) == found.summary.accounts
    for name in ("revenue", "profit", "value", "expected_loss"):
        assert getattr(found.summary, name) == total([getattr(one, name) for one in found.owners])
    names = [one.owner for one in found.owners]
    assert len(names) == len(set(names))
    assert set(names) == {account.owner for account in portfolio.accounts}
    assert all(one.herfindahl is None or 0 < one.herfindahl <= 1 + 1e-12 for one in found.owners)


@few
@given(books(), st.sampled_from([0.0, 0.5]))
def test_the_book_of_the_only_owner_is_the_whole_book(portfolio, hazard):
    found = reviewed(portfolio, select=[], assumptions=Assumptions(hazard=hazard))
    if len(found.owners) == 1:
        (only,) = found.owners
        assert only.herfindahl == (
            None if found.summary.herfindahl is None else pytest.approx(found.summary.herfindahl)
        )
        assert only.expected_loss == found.summary.expected_loss
