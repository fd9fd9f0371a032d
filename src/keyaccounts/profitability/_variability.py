"""How steady accounts are: how far their revenue or profit varies from period to period, and how far it falls short."""

from typing import Final

import numpy as np
import numpy.typing as npt

from keyaccounts._arrays import FloatArray, floats, sealed
from keyaccounts.profitability._numbers import ratio

_LEAST_PERIODS: Final = 2


def coefficient_of_variation(series: npt.ArrayLike, /) -> FloatArray:
    """Measure how far each account varies around its own mean: standard deviation / mean.

    Args:
        series: (n_accounts, n_periods) Revenue or profit of each account, period by period.

    Returns:
        (n_accounts,) At least 0, without a unit: .2 says that a period is off the mean by a fifth or so. The standard
        deviation is that of a sample (it divides by n_periods − 1). NaN where the mean is not above 0, because a share
        of a loss says nothing, and with fewer than two periods.

    Raises:
        ShapeError: series is not two-dimensional.
        InvalidValueError: A value is NaN or infinite.

    References:
        Pearson 1896, Mathematical contributions to the theory of evolution III.
    """
    amounts = floats("series", series, shape=(None, None))
    if amounts.shape[1] < _LEAST_PERIODS:
        return sealed(np.full(len(amounts), np.nan))
    parts = amounts / _scale(amounts)[:, np.newaxis]
    return sealed(ratio(parts.std(axis=1, ddof=1), parts.mean(axis=1)))


def downside_deviation(series: npt.ArrayLike, /, *, target: npt.ArrayLike | None = None) -> FloatArray:
    """Measure how far each account falls short of a target: the root of the mean squared shortfall.

    What exceeds the target makes up for nothing, and is no risk either; all periods count in the mean.

    Args:
        series: (n_accounts, n_periods) Revenue or profit of each account, period by period.
        target: What a period should bring: one number, or (n_accounts,). None takes each account's own mean (the
            semideviation).

    Returns:
        (n_accounts,) At least 0, in the currency of series; NaN without periods.

    Raises:
        ShapeError: series is not two-dimensional, or target has another length than it has rows.
        InvalidValueError: A value is NaN or infinite.

    References:
        Markowitz 1959, Portfolio Selection (semideviation). Sortino & van der Meer 1991, Downside risk.
    """
    amounts = floats("series", series, shape=(None, None))
    n_accounts, n_periods = amounts.shape
    scale, goal = _scale(amounts), np.zeros(n_accounts)
    if target is not None:
        given = floats("target", target, shape=() if np.ndim(target) == 0 else (n_accounts,))
        goal = np.broadcast_to(given, n_accounts)
        scale = np.maximum(scale, np.abs(goal))
    if not n_periods:
        return sealed(np.full(n_accounts, np.nan))
    parts = amounts / scale[:, np.newaxis]
    wanted = parts.mean(axis=1) if target is None else goal / scale
    shortfall = np.minimum(parts - wanted[:, np.newaxis], 0)
    return sealed(np.sqrt(np.square(shortfall).mean(axis=1)) * scale)


def _scale(amounts: FloatArray) -> FloatArray:
    """Give the largest amount of each account, or 1: relative to it, squares stay in the range of a float."""
    largest: FloatArray = np.abs(amounts).max(axis=1, initial=0)
    return np.where(largest > 0, largest, 1.0)
