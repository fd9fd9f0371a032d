"""One record per account: what it earns and how well it is held."""

import datetime as dt

import pytest
from tests.register.books import ACME, BOLT, book, contact, ledger, member, review, tie

import keyaccounts as ka
from keyaccounts.register import Assumptions

PEOPLE = {
    "departments": [{"account": "A", "function": "finance", "decision_weight": 1}],
    "contacts": [contact("c1", "finance", "executive"), contact("c2", "finance"), contact("c3", placeholder=True)],
    "team": [member("m1"), member("m2"), member("m3")],
}


def test_a_record_says_everything_of_an_account():
    accounts = [ACME | {"tier": "key", "owner": "m1"}, BOLT]
    money = ledger(("A", "revenue", 300), ("A", "product_cost", 200), ("A", "freight", 50), ("B", "revenue", 100))
    ties = [tie("m1", "c1", 0.5), tie("m2", "c2", 0.5)]
    acme, bolt = review(book(accounts=accounts, ledger=money, ties=ties, **PEOPLE)).assets
    assert (acme.account, acme.name, acme.tier, acme.owner) == ("A", "Acme", ka.Tier.KEY, "m1")
    assert (acme.revenue, acme.gross_margin, acme.cost_to_serve, acme.profit) == (300, 100, 50, 50)
    assert acme.share_of_revenue == 0.75
    # 1 − .5 · .5 of finance; .5 of the executives; .5 of finance without any one person.
    assert (acme.wide, acme.deep) == (0.75, 0.5)
    assert acme.high == pytest.approx(0.4 * 0.5)
    assert acme.overall == pytest.approx((0.2 * 0.75 * 0.5) ** (1 / 3))
    assert (acme.our_people, acme.contacts) == (2, 2)
    assert (bolt.tier, bolt.owner, bolt.revenue, bolt.profit) == (None, None, 100, 100)
    assert (bolt.high, bolt.wide, bolt.deep, bolt.our_people, bolt.contacts) == (0, 0, 0, 0, 0)


def test_ties_of_unknown_strength_give_bounds():
    (acme,) = review(book(ties=[tie("m1", "c1", 0.5), tie("m2", "c2", None)], **PEOPLE)).assets
    assert (acme.wide, acme.wide_upper) == (0.5, 1)
    assert (acme.deep, acme.deep_upper) == (0, 1 - 0.5)
    assert acme.high == acme.high_upper == pytest.approx(0.2)
    assert acme.overall == 0
    assert acme.overall_upper == pytest.approx((0.2 * 1 * 0.5) ** (1 / 3))


def test_a_record_says_what_an_account_is_worth_and_how_it_is_protected():
    portfolio = book(
        accounts=[ACME | {"capital": 500}, BOLT],
        ledger=ledger(("A", "revenue", 300), ("A", "product_cost", 200), ("A", "discount", 10), ("B", "revenue", 100)),
        contracts=[{"id": "K", "account": "A", "start": "2026-01-01", "end": "2028-06-29", "annual_value": 145}],
        **PEOPLE | {"ties": [tie("m1", "c1") | {"last_contact": "2026-03-02"}]},
    )
    acme, bolt = review(portfolio, assumptions=Assumptions(fixed_cost=120)).assets
    assert (acme.discounts, acme.profit, acme.economic_profit) == (10, 90, 30)
    assert acme.multiple == pytest.approx(0.9 / 0.22)
    assert (acme.value, acme.value_before) == (pytest.approx(90 * acme.multiple), None)
    assert (acme.contracted, acme.contract_years, acme.contract_ends) == (0.5, 2, dt.date(2028, 6, 29))
    assert (acme.hazard, acme.expected_loss) == (0.1, 9)
    # 120 days: a tenth of the value.
    assert (acme.last_contact, acme.provision) == (dt.date(2026, 3, 2), pytest.approx(9 * acme.multiple))
    # The two earn 190, of which 70 are left after fixed cost.
    assert (acme.fatal, bolt.fatal) == (True, True)
    assert (bolt.contracted, bolt.last_contact, bolt.provision, bolt.economic_profit) == (0, None, None, None)


def test_what_the_tables_do_not_say_is_none():
    (acme,) = review(book()).assets
    assert acme.revenue is acme.gross_margin is acme.cost_to_serve is acme.profit is acme.share_of_revenue is None
    assert acme.high is acme.wide is acme.deep is acme.overall is acme.our_people is None
    assert acme.value is acme.value_before is acme.economic_profit is acme.expected_loss is acme.provision is None
    assert acme.contracted is acme.contract_years is acme.contract_ends is acme.last_contact is acme.fatal is None
    assert (acme.hazard, acme.multiple) == (0.1, pytest.approx(0.9 / 0.22))
    assert acme.high_upper is acme.wide_upper is acme.deep_upper is acme.overall_upper is None
    assert acme.contacts == 0
