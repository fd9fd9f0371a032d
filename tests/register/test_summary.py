"""The book as a whole: what it is worth, what a year may cost, and whose loss it would not survive."""

from itertools import product
from math import fsum, prod

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.register.books import ACME, BOLT, book, books, ledger, review, reviewed

import keyaccounts as ka
from keyaccounts.register import Assumptions

few = settings(max_examples=40)


def earning(*profits, accounts=(), **more):
    """A book of accounts that each bring 1,000 and earn so much."""
    rows = [{"id": f"A{place}", "name": f"Account {place}"} for place in range(len(profits))]
    for row, extra in zip(rows, accounts, strict=False):
        row.update(extra)
    return book(
        accounts=rows,
        ledger=ledger(
            *((row["id"], "revenue", 1000) for row in rows),
            *((row["id"], "product_cost", 1000 - profit) for row, profit in zip(rows, profits, strict=True)),
        ),
        **more,
    )


def summed_up(portfolio, **assumed):
    return review(portfolio, select=[], assumptions=Assumptions(**assumed)).summary


# Value, contracts, expected loss


def test_the_value_of_the_book_is_that_of_its_accounts():
    found = summed_up(earning(300, -100))
    assert found.value == pytest.approx(200 * 0.9 / 0.22)
    assert found.value_before is None
    assert found.expected_loss == pytest.approx(30)


def test_one_account_of_unknown_value_leaves_that_of_the_book_unknown():
    found = summed_up(book(accounts=[ACME, BOLT], ledger=ledger(("A", "revenue", 1))))
    assert (
        found.value is found.value_before is found.expected_loss is found.bad_year_loss is found.bad_year_mean is None
    )


def test_the_contracted_share_is_weighed_by_revenue():
    term = {"start": "2026-01-01", "end": "2026-12-31"}
    portfolio = book(
        accounts=[ACME, BOLT, {"id": "C", "name": "Crumb"}],
        ledger=ledger(("A", "revenue", 300), ("B", "revenue", 100), ("C", "revenue", -50)),
        contracts=[
            {"id": "K", "account": "A", "annual_value": 150} | term,
            {"id": "L", "account": "C", "annual_value": 70} | term,
        ],
    )
    assert summed_up(portfolio).contracted == 0.375
    assert summed_up(evolve(portfolio, contracts=())).contracted is None
    assert summed_up(evolve(portfolio, ledger=ka.Ledger.empty())).contracted is None


# What a bad year costs


def test_a_bad_year_loses_more_than_most():
    # Two of two are lost with 1 %, one with 18 %, none with 81 %.
    portfolio = earning(100, 100, accounts=[{"industry": "food"}, {"industry": "toys"}])
    found = summed_up(portfolio)
    assert (found.bad_year, found.bad_year_loss) == (0.95, pytest.approx(100))
    # The worst of twenty years: 1 % loses 200 and 4 % lose 100.
    assert found.bad_year_mean == pytest.approx((0.01 * 200 + 0.04 * 100) / 0.05)
    assert summed_up(portfolio, bad_year=0.8).bad_year_loss == 0
    assert summed_up(portfolio, bad_year=0.995).bad_year_loss == pytest.approx(200)


def test_accounts_of_one_industry_are_lost_together():
    together = earning(100, 100, accounts=[{"industry": "food"}] * 2)
    unknown = earning(100, 100)
    apart = earning(100, 100, accounts=[{"industry": "food"}, {}])
    assert summed_up(together).bad_year_mean == summed_up(unknown).bad_year_mean
    assert summed_up(together).bad_year_mean > summed_up(apart).bad_year_mean
    assert summed_up(together, correlation=0.0).bad_year_mean == pytest.approx(summed_up(apart).bad_year_mean)
    assert summed_up(together).expected_loss == summed_up(apart).expected_loss


def test_losses_have_the_severity_of_their_tier():
    portfolio = earning(100, 100, accounts=[{"tier": "key"}, {"tier": "standard"}])
    own = {"by_tier": {ka.Tier.KEY: {"severity": 0.5}}}
    found = summed_up(portfolio, hazard=1.0, **own)
    assert (found.expected_loss, found.bad_year_loss) == (150, 150)


