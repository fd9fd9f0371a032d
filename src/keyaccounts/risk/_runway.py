"""How long the cash lasts once an account is gone."""

import numpy as np
import numpy.typing as npt

from keyaccounts._arrays import FloatArray, floats, sealed
from keyaccounts.risk._fatal import book_profit


def months_of_cash(contribution: npt.ArrayLike, /, *, cash: float, fixed_cost: float) -> FloatArray:
    """Tell how many months the cash lasts after each account is lost, if nothing else changes.

    Losing an account takes its contribution and leaves the fixed cost. What the others bring no longer covers it by
    some amount a month, and cash / that amount is the time there is to win a new one or cut cost. For several accounts
    lost together, add their contributions into one entry.

    Args:
        contribution: (n_accounts,) Contribution of each account a month, one currency; may be negative.
        cash: Cash at hand, and credit that can be drawn, at least 0.
        fixed_cost: What stays whoever leaves, a month, at least 0.

    Returns:
        (n_accounts,) Months, at least 0; infinite where the others still cover the fixed cost, so that the cash need
        not last.

    Raises:
        ShapeError: contribution is not one-dimensional, or cash or fixed_cost is an array.
        InvalidValueError: A value is NaN or infinite, cash or fixed_cost is negative, or the sum is too large for a
            float.
    """
    amounts, profit, rounding = book_profit(contribution, fixed_cost)
    at_hand = float(floats("cash", cash, shape=(), at_least=0))
    burnt = amounts - profit
    months = np.full(len(amounts), np.inf)
    with np.errstate(over="ignore"):  # more months than a float can count are no fewer than infinitely many
        np.divide(at_hand, burnt, out=months, where=burnt > rounding)
    return sealed(months)
