"""Where tables come from: a folder, rows, columns or any dataframe, each turned into plain columns of raw cells."""

import csv
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias, cast

import numpy as np

from keyaccounts.errors import Fault, InvalidValueError, MissingEngineError, SourceNotFoundError, TablesError, shown

RawTable: TypeAlias = dict[str, list[Any]]
"""Column name → one raw cell a row; all of one length."""

_SUFFIXES: Final = (".csv", ".parquet")
_LONGEST_CELL: Final = 2**31 - 1
_NO_UTF_8: Final = re.compile("[\udc80-\udcff]")


def raw_tables(source: object, wanted: Callable[[str], bool] | None = None) -> tuple[dict[str, RawTable], list[Fault]]:
    """Take every table of a source as it stands, or those whose name is wanted.

    Returns:
        The tables, and what is wrong with their form. A table with such a fault is left out.

    Raises:
        SourceNotFoundError: The folder is not there.
        InvalidValueError: The source is neither a folder nor a mapping.
    """
    faults: list[Fault] = []
    found: dict[str, RawTable] = {}
    for name, take in _parts(source):
        if wanted is not None and not wanted(name):
            continue
        try:
            columns = take()
            _check_lengths(name, columns)
            if name in found:
                raise Fault(name, "is there twice: two files have its name")  # noqa: TRY301
            found[name] = columns
        except Fault as fault:
            faults.append(fault)
        except TablesError as several:
            faults += cast("tuple[Fault, ...]", several.exceptions)
    return found, faults


def _parts(source: object) -> Iterator[tuple[str, Callable[[], RawTable]]]:
    if isinstance(source, Mapping):
        yield from ((str(name), partial(_columns, str(name), table)) for name, table in source.items())
    elif isinstance(source, (str, os.PathLike)):
        yield from _files(Path(source))
    else:
        raise InvalidValueError("source", "must be a folder or a mapping of tables", type(source).__name__)


def _files(folder: Path) -> Iterator[tuple[str, Callable[[], RawTable]]]:
    if not folder.is_dir():
        problem = "is a file; a folder of tables is needed" if folder.exists() else "is not there"
        raise SourceNotFoundError(f"the folder {folder} {problem}")
    seen = sorted(folder.iterdir())
    files = [file for file in seen if file.suffix.lower() in _SUFFIXES and not file.name.startswith(".")]
    if not files:
        raise SourceNotFoundError(f"the folder {folder} holds no .csv or .parquet file; accounts.csv is needed")
    for file in files:
        yield file.stem.lower(), partial(_read_csv if file.suffix.lower() == ".csv" else _read_parquet, file)


