"""The same rows as every kind of source, and the ways to read them."""

import csv
import json

import pytest

import keyaccounts as ka
from keyaccounts.tables import from_json, read

ENGINES = {
    "pandas": "pandas is not installed, so its frames cannot be tried",
    "polars": "polars is not installed, so neither its frames nor Parquet files can be tried",
    "pyarrow": "pyarrow is not installed, so neither its tables nor the collecting of DuckDB relations can be tried",
    "duckdb": "duckdb is not installed, so its relations cannot be tried",
}


def engine(name):
    """Import an engine, or skip and say which one is missing."""
    return pytest.importorskip(name, reason=ENGINES[name])


def columns_from(rows):
    """Turn a list of dicts into a dict of columns."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name) for row in rows] for name in names}


def folder(tables, path):
    """Write CSV files as a spreadsheet would, one a table."""
    path.mkdir(exist_ok=True)
    for table, rows in tables.items():
        columns = columns_from(rows)
        with (path / f"{table}.csv").open("w", encoding="utf-8", newline="") as lines:
            writer = csv.writer(lines)
            writer.writerow(columns)
            writer.writerows(zip(*columns.values(), strict=True))
    return path


def parquet(tables, path):
    """Write Parquet files, one a table."""
    polars = engine("polars")
    path.mkdir(exist_ok=True)
    for table, rows in tables.items():
        polars.DataFrame(columns_from(rows)).write_parquet(path / f"{table}.parquet")
    return path


def frames(tables, kind):
    """Make a dataframe of each table."""
    make = {
        "pandas": lambda: engine("pandas").DataFrame,
        "polars": lambda: engine("polars").DataFrame,
        "lazy polars": lambda: engine("polars").LazyFrame,
        "pyarrow": lambda: engine("pyarrow").table,
        "duckdb": _relation,
    }[kind]()
    return {table: make(columns_from(rows)) for table, rows in tables.items()}


def _relation():
    arrow, connection = engine("pyarrow"), engine("duckdb").connect()
    return lambda columns: connection.from_arrow(arrow.table(columns))


FRAMES = ("pandas", "polars", "lazy polars", "pyarrow", "duckdb")
KINDS = ("rows", "columns", "folder", "parquet", "json", *FRAMES)


def read_as(kind, tables, path, **options):
    """Read rows in the guise of a kind of source."""
    if kind == "rows":
        return read(tables, **options)
    if kind == "columns":
        return read({table: columns_from(rows) for table, rows in tables.items()}, **options)
    if kind == "folder":
        return read(folder(tables, path / "folder"), **options)
    if kind == "parquet":
        return read(parquet(tables, path / "parquet"), **options)
    if kind == "json":
        return from_json(json.dumps({"format_version": 1, "currency": options.get("currency"), "tables": tables}))
    return read(frames(tables, kind), **options)


def faults_of(reading, /, *arguments, **options):
    """The faults that reading ends with: (table, row, column, problem)."""
    with pytest.raises(ka.TablesError) as caught:
        reading(*arguments, **options)
    return [(fault.table, fault.row, fault.column, fault.problem) for fault in caught.value.exceptions]
