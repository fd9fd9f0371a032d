"""What this package asks of columns beyond the doors of the library: yes or no, days, counts, words."""

import datetime as dt
import operator
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from keyaccounts._arrays import BoolArray, DateArray, FloatArray, floats
from keyaccounts.errors import InvalidValueError, ShapeError

LARGEST: Final = 1e150
"""Amounts up to this may be squared and added up without leaving the range of a float."""


def amounts(name: str, value: npt.ArrayLike, *, at_least: float = -LARGEST) -> FloatArray:
    """Take a column of numbers of any size that makes sense."""
    return floats(name, value, at_least=at_least, at_most=LARGEST)


def booleans(name: str, value: npt.ArrayLike) -> BoolArray:
    """Take a column of True and False."""
    array = _column(name, value)
    if array.size and array.dtype != np.bool_:
        raise InvalidValueError(name, "must hold booleans", f"{array.dtype.name} values")
    return array.astype(np.bool_)


def days(name: str, value: npt.ArrayLike) -> DateArray:
    """Take a column of dates of which any may be unknown: numpy dates with NaT, or `datetime.date` with None."""
    array = _column(name, value)
    if array.dtype.kind == "M" or not array.size:
        return array.astype("datetime64[D]")
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


def count(name: str, value: int) -> int:
    """Take a number of things: whole, at least 0; True and 3.0 are none."""
    try:
        taken = operator.index(value)
    except TypeError:
        taken = -1
    if taken < 0 or isinstance(value, (bool, np.bool_)):
        raise InvalidValueError(name, "must be a whole number, at least 0", value)
    return taken


def word(value: object) -> object:
    """Give the text of a word of a vocabulary; text stays as it is."""
    return getattr(value, "value", value)


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
