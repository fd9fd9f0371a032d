"""KA201 and KA205: when they fire, when they do not, and what they say."""

import pytest
from tests.register.books import ACME, BOLT, book, codes, finding, ledger, review

import keyaccounts as ka
from keyaccounts.register import Assumptions


def losing(tier="key", *, cost=120.0, freight=None):
    rows = [("A", "revenue", 100.0), ("A", "product_cost", cost)]
    rows += [] if freight is None else [("A", "freight", freight)]
    return book(accounts=[ACME | {"tier": tier}], ledger=ledger(*rows))


def test_ka201_says_what_a_key_account_loses():
    found = finding(review(losing(cost=60.0, freight=65.0)), "KA201")
    assert found.message == "Acme is a key account and loses money after cost to serve."
    assert (found.money_at_stake, found.basis) == (25.0, "the loss, scaled to a year")
    assert found.evidence == {"revenue": 100.0, "gross_margin": 40.0, "cost_to_serve": 65.0, "profit": -25.0}
    assert (found.account, found.people) == ("A", ())


def test_ka201_says_when_the_gross_margin_is_all_that_is_known():
    found = finding(review(losing("strategic")), "KA201")
    assert found.message == "Acme is a strategic account and loses money on gross margin alone."
    assert found.evidence["cost_to_serve"] is None


@pytest.mark.parametrize("tier", ["emerging", "standard", None])
def test_ka201_is_about_key_tiers(tier):
    assert "KA201" not in codes(review(losing(tier)))


def test_key_tiers_are_an_assumption():
    assert "KA201" in codes(review(losing("standard"), assumptions=Assumptions(key_tiers=(ka.Tier.STANDARD,))))
    assert "KA201" not in codes(review(losing("key"), assumptions=Assumptions(key_tiers=())))


@pytest.mark.parametrize(("cost", "expected"), [(99.99, False), (100.0, False), (100.01, True)])
def test_ka201_starts_below_a_profit_of_0(cost, expected):
    assert ("KA201" in codes(review(losing(cost=cost)))) is expected


def test_ka201_is_quiet_where_costs_are_unknown():
    portfolio = book(accounts=[ACME | {"tier": "key"}], ledger=ledger(("A", "revenue", -100)))
    assert "KA201" not in codes(review(portfolio))


def shares(*revenue, **more):
    accounts = [{"id": f"A{place}", "name": f"Account {place}"} for place in range(len(revenue))]
    return book(
        accounts=accounts, ledger=ledger(*((f"A{n}", "revenue", amount) for n, amount in enumerate(revenue)), **more)
    )


def large(found):
    return [finding.account for finding in found.findings if finding.code == "KA205"]


def test_ka205_names_each_account_above_a_tenth_of_revenue():
    portfolio = shares(50, 30, 10, 10)
    found = review(portfolio, select=["KA205"])
    assert large(found) == ["A0", "A1"]
    first = found.findings[0]
    assert first.message == "Account 0 brings 50.0% of revenue, above 10%: losing it would be felt."
    assert (first.money_at_stake, first.basis) == (50, "annual revenue × 100% (all of it)")
    assert first.evidence == {"share_of_revenue": 0.5, "limit": 0.1, "revenue": 50}


def test_ka205_leaves_out_exactly_a_tenth():
    assert large(review(shares(*[10.0] * 10))) == []
    assert large(review(shares(*[7.3] * 10))) == []
    assert large(review(shares(10.01, *[9.99] * 10))) == []
    assert large(review(shares(10.01, *[10.0] * 9))) == ["A0"]


def test_the_limit_is_an_assumption():
    assert large(review(shares(50, 30, 10, 10), assumptions=Assumptions(largest_share=0.3))) == ["A0"]
    assert large(review(shares(50), assumptions=Assumptions(largest_share=1.0))) == []


def test_ka205_counts_negative_revenue_as_0():
    found = review(shares(11, 79, 10, -50))
    assert large(found) == ["A1", "A0"]
    assert "Revenue is negative at A3; shares count it as 0." in found.notes


def test_ka205_puts_the_margin_at_stake_where_it_is_known():
    portfolio = book(
        accounts=[ACME, BOLT],
        ledger=ledger(("A", "revenue", 100), ("A", "product_cost", 70), ("B", "revenue", 5)),
    )
    assert finding(review(portfolio), "KA205").money_at_stake == 30


@pytest.mark.parametrize("revenue", [[0, 0], [-5, 0]])
def test_ka205_is_quiet_where_there_is_no_revenue_to_share(revenue):
    assert large(review(shares(*revenue))) == []


def test_ka205_is_quiet_without_a_ledger():
    assert large(review(book())) == []


def test_ka205_needs_the_whole_book():
    assert large(review(shares(50, 50), accounts=["A0"])) == []
