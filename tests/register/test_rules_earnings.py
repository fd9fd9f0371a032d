"""KA201 to KA205, on what accounts earn: when they fire, when they do not, and what they say."""

import datetime as dt

import pytest
from tests.register.books import ACME, BOLT, book, codes, finding, fires, ledger, review

import keyaccounts as ka
from keyaccounts.register import Assumptions

KEY = ACME | {"tier": "key"}


# KA201


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


def test_ka201_reads_well_for_every_tier():
    found = review(losing("emerging"), assumptions=Assumptions(key_tiers=(ka.Tier.EMERGING,)))
    assert finding(found, "KA201").message.startswith("Acme is an emerging account and loses money")


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


# KA202


def reviewed_on(*days, kind="profit", tier="key", account="A"):
    """A book of Acme, and of Bolt that somebody assessed once, with assessments of an account."""
    rows = [{"account": account, "date": day, "assessor": "finance", "kind": kind, "score": 7} for day in days]
    other = {"account": "B", "date": "2026-01-01", "assessor": "finance", "kind": "self", "score": 7}
    return book(accounts=[ACME | {"tier": tier}, BOLT], assessments=[*rows, other])


def test_ka202_says_since_when_nobody_looked():
    found = finding(review(reviewed_on("2024-06-30", "2025-06-30"), select=["KA202"]), "KA202")
    assert found.message == "Nobody has reviewed what Acme earns since 2025-06-30."
    assert (found.money_at_stake, found.basis) == (None, "unknown until somebody looks")
    assert found.evidence == {"last_review": "2025-06-30", "profit": None}
    assert (found.account, found.people) == ("A", ())


def test_ka202_says_that_nobody_ever_looked():
    portfolio = reviewed_on()
    found = finding(review(portfolio, select=["KA202"]), "KA202")
    assert found.message == "Nobody has reviewed what Acme earns at all."
    assert found.evidence == {"last_review": None, "profit": None}


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2025-06-30", True), ("2025-07-01", False), ("2026-06-30", False), ("2026-07-01", True)],
)
def test_ka202_counts_reviews_within_the_period(day, expected):
    assert fires("KA202", reviewed_on(day)) is expected


def test_ka202_goes_by_the_period_of_the_review():
    portfolio = reviewed_on("2026-01-01")
    assert fires("KA202", portfolio, since=dt.date(2026, 1, 2))
    assert not fires("KA202", portfolio, since=dt.date(2026, 1, 1))


@pytest.mark.parametrize("kind", ["self", "customer", "third_party"])
def test_ka202_asks_for_reviews_of_the_profit(kind):
    assert fires("KA202", reviewed_on("2026-06-30", kind=kind))


def test_ka202_is_about_key_tiers():
    assert fires("KA202", reviewed_on(tier="strategic"))
    for tier in ("emerging", "standard", None):
        assert not fires("KA202", reviewed_on(tier=tier))


def test_ka202_is_quiet_where_nobody_records_assessments():
    assert not fires("KA202", book(accounts=[KEY]))


# KA203


def margins(before, now, revenue=1000.0, **more):
    """A book that earned a margin of so many percent in each of two years."""
    rows = [
        *ledger(("A", "revenue", revenue), ("A", "product_cost", revenue * (100 - now) / 100)),
        *ledger(("A", "revenue", 500.0), ("A", "product_cost", 5.0 * (100 - before)), date="2024-07-31"),
    ]
    return book(accounts=[ACME, BOLT], ledger=rows, **more)


def test_ka203_says_how_far_the_margin_fell():
    found = finding(review(margins(40, 36), select=["KA203"]), "KA203")
    assert found.message == "The gross margin of Acme fell from 40.0% to 36.0% of revenue."
    assert (found.money_at_stake, found.basis) == (
        pytest.approx(40),
        "the margin lost, at this period's annual revenue",
    )
    assert found.evidence == {
        "margin": pytest.approx(0.36),
        "margin_before": pytest.approx(0.4),
        "fall": pytest.approx(0.04),
        "limit": 0.03,
    }
    assert (found.account, found.people) == ("A", ())


@pytest.mark.parametrize(
    ("before", "now", "expected"), [(40, 37, False), (53, 50, False), (40, 36.99, True), (40, 45, False)]
)
def test_ka203_leaves_out_exactly_three_points(before, now, expected):
    assert fires("KA203", margins(before, now)) is expected


def test_ka203_takes_what_a_margin_may_fall_from_the_assumptions():
    assert not fires("KA203", margins(40, 36), assumptions=Assumptions(margin_fall=0.04))
    assert fires("KA203", margins(40, 39.9), assumptions=Assumptions(margin_fall=0.0))


