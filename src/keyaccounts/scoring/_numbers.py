"""What this package asks of its arguments beyond the doors of the library: ratings, weights, yes and no, chance."""

import operator
from typing import Final

import numpy as np
import numpy.typing as npt

from keyaccounts._arrays import BoolArray, FloatArray, floats
from keyaccounts.errors import InvalidValueError, ShapeError

ANY_CODE: Final = int(np.iinfo(np.intp).max)


def table(name: str, value: npt.ArrayLike, *, at_least: float = -np.inf) -> FloatArray:
    """Take one row per account and one column per criterion."""
    return floats(name, value, shape=(None, None), at_least=at_least)


def unread(name: str, value: npt.ArrayLike) -> FloatArray:
    """Take a table that is to be read once only: a plain array of floats is left for the caller to find finite."""
    if type(value) is np.ndarray and value.dtype == np.float64 and value.ndim == 2:  # noqa: PLR2004 - rows and columns
        return value
    return table(name, value)


def weights_of(name: str, value: npt.ArrayLike, n_criteria: int) -> FloatArray:
    """Take one weight per criterion, and divide them by their sum."""
    given = floats(name, value, shape=(n_criteria,), at_least=0)
    largest = float(given.max(initial=0))
    if not largest:
        raise InvalidValueError(name, "must have a sum above 0", 0.0)
    # Divided by the largest first, weights of any size have a sum that a float can hold.
    parts: FloatArray = given / largest
    parts /= parts.sum()
    return parts


def amounts(name: str, value: npt.ArrayLike) -> FloatArray:
    """Take money of at least 0, of which a float can hold the sum."""
    given = floats(name, value, at_least=0)
    with np.errstate(over="ignore"):
        total = float(given.sum())
    if not np.isfinite(total):
        raise InvalidValueError(name, "must have a finite sum", total)
    return given


def flags(name: str, value: npt.ArrayLike, length: int) -> BoolArray:
    """Take yes or no: True and False, or 1 and 0; a −1 for a cost would be taken for a yes, and is refused."""
    given = np.asarray(value)
    if given.shape != (length,):
        raise ShapeError(name, f"must have shape ({length})", given.shape)
    if given.dtype != np.bool_:
        good = (given == 0) | (given == 1) if given.dtype.kind in "iuf" else np.zeros(length, dtype=np.bool_)
        if not good.all():
            at = int(np.argmin(good))
            raise InvalidValueError(f"{name}[{at}]", "must be True or False", given[at].item())
    return given.astype(np.bool_)


def whole(name: str, value: int, *, at_least: int) -> int:
    """Take a whole number; True and 3.0 are none."""
    try:
        taken = operator.index(value)
    except TypeError:
        taken = at_least - 1
    if taken < at_least or isinstance(value, (bool, np.bool_)):
        raise InvalidValueError(name, f"must be a whole number, at least {at_least}", value)
    return taken


def generator(rng: np.random.Generator) -> np.random.Generator:
    """Take the caller's source of chance."""
    if not isinstance(rng, np.random.Generator):
        raise InvalidValueError("rng", "must be a numpy.random.Generator", rng)
    return rng
