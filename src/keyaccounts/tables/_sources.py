"""Where tables come from: a folder, rows, columns or any dataframe, each turned into plain columns of raw cells."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, cast

import numpy as np

from keyaccounts.errors import Fault, InvalidValueError, MissingEngineError, SourceNotFoundError, TablesError, shown
from keyaccounts.tables._columnar import RawColumn, column_of, listed
from keyaccounts.tables._conventions import PLAIN, Conventions
from keyaccounts.tables._delimited import read_delimited

_SUFFIXES: Final = (".csv", ".tsv", ".parquet")
_WORKBOOKS: Final = (".xls", ".xlsx", ".xlsm", ".ods")


class RawTable(dict[str, RawColumn]):
    """Column name → one raw cell a row; all of one length.

    Attributes:
        conventions: How its text cells are written.
    """

    def __init__(self, columns: Mapping[str, RawColumn], conventions: Conventions = PLAIN) -> None:
        super().__init__(columns)
        self.conventions = conventions


def raw_tables(
    source: object,
    conventions: Conventions,
    wanted: Callable[[str], bool] | None = None,
    named: Callable[[str], str] = str,
) -> tuple[dict[str, RawTable], list[Fault]]:
    """Take every table of a source as it stands, or those whose name is wanted.

    Args:
        source: A folder, or a mapping of tables.
        conventions: How its text cells are written.
        wanted: Whether a table of this name is to be read.
        named: Gives the files of a folder and their columns their names.

    Returns:
        The tables, and what is wrong with their form. A table with such a fault is left out.

    Raises:
        SourceNotFoundError: The folder is not there.
        InvalidValueError: The source is neither a folder nor a mapping.
    """
    faults: list[Fault] = []
    found: dict[str, RawTable] = {}
    for name, take in _parts(source, conventions, named):
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


def _parts(
    source: object, conventions: Conventions, named: Callable[[str], str]
) -> Iterator[tuple[str, Callable[[], RawTable]]]:
    if isinstance(source, Mapping):
        yield from ((str(name), partial(_columns, str(name), table, conventions)) for name, table in source.items())
    elif isinstance(source, (str, os.PathLike)):
        for file in _files(Path(source)):
            read = _read_parquet if file.suffix.lower() == ".parquet" else _read_text
            yield named(file.stem), partial(read, file, conventions, named)
    else:
        raise InvalidValueError("source", "must be a folder or a mapping of tables", type(source).__name__)


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        problem = "is a file; a folder of tables is needed" if folder.exists() else "is not there"
        raise SourceNotFoundError(f"the folder {folder} {problem}")
    seen = sorted(folder.iterdir())
    files = [file for file in seen if file.suffix.lower() in _SUFFIXES and not file.name.startswith(".")]
    if not files:
        workbook = next((file.name for file in seen if file.suffix.lower() in _WORKBOOKS), None)
        hint = "accounts.csv is needed" if workbook is None else f"save each sheet of {workbook} as CSV UTF-8"
        raise SourceNotFoundError(f"the folder {folder} holds no .csv, .tsv or .parquet file; {hint}")
    return files


def _read_text(file: Path, conventions: Conventions, named: Callable[[str], str]) -> RawTable:
    return RawTable(*read_delimited(file, named(file.stem), conventions, named))


def _read_parquet(file: Path, conventions: Conventions, named: Callable[[str], str]) -> RawTable:
    table = named(file.stem)
    try:
        import polars as pl
    except ImportError:
        raise MissingEngineError("reading Parquet needs polars: pip install 'keyaccounts[parquet]'") from None
    try:
        columns = _from_frame(table, pl.read_parquet(file))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise Fault(table, f"must be a Parquet file: {error}") from None
    names = [named(name.strip()) for name in columns]
    if doubled := sorted(name for name, count in Counter(names).items() if count > 1):
        raise TablesError([Fault(table, f"two columns are called {shown(name)}") for name in doubled])
    return RawTable(dict(zip(names, columns.values(), strict=True)), conventions)


def _columns(name: str, table: object, conventions: Conventions) -> RawTable:
    if isinstance(table, Mapping):
        columns = {str(column): _cells(name, str(column), cells) for column, cells in table.items()}
    elif isinstance(table, (list, tuple)):
        columns = _from_rows(name, table)
    else:
        columns = _from_frame(name, table)
    return RawTable(columns, conventions)


def _from_rows(name: str, rows: Sequence[Any]) -> dict[str, RawColumn]:
    if wrong := [(place, row) for place, row in enumerate(rows) if not isinstance(row, Mapping)]:
        wanted = "must be a dict of column → cell"
        raise TablesError([Fault(name, f"{wanted}, got {shown(row)}", row=place) for place, row in wrong])
    names: dict[Any, None] = {}
    for row in rows:
        names.update(dict.fromkeys(row))
    return {str(column): [row.get(column) for row in rows] for column in names}


def _cells(name: str, column: str, cells: Any) -> RawColumn:
    if isinstance(cells, (list, tuple)):
        return list(cells)
    if isinstance(cells, np.ndarray):
        return list(cells) if cells.dtype.kind == "m" else listed(cells)
    if isinstance(cells, (str, bytes, Mapping, set, frozenset)) or not isinstance(cells, Iterable):
        raise Fault(name, f"must be a list of cells, got {shown(cells)}", column=column)
    import narwhals.stable.v2 as nw

    series = nw.from_native(cells, series_only=True, pass_through=True)
    return column_of(series) if isinstance(series, nw.Series) else list(series)


def _from_frame(name: str, frame: Any) -> dict[str, RawColumn]:
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
    return {str(series.name): column_of(series) for series in eager.iter_columns()}


def _check_lengths(name: str, columns: Mapping[str, RawColumn]) -> None:
    lengths = {column: len(cells) for column, cells in columns.items()}
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{column} {length}" for column, length in lengths.items())
        raise Fault(name, f"columns must be of one length; they have {said} cells")
