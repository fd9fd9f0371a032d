"""Dataframes: every engine gives what rows give, whatever its types; a missing engine is named."""

import datetime as dt
import sys
from decimal import Decimal

import numpy as np
import pytest
from tests.tables.kinds import engine, faults_of

import keyaccounts as ka
from keyaccounts.tables import read

DAY = dt.date(2026, 1, 31)
ACCOUNTS = {"id": ["A", "B"], "name": ["Acme", "Bolt"]}


def accounts(frame):
    """Read accounts of a frame."""
    return read({"accounts": frame}).accounts


def column(frame, name):
    """Read accounts, and take one field of each."""
    return [getattr(account, name) for account in accounts(frame)]


# pandas


@pytest.mark.parametrize(
    ("name", "cells", "wanted"),
    [
        ("wallet", lambda _: [1.5, float("nan")], [1.5, None]),
        ("wallet", lambda pd: pd.array([1, None], "Int64"), [1, None]),
        ("wallet", lambda pd: pd.array([1.5, None], "Float64"), [1.5, None]),
        ("wallet", lambda _: [Decimal("1.5"), None], [1.5, None]),
        ("wallet", lambda pd: pd.array([1.5, pd.NA], object), [1.5, None]),
        ("region", lambda pd: pd.array(["North", None], "string"), ["North", None]),
        ("region", lambda pd: pd.Categorical(["North", None]), ["North", None]),
        ("region", lambda pd: pd.array(["North", np.nan], object), ["North", None]),
        ("tier", lambda pd: pd.Categorical(["key", None]), [ka.Tier.KEY, None]),
        ("tier", lambda _: [ka.Tier.KEY, None], [ka.Tier.KEY, None]),
        ("since", lambda pd: pd.to_datetime(["2026-01-31", None]), [DAY, None]),
        ("since", lambda pd: pd.to_datetime(["2026-01-31", None]).tz_localize("UTC"), [DAY, None]),
        ("since", lambda _: [DAY, None], [DAY, None]),
        ("since", lambda pd: pd.array([pd.Timestamp("2026-01-31"), pd.NaT], object), [DAY, None]),
        ("parent", lambda _: [float("nan"), "A"], [None, "A"]),
    ],
)
def test_types_of_pandas_are_understood(name, cells, wanted):
    pd = engine("pandas")
    assert column(pd.DataFrame({**ACCOUNTS, name: cells(pd)}), name) == wanted


def test_ids_that_pandas_made_numbers_are_text_again():
    pd = engine("pandas")
    frame = pd.DataFrame({"id": [1, 2], "name": ["Acme", "Bolt"], "parent": [float("nan"), 1.0]})
    assert [(account.id, account.parent) for account in accounts(frame)] == [("1", None), ("2", "1")]


def test_lists_in_pandas_cells_are_lists():
    pd = engine("pandas")
    cells = [np.array(["it", "hr"], object), ["it"], None]
    frame = pd.DataFrame({"id": list("PQR"), "account": "A", "name": "q", "functions_supplier": cells})
    measures = read({"accounts": [{"id": "A", "name": "Acme"}], "measures": frame}).measures
    assert [len(measure.functions_supplier) for measure in measures] == [2, 1, 0]


def test_columns_of_series_are_columns_of_a_frame():
    pd = engine("pandas")
    series = {name: pd.Series(cells) for name, cells in {**ACCOUNTS, "wallet": [float("nan"), 1.5]}.items()}
    assert column(series, "wallet") == [None, 1.5]
    assert accounts(dict(pd.DataFrame(ACCOUNTS))) == accounts(ACCOUNTS)


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (
            lambda pd: pd.DataFrame([["A", "x", "y"]], columns=["id", "name", "name"]),
            "cannot be read: Expected unique ",
        ),
        (lambda pd: pd.Series(["A"]), "must be rows, columns or a dataframe, got pandas.Series"),
        (lambda pd: pd.DataFrame(), "at least one account is needed"),
        (lambda pd: pd.DataFrame({"id": [], "name": []}), "at least one account is needed"),
        (lambda pd: pd.DataFrame([["A", "Acme"]]), "'0' is not a column; columns are id, name, "),
        (lambda pd: pd.DataFrame(ACCOUNTS).set_index("id"), "this column is required: Unique among accounts."),
        (lambda pd: pd.DataFrame({**ACCOUNTS, "wallet": [1.0, np.inf]}), "must be a finite number, got inf"),
        (lambda pd: pd.DataFrame({**ACCOUNTS, "wallet": pd.to_timedelta([1, 2])}), "must be a finite number, got Time"),
        (
            lambda pd: pd.DataFrame({**ACCOUNTS, "since": pd.to_datetime(["2026-01-31T12:00", None])}),
            "must be a date without a time of day, got '2026-01-31 12:00:00'",
        ),
    ],
)
def test_frames_of_pandas_that_are_no_tables_are_refused(frame, said):
    found = faults_of(read, {"accounts": frame(engine("pandas"))})
    assert found[0][3].startswith(said)