def test_what_loses_money_can_be_lost_without_a_loss():
    found = summed_up(earning(-100, -1), hazard=1.0)
    assert (found.expected_loss, found.bad_year_loss, found.bad_year_mean) == (0, 0, 0)


# Whose loss would be fatal


def test_an_account_is_fatal_that_earns_more_than_all_that_is_left():
    portfolio = earning(500, 300, 200)
    found = review(portfolio, select=[], assumptions=Assumptions(fixed_cost=600))
    assert [record.fatal for record in found.assets] == [True, False, False]
    assert (found.summary.fatal, found.summary.fatal_set) == (1, 1)


@pytest.mark.parametrize(
    ("fixed_cost", "fatal", "fewest"), [(500, 0, 2), (499, 0, 2), (501, 1, 1), (100, 0, 3), (0, 0, 0), (1001, 0, 0)]
)
def test_the_fixed_cost_decides_how_many_are(fixed_cost, fatal, fewest):
    found = summed_up(earning(500, 300, 200), fixed_cost=fixed_cost)
    assert (found.fatal, found.fatal_set) == (fatal, fewest)


def test_without_a_fixed_cost_or_profit_it_is_unknown_who_is():
    assert summed_up(earning(500, 300)).fatal is summed_up(earning(500, 300)).fatal_set is None
    bare = book(ledger=ledger(("A", "revenue", 1)))
    assert summed_up(bare, fixed_cost=1).fatal is summed_up(bare, fixed_cost=1).fatal_set is None


def test_a_fixed_cost_is_that_of_a_year():
    portfolio = earning(500, 300)
    # 92 days of profit are those of a year times 365 / 92.
    quarter = {"since": portfolio.ledger.date.min().item(), "select": []}
    annual = 800 * 365 / 92
    assert review(portfolio, assumptions=Assumptions(fixed_cost=annual - 1), **quarter).summary.fatal == 2
    assert review(portfolio, assumptions=Assumptions(fixed_cost=annual + 1), **quarter).summary.fatal == 0


# Laws


@few
@given(books(), st.sampled_from([0.0, 0.5, 0.9, 0.99]), st.sampled_from([0.0, 0.2, 0.9]))
def test_bad_years_lose_no_less_than_the_mean_and_no_more_than_all(portfolio, bad_year, correlation):
    found = reviewed(portfolio, select=[], assumptions=Assumptions(bad_year=bad_year, correlation=correlation))
    summary = found.summary
    if summary.profit is None:
        assert summary.bad_year_loss is summary.bad_year_mean is None
        return
    most = fsum(max(record.profit, 0) for record in found.assets)
    rounding = 1e-9 * most
    assert 0 <= summary.bad_year_loss <= summary.bad_year_mean + rounding
    assert summary.expected_loss - rounding <= summary.bad_year_mean <= most + rounding
    assert summary.expected_loss == pytest.approx(fsum(record.expected_loss for record in found.assets))


@few
@given(books(), st.sampled_from([0.1, 0.5]))
def test_losses_without_correlation_are_those_of_independent_accounts(portfolio, hazard):
    found = reviewed(
        evolve(portfolio, contracts=()),
        select=[],
        assumptions=Assumptions(correlation=0.0, hazard=hazard, bad_year=0.9),
    )
    if found.summary.profit is None:
        return
    profits = [max(record.profit, 0) for record in found.assets]
    years = [
        (
            fsum(profit for profit, lost in zip(profits, gone, strict=True) if lost),
            prod(hazard if lost else 1 - hazard for lost in gone),
        )
        for gone in product((False, True), repeat=len(profits))
    ]
    beyond = [loss for loss, _ in years if fsum(p for other, p in years if other > loss) <= 0.1 + 1e-12]
    assert found.summary.bad_year_loss == pytest.approx(min(beyond))


@few
@given(books(), st.integers(0, 800).map(float))
def test_fatal_accounts_turn_a_profit_into_a_loss(portfolio, fixed_cost):
    found = reviewed(portfolio, select=[], assumptions=Assumptions(fixed_cost=fixed_cost))
    if found.summary.profit is None:
        return
    left = found.summary.profit - fixed_cost
    fatal = [left >= 0 and left - record.profit < 0 for record in found.assets]
    assert [record.fatal for record in found.assets] == fatal
    assert found.summary.fatal == sum(fatal)
    assert (found.summary.fatal_set == 1) is any(fatal)
