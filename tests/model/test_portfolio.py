"""The portfolio: checked once, looked up in constant time, cut to some accounts without a loose end."""

import copy
import datetime as dt
import pickle

import numpy as np
import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import full_portfolios

import keyaccounts as ka
from keyaccounts.model import Columns, columns_of, nouns
from keyaccounts.model._ownership import owner_column

DAY = dt.date(2026, 1, 31)
ACME, BOLT = ka.Account(id="A", name="Acme"), ka.Account(id="B", name="Bolt")


def rows_of(portfolio, noun):
    """The rows of a table as dicts, the slow way."""
    rows = getattr(portfolio, table_of(noun))
    if not isinstance(rows, Columns):
        return [{column.name: getattr(row, column.name) for column in columns_of(noun)} for row in rows]
    columns = [
        column.decoded() if isinstance(column, ka.Coded) else column.tolist() for column in rows.columns().values()
    ]
    return [dict(zip(rows.columns(), row, strict=True)) for row in zip(*columns, strict=True)]


def table_of(noun):
    return next(table for table, one in nouns().items() if one is noun)


def account_of(portfolio, noun, row):
    """Follow a row to its account by hand."""
    column = owner_column(noun)
    value = row[column.name]
    for way, table in ((ka.ContactId, "contacts"), (ka.PlanId, "plans")):
        if column.id_type is way:
            return next(one.account for one in getattr(portfolio, table) if one.id == value)
    return value


OWNED = [noun for noun in nouns().values() if owner_column(noun) is not None]
SHARED = [noun for noun in nouns().values() if owner_column(noun) is None]


def test_one_account_is_enough():
    portfolio = ka.Portfolio(accounts=(ACME,))
    assert all(len(getattr(portfolio, table)) == (table == "accounts") for table in nouns())
    assert portfolio.currency is None


def test_a_portfolio_is_shown_by_its_counts():
    portfolio = ka.Portfolio(accounts=(ACME, BOLT), team=(ka.TeamMember(id="M", name="M"),))
    assert repr(portfolio) == "Portfolio(2 accounts, 1 team)"
    more = {
        "contacts": (ka.Contact(id="C", account="A", name="C"),),
        "ties": (ka.Tie(member="M", contact="C"),),
        "skills": (ka.Skill(member="M", skill="s", level=1),),
        "profile": (ka.ProfileCriterion(criterion="c", weight=1),),
        "competitors": (ka.Competitor(account="A", name="R"),),
    }
    shown = "Portfolio(2 accounts, 1 contacts, 1 team, 1 skills, 1 ties, 1 profile, …)"
    assert repr(evolve(portfolio, **more)) == shown


def test_a_portfolio_cannot_be_changed_and_evolving_checks_again():
    portfolio = ka.Portfolio(accounts=(ACME,))
    with pytest.raises(FrozenInstanceError):
        portfolio.accounts = ()
    with pytest.raises(ka.TablesError) as caught:
        evolve(portfolio, contacts=(ka.Contact(id="C", account="X", name="C"),))
    assert [str(fault) for fault in caught.value.exceptions] == ["contacts[0].account: 'X' is not an id in accounts"]


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"accounts": ()}, "Portfolio.accounts must hold at least one account, got ()"),
        ({"accounts": [ACME]}, "Portfolio.accounts must be a tuple of Account, got [Account("),
        ({"accounts": (ACME, "B")}, "Portfolio.accounts[1] must be a Account, got 'B'"),
        ({"team": (ka.Tie(member="M", contact="C"),)}, "Portfolio.team[0] must be a TeamMember, got Tie("),
        ({"ledger": ()}, "Portfolio.ledger must be a Ledger, got ()"),
        ({"ledger": ka.Activities.empty()}, "Portfolio.ledger must be a Ledger, got Activities(0 rows)"),
        ({"currency": "euro"}, "Portfolio.currency must be a currency code of three capital letters, got 'euro'"),
    ],
)
def test_a_field_that_holds_something_else_is_refused(tables, said):
    with pytest.raises(ka.InvalidValueError) as caught:
        ka.Portfolio(**{"accounts": (ACME,), **tables})
    assert str(caught.value).startswith(said)