@pytest.mark.parametrize("missing", ["NaT", "NA"])
def test_what_pandas_calls_missing_is_refused_in_rows_which_have_none_for_that(missing):
    cell = getattr(engine("pandas"), missing)
    row = {"id": "A", "name": "Acme", "since": cell, "wallet": cell, "tier": cell, "region": cell}
    assert [column for _, _, column, _ in faults_of(read, {"accounts": [row]})] == ["region", "tier", "since", "wallet"]
    needs = [{"account": "A", "function": "it", "need": "x", "met": cell}]
    found = faults_of(read, {"accounts": [{"id": "A", "name": "Acme"}], "needs": needs})
    assert [(table, row, column) for table, row, column, _ in found] == [("needs", 0, "met")]


# polars


@pytest.mark.parametrize(
    ("name", "cells", "wanted"),
    [
        ("wallet", lambda _: [1.5, float("nan")], [1.5, None]),
        ("wallet", lambda pl: pl.Series([Decimal("1.5"), None]), [1.5, None]),
        ("region", lambda pl: pl.Series(["North", None], dtype=pl.Categorical), ["North", None]),
        ("tier", lambda pl: pl.Series(["key", None], dtype=pl.Enum(["key"])), [ka.Tier.KEY, None]),
        ("since", lambda pl: pl.Series([DAY, None]), [DAY, None]),
        ("since", lambda pl: pl.Series([DAY, None]).cast(pl.Datetime("ns")), [DAY, None]),
        ("since", lambda pl: pl.Series([DAY, None]).cast(pl.Datetime("us", "UTC")), [DAY, None]),
        ("region", lambda pl: pl.Series([None, None]), [None, None]),
    ],
)
def test_types_of_polars_are_understood(name, cells, wanted):
    pl = engine("polars")
    frame = pl.DataFrame({**ACCOUNTS, name: cells(pl)})
    assert column(frame, name) == column(frame.lazy(), name) == wanted


def test_lists_in_polars_cells_and_columns_of_series_are_understood():
    pl = engine("polars")
    frame = pl.DataFrame({"id": ["Q"], "account": ["A"], "name": ["q"], "functions_supplier": [["it", "hr"]]})
    measures = read({"accounts": [{"id": "A", "name": "Acme"}], "measures": frame}).measures
    assert measures[0].functions_supplier == (ka.Function.IT, ka.Function.HR)
    assert column({**ACCOUNTS, "wallet": pl.Series([None, 1.5])}, "wallet") == [None, 1.5]


@pytest.mark.parametrize("rows", [0, 1])
def test_empty_frames_of_polars_are_empty_tables(rows):
    pl = engine("polars")
    frame = pl.DataFrame() if rows else pl.DataFrame(schema={"id": pl.String, "account": pl.String, "name": pl.String})
    assert read({"accounts": ACCOUNTS, "contacts": frame}).contacts == ()


# Arrow and DuckDB


def test_types_of_arrow_are_understood():
    pa = engine("pyarrow")
    table = pa.table(
        {
            **ACCOUNTS,
            "tier": pa.array(["key", None]).dictionary_encode(),
            "since": pa.array([DAY, None]).cast(pa.timestamp("ns")),
            "wallet": pa.array([Decimal("1.5"), None], pa.decimal128(5, 2)),
        }
    )
    assert [(account.tier, account.since, account.wallet) for account in accounts(table)] == [
        (ka.Tier.KEY, DAY, 1.5),
        (None, None, None),
    ]


def test_a_query_of_duckdb_is_a_table_and_its_whole_decimals_are_ids():
    engine("pyarrow")
    connection = engine("duckdb").connect()
    query = """
        SELECT 7::DECIMAL(18, 0) AS id, 'Acme' AS name, DATE '2026-01-31' AS since, 1.5::DECIMAL(9, 2) AS wallet,
               'key'::ENUM('key', 'standard') AS tier, 'NaN'::DOUBLE AS capital
    """
    [account] = accounts(connection.sql(query))
    assert account == ka.Account(id="7", name="Acme", since=DAY, wallet=1.5, tier=ka.Tier.KEY)


# An engine that is missing


def test_reading_parquet_without_polars_says_what_to_install(tmp_path, monkeypatch):
    (tmp_path / "accounts.parquet").write_bytes(b"")
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(ka.MissingEngineError, match=r"needs polars: pip install 'keyaccounts\[parquet\]'$"):
        read(tmp_path)


def test_collecting_a_query_without_its_engine_says_what_to_install(monkeypatch):
    relation = engine("duckdb").connect().sql("SELECT 'A' AS id, 'Acme' AS name")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ka.MissingEngineError, match=r"^collecting this frame needs pyarrow: pip install pyarrow$"):
        read({"accounts": relation})
