"""What this package asks of numbers beyond the doors of the library: columns, limits and counts."""

import operator
from typing import Final

import numpy as np
import numpy.typing as npt

from keyaccounts._arrays import FloatArray, floats, same_length
from keyaccounts.errors import InvalidValueError

LARGEST: Final = 1e100
"""Amounts and hours up to this may be multiplied and added up over any book and stay in the range of a float."""
SMALLEST: Final = 1e-100
"""What must be above 0 must be at least this, for the same reason."""


def per_account(name: str, value: npt.ArrayLike, n_accounts: int, *, like: str = "value") -> FloatArray:
    """Take a column with an entry per account, or one number for all of them; none is negative."""
    taken = floats(name, value, shape=() if is_number(value) else (None,), at_least=0, at_most=LARGEST)
    if taken.ndim:
        same_length(**{like: np.empty(n_accounts), name: taken})
    return np.broadcast_to(taken, n_accounts)


def amounts(name: str, value: npt.ArrayLike) -> FloatArray:
    """Take a column of amounts or hours, none negative."""
    return floats(name, value, at_least=0, at_most=LARGEST)


def count(name: str, value: int) -> int:
    """Take a number of things: whole, at least 0; True and 3.0 are none."""
    try:
        taken = operator.index(value)
    except TypeError:
        taken = -1
    if taken < 0 or isinstance(value, (bool, np.bool_)):
        raise InvalidValueError(name, "must be a whole number, at least 0", value)
    return taken


def above_zero(name: str, array: FloatArray) -> FloatArray:
    """Refuse what is not above 0, nor large enough to divide by; the message names its position."""
    low = array < SMALLEST
    if low.any():
        at = np.unravel_index(int(np.argmax(low)), low.shape)
        place = f"{name}[{', '.join(str(int(i)) for i in at)}]"
        raise InvalidValueError(place, f"must be above 0 (at least {SMALLEST:g})", float(array[at]))
    return array


def limits(lower: npt.ArrayLike, upper: npt.ArrayLike, n_accounts: int) -> tuple[FloatArray, FloatArray]:
    """Take the least and the most hours of each account; no limit is an infinite one."""
    least = per_account("lower", lower, n_accounts)
    most = _upper(upper, n_accounts)
    crossed = most < least
    if crossed.any():
        at = int(np.argmax(crossed))
        raise InvalidValueError(f"upper[{at}]", f"must be at least lower[{at}] ({least[at]:g})", float(most[at]))
    return least, most


def is_number(value: npt.ArrayLike) -> bool:
    """Tell a number from a column; what is neither is left to the door to refuse."""
    return not isinstance(value, (list, tuple)) and np.ndim(value) == 0


def _upper(value: npt.ArrayLike, n_accounts: int) -> FloatArray:
    """Take the most hours: the one argument that may be infinite, so infinity goes round the door."""
    try:
        array = np.asarray(value)
    except ValueError:  # rows of several lengths: the door says so
        return per_account("upper", value, n_accounts)
    if array.dtype.kind != "f" or isinstance(value, np.ma.MaskedArray):
        return per_account("upper", value, n_accounts)
    endless = np.isposinf(array)
    most = per_account("upper", np.where(endless, 0.0, array), n_accounts)
    return np.where(endless, np.inf, most)
