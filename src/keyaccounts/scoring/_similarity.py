"""TOPSIS: how near an account is to the best that was seen, and how far from the worst."""

import numpy as np
import numpy.typing as npt

from keyaccounts._arrays import FloatArray, sealed
from keyaccounts.scoring._columns import blocks, tamed
from keyaccounts.scoring._numbers import flags, unread, weights_of


def topsis(matrix: npt.ArrayLike, /, *, weights: npt.ArrayLike, benefit: npt.ArrayLike) -> FloatArray:
    """Rate accounts by their distance to an ideal and to an anti-ideal account.

    Each criterion is divided by its length as a vector (`vector_norm`) and multiplied by its weight. The ideal account
    has the best value of each criterion that any account has, the anti-ideal the worst.

    Args:
        matrix: (n_accounts, n_criteria) Values, each criterion in its own unit, not normalised.
        weights: (n_criteria,) Weight of each criterion, at least 0; they are divided by their sum.
        benefit: (n_criteria,) True where more is better, False for a cost.

    Returns:
        (n_accounts,) Closeness d⁻ / (d⁺ + d⁻) in [0, 1], 1 for the ideal, by distances in a straight line; `rank` turns
        it into ranks. Equal rows are equally close, and an account that is nowhere better than another is not closer. A
        criterion on which all are equal has no influence; where every criterion with a weight is one, closeness is NaN.

    Raises:
        ShapeError: matrix is not two-dimensional, or weights or benefit does not have one entry per criterion.
        InvalidValueError: A value is NaN or infinite, a weight is negative, all weights are 0, or benefit holds
            something else than True and False.

    References:
        Hwang & Yoon 1981, Multiple Attribute Decision Making. Tzeng & Huang 2011, of the same title.
    """
    values = unread("matrix", matrix)
    shares = weights_of("weights", weights, values.shape[1])
    more = flags("benefit", benefit, values.shape[1])
    if not len(values):
        return sealed(np.empty(0))
    values, (low, high, squares) = tamed("matrix", values, squared=True)
    length = np.sqrt(squares)
    factor = np.divide(shares, length, out=np.zeros_like(length), where=length > 0)
    largest = float((factor * (high - low)).max())
    if not largest:
        return sealed(np.full(len(values), np.nan))
    # Closeness is a ratio: measured in the largest spread, no square is too small for a float.
    factor /= largest
    return sealed(_closeness(values, factor, np.where(more, high, low), np.where(more, low, high)))


def _closeness(values: FloatArray, factor: FloatArray, ideal: FloatArray, anti_ideal: FloatArray) -> FloatArray:
    """Go through the rows in blocks, each turned so that a criterion lies in one piece."""
    result = np.empty(len(values))
    scale, worst = factor[:, np.newaxis], anti_ideal[:, np.newaxis]
    # What the ideal account comes to, rounded as it is for an account that is it: its distance is 0 to the last digit.
    best = (ideal[:, np.newaxis] - worst) * scale
    first = next(blocks(len(values)))
    gaps, squares = np.empty((2, len(factor), first.stop))
    for rows in blocks(len(values)):
        turned = values[rows].T
        n_rows = turned.shape[1]
        gap, square = gaps[:, :n_rows], squares[:, :n_rows]
        np.subtract(turned, worst, out=gap)
        gap *= scale
        to_worst = _added_up(np.square(gap, out=square))
        gap -= best
        to_best = _added_up(np.square(gap, out=square))
        # 1 / (1 + d⁺ / d⁻) falls with d⁺ and rises with d⁻ through every rounding; where d⁻ is 0 it is 0.
        with np.errstate(divide="ignore", over="ignore"):
            apart = np.sqrt(to_best / to_worst)
        np.divide(1, apart + 1, out=result[rows])
    return result


def _added_up(criteria: FloatArray) -> FloatArray:
    """Add up criterion by criterion, so that every account goes through the same rounding."""
    total: FloatArray = criteria[0].copy()
    for criterion in criteria[1:]:
        total += criterion
    return total