def _read_csv(file: Path) -> RawTable:
    table = file.stem.lower()
    header, *rows = _csv_rows(table, file)
    names = [name.strip().lower() for name in header]
    if doubled := sorted(name for name, count in Counter(names).items() if count > 1):
        raise TablesError([Fault(table, f"two columns are called {shown(name)}") for name in doubled])
    if ragged := [(place, len(row)) for place, row in enumerate(rows) if len(row) != len(names)]:
        wanted = f"must have {len(names)} cells, as the header has"
        raise TablesError([Fault(table, f"{wanted}; it has {length}", row=place) for place, length in ragged])
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def _csv_rows(table: str, file: Path) -> list[list[str]]:
    """Read the header and the rows; a line without anything is no row."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines, _cells_of_any_length():
            reader = csv.reader(lines, strict=True)
            try:
                rows = [row for row in reader if row]
            except csv.Error as error:
                raise Fault(table, f"must be CSV; line {reader.line_num}: {error}") from None
    except OSError as error:
        raise Fault(table, f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Fault(table, f"must be UTF-8 text; {_wrong_byte(file)}") from None
    if not rows:
        raise Fault(table, "the file is empty; a header is needed")
    return rows


def _wrong_byte(file: Path) -> str:
    """Find the first byte that is no UTF-8: decoding says where it stopped only to a few thousand bytes."""
    with file.open(encoding="utf-8", errors="surrogateescape", newline="\n") as lines:
        number, byte = next((number, byte) for number, byte in enumerate(map(_NO_UTF_8.search, lines), 1) if byte)
    return f"line {number} holds the byte {ord(byte[0]) - 0xDC00:#04x}"


@contextmanager
def _cells_of_any_length() -> Iterator[None]:
    """Lift the limit of the csv module, which the whole process shares, for a while."""
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _read_parquet(file: Path) -> RawTable:
    table = file.stem.lower()
    try:
        import polars as pl
    except ImportError:
        raise MissingEngineError("reading Parquet needs polars: pip install 'keyaccounts[parquet]'") from None
    try:
        return _from_frame(table, pl.read_parquet(file))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise Fault(table, f"must be a Parquet file: {error}") from None


def _columns(name: str, table: object) -> RawTable:
    if isinstance(table, Mapping):
        return {str(column): _cells(name, str(column), cells) for column, cells in table.items()}
    if isinstance(table, (list, tuple)):
        return _from_rows(name, table)
    return _from_frame(name, table)


def _from_rows(name: str, rows: Sequence[Any]) -> RawTable:
    if wrong := [(place, row) for place, row in enumerate(rows) if not isinstance(row, Mapping)]:
        wanted = "must be a dict of column → cell"
        raise TablesError([Fault(name, f"{wanted}, got {shown(row)}", row=place) for place, row in wrong])
    names: dict[Any, None] = {}
    for row in rows:
        names.update(dict.fromkeys(row))
    return {str(column): [row.get(column) for row in rows] for column in names}


def _cells(name: str, column: str, cells: Any) -> list[Any]:
    if isinstance(cells, (list, tuple)):
        return list(cells)
    if isinstance(cells, np.ndarray):
        # Finer units of time come out of tolist() as integers.
        cells = cells.astype("datetime64[us]") if cells.dtype.kind == "M" else cells
        return list(cells) if cells.dtype.kind == "m" else cells.tolist()
    if isinstance(cells, (str, bytes, Mapping, set, frozenset)) or not isinstance(cells, Iterable):
        raise Fault(name, f"must be a list of cells, got {shown(cells)}", column=column)
    import narwhals.stable.v2 as nw

    series = nw.from_native(cells, series_only=True, pass_through=True)
    return _without_nan(series) if isinstance(series, nw.Series) else list(series)


def _from_frame(name: str, frame: Any) -> RawTable:
    import narwhals.stable.v2 as nw
    from narwhals.exceptions import NarwhalsError

    try:
        taken = nw.from_native(frame)
        eager = taken.collect() if isinstance(taken, nw.LazyFrame) else taken
    except TypeError:
        kind = f"{type(frame).__module__}.{type(frame).__name__}"
        raise Fault(name, f"must be rows, columns or a dataframe, got {kind}") from None
    except ModuleNotFoundError as error:
        raise MissingEngineError(f"collecting this frame needs {error.name}: pip install {error.name}") from None
    except NarwhalsError as error:
        raise Fault(name, f"cannot be read: {' '.join(str(error).split())}") from None
    return {str(series.name): _without_nan(series) for series in eager.iter_columns()}


def _without_nan(series: Any) -> list[Any]:
    """Give the cells with None where the engine has null or NaN: pandas cannot tell the two apart."""
    nulls = series.is_null().to_list()
    return [
        None if null or (isinstance(cell, float) and cell != cell) else cell  # noqa: PLR0124
        for null, cell in zip(nulls, series.to_list(), strict=True)
    ]


def _check_lengths(name: str, columns: RawTable) -> None:
    lengths = {column: len(cells) for column, cells in columns.items()}
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{column} {length}" for column, length in lengths.items())
        raise Fault(name, f"columns must be of one length; they have {said} cells")
