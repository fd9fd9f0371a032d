"""Tables ⇄ portfolio: every column is read by its declaration, and everything that is wrong is said at once."""

import difflib
import gc
import os
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from attrs import frozen

from keyaccounts._checks import currency_code
from keyaccounts.errors import Fault, TablesError, shown
from keyaccounts.model import Coded, Column, Columns, Portfolio, columns_of, faults_between_rows, made, made_rows, nouns
from keyaccounts.tables._cells import read_cells
from keyaccounts.tables._columnar import listed, read_column
from keyaccounts.tables._conventions import conventions_of
from keyaccounts.tables._crm import import_tables, with_report
from keyaccounts.tables._currency import Exchange, check_arguments
from keyaccounts.tables._export import refuse_an_export
from keyaccounts.tables._sources import RawTable, raw_tables


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the garbage collector from walking through growing tables again and again, which takes half of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@collector_paused()
def read(  # noqa: PLR0913 - what files leave open, somebody has to say
    source: object,
    /,
    *,
    currency: str | None = None,
    rates: Mapping[str, float] | None = None,
    crm: str | None = None,
    mapping: str | os.PathLike[str] | Mapping[str, Any] | None = None,
    locale: str | None = None,
    encoding: str | None = None,
    dates: str | None = None,
) -> Portfolio:
    """Read tables into a checked portfolio.

    Args:
        source: A folder of CSV or Parquet files named after the tables, or a mapping from table names to lists of
            dicts, dicts of columns, or dataframes (pandas, polars, pyarrow, DuckDB, whatever narwhals takes). Only
            `accounts` is needed.
        currency: The currency of every amount that does not name its own; None where nobody knows.
        rates: Price of one unit of another currency in `currency`. Rows whose `currency` column names another one are
            converted; without a rate they are refused.
        crm: salesforce, hubspot or dynamics: the tables are an export of that system and become canonical ones. None:
            they are canonical, or `mapping` says what they are.
        mapping: How the tables of another system become canonical, or what to change for yours: a TOML file, or a dict
            like one.
        locale: How the numbers of text cells are written: de, de_CH, en, fr. None: a number that can mean one thing
            only is read, and one such as `1,234` is refused.
        encoding: In which encoding text files without a byte-order mark are, such as cp1252. None: UTF-8.
        dates: dmy or mdy: text cells have dates with the day or the month first; excel: dates are serials of Excel.
            None: dates are ISO, 2026-01-31, which is read in every case.

    Returns:
        The portfolio. NaN in a dataframe is read as an empty cell, and so is empty text. Of an export,
        `portfolio.import_report` says what was understood, guessed, and left out.

    Raises:
        TablesError: Every fault of the tables: unknown tables and columns, missing columns, bad values, doubled ids,
            references that lead nowhere, circles, mixed currencies. Nothing is dropped in silence. Of an export: what
            cannot be read as a number or a date, and that there are no accounts.
        SourceNotFoundError: There is no such folder, or it holds no table; or no such mapping.
        InvalidValueError: The source, the currency, a rate, the mapping, the locale, the encoding or dates is not what
            it has to be, or another system wrote the export.
        MissingEngineError: Parquet or a frame needs a package that is not installed.
    """
    check_arguments(currency, rates)
    conventions = conventions_of(locale, encoding, dates)
    exchange = Exchange(currency, rates)
    if crm is None and mapping is None:
        return _read(*raw_tables(source, conventions, named=_canonical), exchange)
    imported = import_tables(source, conventions, crm, mapping)
    try:
        portfolio = _read(imported.tables, [], exchange)
    except TablesError as error:
        raise imported.in_the_export(error) from None
    return with_report(portfolio, imported.report)


def _read(raw: Mapping[str, RawTable], found: list[Fault], exchange: Exchange) -> Portfolio:
    parsed: dict[str, _Table] = {}
    found += _unknown_tables(raw)
    for name, noun in nouns().items():
        if name in raw:
            parsed[name] = _read_table(name, noun, raw[name], exchange, found)
    found += [*exchange.faults, *exchange.faults_of_signs()]
    if not any(fault.table == "accounts" for fault in found) and not (
        "accounts" in parsed and parsed["accounts"].n_rows
    ):
        found.append(Fault("accounts", "at least one account is needed"))
    without_ids = {fault.table for fault in found if "id" not in raw.get(fault.table, ())}
    found += faults_between_rows(nouns(), _Parsed(parsed, without_ids))
    if found:
        refuse_an_export(raw)
        raise TablesError(sorted(found, key=_place))
    filled = {name: _made(noun, parsed.get(name)) for name, noun in nouns().items()}
    return made(Portfolio, {**filled, "currency": exchange.currency, "import_report": None, "_found": {}})


def _canonical(name: str) -> str:
    """Write the name of a file or of a column in it as tables and columns are written here."""
    return "_".join(name.lower().split())


