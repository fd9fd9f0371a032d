"""Where tables come from: a folder, rows, columns or any dataframe, each turned into plain columns of raw cells."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np

from keyaccounts.errors import Fault, InvalidValueError, MissingEngineError, SourceNotFoundError, shown

RawTable: TypeAlias = dict[str, list[Any]]
"""Column name → one raw cell a row; all of one length."""

_SUFFIXES: Final = (".csv", ".parquet")


def raw_tables(source: object) -> tuple[dict[str, RawTable], list[Fault]]:
    """Take every table of a source as it stands.

    Returns:
        The tables, and what is wrong with their form. A table with such a fault is left out.

    Raises:
        SourceNotFoundError: The folder is not there.
        InvalidValueError: The source is neither a folder nor a mapping.
    """
    faults: list[Fault] = []
    found: dict[str, RawTable] = {}
    for name, table in _parts(source):
        try:
            columns = table() if callable(table) else _columns(name, table)
            _check_lengths(name, columns)
            if name in found:
                raise Fault(name, "is there twice, as CSV and as Parquet")  # noqa: TRY301
            found[name] = columns
        except Fault as fault:
            faults.append(fault)
    return found, faults


def _parts(source: object) -> Iterator[tuple[str, Any]]:
    if isinstance(source, Mapping):
        yield from source.items()
    elif isinstance(source, (str, Path)):
        yield from _files(Path(source))
    else:
        raise InvalidValueError("source", "must be a folder or a mapping of tables", type(source).__name__)


def _files(folder: Path) -> Iterator[tuple[str, Any]]:
    if not folder.is_dir():
        raise SourceNotFoundError(f"there is no folder {folder}")
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in _SUFFIXES)
    if not files:
        raise SourceNotFoundError(f"the folder {folder} holds no .csv or .parquet file; accounts.csv is needed")
    for file in files:
        read = _read_csv if file.suffix.lower() == ".csv" else _read_parquet
        yield file.stem.lower(), lambda file=file, read=read: read(file)


def _read_csv(file: Path) -> RawTable:
    table = file.stem.lower()
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = [row for row in csv.reader(lines, strict=True) if row]
    except UnicodeDecodeError as error:
        raise Fault(table, f"must be UTF-8 text; byte {error.start} is {error.object[error.start]:#04x}") from None
    except csv.Error as error:
        raise Fault(table, f"must be CSV: {error}") from None
    if not rows:
        raise Fault(table, "the file is empty; a header is needed")
    header = [name.strip().lower() for name in rows[0]]
    if doubled := sorted({name for name in header if header.count(name) > 1}):
        raise Fault(table, f"two columns are called {shown(doubled[0])}")
    for place, row in enumerate(rows[1:]):
        if len(row) != len(header):
            raise Fault(table, f"must have {len(header)} cells, as the header has; it has {len(row)}", row=place)
    cells = zip(*rows[1:], strict=True) if len(rows) > 1 else ([] for _ in header)
    return dict(zip(header, map(list, cells), strict=True))


def _read_parquet(file: Path) -> RawTable:
    try:
        import polars as pl
    except ImportError:
        raise MissingEngineError("reading Parquet needs polars: pip install 'keyaccounts[parquet]'") from None
    try:
        return _from_frame(pl.read_parquet(file))
    except pl.exceptions.PolarsError as error:
        raise Fault(file.stem.lower(), f"must be a Parquet file: {error}") from None


def _columns(name: str, table: object) -> RawTable:
    if isinstance(table, Mapping):
        return {str(column): _cells(cells) for column, cells in table.items()}
    if isinstance(table, (list, tuple)):
        return _from_rows(name, table)
    return _from_frame(table, name)


def _from_rows(name: str, rows: Iterable[Any]) -> RawTable:
    kept = list(rows)
    names: dict[str, None] = {}
    for place, row in enumerate(kept):
        if not isinstance(row, Mapping):
            raise Fault(name, f"must be a dict of column → cell, got {shown(row)}", row=place)
        names.update(dict.fromkeys(row))
    return {str(column): [row.get(column) for row in kept] for column in names}


def _cells(cells: Any) -> list[Any]:
    if isinstance(cells, np.ndarray) and cells.dtype.kind == "M":
        # Finer units come out of tolist() as integers.
        return cells.astype("datetime64[us]").tolist()  # type: ignore[no-any-return]
    return cells.tolist() if isinstance(cells, np.ndarray) else list(cells)


def _from_frame(frame: Any, name: str = "frame") -> RawTable:
    import narwhals.stable.v2 as nw

    try:
        taken = nw.from_native(frame)
    except TypeError:
        raise Fault(
            name, f"must be rows, columns or a dataframe, got {type(frame).__module__}.{type(frame).__name__}"
        ) from None
    try:
        eager = taken.collect() if isinstance(taken, nw.LazyFrame) else taken
    except ModuleNotFoundError as error:
        raise MissingEngineError(f"collecting this frame needs {error.name}: pip install {error.name}") from None
    return {column: _without_nan(eager[column]) for column in eager.columns}


def _without_nan(series: Any) -> list[Any]:
    """Give the cells with None where the engine has null or NaN: pandas cannot tell the two apart."""
    nulls = series.is_null().to_list()
    return [None if null or cell != cell else cell for null, cell in zip(nulls, series.to_list(), strict=True)]  # noqa: PLR0124


def _check_lengths(name: str, columns: RawTable) -> None:
    lengths = {column: len(cells) for column, cells in columns.items()}
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{column} {length}" for column, length in lengths.items())
        raise Fault(name, f"columns must be of one length; they have {said} cells")
