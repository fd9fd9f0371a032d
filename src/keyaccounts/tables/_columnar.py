"""Large columns as engines hold them: repeated text as codes, dates and numbers as arrays.

They are read as they stand where all of their cells are right; where one is not, cell by cell, so that faults read the
same whatever the source was.
"""

import datetime as dt
from collections.abc import Sequence
from enum import Enum
from itertools import chain
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from keyaccounts._arrays import IntArray, sealed
from keyaccounts.model import Coded, Column, Columns
from keyaccounts.tables._cells import read_cells
from keyaccounts.tables._conventions import Conventions

RawColumn: TypeAlias = Sequence[Any] | Coded[Any] | npt.NDArray[Any]
"""One raw cell a row."""

_CHUNK: Final = 16_384
"""Columns up to this length are lists; of longer ones, no more than this many Python values are alive at a time."""
_FEW: Final = 0.25
"""Part of the cells that may be distinct where they count as repeated."""
_FIRST_DAY, _LAST_DAY = np.datetime64(dt.date.min, "D"), np.datetime64(dt.date.max, "D")


def column_of(series: Any) -> RawColumn:
    """Take a column of a dataframe (a narwhals series); a short one as a list."""
    import narwhals.stable.v2 as nw

    if len(series) <= _CHUNK:
        return _listed_series(series)
    if series.dtype == nw.Date and not series.implementation.is_pandas_like():
        return series.to_numpy()  # type: ignore[no-any-return]
    if series.dtype == nw.Datetime and series.dtype.time_zone is None:
        return series.to_numpy()  # type: ignore[no-any-return]
    if series.dtype.is_float() and not series.null_count():
        return series.to_numpy()  # type: ignore[no-any-return]
    if series.dtype in (nw.String, nw.Categorical, nw.Enum):
        return _coded(series if series.dtype == nw.String else series.cast(nw.String))
    return _listed_series(series)


def listed(raw: RawColumn) -> list[Any]:
    """Write a column out, one Python value a row; None where there is nothing."""
    if isinstance(raw, Coded):
        return raw.decoded()
    if isinstance(raw, np.ndarray):
        if raw.dtype.kind == "M":
            # Finer units of time come out of tolist() as integers.
            raw = raw.astype("datetime64[us]") if np.datetime_data(raw.dtype)[0] != "D" else raw
        elif raw.dtype.kind == "f":
            return [None if cell != cell else cell for cell in raw.tolist()]  # noqa: PLR0124 - NaN
        return raw.tolist()  # type: ignore[no-any-return]
    return list(raw)


def read_column(
    noun: type, column: Column, raw: RawColumn, conventions: Conventions
) -> tuple[RawColumn, list[tuple[int, str]]]:
    """Read a column.

    Args:
        noun: What its rows are; a bulky one keeps codes and arrays.
        column: What it is.
        raw: Its cells.
        conventions: How its text is written.

    Returns:
        The values, None where there is nothing or a problem; and the problems, each with its row.
    """
    whole = _read_whole(column, raw, conventions)
    if whole is None:
        return read_cells(column, listed(raw), conventions)
    keep = issubclass(noun, Columns) and (not isinstance(whole, Coded) or column.kind is str or _is_vocabulary(column))
    return (whole if keep else listed(whole)), []


def _read_whole(column: Column, raw: RawColumn, conventions: Conventions) -> RawColumn | None:
    """Read a column all of whose cells are right; None where one is not, or might not be."""
    if isinstance(raw, Coded):
        return _read_coded(column, raw, conventions)
    if isinstance(raw, np.ndarray) and column.kind is dt.date and raw.dtype.kind == "M":
        days = raw.astype("datetime64[D]")
        unknown = np.isnat(days)
        right = ((days == raw) & (days >= _FIRST_DAY) & (days <= _LAST_DAY)) | (unknown & (not column.required))
        return days if right.all() else None
    if isinstance(raw, np.ndarray) and column.kind is float and raw.dtype == np.float64:
        known = np.isfinite(raw).all() and all(map(column.rule.holds, (raw.min().item(), raw.max().item())))
        return raw if known else None
    return None


def _read_coded(column: Column, raw: Coded[Any], conventions: Conventions) -> Coded[Any] | None:
    cells, problems = read_cells(column, raw.values, conventions)
    if problems:
        return None
    read: Coded[Any] = Coded.of(cells)
    if len(read.values) == len(raw.values):
        return Coded(read.values, raw.codes)
    return Coded(read.values, sealed(read.codes[raw.codes]))  # two texts are one value


def _is_vocabulary(column: Column) -> bool:
    return issubclass(column.kind, Enum)


def _coded(series: Any) -> RawColumn:
    """Code text that repeats; text that is hardly ever the same stays a list."""
    texts = series.fill_null("")
    values: list[str] = texts.unique(maintain_order=True).to_list()
    if len(values) > _FEW * len(texts):
        return _listed_series(series)
    return Coded(tuple(values), sealed(_codes(texts, values)))


def _codes(texts: Any, values: Sequence[str]) -> IntArray:
    """Give the position of each text among the distinct ones, by whatever the engine is quickest at."""
    import narwhals.stable.v2 as nw

    if texts.implementation.is_polars():
        found = texts.cast(nw.Enum(values)).to_native().to_physical().to_numpy()
    elif texts.implementation.is_pyarrow():
        found = texts.replace_strict(values, range(len(values)), return_dtype=nw.Int64).to_numpy()
    else:
        place = {value: code for code, value in enumerate(values)}
        chunks = (texts[start : start + _CHUNK].to_list() for start in range(0, len(texts), _CHUNK))
        found = np.fromiter(map(place.__getitem__, chain.from_iterable(chunks)), np.intp, len(texts))
    return found.astype(np.intp, copy=False)  # type: ignore[no-any-return]


def _listed_series(series: Any) -> list[Any]:
    """Give the cells with None where the engine has null or NaN: pandas cannot tell the two apart."""
    import narwhals.stable.v2 as nw

    cells: list[Any] = series.to_list()
    if series.dtype.is_float() or series.dtype in (nw.Object, nw.Unknown):
        nulls = series.is_null().to_list()
        return [
            None if null or (isinstance(cell, float) and cell != cell) else cell  # noqa: PLR0124 - NaN
            for null, cell in zip(nulls, cells, strict=True)
        ]
    if series.implementation.is_pandas_like() and series.null_count():
        return [None if null else cell for null, cell in zip(series.is_null().to_list(), cells, strict=True)]
    return cells
