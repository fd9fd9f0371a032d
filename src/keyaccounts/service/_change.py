"""When a series changed its level, and whether it did."""

import math

import numpy as np
import numpy.typing as npt
from attrs import frozen

from keyaccounts._arrays import FloatArray, floats

_LARGEST = 1e300


@frozen(kw_only=True)
class ChangePoint:
    """The most likely change in the level of a series.

    Attributes:
        position: Position of the first value of the new level; None when all values are equal, or fewer than two.
        before: Mean of the values before it; of all values when position is None; NaN without values.
        after: Mean of the values from it on; the same as before when position is None.
        p_value: Probability of as clear a change in a series whose values only came in another order, approximate,
            at most 1; small means that the change is no accident. 1 when position is None.
        statistic: Pettitt's K: how far ranks lean to one side at the split.
    """

    position: int | None
    before: float
    after: float
    p_value: float
    statistic: float

    def __repr__(self) -> str:
        if self.position is None:
            return f"ChangePoint(none, mean {self.before:.4g})"
        return (
            f"ChangePoint(at {self.position}, from {self.before:.4g} to {self.after:.4g}, p-value {self.p_value:.2g})"
        )


def change_point(series: npt.ArrayLike, /) -> ChangePoint:
    """Find where the level of a series changed, and say how sure that is.

    Pettitt's test compares ranks before and after every split, so that one bad month does not pass for a change, and
    no distribution is assumed. It looks for one change: split a longer series there and ask again. Neighbouring values
    are taken as independent; where good months follow good months by themselves, the p-value is too small.

    Args:
        series: (n_periods,) Values in order of time, in any unit.

    Returns:
        The split at which the statistic is greatest, the first of several. The p-value 2 exp(−6 K² / (n³ + n²)) is
        an approximation, good below .5. Fewer than eleven values cannot bring it below .05, however they lie.

    Raises:
        ShapeError: series is not one-dimensional.
        InvalidValueError: A value is NaN, or beyond 1e300.

    References:
        Pettitt 1979, A non-parametric approach to the change-point problem.
    """
    values = floats("series", series, at_least=-_LARGEST, at_most=_LARGEST)
    n_values = len(values)
    leans = np.abs(_lean(values))
    position = int(np.argmax(leans)) + 1 if leans.size else 0
    statistic = float(leans[position - 1]) if leans.size else 0.0
    if not statistic:
        mean = float(values.mean()) if n_values else math.nan
        return ChangePoint(position=None, before=mean, after=mean, p_value=1.0, statistic=0.0)
    exponent = -6 * statistic**2 / (n_values**3 + n_values**2)
    return ChangePoint(
        position=position,
        before=float(values[:position].mean()),
        after=float(values[position:].mean()),
        p_value=min(1.0, 2 * math.exp(exponent)),
        statistic=statistic,
    )


def _lean(values: FloatArray) -> FloatArray:
    """Give Pettitt's U for a split after each value but the last: 2 Σ ranks − t (n + 1), tied values share ranks."""
    n_values = len(values)
    _, place, times = np.unique(values, return_inverse=True, return_counts=True)
    # Twice the shared rank is a whole number, so that sums are exact.
    last = np.cumsum(times)
    twice = (2 * last - times + 1)[place]
    return (np.cumsum(twice) - np.arange(1, n_values + 1) * (n_values + 1))[:-1].astype(np.float64)
