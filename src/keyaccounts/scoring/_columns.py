"""Passes over tables of a row per account and a column per criterion: blocks of rows that fit the cache."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from keyaccounts._arrays import FloatArray
from keyaccounts.scoring._numbers import table

_ROWS: Final = 2048

_SMALL: Final = 1e-140
_LARGE: Final = 1e140


class Columns(NamedTuple):
    """What is known of each column, (n_criteria,) each.

    Attributes:
        low: Smallest value.
        high: Largest value.
        squares: Sum of squares; 0 where they were not asked for.
    """

    low: FloatArray
    high: FloatArray
    squares: FloatArray


def blocks(n_rows: int, *, size: int = _ROWS) -> Iterator[slice]:
    """Cut rows into runs."""
    for start in range(0, n_rows, size):
        yield slice(start, min(start + size, n_rows))


def columns_of(matrix: FloatArray, *, squared: bool) -> Columns:
    """Fold columns block by block, which is several times faster than one by one."""
    first, *others = blocks(len(matrix))
    low, high = matrix[first].copy(order="K"), matrix[first].copy(order="K")
    squares, total = np.zeros_like(low), np.zeros_like(low)
    # Squares that are too large are those of columns to be tamed, and then taken again.
    with np.errstate(over="ignore", invalid="ignore"):
        if squared:
            np.square(low, out=total)
        for rows in others:
            block = matrix[rows]
            n_rows = len(block)
            np.minimum(low[:n_rows], block, out=low[:n_rows])
            np.maximum(high[:n_rows], block, out=high[:n_rows])
            if squared:
                np.square(block, out=squares[:n_rows])
                total[:n_rows] += squares[:n_rows]
        return Columns(low.min(axis=0), high.max(axis=0), total.sum(axis=0))


def tamed(name: str, matrix: FloatArray, *, squared: bool = False) -> tuple[FloatArray, Columns]:
    """Bring columns of extreme size near 1 by powers of two, which changes no ratio; give the table and its columns.

    What comes out can be squared and added up without leaving the range of a float.

    Raises:
        InvalidValueError: A value is NaN or infinite.
    """
    columns = columns_of(matrix, squared=squared)
    size = np.maximum(np.abs(columns.low), np.abs(columns.high))
    if not np.isfinite(size).all():  # neither NaN nor infinity can hide from the extremes; the door says where it is
        table(name, matrix)
    extreme = (size > _LARGE) | ((size < _SMALL) & (size > 0))
    if not extreme.any():
        return matrix, columns
    near = np.ldexp(matrix, np.where(extreme, -np.frexp(size)[1], 0))
    return near, columns_of(near, squared=squared)


def weighted_columns(ratings: FloatArray, weights: FloatArray) -> FloatArray:
    """Add up weight times rating over the criteria.

    Column by column, in their order: every row goes through the same rounding, so equal rows have equal sums, and a row
    that is nowhere below another has no lower sum. A product by BLAS promises neither.
    """
    total = np.zeros(len(ratings))
    for rows in blocks(len(ratings), size=4 * _ROWS):
        block, sums = ratings[rows], total[rows]
        part = np.empty(len(block))
        for column, weight in enumerate(weights):
            np.multiply(block[:, column], weight, out=part)
            np.add(sums, part, out=sums)
    return total
