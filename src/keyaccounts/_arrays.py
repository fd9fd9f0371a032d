"""The doors for arrays: numbers come in checked, results go out sealed.

Every public numeric function takes array-likes through `floats`, `codes`, `booleans` or `days` and gives arrays through
`sealed`, so that NaN, infinity, text that looks like a number and masked cells are refused in one place, with one
wording.
"""

import datetime as dt
import operator
from collections.abc import Sequence
from typing import Any, SupportsFloat, TypeAlias

import numpy as np
import numpy.typing as npt

from keyaccounts.errors import InvalidValueError, ShapeError

FloatArray: TypeAlias = npt.NDArray[np.float64]
IntArray: TypeAlias = npt.NDArray[np.intp]
BoolArray: TypeAlias = npt.NDArray[np.bool_]
DateArray: TypeAlias = npt.NDArray[np.datetime64]


def floats(
    name: str,
    value: npt.ArrayLike,
    *,
    shape: Sequence[int | None] = (None,),
    at_least: float = -np.inf,
    at_most: float = np.inf,
) -> FloatArray:
    """Take an array-like of real numbers.

    Args:
        name: What the caller calls it; it starts every message.
        value: Integers or floats of any width; text, booleans, complex numbers and dates are refused.
        shape: Wanted length of each dimension, None where any length will do; () for a single number.
        at_least: Smallest value allowed.
        at_most: Largest value allowed.

    Returns:
        A float64 array of that shape. It may share memory with `value`: never write to it.

    Raises:
        ShapeError: The number of dimensions or a length differs.
        InvalidValueError: A value is not a number, not finite or out of bounds; the message names its position.
    """
    array = _numbers(name, value)
    _check_shape(name, array, shape)
    _check_all(name, array, np.isfinite(array), "must be finite")
    if at_least > -np.inf or at_most < np.inf:
        _check_all(name, array, (array >= at_least) & (array <= at_most), _bounds(at_least, at_most))
    return array


def codes(name: str, value: npt.ArrayLike, *, below: int, at_least: int = 0) -> IntArray:
    """Take a one-dimensional array-like of integer codes in [at_least, below).

    Raises:
        ShapeError: It is not one-dimensional.
        InvalidValueError: A code is not an integer or out of range.
    """
    array = _array(name, value)
    _check_shape(name, array, (None,))
    if array.size and array.dtype.kind not in "iu":
        raise InvalidValueError(name, "must hold integer codes", f"{array.dtype.name} values")
    if array.size and (array.min() < at_least or array.max() >= below):
        _check_all(name, array, (array >= at_least) & (array < below), f"must be a code in [{at_least}, {below})")
    return array.astype(np.intp, copy=False)


def booleans(name: str, value: npt.ArrayLike) -> BoolArray:
    """Take a column of True and False."""
    array = column(name, value)
    if array.size and array.dtype != np.bool_:
        raise InvalidValueError(name, "must hold booleans", f"{array.dtype.name} values")
    return array.astype(np.bool_)


def days(name: str, value: npt.ArrayLike) -> DateArray:
    """Take a column of dates of which any may be unknown: numpy dates with NaT, or `datetime.date` with None."""
    array = column(name, value)
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


def count(name: str, value: int) -> int:
    """Take a number of things: whole, at least 0; True and 3.0 are none."""
    try:
        taken = operator.index(value)
    except TypeError:
        taken = -1
    if taken < 0 or isinstance(value, (bool, np.bool_)):
        raise InvalidValueError(name, "must be a whole number, at least 0", value)
    return taken


def column(name: str, value: npt.ArrayLike) -> npt.NDArray[Any]:
    """Take a column of anything: one dimension, no masked cells."""
    if isinstance(value, np.ma.MaskedArray) and np.ma.getmaskarray(value).any():
        raise InvalidValueError(name, "must not hold masked cells", value)
    try:
        array = np.asarray(value)
    except ValueError:
        raise ShapeError(name, "must have rows of one length", value) from None
    if array.ndim != 1:
        raise ShapeError(name, "must have shape (any)", array.shape)
    return array


def same_length(**arrays: npt.NDArray[Any]) -> None:
    """Refuse arrays whose first dimensions differ, naming both.

    Raises:
        ShapeError: Two lengths differ.
    """
    (first, wanted), *others = ((name, len(array)) for name, array in arrays.items())
    for name, length in others:
        if length != wanted:
            raise ShapeError(name, f"must be as long as {first} ({wanted})", length)


def sealed(array: npt.ArrayLike) -> npt.NDArray[Any]:
    """Give an array that nobody can write to; the caller's own array stays writable."""
    view = np.asarray(array).view()
    view.flags.writeable = False
    return view


def stable_order(keys: IntArray) -> IntArray:
    """Sort row numbers by key (at least 0): packed below their keys they are plain whole numbers, faster to sort."""
    n_bits = len(keys).bit_length()
    packed = keys.astype(np.int64) << n_bits
    packed |= np.arange(len(keys))
    packed.sort()
    packed &= (1 << n_bits) - 1
    return packed.astype(np.intp, copy=False)


def _numbers(name: str, value: npt.ArrayLike) -> FloatArray:
    array = _array(name, value)
    if array.dtype == object:
        _check_all(name, array, np.vectorize(_is_real, otypes=[bool])(array), "must be a number")
    elif array.size and array.dtype.kind not in "iuf":
        raise InvalidValueError(name, "must hold numbers", f"{array.dtype.name} values")
    try:
        return array.astype(np.float64, copy=False)
    except (OverflowError, ValueError):  # an integer beyond every float, a signaling NaN
        raise InvalidValueError(name, "must hold numbers that a float can hold", value) from None


def _array(name: str, value: npt.ArrayLike) -> npt.NDArray[Any]:
    if isinstance(value, np.ma.MaskedArray) and np.ma.getmaskarray(value).any():
        raise InvalidValueError(name, "must not hold masked cells", value)
    try:
        return np.asarray(value)
    except ValueError:
        raise ShapeError(name, "must have rows of one length", value) from None


def _is_real(value: object) -> bool:
    """Tell a real number (Decimal and Fraction included) from text, booleans and what else float() would swallow."""
    if isinstance(value, np.generic):
        return value.dtype.kind in "iuf"
    return isinstance(value, SupportsFloat) and not isinstance(value, (str, bool, np.ndarray))


def _check_shape(name: str, array: npt.NDArray[Any], shape: Sequence[int | None]) -> None:
    fits = array.ndim == len(shape) and all(
        wanted in (None, length) for wanted, length in zip(shape, array.shape, strict=True)
    )
    if not fits:
        wanted = "(" + ", ".join("any" if length is None else str(length) for length in shape) + ")"
        raise ShapeError(name, f"must have shape {wanted}", array.shape)


def _check_all(name: str, array: npt.NDArray[Any], good: npt.NDArray[np.bool_], rule: str) -> None:
    if not good.all():
        at = np.unravel_index(int(np.argmin(good)), good.shape)
        place = name if not at else f"{name}[{', '.join(str(int(i)) for i in at)}]"
        raise InvalidValueError(place, rule, array[at].item() if array.dtype != object else array[at])


def _bounds(at_least: float, at_most: float) -> str:
    if at_most == np.inf:
        return f"must be at least {at_least:g}"
    return f"must be in [{at_least:g}, {at_most:g}]"