def to_columns(portfolio: Portfolio, /) -> dict[str, dict[str, list[Any]]]:
    """Write a portfolio as columns: what `read` takes back unchanged, and any dataframe library takes too.

    Returns:
        Table → column → cells. Tables without rows and optional columns without values are left out; vocabulary
        members stay members and dates dates. `accounts` carries the currency.
    """
    written: dict[str, dict[str, list[Any]]] = {}
    for name, noun in nouns().items():
        rows = getattr(portfolio, name)
        if len(rows):
            cells = {column.name: _cells_of(rows, column) for column in columns_of(noun)}
            written[name] = {
                column.name: cells[column.name]
                for column in columns_of(noun)
                if column.required or any(cell if column.many else cell is not None for cell in cells[column.name])
            }
    if portfolio.currency is not None:
        written["accounts"]["currency"] = [portfolio.currency] * len(portfolio.accounts)
    return written


@frozen
class _Table:
    """A table as read: every declared column, None where there is nothing."""

    n_rows: int
    columns: Mapping[str, Any]


@frozen
class _Parsed:
    """The tables read so far, as columns."""

    found: Mapping[str, _Table]
    without_ids: Container[str]

    def cells(self, table: str, column: str) -> Sequence[Any]:
        if table not in self.found:
            return ()
        cells = self.found[table].columns[column]
        return cells if isinstance(cells, list) else listed(cells)

    def distinct(self, table: str, column: str) -> set[Any]:
        cells = self.found[table].columns[column] if table in self.found else ()
        return set(cells.values if isinstance(cells, Coded) else cells) - {None}

    def unread(self, table: str) -> bool:
        return table in self.without_ids


def _read_table(name: str, noun: type, raw: RawTable, exchange: Exchange, found: list[Fault]) -> _Table:
    declared = columns_of(noun)
    money = [column.name for column in declared if column.unit == "money"]
    found += _unknown_columns(name, raw, [column.name for column in declared] + ["currency"] * bool(money))
    n_rows = max(map(len, raw.values()), default=0)
    columns: dict[str, Any] = {}
    for column in declared:
        if column.name in raw:
            cells = raw[column.name]
            if column.name in money:
                cells = exchange.without_signs(name, column.name, cells)
            columns[column.name], problems = read_column(noun, column, cells, raw.conventions)
            found += [Fault(name, problem, row=row, column=column.name) for row, problem in problems]
        else:
            columns[column.name] = [() if column.many else None] * n_rows
            if column.required and raw:
                found.append(Fault(name, f"this column is required: {column.meaning}", column=column.name))
    if "currency" in raw and money:
        codes, problems = read_cells(_CURRENCY, listed(raw["currency"]))
        found += [Fault(name, problem, row=row, column="currency") for row, problem in problems]
        columns |= exchange.converted(name, codes, {column: listed(columns[column]) for column in money})
    return _Table(n_rows, columns)


_CURRENCY = Column(
    name="currency",
    kind=str,
    id_type=None,
    many=False,
    required=True,
    unit=None,
    rule=currency_code,
    meaning="Currency of the row's amounts; a cell is required where there is such a column.",
)


def _unknown_tables(raw: Mapping[str, RawTable]) -> list[Fault]:
    unknown = [name for name in raw if name not in nouns()]
    return [
        Fault(name, f"is not a table{_meant(name, nouns())}{_listed('tables', nouns()) if name == unknown[0] else ''}")
        for name in unknown
    ]


def _unknown_columns(name: str, raw: RawTable, known: list[str]) -> list[Fault]:
    unknown = [column for column in raw if column not in known]
    return [
        Fault(
            name,
            f"{shown(column)} is not a column{_meant(column, known)}"
            f"{_listed('columns', known) if column == unknown[0] else ''}",
        )
        for column in unknown
    ]


def _listed(what: str, known: Iterable[str]) -> str:
    """List what there is, once for all that is not."""
    return f"; {what} are {', '.join(known)}"


def _meant(word: str, known: Any) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f", did you mean {near[0]!r}?" if near else ""


def _place(fault: Fault) -> tuple[int, str, int]:
    """Order faults as the tables are declared, then by row; what is wrong with a whole table comes first."""
    known = list(nouns())
    return (
        known.index(fault.table) if fault.table in known else -1,
        fault.table,
        -1 if fault.row is None else fault.row,
    )


def _made(noun: type, table: _Table | None) -> Any:
    if issubclass(noun, Columns):
        return noun.empty() if table is None else noun(**table.columns)
    return () if table is None else tuple(made_rows(noun, table.columns, table.n_rows))


def _cells_of(rows: Any, column: Column) -> list[Any]:
    if not isinstance(rows, Columns):
        return [getattr(row, column.name) for row in rows]
    cells = getattr(rows, column.name)
    if isinstance(cells, Coded):
        return cells.decoded()
    if cells.dtype == np.int8:
        return [None if cell < 0 else bool(cell) for cell in cells.tolist()]
    return cells.tolist()  # type: ignore[no-any-return]
