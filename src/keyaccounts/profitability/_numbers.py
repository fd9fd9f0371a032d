"""What this package asks of numbers beyond the doors of the library: a number or a column, a whole number, a ratio."""

import operator

import numpy as np
import numpy.typing as npt

from keyaccounts._arrays import FloatArray, floats, same_length, sealed
from keyaccounts.errors import InvalidValueError


def number_or_column(name: str, value: npt.ArrayLike, *, at_least: float = 0) -> FloatArray:
    """Take one number, or one number per row; none may be negative, unless that is said."""
    return floats(name, value, shape=() if np.ndim(value) == 0 else (None,), at_least=at_least)


def same_rows(**arrays: FloatArray) -> None:
    """Refuse columns of different lengths; a single number goes with any."""
    if columns := {name: array for name, array in arrays.items() if array.ndim}:
        same_length(**columns)


def whole(name: str, value: int, *, at_least: int) -> int:
    """Take a whole number; True and 3.0 are none."""
    try:
        taken = operator.index(value)
    except TypeError:
        taken = at_least - 1
    if taken < at_least or isinstance(value, (bool, np.bool_)):
        raise InvalidValueError(name, f"must be a whole number, at least {at_least}", value)
    return taken


def ratio(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    """Divide where the denominator is above 0; NaN elsewhere."""
    over, under = np.broadcast_arrays(numerator, denominator)
    result = np.full(over.shape, np.nan)
    np.divide(over, under, out=result, where=under > 0)
    return result


def finite(name: str, result: FloatArray) -> FloatArray:
    """Refuse what grew beyond every float, naming the argument to blame, and its row."""
    good = np.isfinite(result)
    if not good.all():
        place = f"{name}[{int(np.argmin(good))}]" if result.ndim else name
        raise InvalidValueError(place, "must be small enough for a finite result", np.inf)
    return result


def given(result: FloatArray) -> FloatArray | float:
    """Give a number for numbers, a sealed column for columns."""
    return sealed(result) if result.ndim else float(result)
