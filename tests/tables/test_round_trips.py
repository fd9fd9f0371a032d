"""Nothing is lost on the way out and back in: columns, JSON, folders and dataframes give back the same portfolio."""

import json
import tempfile
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import full_portfolios
from tests.tables.kinds import engine

import keyaccounts as ka
from keyaccounts.model import nouns
from keyaccounts.tables import from_json, json_schema, read, to_columns, to_folder, to_json

VALIDATOR = jsonschema.Draft202012Validator(json_schema(), format_checker=jsonschema.FormatChecker())


def through_a_folder(portfolio):
    """Write and read CSV files."""
    with tempfile.TemporaryDirectory() as parent:
        to_folder(portfolio, Path(parent) / "folder")
        return read(Path(parent) / "folder")


def same_to_the_bit(first, second):
    """Tell whether two portfolios are equal to the last digit, and of the same kinds of values."""
    assert first == second
    assert repr(to_columns(first)) == repr(to_columns(second))


@given(full_portfolios())
def test_columns_give_back_the_portfolio(portfolio):
    same_to_the_bit(read(to_columns(portfolio)), portfolio)


@given(full_portfolios())
def test_json_gives_back_the_portfolio_and_keeps_its_schema(portfolio):
    document = to_json(portfolio)
    same_to_the_bit(from_json(document), portfolio)
    VALIDATOR.validate(json.loads(document))


@given(full_portfolios())
def test_a_folder_gives_back_the_portfolio(portfolio):
    assert through_a_folder(portfolio) == portfolio


@given(full_portfolios())
def test_rows_and_columns_of_json_cells_are_the_same_source(portfolio):
    rows = json.loads(to_json(portfolio))["tables"]
    columns = {table: {name: [row[name] for row in some] for name in some[0]} for table, some in rows.items()}
    assert read(rows, currency=portfolio.currency) == read(columns, currency=portfolio.currency) == portfolio


@given(full_portfolios(), st.data())
def test_some_accounts_survive_every_journey(portfolio, data):
    ids = data.draw(st.sets(st.sampled_from([account.id for account in portfolio.accounts]), min_size=1))
    some = portfolio.only(ids)
    assert read(to_columns(some)) == from_json(to_json(some)) == through_a_folder(some) == some
    VALIDATOR.validate(json.loads(to_json(some)))


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow"])
def test_a_sample_of_every_table_survives_a_dataframe(kind):
    portfolio = ka.sample()
    assert all(len(getattr(portfolio, table)) for table in nouns())
    plain = {
        table: {name: [row.get(name) for row in rows] for name in dict.fromkeys(name for row in rows for name in row)}
        for table, rows in json.loads(to_json(portfolio))["tables"].items()
    }
    make = {"pandas": "DataFrame", "polars": "DataFrame", "pyarrow": "table"}[kind]
    frames = {table: getattr(engine(kind), make)(columns) for table, columns in plain.items()}
    assert read(frames, currency=portfolio.currency) == portfolio


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow"])
def test_the_columns_written_are_what_dataframes_take(kind):
    columns = {"accounts": to_columns(ka.sample())["accounts"]}
    words = {name: [getattr(cell, "value", cell) for cell in cells] for name, cells in columns["accounts"].items()}
    make = {"pandas": "DataFrame", "polars": "DataFrame", "pyarrow": "table"}[kind]
    taken = {name: words[name] for name in words if name not in ("owner", "sponsor")}
    frame = getattr(engine(kind), make)(taken)
    assert read({"accounts": frame}) == read({"accounts": {name: columns["accounts"][name] for name in taken}})
