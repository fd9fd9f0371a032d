"""Which accounts we cannot afford to lose."""

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from keyaccounts._arrays import BoolArray, FloatArray, IntArray, floats, sealed
from keyaccounts.errors import InvalidValueError

# An amount that exceeds another by less of all amounts together does so by rounding.
_ROUNDING: Final = 1e-12


def fatal_accounts(contribution: npt.ArrayLike, /, *, fixed_cost: float) -> BoolArray:
    """Mark each account whose loss alone would turn the profit into a loss.

    Losing an account takes its contribution and leaves the fixed cost. It is fatal when the contribution exceeds the
    profit, Σ contribution − fixed_cost. A book that makes a loss already has no fatal accounts: there is no profit left
    to turn.

    Args:
        contribution: (n_accounts,) Profit contribution of each account, one currency; may be negative.
        fixed_cost: What stays whoever leaves, at least 0.

    Returns:
        (n_accounts,) Whether each is fatal.

    Raises:
        ShapeError: contribution is not one-dimensional, or fixed_cost is an array.
        InvalidValueError: A value is NaN or infinite, fixed_cost is negative, or the sum is too large for a float.
    """
    amounts, profit, rounding = book_profit(contribution, fixed_cost)
    return sealed((profit >= -rounding) & (amounts > profit + rounding))


def smallest_fatal_set(contribution: npt.ArrayLike, /, *, fixed_cost: float) -> IntArray:
    """Find the fewest accounts whose loss together would turn the profit into a loss.

    Args:
        contribution: (n_accounts,) Profit contribution of each account, one currency; may be negative.
        fixed_cost: What stays whoever leaves, at least 0.

    Returns:
        Their rows, largest contribution first; equal ones in row order. Empty when the book makes a loss already
        (Σ contribution below fixed_cost), and when even the loss of all does not bring one.

    Raises:
        ShapeError: contribution is not one-dimensional, or fixed_cost is an array.
        InvalidValueError: A value is NaN or infinite, fixed_cost is negative, or the sum is too large for a float.
    """
    amounts, profit, rounding = book_profit(contribution, fixed_cost)
    order = np.argsort(-amounts, kind="stable")
    gone = np.cumsum(amounts[order])
    enough = np.flatnonzero(gone > profit + rounding)
    n_accounts = int(enough[0]) + 1 if enough.size and profit >= -rounding else 0
    return sealed(order[:n_accounts])


def book_profit(contribution: npt.ArrayLike, fixed_cost: float) -> tuple[FloatArray, float, float]:
    """Give the contributions, the profit, and what rounding may add to either."""
    amounts = floats("contribution", contribution)
    fixed = float(floats("fixed_cost", fixed_cost, shape=(), at_least=0))
    with np.errstate(over="ignore"):
        scale = float(np.abs(amounts).sum()) + fixed
    if scale == math.inf:
        raise InvalidValueError("contribution", "must have a finite sum", scale)
    return amounts, math.fsum([*amounts.tolist(), -fixed]), _ROUNDING * scale
