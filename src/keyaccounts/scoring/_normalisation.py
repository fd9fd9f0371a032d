"""Four ways to bring criteria of different units to one scale."""

import numpy as np
import numpy.typing as npt

from keyaccounts._arrays import FloatArray, sealed
from keyaccounts.errors import InvalidValueError
from keyaccounts.scoring._columns import blocks, tamed
from keyaccounts.scoring._numbers import flags, table, unread
from keyaccounts.scoring._order import best_first


def min_max(matrix: npt.ArrayLike, /, *, benefit: npt.ArrayLike) -> FloatArray:
    """Rate each account between the worst (0) and the best (1) on each criterion.

    Args:
        matrix: (n_accounts, n_criteria) Values, each criterion in its own unit.
        benefit: (n_criteria,) True where more is better, False for a cost.

    Returns:
        (n_accounts, n_criteria) (x − min) / (max − min), for a cost (max − x) / (max − min), in [0, 1]. A criterion on
        which all accounts are equal tells nothing apart: its column is NaN, and is to be left out before
        `weighted_sum`, which refuses it.

    Raises:
        ShapeError: matrix is not two-dimensional, or benefit does not have one entry per criterion.
        InvalidValueError: A value is NaN or infinite, or benefit holds something else than True and False.
    """
    values = unread("matrix", matrix)
    more = flags("benefit", benefit, values.shape[1])
    result = _column_major(values.shape)
    if not values.size:
        return sealed(result)
    values, (low, high, _) = tamed("matrix", values)
    span = high - low
    constant = span == 0
    span[constant] = np.nan
    worst = np.where(more, low, high)
    for rows in blocks(len(values)):
        block, rated = values[rows], result[rows]
        for column in range(values.shape[1]):
            first, second = block[:, column], worst[column]
            if not more[column]:
                first, second = second, first
            np.subtract(first, second, out=rated[:, column])
            np.divide(rated[:, column], span[column], out=rated[:, column])
    return sealed(result)


def vector_norm(matrix: npt.ArrayLike, /) -> FloatArray:
    """Divide each criterion by its length as a vector, the normalisation inside TOPSIS.

    Args:
        matrix: (n_accounts, n_criteria) Values, each criterion in its own unit.

    Returns:
        (n_accounts, n_criteria) x / √Σ x²; signs and directions stay, so a cost is still a cost. A criterion that is 0
        everywhere is NaN.

    Raises:
        ShapeError: matrix is not two-dimensional.
        InvalidValueError: A value is NaN or infinite.
    """
    values = unread("matrix", matrix)
    result = _column_major(values.shape)
    if values.size:
        values, columns = tamed("matrix", values, squared=True)
        np.divide(values, _or_nan(np.sqrt(columns.squares)), out=result)
    return sealed(result)


def sum_norm(matrix: npt.ArrayLike, /, *, benefit: npt.ArrayLike) -> FloatArray:
    """Give each account its share of the sum of each criterion; costs are inverted first.

    Args:
        matrix: (n_accounts, n_criteria) Values of at least 0, those of a cost above 0.
        benefit: (n_criteria,) True where more is better, False for a cost.

    Returns:
        (n_accounts, n_criteria) x / Σ x, for a cost (1 / x) / Σ (1 / x): each column adds up to 1. A benefit that is 0
        everywhere is NaN.

    Raises:
        ShapeError: matrix is not two-dimensional, or benefit does not have one entry per criterion.
        InvalidValueError: A value is negative, NaN or infinite, a cost is 0, or benefit holds something else than True
            and False.

    References:
        Kracka, Brauers & Zavadskas 2010, Ranking heating losses in a building by applying the MULTIMOORA.
    """
    values = table("matrix", matrix, at_least=0)
    more = flags("benefit", benefit, values.shape[1])
    free = (values == 0) & ~more
    if free.any():
        row, column = np.unravel_index(int(np.argmax(free)), free.shape)
        raise InvalidValueError(f"matrix[{row}, {column}]", "must be above 0 for a cost", 0.0)
    if not values.size:
        return sealed(values.copy())
    largest, smallest = values.max(axis=0), values.min(axis=0)
    # Divided by the largest, or the smallest by it, no sum leaves the range of a float.
    parts = np.divide(values, _or_nan(largest), out=_column_major(values.shape), where=more)
    np.divide(smallest, values, out=parts, where=~more)
    return sealed(parts / parts.sum(axis=0))


def percentile_rank(matrix: npt.ArrayLike, /, *, benefit: npt.ArrayLike) -> FloatArray:
    """Rate each account by the part of all accounts that it is better than, half of those level with it included.

    Args:
        matrix: (n_accounts, n_criteria) Values, each criterion in its own unit; only their order counts.
        benefit: (n_criteria,) True where more is better, False for a cost.

    Returns:
        (n_accounts, n_criteria) (accounts below + ½ accounts level, itself included) / n_accounts, in (0, 1). The mean
        of a column is ½, and so is a criterion on which all accounts are equal. A cost has 1 minus what it would have
        as a benefit.

    Raises:
        ShapeError: matrix is not two-dimensional, or benefit does not have one entry per criterion.
        InvalidValueError: A value is NaN or infinite, or benefit holds something else than True and False.

    References:
        Crocker & Algina 1986, Introduction to Classical and Modern Test Theory, chapter 19 (percentile rank).
    """
    values = table("matrix", matrix)
    more = flags("benefit", benefit, values.shape[1])
    result = _column_major(values.shape)
    for column in range(values.shape[1]):
        criterion = np.ascontiguousarray(values[:, column])
        order, starts = best_first(-criterion if more[column] else criterion)
        ends = np.append(starts[1:], len(criterion))
        result[order, column] = np.repeat((starts + ends) / (2 * max(len(criterion), 1)), ends - starts)
    return sealed(result)


def _column_major(shape: tuple[int, ...]) -> FloatArray:
    """Make room for ratings: a criterion at a time is how they are read later."""
    return np.empty(shape, order="F")


def _or_nan(divisor: FloatArray) -> FloatArray:
    return np.where(divisor > 0, divisor, np.nan)
