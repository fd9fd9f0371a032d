"""Reading: a portfolio from any source, and back to columns."""

import gc
from collections import OrderedDict

import pytest
from tests.tables.kinds import KINDS, columns_from, read_as

import keyaccounts as ka
from keyaccounts.model import nouns
from keyaccounts.tables import read, to_columns
from keyaccounts.tables._rows import collector_paused

TABLES = {
    "accounts": [
        {"id": "A", "name": "Acme", "tier": "key", "owner": "M", "since": "2020-01-31", "wallet": 5.5},
        {"id": "B", "name": "Bolt, Nut & Co", "tier": "standard", "owner": None, "since": None, "wallet": None},
    ],
    "team": [{"id": "M", "name": "Mina"}],
    "contacts": [
        {"id": "C", "account": "A", "name": "Cleo", "function": "it", "level": "senior", "placeholder": "false"},
        {"id": "D", "account": "A", "name": "Dan", "function": "it", "level": "middle", "placeholder": None},
    ],
    "ties": [{"member": "M", "contact": "C", "strength": 0.25}],
    "interactions": [{"date": "2026-01-31", "member": "M", "contact": "C", "channel": "call", "direction": "mutual"}],
    "ledger": [
        {"account": "A", "date": "2026-01-31", "kind": "revenue", "amount": 100.0},
        {"account": "B", "date": "2026-02-28", "kind": "discount", "amount": 5.5},
    ],
    "orders": [
        {"account": "A", "order": "7", "ordered": "2026-01-31", "delivered": "2026-02-01", "complete": "yes"},
        {"account": "A", "order": "8", "ordered": "2026-01-31", "delivered": None, "complete": None},
    ],
    "measures": [{"id": "Q", "account": "A", "name": "Share", "functions_customer": "it|finance"}],
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_source_gives_the_same_portfolio(kind, tmp_path):
    portfolio = read_as(kind, TABLES, tmp_path)
    assert portfolio == read(TABLES)
    assert [account.name for account in portfolio.accounts] == ["Acme", "Bolt, Nut & Co"]
    assert portfolio.accounts[0].tier is ka.Tier.KEY
    assert portfolio.contacts[0].placeholder is False
    assert portfolio.contacts[1].placeholder is None
    assert portfolio.measures[0].functions_customer == (ka.Function.IT, ka.Function.FINANCE)
    assert portfolio.orders.delivered.tolist()[1] is None
    assert portfolio.orders.complete.tolist() == [1, -1]


def test_only_accounts_are_needed():
    assert read({"accounts": [{"id": "A", "name": "Acme"}]}) == ka.Portfolio(
        accounts=(ka.Account(id="A", name="Acme"),)
    )


def test_what_was_read_is_what_the_nouns_would_have_made():
    portfolio = read(TABLES)
    again = ka.Portfolio(**{table: getattr(portfolio, table) for table in nouns()})
    assert again == portfolio
    assert hash(portfolio.contacts[0]) == hash(again.contacts[0])


def test_rows_may_leave_out_cells_and_come_as_any_mapping_in_any_sequence():
    rows = ({"id": "A", "name": "Acme", "region": "North"}, OrderedDict(name="Bolt", id="B"))
    assert read({"accounts": rows}) == read(
        {"accounts": {"id": ["A", "B"], "name": ["Acme", "Bolt"], "region": ["North", None]}}
    )


def test_tables_may_come_in_any_order_and_in_different_guises():
    mixed = {table: columns_from(rows) if table > "c" else rows for table, rows in reversed(TABLES.items())}
    assert read(mixed) == read(TABLES)


@pytest.mark.parametrize("empty", [[], (), {}, {"id": [], "account": [], "name": []}])
def test_a_table_without_rows_is_a_table_that_was_never_given(empty):
    assert read({"accounts": TABLES["accounts"][1:], "contacts": empty}) == read({"accounts": TABLES["accounts"][1:]})


def test_the_source_is_left_as_it_was():
    source = {"accounts": [{"id": " A ", "name": "Acme", "wallet": "5", "currency": "USD"}]}
    read(source, currency="EUR", rates={"USD": 2.0})
    assert source == {"accounts": [{"id": " A ", "name": "Acme", "wallet": "5", "currency": "USD"}]}


def test_columns_leave_out_what_nobody_filled_and_keep_members_and_dates():
    columns = to_columns(read(TABLES, currency="EUR"))
    assert list(columns) == [table for table in nouns() if table in TABLES]
    assert columns["team"] == {"id": ["M"], "name": ["Mina"]}
    assert list(columns["accounts"]) == ["id", "name", "tier", "owner", "since", "wallet", "currency"]
    assert columns["accounts"]["currency"] == ["EUR", "EUR"]
    assert columns["contacts"]["level"] == [ka.Level.SENIOR, ka.Level.MIDDLE]
    assert columns["contacts"]["placeholder"] == [False, None]
    assert columns["orders"]["complete"] == [True, None]
    assert columns["interactions"]["direction"] == [ka.Direction.MUTUAL]
    assert columns["measures"]["functions_customer"] == [(ka.Function.IT, ka.Function.FINANCE)]
    assert "functions_supplier" not in columns["measures"]


def test_a_zero_a_no_and_an_empty_list_are_told_from_nothing():
    tables = {
        "accounts": [{"id": "A", "name": "Acme", "wallet": 0}],
        "departments": [{"account": "A", "function": "it", "decision_weight": 0.0, "veto": False}],
        "measures": [{"id": "Q", "account": "A", "name": "Share", "functions_supplier": []}],
    }
    columns = to_columns(read(tables))
    assert columns["accounts"]["wallet"] == [0]
    assert columns["departments"] == {
        "account": ["A"],
        "function": [ka.Function.IT],
        "decision_weight": [0.0],
        "veto": [False],
    }
    assert list(columns["measures"]) == ["id", "account", "name"]
    assert read(columns) == read(tables)


def test_the_garbage_collector_rests_while_tables_are_read_and_goes_on_afterwards():
    assert gc.isenabled()
    with pytest.raises(ka.TablesError):
        read({})
    assert gc.isenabled()
    with collector_paused():
        assert not gc.isenabled()
        read(TABLES)
        assert not gc.isenabled()
    assert gc.isenabled()