def test_ka203_may_ask_more_of_one_tier():
    portfolio = margins(40, 38)
    strict = Assumptions(by_tier={ka.Tier.KEY: {"margin_fall": 0.01}})
    assert not fires("KA203", portfolio, assumptions=strict)
    key = book(accounts=[KEY], ledger=[row for row in _rows(portfolio) if row["account"] == "A"])
    assert fires("KA203", key, assumptions=strict)


def _rows(portfolio):
    table = portfolio.ledger
    columns = (table.account.decoded(), table.date.tolist(), table.kind.decoded(), table.amount.tolist())
    return [dict(zip(("account", "date", "kind", "amount"), row, strict=True)) for row in zip(*columns, strict=True)]


def test_ka203_is_quiet_where_a_margin_is_unknown():
    now = ledger(("A", "revenue", 100), ("A", "product_cost", 90))
    then = ledger(("A", "revenue", 100), ("A", "product_cost", 10), date="2024-07-31")
    assert fires("KA203", book(ledger=now + then))
    assert not fires("KA203", book(ledger=now))
    assert not fires("KA203", book(ledger=now + then[:1]))
    assert not fires("KA203", book(ledger=now[:1] + then))


def test_ka203_is_quiet_where_there_is_no_revenue():
    now = ledger(("A", "revenue", 100), ("A", "product_cost", 90))
    then = ledger(("A", "revenue", 100), ("A", "product_cost", 10), date="2024-07-31")
    for amount in (0, -100):
        back_now = ledger(("A", "revenue", amount), ("A", "product_cost", 90))
        back_then = ledger(("A", "revenue", amount), ("A", "product_cost", 10), date="2024-07-31")
        assert not fires("KA203", book(ledger=back_now + then))
        assert not fires("KA203", book(ledger=now + back_then))


def test_ka203_compares_margins_whatever_else_was_recorded():
    rows = _rows(margins(40, 30)) + ledger(("A", "freight", 1))
    assert fires("KA203", book(accounts=[ACME, BOLT], ledger=rows))


# KA204


def under_contract(value, *, tier="key", revenue=1000.0, start="2026-01-01", end="2026-12-31", **more):
    rows = [{"id": "K", "account": "A", "start": start, "end": end, "annual_value": value}]
    return book(accounts=[ACME | {"tier": tier}], contracts=rows, ledger=ledger(("A", "revenue", revenue)), **more)


def test_ka204_says_how_little_is_under_contract():
    found = finding(review(under_contract(400), select=["KA204"]), "KA204")
    assert found.message == "40% of the revenue of Acme is under contract: the rest is won order by order."
    assert found.money_at_stake == pytest.approx(600)
    assert found.basis == "annual revenue × 60% (what no contract covers)"
    assert found.evidence == {"contracted": 0.4, "limit": 0.5, "contract_ends": "2026-12-31"}
    assert (found.account, found.people) == ("A", ())


def test_ka204_says_it_too_where_nothing_runs():
    found = finding(review(under_contract(400, end="2026-06-29"), select=["KA204"]), "KA204")
    assert found.message == "0% of the revenue of Acme is under contract: the rest is won order by order."
    assert found.evidence == {"contracted": 0, "limit": 0.5, "contract_ends": None}


@pytest.mark.parametrize(("value", "expected"), [(499.99, True), (500, False), (2000, False)])
def test_ka204_leaves_out_exactly_half(value, expected):
    assert fires("KA204", under_contract(value)) is expected


def test_ka204_takes_the_limit_from_the_assumptions():
    assert fires("KA204", under_contract(600), assumptions=Assumptions(contracted=0.7))
    assert not fires("KA204", under_contract(0), assumptions=Assumptions(contracted=0.0))
    of_strategic = Assumptions(by_tier={ka.Tier.STRATEGIC: {"contracted": 0.7}})
    assert fires("KA204", under_contract(600, tier="strategic"), assumptions=of_strategic)
    assert not fires("KA204", under_contract(600), assumptions=of_strategic)


@pytest.mark.parametrize("tier", ["emerging", "standard", None])
def test_ka204_is_about_key_tiers(tier):
    assert not fires("KA204", under_contract(0, tier=tier))


def test_ka204_is_quiet_where_nobody_records_contracts_and_where_there_is_no_revenue():
    assert not fires("KA204", book(accounts=[KEY], ledger=ledger(("A", "revenue", 1000))))
    assert not fires("KA204", under_contract(400, revenue=0.0))


# KA205


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
