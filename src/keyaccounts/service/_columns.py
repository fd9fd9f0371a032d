"""What this package asks of columns beyond the doors of the library: flags with unknowns, weights, levels."""

from statistics import NormalDist
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from keyaccounts._arrays import BoolArray, FloatArray, booleans, codes, column, floats, same_length
from keyaccounts.errors import InvalidValueError

Flags: TypeAlias = npt.NDArray[np.int8]
"""1 yes, 0 no, −1 unknown."""


def flags(name: str, value: npt.ArrayLike) -> Flags:
    """Take a column of 1 (yes), 0 (no) and −1 (unknown), or of True, False and None."""
    array = column(name, value)
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
    return booleans(name, value)


def weights_of(value: npt.ArrayLike, n_rows: int) -> FloatArray:
    """Take weights of at least 0: a column, or one for all rows."""
    is_number = not isinstance(value, (list, tuple)) and np.ndim(value) == 0
    taken = floats("weights", value, shape=() if is_number else (None,), at_least=0, at_most=1e300)
    if taken.ndim:
        same_length(target=np.empty(n_rows), weights=taken)
    return np.broadcast_to(taken, n_rows)


def normal_quantile(level: float) -> float:
    """Give the z between whose −z and z a standard normal number lies with this probability."""
    taken = float(floats("level", level, shape=()))
    if not 0 < taken < 1:
        raise InvalidValueError("level", "must be in (0, 1), both ends left out", taken)
    return NormalDist().inv_cdf(0.5 + taken / 2)
