"""Splitting a pool of cost so that the parts add up to it, to the cent."""

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from keyaccounts._arrays import FloatArray, floats, sealed
from keyaccounts.errors import InvalidValueError

# Up to so many units, what rounding does to all the parts together is less than one of them.
_MOST_UNITS: Final = 2.0**50
# A total within so much of a whole number of units is one: 0.29 euros are 29 cents, though 0.29 / 0.01 is not quite.
_ROUNDING: Final = 1e-6
_SMALLEST_UNIT: Final = 1e-9


def apportion(total: float, weights: npt.ArrayLike, /, *, unit: float = 0.01) -> FloatArray:
    """Split an amount in proportion to weights, into whole cents that add up to it.

    Each part is rounded down to a whole number of units; what is left over goes, one unit each, to the parts that lost
    most by it, and among equals to the first: the largest remainder method. No part is a whole unit away from its
    exact share.

    Args:
        total: What to split, a whole number of units; a reversal is negative.
        weights: (n_accounts,) What the split follows, at least 0: driver quantities, revenue, headcount.
        unit: The smallest coin, at least 1e-9: 0.01 for most currencies, 1 for yen, 0.001 for dinars.

    Returns:
        (n_accounts,) Amounts, each a whole number of units; equal weights differ by one unit at most.

    Raises:
        ShapeError: weights is not one-dimensional, or total or unit is an array.
        InvalidValueError: A value is NaN or infinite, a weight is negative, unit is below 1e-9, total is no whole
            number of units or has more than 2^50 of them, or it is not 0 and all weights are.

    References:
        Hamilton 1792, Report on apportionment. Balinski & Young 1982, Fair Representation.
    """
    amount = float(floats("total", total, shape=()))
    shares = floats("weights", weights, at_least=0)
    coin = float(floats("unit", unit, shape=(), at_least=_SMALLEST_UNIT))
    units = _whole_units(amount, coin)
    largest = float(shares.max(initial=0))
    if units and not largest:
        raise InvalidValueError("weights", "must have a sum above 0", 0.0)
    relative = shares / (largest or 1.0)
    exact = relative * (abs(units) / (math.fsum(relative.tolist()) or 1.0))
    parts = np.floor(exact)
    left_over = abs(units) - int(parts.sum())
    parts[np.argsort(parts - exact, kind="stable")[:left_over]] += 1
    per_one = round(1 / coin)
    # A hundredth of a whole number is the float nearest to that many cents; its product with 0.01 may not be.
    money = parts / per_one if per_one and 1 / per_one == coin else parts * coin
    return sealed(money if units > 0 else 0.0 - money)


def _whole_units(amount: float, coin: float) -> int:
    units = amount / coin
    if not abs(units) <= _MOST_UNITS:
        raise InvalidValueError("total", f"must be at most {_MOST_UNITS:.0f} units of {coin:g}", amount)
    if abs(units - round(units)) > max(_ROUNDING, 1e-15 * abs(units)):
        raise InvalidValueError("total", f"must be a whole number of units of {coin:g}", amount)
    return round(units)