# Looking up


@given(full_portfolios())
def test_a_row_is_found_by_its_id(portfolio):
    for noun in nouns().values():
        if columns_of(noun)[0].name == "id":
            for place, row in enumerate(getattr(portfolio, table_of(noun))):
                assert portfolio.find(noun, row.id) is row
                assert portfolio.position(noun, row.id) == place


@given(full_portfolios())
def test_the_rows_of_an_account_are_those_that_a_filter_would_keep(portfolio):
    for noun in OWNED:
        owners = [account_of(portfolio, noun, row) for row in rows_of(portfolio, noun)]
        assert portfolio.owners(noun).tolist() == [portfolio.position(ka.Account, owner) for owner in owners]
        for account in portfolio.accounts:
            kept = [row for row, owner in enumerate(owners) if owner == account.id]
            rows = getattr(portfolio, table_of(noun))
            wanted = (
                rows.take(np.array(kept, np.intp)) if isinstance(rows, Columns) else tuple(rows[row] for row in kept)
            )
            assert portfolio.of(noun, account.id) == wanted


def test_an_account_without_rows_has_none():
    portfolio = ka.Portfolio(accounts=(ACME, BOLT), contacts=(ka.Contact(id="C", account="A", name="C"),))
    assert portfolio.of(ka.Contact, "B") == ()
    assert portfolio.of(ka.Ledger, "B") == ka.Ledger.empty()
    assert portfolio.of(ka.Account, "B") == (BOLT,)


def test_an_unknown_id_is_named_with_its_table():
    portfolio = ka.Portfolio(accounts=(ACME,))
    for look_up in (
        lambda: portfolio.find(ka.Account, "X"),
        lambda: portfolio.position(ka.Account, "X"),
        lambda: portfolio.of(ka.Contact, "X"),
        lambda: portfolio.only(["A", "X"]),
    ):
        with pytest.raises(ka.UnknownIdError, match=r"^'X' is not an id in accounts$"):
            look_up()


@pytest.mark.parametrize("noun", [ka.Tie, ka.Ledger, ka.Skill])
def test_a_noun_without_ids_cannot_be_looked_up_by_one(noun):
    with pytest.raises(ka.InvalidValueError, match="must be one whose rows have ids"):
        ka.Portfolio(accounts=(ACME,)).find(noun, "A")


@pytest.mark.parametrize("noun", SHARED, ids=lambda noun: noun.__name__)
def test_rows_of_the_whole_portfolio_belong_to_no_account(noun):
    portfolio = ka.Portfolio(accounts=(ACME,))
    with pytest.raises(ka.InvalidValueError, match="must name a noun that an account owns"):
        portfolio.of(noun, "A")
    with pytest.raises(ka.InvalidValueError, match="must be one that an account owns"):
        portfolio.owners(noun)


@pytest.mark.parametrize("thing", [ka.CoverageTarget, str, "contacts"])
def test_what_has_no_table_is_refused(thing):
    portfolio = ka.Portfolio(accounts=(ACME,))
    for look_up in (portfolio.find, portfolio.position, portfolio.of, lambda noun, _: portfolio.declares(noun)):
        with pytest.raises(ka.InvalidValueError, match=r"^noun must be one that has a table, such as ka.Contact"):
            look_up(thing, "A")


# Some accounts


@given(full_portfolios())
def test_all_accounts_are_the_portfolio(portfolio):
    assert portfolio.only([account.id for account in reversed(portfolio.accounts)]) == portfolio


