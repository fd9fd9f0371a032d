"""KA206 to KA208, which compare an account with the whole book: when they fire, when not, and what they say."""

import datetime as dt

import pytest
from tests.register.books import ACME, AS_OF, BOLT, book, finding, fires, ledger, review

import keyaccounts as ka
from keyaccounts.register import Assumptions

# KA206


def earning(**profits):
    """A book of accounts that each bring 1,000 and earn so much."""
    return book(
        accounts=[{"id": name, "name": name.title()} for name in profits],
        ledger=ledger(
            *((name, "revenue", 1000) for name in profits),
            *((name, "product_cost", 1000 - profit) for name, profit in profits.items()),
        ),
    )


def test_ka206_names_an_account_without_which_the_book_makes_a_loss():
    portfolio = earning(acme=500, bolt=300)
    found = finding(review(portfolio, select=["KA206"], assumptions=Assumptions(fixed_cost=400)), "KA206")
    assert found.message == (
        "Without Acme the book would make a loss: it earns more than all that is left after fixed cost."
    )
    assert (found.money_at_stake, found.basis) == (500, "annual profit of the account")
    assert found.evidence == {"annual_profit": 500, "fixed_cost": 400, "hazard": 0.1}
    assert (found.account, found.people) == ("acme", ())


@pytest.mark.parametrize(("fixed_cost", "expected"), [(300, False), (300.01, True), (800, True), (800.01, False)])
def test_ka206_leaves_out_what_just_pays_and_a_book_that_makes_a_loss_already(fixed_cost, expected):
    assert fires("KA206", earning(acme=500, bolt=300), assumptions=Assumptions(fixed_cost=fixed_cost)) is expected


def test_ka206_is_quiet_without_a_fixed_cost_or_a_profit():
    assert not fires("KA206", earning(acme=500, bolt=300))
    bare = book(ledger=ledger(("A", "revenue", 100)))
    assert not fires("KA206", bare, assumptions=Assumptions(fixed_cost=10))


def test_ka206_puts_the_profit_of_a_year_at_stake():
    portfolio = earning(acme=500)
    options = {"since": AS_OF - dt.timedelta(days=145), "assumptions": Assumptions(fixed_cost=10)}
    found = finding(review(portfolio, select=["KA206"], **options), "KA206")
    assert found.money_at_stake == found.evidence["annual_profit"] == pytest.approx(1250)


def test_ka206_needs_the_whole_book():
    options = {"assumptions": Assumptions(fixed_cost=400), "accounts": ["acme"]}
    assert not fires("KA206", earning(acme=500, bolt=300), **options)


# KA207


def served(acme, bolt, *, revenue=100.0, tier=None):
    """A book of Acme, which brings 100, and of Bolt, which brings 900, and what serving them cost."""
    return book(
        accounts=[ACME | {"tier": tier}, BOLT],
        ledger=ledger(
            *(("A", "revenue", revenue), ("B", "revenue", 900.0)), *(("A", "freight", acme), ("B", "freight", bolt))
        ),
    )


def test_ka207_compares_the_cost_to_serve_with_that_of_the_book():
    found = finding(review(served(40.0, 60.0), select=["KA207"]), "KA207")
    assert found.message == "Serving Acme takes 40% of its revenue; serving the book takes 10%."
    assert (found.money_at_stake, found.basis) == (
        pytest.approx(30),
        "annual cost to serve above what the book's share would be",
    )
    assert found.evidence == {"cost_to_serve": 40, "revenue": 100, "of_the_book": 0.1, "factor": 2}
    assert (found.account, found.people) == ("A", ())


@pytest.mark.parametrize(("acme", "expected"), [(20.0, False), (20.01, True), (0.0, False), (-5.0, False)])
def test_ka207_leaves_out_exactly_twice(acme, expected):
    assert fires("KA207", served(acme, 100.0 - acme)) is expected


