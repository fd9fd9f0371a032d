"""What this package asks of columns beyond the doors of the library: yes or no, flags with unknowns, days, levels."""

import datetime as dt
import operator
from statistics import NormalDist
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from keyaccounts._arrays import BoolArray, DateArray, FloatArray, codes, floats, same_length
from keyaccounts.errors import InvalidValueError, ShapeError

Flags: TypeAlias = npt.NDArray[np.int8]
"""1 yes, 0 no, −1 unknown."""


def flags(name: str, value: npt.ArrayLike) -> Flags:
    """Take a column of 1 (yes), 0 (no) and −1 (unknown), or of True, False and None."""
    array = _column(name, value)
    if array.dtype == np.int8 and array.min(initial=0) >= -1 and array.max(initial=0) <= 1:
        return array  # as the model keeps them: no copy
    if array.dtype.kind in "iu":
        return codes(name, array, below=2, at_least=-1).astype(np.int8)
    if array.dtype == np.bool_ or not array.size:
        return array.astype(np.int8)
    cells = array.tolist()
    for row, cell in enumerate(cells):
        if cell is not None and type(cell) is not bool:
            raise InvalidValueError(f"{name}[{row}]", "must be true, false or unknown", cell)
    return np.fromiter((-1 if cell is None else cell for cell in cells), np.int8, len(cells))


def yes_or_no(name: str, value: npt.ArrayLike, n_rows: int) -> BoolArray:
    """Take a column of booleans, or one for all rows."""
    if isinstance(value, (bool, np.bool_)):
        return np.full(n_rows, bool(value))
    array = _column(name, value)
    if array.size and array.dtype != np.bool_:
        raise InvalidValueError(name, "must hold booleans", f"{array.dtype.name} values")
    return array.astype(np.bool_)


def days(name: str, value: npt.ArrayLike) -> DateArray:
    """Take a column of dates of which any may be unknown: numpy dates with NaT, or `datetime.date` with None."""
    array = _column(name, value)
    if array.dtype.kind == "M" or not array.size:
        return array.astype("datetime64[D]", copy=False)
    if array.dtype != object:
        raise InvalidValueError(name, "must hold dates", f"{array.dtype.name} values")
    for row, cell in enumerate(array):
        if cell is not None and type(cell) is not dt.date:
            raise InvalidValueError(f"{name}[{row}]", "must be a date or unknown", cell)
    return array.astype("datetime64[D]")


def day(name: str, value: dt.date) -> "np.datetime64":
    """Take one date."""
    if type(value) is not dt.date:
        raise InvalidValueError(name, "must be a date", value)
    return np.datetime64(value, "D")


def weights_of(value: npt.ArrayLike, n_rows: int) -> FloatArray:
    """Take weights of at least 0: a column, or one for all rows."""
    is_number = not isinstance(value, (list, tuple)) and np.ndim(value) == 0
    taken = floats("weights", value, shape=() if is_number else (None,), at_least=0, at_most=1e300)
    if taken.ndim:
        same_length(target=np.empty(n_rows), weights=taken)
    return np.broadcast_to(taken, n_rows)


def count(name: str, value: int) -> int:
    """Take a number of things: whole, at least 0; True and 3.0 are none."""
    try:
        taken = operator.index(value)
    except TypeError:
        taken = -1
    if taken < 0 or isinstance(value, (bool, np.bool_)):
        raise InvalidValueError(name, "must be a whole number, at least 0", value)
    return taken


def normal_quantile(level: float) -> float:
    """Give the z between whose −z and z a standard normal number lies with this probability."""
    taken = float(floats("level", level, shape=()))
    if not 0 < taken < 1:
        raise InvalidValueError("level", "must be in (0, 1), both ends left out", taken)
    return NormalDist().inv_cdf(0.5 + taken / 2)


def _column(name: str, value: npt.ArrayLike) -> npt.NDArray[Any]:
    if isinstance(value, np.ma.MaskedArray) and np.ma.getmaskarray(value).any():
        raise InvalidValueError(name, "must not hold masked cells", value)
    try:
        array = np.asarray(value)
    except ValueError:
        raise ShapeError(name, "must have rows of one length", value) from None
    if array.ndim != 1:
        raise ShapeError(name, "must have shape (any)", array.shape)
    return array