@given(full_portfolios(), st.data())
def test_some_accounts_are_a_portfolio_that_stands_on_its_own(portfolio, data):
    ids = data.draw(st.sets(st.sampled_from([account.id for account in portfolio.accounts]), min_size=1))
    some = portfolio.only(ids)
    assert [account.id for account in some.accounts] == [row.id for row in portfolio.accounts if row.id in ids]
    assert ka.Portfolio(**{table: getattr(some, table) for table in nouns()}, currency=portfolio.currency) == some
    assert some.only(ids) == some
    for table, noun in nouns().items():
        if noun in SHARED:
            assert getattr(some, table) == getattr(portfolio, table)
    for table in ("contacts", "plans", "measures", "contracts", "ledger", "orders", "needs"):
        noun = nouns()[table]
        for account in ids:
            assert len(some.of(noun, account)) == len(portfolio.of(noun, account))


@given(full_portfolios())
def test_one_account_looks_the_same_alone_as_in_the_book(portfolio):
    for account in portfolio.accounts:
        alone = portfolio.only([account.id])
        for noun in (ka.Ledger, ka.Tie, ka.Interactions, ka.Orders, ka.Effort, ka.Objective, ka.Department):
            assert alone.of(noun, account.id) == portfolio.of(noun, account.id)
            assert alone.declares(noun) == portfolio.declares(noun)


@pytest.mark.parametrize("ids", [[], (), set(), "A"])
def test_no_account_at_all_and_a_bare_text_are_refused(ids):
    with pytest.raises(ka.InvalidValueError, match="account_ids must be a collection of at least one id"):
        ka.Portfolio(accounts=(ACME,)).only(ids)


def test_ids_may_be_given_twice_and_in_any_collection():
    portfolio = ka.Portfolio(accounts=(ACME, BOLT))
    assert portfolio.only(["B", "A", "B"]) == portfolio.only(iter("AB")) == portfolio


def test_a_portfolio_remembers_which_tables_anybody_filled():
    contacts = (ka.Contact(id="C", account="A", name="C"), ka.Contact(id="D", account="B", name="D"))
    team = (ka.TeamMember(id="M", name="M"),)
    ties = (ka.Tie(member="M", contact="C"),)
    portfolio = ka.Portfolio(accounts=(ACME, BOLT), contacts=contacts, team=team, ties=ties)
    assert portfolio.declares(ka.Tie)
    assert not portfolio.declares(ka.Influence)
    assert portfolio.only(["B"]).ties == ()
    assert portfolio.only(["B"]).declares(ka.Tie)
    assert not ka.Portfolio(accounts=(BOLT,)).declares(ka.Tie)


def test_rows_taken_from_a_larger_book_do_not_haunt_a_portfolio_that_is_evolved():
    days = [DAY, DAY]
    work = ka.Activities(account=["A", "B"], date=days, activity=["visit", "call"], quantity=[1, 1])
    alone = ka.Portfolio(accounts=(ACME, BOLT), activities=work).only(["B"])
    visits = ka.Ledger(account=["B"], date=[DAY], kind=["visit"], amount=[1])
    assert len(evolve(alone, ledger=visits).ledger) == 1


# Copies


@given(full_portfolios())
def test_copies_are_equal_and_still_answer(portfolio):
    portfolio.of(ka.Contact, portfolio.accounts[0].id)
    for again in (pickle.loads(pickle.dumps(portfolio)), copy.deepcopy(portfolio), evolve(portfolio)):  # noqa: S301
        assert again == portfolio
        assert again.of(ka.Contact, portfolio.accounts[0].id) == portfolio.of(ka.Contact, portfolio.accounts[0].id)


def test_portfolios_that_differ_in_one_cell_or_in_currency_are_not_equal():
    portfolio = ka.Portfolio(accounts=(ACME,), currency="EUR")
    assert portfolio != evolve(portfolio, currency="USD")
    assert portfolio != evolve(portfolio, accounts=(evolve(ACME, wallet=0.0),))