def test_ka207_takes_the_factor_from_the_assumptions():
    portfolio = served(20.0, 80.0)
    assert fires("KA207", portfolio, assumptions=Assumptions(serve_factor=1.9))
    assert not fires("KA207", served(40.0, 60.0), assumptions=Assumptions(serve_factor=4.0))
    of_key = Assumptions(by_tier={ka.Tier.KEY: {"serve_factor": 1.9}})
    assert not fires("KA207", portfolio, assumptions=of_key)
    assert fires("KA207", served(20.0, 80.0, tier="key"), assumptions=of_key)


def test_ka207_has_nothing_at_stake_where_an_account_costs_less_than_the_book():
    found = review(served(5.0, 95.0), select=["KA207"], assumptions=Assumptions(serve_factor=0.1)).findings
    assert [(one.account, one.money_at_stake) for one in found] == [("B", pytest.approx(5)), ("A", 0)]


@pytest.mark.parametrize("revenue", [0.0, -100.0])
def test_ka207_names_costs_without_revenue(revenue):
    found = finding(review(served(1.0, 99.0, revenue=revenue), select=["KA207"]), "KA207")
    assert found.message.startswith("Serving Acme brings no revenue; serving the book takes 1")
    assert found.money_at_stake == 1


def test_ka207_is_quiet_where_costs_or_the_revenue_of_the_book_are_unknown():
    assert not fires("KA207", book(ledger=ledger(("A", "revenue", 100))))
    assert not fires("KA207", book())
    assert not fires("KA207", served(40.0, 60.0, revenue=-2000.0))


def test_ka207_needs_the_whole_book():
    assert not fires("KA207", served(40.0, 60.0), accounts=["A"])


# KA208


def discounted(acme, bolt, *, tier=None):
    """A book of Acme, sold for 100 before discounts, and of Bolt, sold for 900."""
    return book(
        accounts=[ACME | {"tier": tier}, BOLT],
        ledger=ledger(
            *(("A", "revenue", 100.0), ("B", "revenue", 900.0)), *(("A", "discount", acme), ("B", "discount", bolt))
        ),
    )


def test_ka208_compares_discounts_with_those_of_the_book():
    found = finding(review(discounted(25.0, 75.0), select=["KA208"]), "KA208")
    assert found.message == "Acme gets 25.0% off its prices; the book gives 10.0%."
    assert (found.money_at_stake, found.basis) == (
        pytest.approx(15),
        "annual discounts above what the book's share would be",
    )
    assert found.evidence == {"discounts": 25, "share": 0.25, "of_the_book": 0.1, "limit": 0.05}
    assert (found.account, found.people) == ("A", ())


@pytest.mark.parametrize(("acme", "expected"), [(15.0, False), (15.01, True), (0.0, False), (-5.0, False)])
def test_ka208_leaves_out_exactly_five_points(acme, expected):
    assert fires("KA208", discounted(acme, 100.0 - acme)) is expected


def test_ka208_takes_the_limit_from_the_assumptions():
    assert not fires("KA208", discounted(25.0, 75.0), assumptions=Assumptions(leakage=0.15))
    of_key = Assumptions(by_tier={ka.Tier.KEY: {"leakage": 0.15}})
    assert not fires("KA208", discounted(25.0, 75.0, tier="key"), assumptions=of_key)
    assert fires("KA208", discounted(25.0, 75.0), assumptions=of_key)


def test_ka208_is_quiet_where_nothing_was_sold_or_known():
    assert not fires("KA208", book())
    assert not fires("KA208", book(ledger=ledger(("A", "discount", 5))))
    rows = ledger(("A", "revenue", -100), ("A", "discount", 90), ("B", "revenue", 900))
    assert not fires("KA208", book(accounts=[ACME, BOLT], ledger=rows))


def test_ka208_needs_the_whole_book():
    assert not fires("KA208", discounted(25.0, 75.0), accounts=["A"])
