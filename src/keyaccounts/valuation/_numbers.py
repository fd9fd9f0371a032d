"""What this package asks of numbers beyond the doors of the library: a number or a column, and one length."""

import numpy as np
import numpy.typing as npt

from keyaccounts._arrays import FloatArray, floats, sealed
from keyaccounts.errors import InvalidValueError, ShapeError


def number_or_column(
    name: str, value: npt.ArrayLike, *, at_least: float = -np.inf, at_most: float = np.inf
) -> FloatArray:
    """Take one number, or one number per row."""
    shape = () if is_number(value) else (None,)
    taken = floats(name, value, shape=shape)
    # Two passes tell whether all is well; the door takes more, to say what is not.
    if taken.size and (taken.min() < at_least or taken.max() > at_most):
        floats(name, value, shape=shape, at_least=at_least, at_most=at_most)
    return taken


def is_number(value: npt.ArrayLike) -> bool:
    """Tell a number from a column; what is neither is left to the door to refuse."""
    return not isinstance(value, (list, tuple)) and np.ndim(value) == 0


def shared_shape(**arrays: FloatArray) -> tuple[int, ...]:
    """Give the shape of numbers and columns taken together; a number goes with a column of any length.

    Raises:
        ShapeError: Two columns differ in length.
    """
    columns = [(name, len(array)) for name, array in arrays.items() if array.ndim]
    for name, length in columns[1:]:
        first, wanted = columns[0]
        if length != wanted:
            raise ShapeError(name, f"must be as long as {first} ({wanted})", length)
    return (columns[0][1],) if columns else ()


def given(result: FloatArray) -> FloatArray | float:
    """Give a number for numbers, a sealed column for columns."""
    return sealed(result) if result.ndim else float(result)


def finite(name: str, result: FloatArray) -> FloatArray:
    """Refuse what grew beyond every float.

    Raises:
        InvalidValueError: A result is infinite; the message names the argument to blame, and its row.
    """
    good = np.isfinite(result)
    if not good.all():
        place = f"{name}[{int(np.argmin(good))}]" if result.ndim else name
        raise InvalidValueError(place, "must be small enough for a finite result", np.inf)
    return result
